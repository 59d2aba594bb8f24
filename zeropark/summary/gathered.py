"""Tasks and measures of a batch gathered (任务与措施汇总): by aspect and by half-year."""

import re
from collections.abc import Iterator
from decimal import Decimal

from zeropark.formula import total
from zeropark.messages import word
from zeropark.report.figures import given
from zeropark.summary.statistics import Sums, own_measures, share
from zeropark.summary.tables import Record, Tables

_DATE = re.compile(r"(\d{4})-(\d{2})-\d{2}")
_JULY = 7
_COUNTED, _PAID = ("count", "done"), ("planned", "invested")


def tasks(tables: Tables) -> Record:
    """The tasks in all and by aspect (创建任务): counted, and the money planned and spent."""
    none = dict.fromkeys(_COUNTED, 0) | dict.fromkeys(_PAID, Decimal(0))
    found: dict[str, Record] = {}
    for row in tables.tasks:
        for name in ("", row["name"]):
            was = found.setdefault(name, {**none})
            was |= {key: was[key] + row[key] for key in _COUNTED}
            was |= {key: total((was[key], row[key])) for key in _PAID}
    names = [name for name in tables.standard.aspects.values() if name in found]
    return {
        "all": _tally(tables, "", found.get("", none)),
        "aspects": [_tally(tables, name, found[name]) for name in names],
    }


def _tally(tables: Tables, name: str, sums: Record) -> Record:
    return {
        "name": name,
        **{key: sums[key] for key in _COUNTED},
        "rate": share(tables.standard, sums["done"], sums["count"]).shown,
        **{key: given(sums[key], "") for key in _PAID},
    }


def by_origin(tables: Tables) -> Record:
    """The measures in all (改进措施): the parks' own with their sums, and how many are proposed."""
    own = own_measures(tables, lambda _: "").get("", Sums())
    proposed = sum(not row["own"] for row in tables.measures)
    return {**_sums(own), "proposed": proposed, "parks": len(own.parks)}


def by_aspect(tables: Tables) -> Iterator[Record]:
    """The parks' own measures by what they serve: the aspects, then the other subjects."""
    own = own_measures(tables, lambda row: str(row["aspect"]))
    for name in dict.fromkeys([*tables.standard.aspects.values(), *own]):
        if name in own:
            yield {"name": name, **_sums(own[name])}


def by_half_year(tables: Tables) -> Iterator[Record]:
    """The parks' own measures by the half-year that they are due in; those without a date last."""
    own = own_measures(tables, lambda row: _half(row["deadline"]))
    for (year, second), mine in sorted(own.items(), key=lambda pair: pair[0]):
        key = "second_half" if second else "first_half"
        name = word(key, year=year) if year != _NEVER else word("untold")
        yield {"name": name, **_sums(mine)}


_NEVER = "~"  # behind every year


def _half(deadline: str) -> tuple[str, bool]:
    found = _DATE.fullmatch(deadline)
    return (found[1], int(found[2]) >= _JULY) if found else (_NEVER, False)


def _sums(own: Sums) -> Record:
    told = {key: own.figure(key).shown for key in ("reduction", "investment")}
    return {"count": own.count, **told}
