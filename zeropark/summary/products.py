"""The products of a batch (批次产品): one set for each standard that occurs in it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from pathlib import Path

from zeropark.messages import word
from zeropark.model import Outcome, Standard
from zeropark.report.engine import WordTemplate
from zeropark.standard import find
from zeropark.standard.load import SHARED
from zeropark.summary.book import returned_book, summary_book
from zeropark.summary.brief import BRIEF, read
from zeropark.summary.overview import overview
from zeropark.summary.page import page
from zeropark.summary.tables import Handed, Tables, tables

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
    handed = partial(_handed, outcomes, stages, folders)
    unread = list(handed({""}))
    made: list[str] = []
    batches: list[Tables] = []
    for id_ in found:
        batch = tables(standards[id_], chain(handed({id_}), unread), ranked=ranked)
        made += _of_standard(batch, output, alone=len(found) == 1, ranked=ranked)
        batches.append(batch)
    if not found:
        name = word("summary_file")
        returned_book(unread, output / name)
        made.append(name)
    name = word("page_file")
    with (output / name).open("wb") as file:
        file.writelines(page(batches, unread, find() / SHARED))
    return (*made, name)


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


def _of_standard(batch: Tables, output: Path, *, alone: bool, ranked: bool) -> Iterator[str]:
    name = _name(word("summary_file"), batch.standard, alone=alone)
    summary_book(batch, output / name, ranked=ranked)
    yield name
    name = _name(word("overview_file"), batch.standard, alone=alone)
    (output / name).write_bytes(_report().render(overview(batch)))
    yield name


@cache
def _report() -> WordTemplate:
    """The template of the batch's report, with its sentences."""
    folder = find() / SHARED
    library = {path.name: path.read_text("utf-8") for path in folder.glob("*.j2")}
    return WordTemplate.load(folder / word("overview_file"), library)


def _name(file: str, standard: Standard, *, alone: bool) -> str:
    """The name of a product; with several standards in a batch, each has its own."""
    path = Path(file)
    title = standard.title.translate(_FORBIDDEN)
    return file if alone else word("of_standard", stem=path.stem, title=title, suffix=path.suffix)
