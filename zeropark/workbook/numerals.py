"""Numbers and dates typed as text (文本形式的数): read where there is one reading."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from unicodedata import category, normalize

from zeropark.formula import EXACT
from zeropark.messages import word, words
from zeropark.model import NOTHING, Item
from zeropark.workbook import limits
from zeropark.workbook.text import clean, folded

_DIGITS = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_PLAIN = re.compile(rf"[+-]?{_DIGITS}(?:[eE][+-]?[0-9]{{1,4}})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([, ])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_WITH_UNIT = re.compile(rf"[+-]?{_DIGITS}\s*[^0-9.,\s+\-_\u2044][^0-9]*(?:[0-9][^0-9]*)?")
_RANGE = re.compile(r"[0-9]\s*[-/]\s*[0-9]")
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_WRITTEN_OUT = 30  # decimal exponent up to which a number is written without one
_LARGEST = 300  # decimal exponent; a spreadsheet program ends at 308
_MULTIPLES = {"ten_thousand": 4, "hundred_million": 8}  # words → powers of ten
_ONE = Decimal(1)
_MINUSES = str.maketrans(dict.fromkeys("\u2212\u2013\u2014", "-"))


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that was typed as text (文本数字), in the unit that its item wants."""

    value: Decimal
    as_typed: bool  # whether it stood there as it was read
    converted: bool  # whether it was given in another unit


def numeral(text: str, item: Item, rates: Mapping[str, Decimal] = NOTHING) -> Numeral | str:
    """The number in a text, percentages as shares; or the code of what is wrong with it.

    ``rates`` are the units that may stand in place of the item's own, with what each is worth.
    """
    if len(text) > limits.NUMBER:
        return "V107"
    bare, rate = _without_unit(clean(text).strip(), item, rates)
    typed = normalize("NFKC", bare).strip().translate(_MINUSES)
    if any(map(_foreign, bare)):
        return _with_words(typed, item) or "V108"
    typed, power = _scale(typed, item, counted=rate is not None)
    if isinstance(power, str):
        return power
    value = _decimal(typed, item)
    if isinstance(value, str):
        return value
    value = EXACT.scaleb(value, power)
    if rate in {None, _ONE}:
        as_typed = typed == text and _PLAIN.fullmatch(text) is not None
        return Numeral(value, as_typed, converted=False)
    return Numeral(_plain(EXACT.multiply(value, rate)), as_typed=False, converted=True)


def as_decimal(stored: str) -> Decimal | None:
    """The number that a workbook stores, by its shortest writing; ``None`` if it is none."""
    bare = stored.strip()
    if not _PLAIN.fullmatch(bare) or len(bare) > limits.NUMBER:
        return None
    number = float(bare)
    if abs(number) == float("inf"):
        return None
    written = repr(number)
    if "e" not in written:  # nearly every number: no exponent, and no zeros to take away but one
        return Decimal(written.removesuffix(".0")) or Decimal(0)
    shortest = Decimal(written)
    return _plain(shortest) if abs(shortest.adjusted()) < _WRITTEN_OUT else shortest


def day(text: str) -> date | None:
    """The date in a text such as 2025-12-31, 2025.12.31 or 2025年12月31日; else ``None``."""
    signs = words("date_signs")
    typed = folded(text)
    for sign in signs["between"]:
        typed = typed.replace(sign, "-")
    found = _DATE.fullmatch(typed.rstrip(signs["after"]))
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _without_unit(
    text: str, item: Item, rates: Mapping[str, Decimal]
) -> tuple[str, Decimal | None]:
    """The text before the longest unit that ends it, and what that unit is worth."""
    own = [word("year_sign")] if item.kind == "year" else []
    own += [item.unit] if item.kind != "percent" and item.unit else []
    known = {_sign(unit): rate for unit, rate in {**rates, **dict.fromkeys(own, _ONE)}.items()}
    for place in range(1, len(text)):
        if rate := known.get(_sign(text[place:])):
            return text[:place].rstrip(), rate
    return text, None


def _sign(unit: str) -> str:
    """A unit as units are compared; where digits begin it (10⁴Nm³) they must stay as written."""
    plain = folded(unit)
    return unit if plain[:1].isdigit() else plain


def _plain(number: Decimal) -> Decimal:
    """The number without exponent and without zeros at its end; zero has no sign."""
    return Decimal(f"{EXACT.normalize(EXACT.add(number, Decimal(0))):f}")


def _foreign(sign: str) -> bool:
    """Whether Python would take a sign for a digit that no reader of the form would."""
    kind = category(sign)
    return kind == "No" or (kind == "Nd" and not normalize("NFKC", sign).isascii())


def _scale(text: str, item: Item, *, counted: bool) -> tuple[str, int | str]:
    """The text without percent sign or 万, and the power of ten it stands for, or a code.

    Without a unit behind it (``counted``), 万 may itself be one half of a unit such as 万元.
    """
    if text.endswith("%"):
        return text[:-1].rstrip(), -2 if item.kind == "percent" else "V109"
    multiples = {word(key): power for key, power in _MULTIPLES.items()}
    if (last := text[-1:]) in multiples:
        unclear = not counted and item.unit[:1] in multiples
        return text[:-1].rstrip(), "V111" if unclear else multiples[last]
    return text, 0 if item.kind != "percent" or not _PLAIN.fullmatch(text) else "V110"


def _decimal(text: str, item: Item) -> Decimal | str:
    if _GROUPED.fullmatch(text):
        return Decimal(re.sub("[, ]", "", text))
    if _PLAIN.fullmatch(text):
        value = Decimal(text)
        return value if abs(value.adjusted()) <= _LARGEST else "V112"
    if folded(text) in words("blank_like").values():
        return "V118"
    if any(sign in text for sign in word("vague_signs")) or _RANGE.search(text):
        return "V106"
    return _with_words(text, item) or "V105"


def _with_words(text: str, item: Item) -> str:
    """The code for a number with a unit that is not wanted; nothing if it is none."""
    return "V111" if item.unit and _WITH_UNIT.fullmatch(text) else ""
