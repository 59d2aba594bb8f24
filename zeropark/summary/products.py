"""The products of a batch (批次产品): one set for each standard that occurs in it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from zeropark.messages import word
from zeropark.model import Outcome, Standard
from zeropark.summary.book import returned_book, summary_book
from zeropark.summary.brief import BRIEF, read
from zeropark.summary.tables import Handed, tables

_FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))


def products(
    outcomes: Sequence[Outcome],
    stages: Sequence[Path],
    folders: Sequence[str],
    standards: Mapping[str, Standard],
    output: Path,
    *,
    ranked: bool,
) -> tuple[str, ...]:
    """Write them and give their names; parks of two standards never share a table of points.

    A workbook whose standard could not be read is told of in every standard's table.
    """
    found = sorted({outcome.standard for outcome in outcomes} & set(standards))
    made: list[str] = []
    for id_ in found:
        mine = _handed(outcomes, stages, folders, {id_, ""})
        made += _of_standard(standards[id_], mine, output, alone=len(found) == 1, ranked=ranked)
    if not found:
        name = word("summary_file")
        returned_book(list(_handed(outcomes, stages, folders, {""})), output / name)
        made.append(name)
    return tuple(made)


def _handed(
    outcomes: Sequence[Outcome],
    stages: Sequence[Path],
    folders: Sequence[str],
    standards: set[str],
) -> Iterator[Handed]:
    """The workbooks of those standards, each read when its turn comes."""
    for outcome, stage, folder in zip(outcomes, stages, folders, strict=True):
        if outcome.standard in standards:
            evaluated = outcome.status == "evaluated"
            brief = read((stage / BRIEF).read_bytes()) if evaluated else None
            yield Handed(outcome, folder, brief)


def _of_standard(
    standard: Standard, handed: Iterator[Handed], output: Path, *, alone: bool, ranked: bool
) -> Iterator[str]:
    batch = tables(standard, handed, ranked=ranked)
    name = _name(word("summary_file"), standard, alone=alone)
    summary_book(batch, output / name, ranked=ranked)
    yield name


def _name(file: str, standard: Standard, *, alone: bool) -> str:
    """The name of a product; with several standards in a batch, each has its own."""
    path = Path(file)
    title = standard.title.translate(_FORBIDDEN)
    return file if alone else word("of_standard", stem=path.stem, title=title, suffix=path.suffix)
