"""Numbers and dates typed as text (文本形式的数): read where there is one reading."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from unicodedata import category, normalize

from zeropark.messages import word, words
from zeropark.model import Item
from zeropark.workbook import limits
from zeropark.workbook.text import clean, folded

_DIGITS = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_PLAIN = re.compile(rf"[+-]?{_DIGITS}(?:[eE][+-]?[0-9]{{1,4}})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([, ])[0-9]{3}(?:\1[0-9]{3})*(?:\.[0-9]+)?")
_WITH_UNIT = re.compile(rf"([+-]?{_DIGITS})\s*[^0-9.,\s+\-_][^0-9]*")
_RANGE = re.compile(r"[0-9]\s*[-/]\s*[0-9]")
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_WRITTEN_OUT = 30  # decimal exponent up to which a number is written without one
_LARGEST = 300  # decimal exponent; a spreadsheet program ends at 308
_MINUSES = str.maketrans(dict.fromkeys("\u2212\u2013\u2014", "-"))


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number that was typed as text (文本数字), and whether it stood there as it was read."""

    value: Decimal
    as_typed: bool


def numeral(text: str, item: Item) -> Numeral | str:
    """The number in a text, percentages as shares; or the code of what is wrong with it."""
    if len(text) > limits.NUMBER:
        return "V107"
    whole = clean(text).strip()
    bare = _without_unit(whole, item)
    if any(map(_foreign, bare)):
        return "V108"
    typed = normalize("NFKC", bare).strip().translate(_MINUSES)
    typed, power = _scale(typed if bare != whole else _without_unit(typed, item), item)
    if isinstance(power, str):
        return power
    value = _decimal(typed)
    if isinstance(value, str):
        return value
    return Numeral(value.scaleb(power), typed == text)


def as_decimal(stored: str) -> Decimal | None:
    """The number that a workbook stores, by its shortest writing; ``None`` if it is none."""
    if not _PLAIN.fullmatch(stored.strip()) or len(stored) > limits.NUMBER:
        return None
    number = float(stored)
    if abs(number) == float("inf"):
        return None
    shortest = Decimal(repr(number))
    return (
        Decimal(f"{shortest.normalize() + 0:f}")
        if abs(shortest.adjusted()) < _WRITTEN_OUT
        else shortest
    )


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


def _without_unit(text: str, item: Item) -> str:
    units = [item.unit, normalize("NFKC", item.unit)]
    if item.kind == "year":
        units.append(word("year_sign"))
    for unit in units:
        if unit and unit != "%" and text.casefold().endswith(unit.casefold()):
            return text[: -len(unit)].rstrip()
    return text


def _foreign(sign: str) -> bool:
    """Whether Python would take a sign for a digit that no reader of the form would."""
    kind = category(sign)
    return kind == "No" or (kind == "Nd" and not normalize("NFKC", sign).isascii())


def _scale(text: str, item: Item) -> tuple[str, int | str]:
    """The text without percent sign or 万, and the power of ten it stands for, or a code."""
    if text.endswith("%"):
        return text[:-1].rstrip(), -2 if item.kind == "percent" else "V109"
    for sign, power in (("ten_thousand", 4), ("hundred_million", 8)):
        if text.endswith(word(sign)):
            return text.removesuffix(word(sign)).rstrip(), power
    return text, 0 if item.kind != "percent" or not _PLAIN.fullmatch(text) else "V110"


def _decimal(text: str) -> Decimal | str:
    if _GROUPED.fullmatch(text):
        return Decimal(re.sub("[, ]", "", text))
    if _PLAIN.fullmatch(text):
        value = Decimal(text)
        return value if abs(value.adjusted()) <= _LARGEST else "V112"
    if folded(text) in words("blank_like").values():
        return "V118"
    if any(sign in text for sign in word("vague_signs")) or _RANGE.search(text):
        return "V106"
    return "V111" if _WITH_UNIT.fullmatch(text) else "V105"
