"""A batch for the tests of what the secretariat gets: parks of every kind, two of them returned."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from books import named, sample, with_power

from zeropark.batch import Means, Order, Run, books_in, run
from zeropark.standard import find

FORMULA, HOSTILE, WRONG = "=1+1", "</script><img src=x onerror=alert(1)>&\"'園", "文字园区"
TEXT = 's="STYLE" t="inlineStr"><is><t>三万左右</t></is>'


@dataclass(frozen=True, slots=True)
class Batch:
    """A run and where its results are."""

    run: Run
    output: Path


def handed_in() -> Mapping[str, bytes]:
    """Six workbooks that are evaluated, one with an error, one that is none."""
    return {
        "工业甲.xlsx": named("示例甲园区", sample(profile="good")),
        "工业乙.xlsx": named("示例乙园区", sample(profile="excellent")),
        "工业丙.xlsx": named(FORMULA, sample(profile="mediocre")),
        "农业.xlsx": sample("agricultural", "gaps"),
        "文旅.xlsx": named(HOSTILE, sample("tourism", "excellent")),
        "文旅二.xlsx": sample("tourism", "mediocre"),
        "有错.xlsx": named(WRONG, with_power(TEXT)),
        "不是.xlsx": b"PK not a workbook",
    }


def made(folder: Path, books: Mapping[str, bytes]) -> Batch:
    """These workbooks processed below that folder."""
    inbox = folder / "in"
    inbox.mkdir(parents=True, exist_ok=True)
    for name, data in books.items():
        (inbox / name).write_bytes(data)
    found, _ = books_in([inbox])
    return Batch(run(found, folder / "out", Order(find()), Means(), lambda _: None), folder / "out")


@cache
def batch() -> Batch:
    """The batch, processed once for all tests of a session."""
    return made(Path(mkdtemp(prefix="zeropark-batch-")), handed_in())
