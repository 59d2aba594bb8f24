"""Coverage-guided fuzzing of single cells (取值模糊测试): an exact finite value, or a message.

Usage: python fuzz/values.py [libFuzzer options] [CORPUS], such as ``-max_total_time=60``.
"""

import sys
from decimal import Decimal
from pathlib import Path
from typing import get_args
from unicodedata import normalize

import atheris

sys.path.insert(0, str(Path(__file__).parents[1]))

with atheris.instrument_imports(include=["zeropark.workbook"]):
    from zeropark.messages import remedy, what
    from zeropark.model import Item, Kind
    from zeropark.workbook.answers import Question, found, read_answer
    from zeropark.workbook.grid import Nature, Shape, Stored
    from zeropark.workbook.text import clean

KINDS, NATURES, SHAPES = (get_args(each) for each in (Kind, Nature, Shape))
RATES = {"MWh": Decimal(1), "万kWh": Decimal(10), "kWh": Decimal("0.001")}
PIECES = (
    *"0123456789.,-+eE%％，．１２３万亿年月日约~≥（）()/ _'½²①٣一十无有",
    "kWh", "万kWh", "MWh", "N/A", "见附件", "不适用", "未统计", "2025", "-12-31", "１，２３４",
    "\u00a0", "\u200b", "\u2212", "\x1c", "\ud800", "\u202e", "1e400", "NaN", "inf", "吨", "TRUE",
    "{x}",
)  # fmt: skip
FORMULAS = (None, "A1*2", "[1]x!A1", '_xlfn.DISPIMG("a",1)')


def typed(given: atheris.FuzzedDataProvider) -> str:
    """A text such as people type, or any at all."""
    if given.ConsumeBool():
        return given.ConsumeUnicode(64)
    count = given.ConsumeIntInRange(0, 14)
    return "".join(PIECES[given.ConsumeIntInRange(0, len(PIECES) - 1)] for _ in range(count))


def once(raw: bytes) -> None:
    """One input of the fuzzer."""
    given = atheris.FuzzedDataProvider(raw)
    kind = KINDS[given.ConsumeIntInRange(0, len(KINDS) - 1)]
    nature = NATURES[given.ConsumeIntInRange(0, len(NATURES) - 1)]
    shape = SHAPES[given.ConsumeIntInRange(0, len(SHAPES) - 1)]
    formula = FORMULAS[given.ConsumeIntInRange(0, len(FORMULAS) - 1)]
    item = Item("x", "项", kind, "MWh", may_be_na=given.ConsumeBool(), choices=("有", "无"))
    question = Question(item, item.choices, given.ConsumeBool(), RATES)
    text = typed(given)
    answer = read_answer(Stored(nature, text, formula, shape), question)
    seen = {"name": "项", "found": found(Stored(nature, text, formula, shape))}
    for remark in answer.remarks:
        told = what(remark.code, {**seen, **remark.params}) + remedy(
            remark.code, seen | {**remark.params}
        )
        assert clean(told) == told, told  # noqa: S101 -- what the fuzzer looks for
    if isinstance(answer.value, Decimal):
        assert answer.value.is_finite()  # noqa: S101 -- likewise
    elif answer.value is None and clean(text).strip():
        assert answer.remarks or answer.state == "not_applicable", text  # noqa: S101 -- likewise
    if nature == "text" and normalize("NFKC", text) == text and kind in ("number", "integer"):
        wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
        twin = read_answer(Stored(nature, wide, formula, shape), question)
        assert (twin.value, twin.state) == (answer.value, answer.state), text  # noqa: S101 -- likewise


if __name__ == "__main__":
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()
