"""Tables → 汇总表.xlsx: who is in which sheet, in which column, with which sums below."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pandas as pd

from zeropark.formula import total
from zeropark.messages import word, words
from zeropark.model import Standard
from zeropark.report.figures import PERCENT, figure
from zeropark.summary.brief import Amount, Figure
from zeropark.summary.cells import conclusion, printed, reason
from zeropark.summary.lists import indicators, measures, returned, statistics
from zeropark.summary.tables import Handed, Record, Tables, by_kind, mean, numbers, records
from zeropark.workbook.tabular import Across, Head, Table, Value, write


@dataclass(frozen=True, slots=True)
class Column:
    """A column (栏): its head, the value of a row, and whether an average or a sum stands below."""

    head: Head
    value: Callable[[Record], Value]
    figure: Callable[[Record], Figure | None] | None = None
    unit: str = ""
    summed: bool = False


def summary_book(tables: Tables, path: Path, *, ranked: bool) -> None:
    """Write the workbook of one standard's batch (汇总表)."""
    write(tuple(_sheets(tables, ranked=ranked)), path)


def returned_book(handed: Sequence[Handed], path: Path) -> None:
    """Write the workbook of a batch of which no standard could be read (只有退回情况)."""
    write((returned(handed, word("unread_title")),), path)


def _sheets(tables: Tables, *, ranked: bool) -> Iterator[Table]:
    yield _parks(tables, tables.parks, word("all_kinds"), ranked=ranked)
    groups = [pair for pair in by_kind(tables.parks) if pair[0]]
    if len(groups) > 1:
        for kind, rows in groups:
            yield _parks(tables, rows, kind, ranked=ranked)
    guide = _guide(list(records(tables.parks)))
    yield statistics(tables, guide)
    yield indicators(tables, guide)
    yield measures(tables, guide)
    yield returned(tables.returned, word("returned_title", title=tables.standard.title))


# ------------------------------------------------------------------ parks


def _parks(tables: Tables, rows: pd.DataFrame, kind: str, *, ranked: bool) -> Table:
    """A row a park, and below it the averages and sums of each type."""
    columns = tuple(_columns(tables, ranked=ranked))
    parks = list(records(rows))
    return Table(
        title=kind,
        heading=word("table_title", title=tables.standard.title, kind=kind),
        guide=_guide(parks),
        heads=[column.head for column in columns],
        rows=_numbered(columns, records(rows)),  # anew: as dictionaries they take two kB each
        sums=tuple(_sums(tables.standard, columns, parks)),
        notes=_notes(parks, ranked=ranked),
        frozen=4 + ranked,
    )


def _guide(parks: Sequence[Record]) -> str:
    states = [park["status"] for park in parks]
    done = [park for park in parks if park["status"] == "evaluated"]
    schemes = word("list_sign").join(dict.fromkeys(r["scheme_title"] for r in done))
    said = word(
        "table_guide",
        count=len(parks),
        done=len(done),
        returned=states.count("returned"),
        failed=states.count("failed"),
        schemes=schemes or word("dash"),
    )
    if underway := states.count("underway"):
        said += word("guide_underway", count=underway)
    if not all(record["scored"] for record in done):
        return said + word("no_scores")
    return said + (word("trial") if any(record["draft"] for record in done) else "")


def _notes(records: Sequence[Record], *, ranked: bool) -> tuple[str, ...]:
    done = [record for record in records if record["status"] == "evaluated"]
    notes = [word("note_average"), word("note_printed")]
    notes.append(word("note_ranked" if ranked else "note_order"))
    if any(record["draft"] and record["scored"] for record in done):
        notes.append(word("note_draft"))
    return tuple(notes)


def _numbered(columns: Sequence[Column], records: Iterable[Record]) -> Iterator[Sequence[Value]]:
    for number, record in enumerate(records, 1):
        yield [number, *(column.value(record) for column in columns[1:])]


def _columns(tables: Tables, *, ranked: bool) -> Iterator[Column]:
    heads = words("summary_heads")
    done = tables.evaluated
    scored = any(record["scored"] for record in done)
    yield _text("number", heads, 6, "center")
    if ranked:
        yield Column(Head(heads["rank"], 6, "center"), lambda r: r["rank"] or word("dash"))
    yield _text("region", heads, 7)
    yield _text("city", heads, 16)
    yield _text("park", heads, 26)
    for key, width in (("level", 8), ("kind", 13), ("term", 18), ("agency", 20)):
        yield _text(key, heads, width)
    if scored:
        yield from _points(tables.standard, done)
    for amount in _amounts(done):
        yield _amount(amount.id, word("head_unit", name=amount.name, unit=amount.unit), amount.unit)
    for place, condition in enumerate(done[0]["conditions"] if done else ()):
        yield _condition(place, condition.name)
    yield Column(Head(heads["conclusion"], 20), conclusion)
    yield Column(Head(heads["met"], 12, "center"), _met)
    yield Column(Head(heads["shortest"], 44), lambda r: _shortest(r, scored=scored))
    yield _count("own_measures", heads)
    yield _count("proposed_measures", heads)
    yield _count("queries", heads)
    yield _text("estimated", heads, 10, "center")
    yield Column(Head(heads["published"], 12), lambda _: "")
    yield _text("book", heads, 24)
    yield Column(Head(heads["remark"], 40), _remark)


def _text(key: str, heads: Mapping[str, str], width: int, across: Across = "left") -> Column:
    return Column(Head(heads[key], width, across), lambda r: str(r.get(key) or word("dash")))


def _amounts(done: Sequence[Record]) -> Sequence[Amount]:
    return list(done[0]["amounts"].values()) if done else ()


def _evaluated(record: Record) -> bool:
    return bool(record["status"] == "evaluated")


def _points(standard: Standard, done: Sequence[Record]) -> Iterator[Column]:
    """The points of each aspect and the total."""
    unit = word("point_unit")

    def of(id_: str) -> Callable[[Record], Figure | None]:
        return lambda r: r["aspects"][id_].points if _evaluated(r) else None

    for id_, name in standard.aspects.items():
        if any(id_ in record["aspects"] for record in done):
            yield _number(word("aspect_points", aspect=name), 10, of(id_), unit)
    heads = words("summary_heads")
    yield _number(heads["total"], 10, lambda r: r["total"] if _evaluated(r) else None, unit)


def _number(
    head: str, width: int, of: Callable[[Record], Figure | None], unit: str, *, summed: bool = False
) -> Column:
    return Column(Head(head, width, "right"), lambda r: printed(of(r), unit), of, unit, summed)


def _amount(id_: str, head: str, unit: str) -> Column:
    def of(record: Record) -> Figure | None:
        return record["amounts"][id_].value if _evaluated(record) else None

    return _number(head, 15, of, unit, summed=unit != PERCENT)


def _condition(place: int, name: str) -> Column:
    def value(record: Record) -> Value:
        return record["conditions"][place].shown if _evaluated(record) else word("dash")

    return Column(Head(name, 14, "center"), value)


def _count(key: str, heads: Mapping[str, str]) -> Column:
    def value(record: Record) -> Value:
        return int(record[key]) if _evaluated(record) else word("dash")

    def figure_(record: Record) -> Figure | None:
        number = Decimal(int(record[key])) if _evaluated(record) else None
        return Figure(number, f"{number}") if number is not None else None

    return Column(Head(heads[key], 11, "right"), value, figure_, "1", summed=True)


def _met(record: Record) -> Value:
    if not _evaluated(record):
        return word("dash")
    return word("met_of", met=record["met"], judged=record["judged"])


def _shortest(record: Record, *, scored: bool) -> Value:
    if not _evaluated(record):
        return word("dash")
    key = "shortest_item" if scored else "shortest_plain"
    named = (word(key, name=name, lost=lost) for name, lost in record["shortest"])
    return word("list_sign").join(named) or word("dash")


def _remark(record: Record) -> Value:
    return reason(record["handed"]) if record["handed"] else ""


def _sums(
    standard: Standard, columns: Sequence[Column], records: Sequence[Record]
) -> Iterator[Sequence[Value]]:
    """An average and a sum for each type, over evaluated parks, of the numbers in full."""
    kinds = dict.fromkeys(record["kind"] for record in records if _evaluated(record))
    for kind in kinds:
        rows = [r for r in records if _evaluated(r) and r["kind"] == kind]
        for key, whole in (("average_row", False), ("sum_row", True)):
            values = [_below(standard, column, rows, whole=whole) for column in columns]
            values[_place(columns)] = word(key, kind=kind, count=len(rows))
            yield values


def _place(columns: Sequence[Column]) -> int:
    park = words("summary_heads")["park"]
    return next(place for place, column in enumerate(columns) if column.head.text == park)


def _below(standard: Standard, column: Column, rows: Sequence[Record], *, whole: bool) -> Value:
    """The average or the sum of a column; points are not summed."""
    if column.figure is None or (whole and not column.summed):
        return ""
    known = numbers(f for f in map(column.figure, rows) if f is not None)
    value = total(known) if whole else mean(known)
    if value is None or not known:
        return word("dash")
    if whole and column.unit == "1":
        return int(value)
    unit = "" if column.unit == "1" else column.unit
    places = {**standard.places, "": 1}
    return printed(Figure(value, figure(value, unit, places)), unit)
