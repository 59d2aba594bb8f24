"""Tasks and measures of a batch gathered (任务与措施汇总): by aspect and by half-year."""

import re
from collections.abc import Iterable, Iterator

from zeropark.formula import total
from zeropark.messages import word
from zeropark.report.figures import given
from zeropark.summary.statistics import recounted, share
from zeropark.summary.tables import Record, Tables, records

_DATE = re.compile(r"(\d{4})-(\d{2})-\d{2}")
_JULY = 7


def tasks(tables: Tables) -> Record:
    """The tasks in all and by aspect (创建任务): counted, and the money planned and spent."""
    rows = list(records(tables.tasks))
    names = [name for name in tables.standard.aspects.values() if any(_of(rows, name))]
    return {
        "all": _tally(tables, rows, ""),
        "aspects": [_tally(tables, _of(rows, name), name) for name in names],
    }


def _of(rows: Iterable[Record], name: str) -> list[Record]:
    return [row for row in rows if row["name"] == name]


def _tally(tables: Tables, rows: list[Record], name: str) -> Record:
    count, done = (sum(row[key] for row in rows) for key in ("count", "done"))
    planned, invested = (total(row[key] for row in rows) for key in ("planned", "invested"))
    return {
        "name": name,
        "count": count,
        "done": done,
        "rate": share(tables.standard, done, count).shown,
        "planned": given(planned, ""),
        "invested": given(invested, ""),
    }


def by_origin(tables: Tables) -> Record:
    """The measures in all (改进措施): the parks' own with their sums, and how many are proposed."""
    rows = list(records(tables.measures))
    own = [row for row in rows if row["own"]]
    parks = {row["folder"] for row in own}
    return {**_sums(own), "proposed": len(rows) - len(own), "parks": len(parks)}


def by_aspect(tables: Tables) -> Iterator[Record]:
    """The parks' own measures by what they serve: the aspects, then the other subjects."""
    own = [row for row in records(tables.measures) if row["own"]]
    served = dict.fromkeys([*tables.standard.aspects.values(), *(row["aspect"] for row in own)])
    for name in served:
        mine = [row for row in own if row["aspect"] == name]
        if mine:
            yield {"name": name, **_sums(mine)}


def by_half_year(tables: Tables) -> Iterator[Record]:
    """The parks' own measures by the half-year that they are due in; those without a date last."""
    own = [row for row in records(tables.measures) if row["own"]]
    for half in sorted({_half(row["deadline"]) for row in own}):
        mine = [row for row in own if _half(row["deadline"]) == half]
        year, second = half
        key = "second_half" if second else "first_half"
        name = word(key, year=year) if year != _NEVER else word("untold")
        yield {"name": name, **_sums(mine)}


_NEVER = "~"  # behind every year


def _half(deadline: str) -> tuple[str, bool]:
    found = _DATE.fullmatch(deadline)
    return (found[1], int(found[2]) >= _JULY) if found else (_NEVER, False)


def _sums(rows: list[Record]) -> Record:
    reduction, investment = (recounted(row[key] for row in rows) for key in _SUMMED)
    return {"count": len(rows), "reduction": reduction.shown, "investment": investment.shown}


_SUMMED = ("reduction", "investment")
