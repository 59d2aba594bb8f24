"""What stands in a cell → an answer in one of three states (读取填报值), with remarks."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from zeropark.messages import word, words
from zeropark.model import NOTHING, Item, State
from zeropark.workbook import limits
from zeropark.workbook.grid import Stored
from zeropark.workbook.numerals import as_decimal, day, numeral
from zeropark.workbook.text import REPLACEMENT, clean, folded

_LINKED = re.compile(r"\[[0-9]+\]")  # how a formula names another workbook
_PICTURE = "DISPIMG"
_FOUND = 60  # characters of an answer that a message shows
_EIGHT_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say about an answer (提示): code and what its sentence needs."""

    code: str
    params: Mapping[str, str] = NOTHING


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read of a cell (读数)."""

    state: State = "missing"
    value: Decimal | str | None = None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What a cell is asked (所问): the item, its choices, the calendar of the workbook.

    ``rates`` are other units that a number may be given in, with what each is worth.
    """

    item: Item
    choices: tuple[str, ...] = ()
    date1904: bool = False
    rates: Mapping[str, Decimal] = NOTHING


BLANK = Answer()


def read_answer(stored: Stored | None, question: Question) -> Answer:
    """The answer in a cell. What cannot be read is missing and has a remark that says so."""
    if stored is None or (empty(stored) and stored.formula is None):
        return BLANK
    if fault := _fault(stored):
        return _refused(*fault)
    answer = _coded(stored, question) or _READERS[question.item.kind](stored, question)
    notes = _formula_notes(stored)
    return Answer(answer.state, answer.value, answer.remarks + notes) if notes else answer


def found(stored: Stored | None) -> str:
    """What a person sees in a cell, as a message repeats it; long text is cut."""
    if stored is None:
        return ""
    text = clean(stored.text or "").strip()
    if stored.nature == "boolean":
        text = "TRUE" if text == "1" else "FALSE"
    elif _uncalculated(stored):
        text = f"={clean(stored.formula or '')}"
    elif stored.nature == "number" and (value := as_decimal(text)) is not None:
        text = f"{value * 100:f}%" if stored.shape == "percent" else f"{value:f}"
    return _cut(text)


def _cut(text: str) -> str:
    return text if len(text) <= _FOUND else text[: _FOUND - 1] + "…"


def empty(stored: Stored | None) -> bool:
    """Whether nothing stands in a cell; a formula that gives no text leaves it empty too."""
    if stored is None or stored.nature == "twice":
        return stored is None
    return not _uncalculated(stored) and not clean(stored.text or "").strip()


def _uncalculated(stored: Stored) -> bool:
    """Whether a formula stands there that no program has worked out: what it gives is not known."""
    if stored.formula is None:
        return False
    # an empty <v/> beside a number's formula is how some libraries write what they cannot work out
    return stored.text is None or (stored.nature == "number" and not stored.text.strip())


def separate(text: str) -> tuple[str, ...]:
    """Evidence numbers (佐证编号) that stand in one cell, however they are divided."""
    for sign in word("evidence_signs"):
        text = text.replace(sign, " ")
    return tuple(text.split())


def _fault(stored: Stored) -> tuple[str, Mapping[str, str]] | None:
    """What is wrong with a cell whatever it is asked; ``None`` if nothing is."""
    if stored.nature == "twice":
        return "V124", {}
    if _PICTURE in (stored.formula or "") or _PICTURE in (stored.text or ""):
        return "V126", {}
    if _uncalculated(stored):
        return "V101", {}
    if stored.nature == "error":
        return "V102", {"error": _cut(clean(stored.text or ""))}
    return ("V103", {}) if stored.nature == "boolean" else None


def _formula_notes(stored: Stored) -> tuple[Remark, ...]:
    if stored.formula and _LINKED.search(stored.formula):
        return (Remark("V122", {"formula": _cut(clean(stored.formula))}),)
    return ()


def _coded(stored: Stored, question: Question) -> Answer | None:
    """The answer if a code for "not given" stands in the cell, which it keeps, or nothing."""
    text = folded(stored.text or "")
    if not text:
        return Answer(remarks=(Remark("V123"),))
    if text in map(folded, question.choices):
        return None
    codes = words("codes")
    if text == codes["not_applicable"]:
        return _not_applicable(question.item)
    return Answer(value=text) if text in codes.values() else None


def _not_applicable(item: Item) -> Answer | None:
    if item.may_be_na:
        return Answer("not_applicable")
    return None if item.kind in ("text", "evidence") else _refused("V119", {})


def _number(stored: Stored, question: Question) -> Answer:
    if (stored.nature == "number" and stored.shape == "date") or stored.nature == "day":
        return _refused("V104", {"date": _cut(clean(_date_text(stored, question)))})
    if stored.nature == "text":
        return _typed_number(stored.text or "", question)
    value = as_decimal(stored.text or "")
    if value is None:
        return _refused("V112" if _too_large(stored.text or "") else "V105", {})
    if question.item.kind == "percent" and stored.shape != "percent":
        return _refused("V110", _two_readings(value))
    shown = stored.shape == "scaled"
    notes = (Remark("V125", {"read": f"{value:f}"}),) if shown else ()
    return _within_kind(value, question.item, notes)


def _typed_number(text: str, question: Question) -> Answer:
    item = question.item
    read = numeral(text, item, question.rates)
    if isinstance(read, str):
        typed = as_decimal(clean(text).strip()) if read == "V110" else None
        units = word("list_sign").join((item.unit, *question.rates))
        params = {"unit": item.unit, "units": units}
        return _refused(read, params | _two_readings(typed or Decimal(0)))
    shown = f"{read.value * 100:f}%" if item.kind == "percent" else f"{read.value:f}"
    how = Remark("V127" if read.converted else "V120", {"read": shown, "unit": item.unit})
    return _within_kind(read.value, item, () if read.as_typed else (how,))


def _within_kind(value: Decimal, item: Item, notes: tuple[Remark, ...]) -> Answer:
    first, last = limits.YEARS
    whole = value == value.to_integral_value()
    if item.kind == "year" and not (whole and first <= value <= last):
        return _refused("V114", {"first": str(first), "last": str(last)})
    if item.kind == "integer" and not whole:
        return _refused("V113", {})
    return Answer("value", value, notes)


def _date(stored: Stored, question: Question) -> Answer:
    text = clean(stored.text or "").strip()
    if (stored.nature == "number" and stored.shape != "date") or _bare_date(text, stored):
        return _refused("V116", {})
    if stored.nature in ("number", "day"):
        text = _date_text(stored, question)
    read = day(text)
    first, last = limits.YEARS
    if read is None or not first <= read.year <= last:
        return _refused("V115", {"first": str(first), "last": str(last)})
    return Answer("value", read.isoformat())


def _choice(stored: Stored, question: Question) -> Answer:
    known = {folded(choice): choice for choice in question.choices}
    chosen = known.get(folded(_as_text(stored, question)))
    if chosen is None:
        return _refused("V117", {"choices": word("list_sign").join(question.choices)})
    return Answer("value", chosen)


def _text(stored: Stored, question: Question) -> Answer:
    raw = _as_text(stored, question)
    cleaned = clean(raw)
    text = cleaned.strip()
    dropped = len(cleaned) < len(raw.replace("\r\n", "\n")) or REPLACEMENT in text
    return Answer("value", text, (Remark("V121"),) if dropped else ())


def _as_text(stored: Stored, question: Question) -> str:
    """A stored value as text: dates as ISO text, numbers as they are written."""
    if stored.nature == "day" or (stored.nature == "number" and stored.shape == "date"):
        return _date_text(stored, question)
    value = as_decimal(stored.text or "") if stored.nature == "number" else None
    return (stored.text or "") if value is None else f"{value:f}"


def _date_text(stored: Stored, question: Question) -> str:
    if stored.nature == "day":
        return (stored.text or "").partition("T")[0]
    serial = as_decimal(stored.text or "")
    start = limits.DAY_ZERO_1904 if question.date1904 else limits.DAY_ZERO
    if serial is None or not 0 <= serial <= (date.max - start).days:
        return stored.text or ""
    return (start + timedelta(days=int(serial))).isoformat()


def _bare_date(text: str, stored: Stored) -> bool:
    return stored.nature == "text" and text.isdigit() and len(text) <= _EIGHT_DIGITS


def _too_large(text: str) -> bool:
    return "e" in text.casefold() and text.strip("+-")[:1].isdigit()


def _two_readings(value: Decimal) -> dict[str, str]:
    return {"share": f"{value * 100:f}%", "percent": f"{value:f}%"}


def _refused(code: str, params: Mapping[str, str]) -> Answer:
    return Answer(remarks=(Remark(code, params),))


_READERS: Mapping[str, Callable[[Stored, Question], Answer]] = {
    **dict.fromkeys(("number", "percent", "integer", "year"), _number),
    **dict.fromkeys(("text", "evidence"), _text),
    "date": _date,
    "choice": _choice,
}
