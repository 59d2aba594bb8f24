"""Many parks in brief → tables (数据表), by pandas: one row a park, an indicator, a measure.

Averages and medians are taken of the numbers in full, over evaluated parks only.
"""

import os
import pickle
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any
from weakref import finalize

import pandas as pd

from zeropark.formula import EXACT, total
from zeropark.model import Outcome, Standard
from zeropark.summary.brief import Brief, Figure

Record = dict[str, Any]
_ORDER = ["kind_place", "region_place", "city_place", "name_place"]
_UNKNOWN = 10_000  # behind every region that has a place


@dataclass(frozen=True, slots=True)
class Handed:
    """A workbook and what became of it (处理结果): in brief if it was evaluated."""

    outcome: Outcome
    folder: str  # its folder below the output
    brief: Brief | None


class Rows:
    """Rows of many parks (明细行) in a nameless file, given again park by park: not in memory."""

    def __init__(self) -> None:
        self._file = TemporaryFile()  # noqa: SIM115 -- open as long as a row may be asked for
        self._places: dict[str, int] = {}
        finalize(self, self._file.close)

    def add(self, key: Record, parts: Sequence[object]) -> None:
        """Put a park's rows at the end; each has the key's fields and its place."""
        if parts:
            self._places[key["folder"]] = self._file.seek(0, os.SEEK_END)
            rows = [{**key, "place": n, **_flat(part)} for n, part in enumerate(parts)]
            pickle.dump(rows, self._file, pickle.HIGHEST_PROTOCOL)

    def sort(self, folders: Iterable[str]) -> None:
        """From now on give the parks in this order."""
        self._places = {each: self._places[each] for each in folders if each in self._places}

    def of(self, folder: str) -> Sequence[Record]:
        """The rows of the park that has this folder."""
        if folder not in self._places:
            return ()
        self._file.seek(self._places[folder])
        rows: Sequence[Record] = pickle.load(self._file)  # noqa: S301 -- nobody else can write it
        return rows

    def __iter__(self) -> Iterator[Record]:
        for folder in self._places:
            yield from self.of(folder)


@dataclass(frozen=True, slots=True)
class Tables:
    """All workbooks of one standard (批次数据), in the order of type, region and name.

    ``parks`` has every workbook that could be read, also returned ones and those of parks that are
    still at an earlier stage of the work (status ``underway``); ``indicators`` and ``measures``
    have those of evaluated parks; ``returned`` has what was returned or failed.
    """

    standard: Standard
    parks: pd.DataFrame
    indicators: Rows
    measures: Rows
    tasks: Rows
    returned: tuple[Handed, ...]

    @property
    def evaluated(self) -> list[Record]:
        """The parks that were evaluated (完成评价的园区)."""
        return [row for row in records(self.parks) if row["status"] == "evaluated"]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types that occur, in the standard's order (园区类型)."""
        return tuple(dict.fromkeys(self.parks["kind"]))


def tables(standard: Standard, handed: Iterable[Handed], *, ranked: bool = False) -> Tables:
    """The tables of one standard's workbooks."""
    parks: list[Record] = []  # not all of them say the same
    indicators, measures, tasks = Rows(), Rows(), Rows()
    returned: list[Handed] = []
    for each in handed:
        row = _park(standard, each)
        parks.append(row)
        if each.brief is None:
            returned.append(each)
            continue
        if each.brief.stage:
            continue
        key = {name: row[name] for name in ("park", "kind", "folder")}
        indicators.add(key, each.brief.indicators)
        measures.add(key, each.brief.measures)
        tasks.add(key, each.brief.tasks)
    frame = _sorted(_ranked(pd.DataFrame(parks, dtype=object)), _ORDER)
    for rows in (indicators, measures, tasks):
        rows.sort(frame["folder"] if parks else ())
    if ranked:
        frame = _sorted(frame, ["kind_place", "rank_place", *_ORDER])
    return Tables(
        standard=standard,
        parks=frame,
        indicators=indicators,
        measures=measures,
        tasks=tasks,
        returned=tuple(sorted(returned, key=lambda h: native(h.outcome.park or h.outcome.book))),
    )


def _once(value: Any) -> Any:  # noqa: ANN401 -- whatever stands in a table
    """The value; a text that many parks have in common is kept once."""
    return sys.intern(value) if type(value) is str else value


def records(frame: pd.DataFrame) -> Iterator[Record]:
    """The rows of a table one by one, by the names of its columns."""
    names = list(frame.columns)
    for row in frame.itertuples(index=False, name=None):
        yield dict(zip(names, row, strict=True))


def native(text: str) -> bytes:
    """What Chinese names are sorted by (名称排序): the national code, by sound for common ones."""
    return text.encode("gb18030", "replace")


def _flat(record: object) -> Record:
    return {field.name: getattr(record, field.name) for field in fields(record)}  # type: ignore[arg-type]


def _sorted(frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    if frame.empty:
        return frame
    return frame.sort_values(by, kind="stable", ignore_index=True)


# ------------------------------------------------------------------ one park


def _park(standard: Standard, handed: Handed) -> Record:
    outcome, brief = handed.outcome, handed.brief
    told = _evaluated(brief) if brief else _returned(outcome)
    told = {key: _once(value) for key, value in told.items()}
    kind, region = str(told.get("kind", "")), str(told.get("region", ""))
    name = outcome.park or outcome.book
    return {
        **dict.fromkeys(_COLUMNS, ""),
        **told,
        "status": "underway" if brief and brief.stage else outcome.status,
        "known": bool(outcome.standard),
        "park": name,
        "book": outcome.book,
        "folder": handed.folder,
        "handed": None if brief else handed,
        "files": tuple(outcome.files),
        "kind_place": _kinds(standard).get(kind, _UNKNOWN),
        "region_place": _regions(standard).get(region, _UNKNOWN),
        "city_place": native(str(told.get("city", ""))),
        "name_place": native(name),
    }


_COLUMNS = (
    *("kind", "region", "city", "level", "agency", "term", "conclusion", "grade"),
    *("estimated", "best_total", "scheme_title"),
)


def _returned(outcome: Outcome) -> Record:
    """What is known of a park that was not evaluated."""
    return {**outcome.summary, "kind": outcome.summary.get("variant", "")}


def _evaluated(brief: Brief) -> Record:
    """What a list of parks says of an evaluated one; what has many parts is kept apart."""
    left = {"indicators", "measures", "tasks", "aspects", "amounts", "conditions"}
    plain = {key: value for key, value in _flat(brief).items() if key not in left}
    own = sum(measure.own for measure in brief.measures)
    return {
        **plain,
        "aspects": {part.id: part for part in brief.aspects},
        "amounts": {amount.id: amount for amount in brief.amounts},
        "conditions": brief.conditions,
        "judged": brief.judged,
        "met": brief.met,
        "shortest": [(_once(each.name), each.lost.shown) for each in brief.shortest],
        "own_measures": own,
        "proposed_measures": len(brief.measures) - own,
    }


def _kinds(standard: Standard) -> Mapping[str, int]:
    return {variant.name: place for place, variant in enumerate(standard.variants.values())}


def _regions(standard: Standard) -> Mapping[str, int]:
    """The regions in the order in which the workbook offers them: the administrative one."""
    role = standard.roles["region"]
    items = (variant.items().get(role) for variant in standard.variants.values())
    choices = next((item.choices for item in items if item), ())
    return {region: place for place, region in enumerate(choices)}


def _ranked(frame: pd.DataFrame) -> pd.DataFrame:
    """The parks with their rank within their type: by points in full, equal ones equal."""
    rows = list(records(frame))
    if not rows:
        return frame
    places = _places(rows)
    frame["rank"] = [places[row["kind"], row["total"].number] if _ranks(row) else 0 for row in rows]
    frame["rank_place"] = [rank or len(rows) + 1 for rank in frame["rank"]]
    return frame


def _places(rows: list[Record]) -> Mapping[tuple[str, Decimal], int]:
    """The place of each total of points within its type, 1 for the best."""
    ordered = sorted((row for row in rows if _ranks(row)), key=lambda row: -row["total"].number)
    counts: dict[str, int] = {}
    places: dict[tuple[str, Decimal], int] = {}
    for row in ordered:
        counts[row["kind"]] = counts.get(row["kind"], 0) + 1
        places.setdefault((row["kind"], row["total"].number), counts[row["kind"]])
    return places


def _ranks(row: Record) -> bool:
    """Whether a park is ranked: only with points, and with a verdict."""
    return row["status"] == "evaluated" and bool(row["scored"]) and bool(row["sufficient"])


# ------------------------------------------------------------------ statistics


def numbers(figures: Iterable[Figure]) -> tuple[Decimal, ...]:
    """The numbers in full of those figures that are known (全数值)."""
    return tuple(figure.exact for figure in figures if figure.exact is not None)


def mean(values: tuple[Decimal, ...]) -> Decimal | None:
    """The average (平均值) of the numbers in full; ``None`` if there are none."""
    return EXACT.divide(total(values), Decimal(len(values))) if values else None


def median(values: tuple[Decimal, ...]) -> Decimal | None:
    """The median (中位数); of an even count, the average of the two in the middle."""
    ordered, half = sorted(values), len(values) // 2
    if not values:
        return None
    return ordered[half] if len(values) % 2 else mean((ordered[half - 1], ordered[half]))


def by_kind(frame: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The rows of each type in the order of the table (按类型)."""
    if not frame.empty:
        for kind, rows in frame.groupby("kind", sort=False):
            yield str(kind), rows
