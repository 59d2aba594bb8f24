"""What a batch shows as a whole (批次统计): counts and averages, printed like any other figure."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from zeropark.formula import EXACT, total
from zeropark.messages import word
from zeropark.model import Standard
from zeropark.report.figures import PERCENT, figure, given, with_unit
from zeropark.summary.brief import Figure
from zeropark.summary.tables import Record, Tables, mean, median

K = TypeVar("K")


def indicator_rows(tables: Tables) -> Iterator[Record]:
    """For each type and indicator: how many parks are judged by it, how many met it, and values.

    ``unmet`` are the names of the parks that did not meet it.
    """
    groups: dict[str, dict[int, _Group]] = {}
    for row in tables.indicators:
        places = groups.setdefault(row["kind"], {})
        places.setdefault(row["place"], _Group(row)).add(row)
    for kind, places in groups.items():
        for _, group in sorted(places.items()):
            yield {"kind": kind, **_indicator(tables.standard, group)}


@dataclass(slots=True)
class _Group:
    """An indicator over the parks of a type: what its statistics need of each of them."""

    first: Record
    states: Counter[str] = field(default_factory=Counter)
    targets: dict[str, None] = field(default_factory=dict)
    unmet: list[str] = field(default_factory=list)
    known: list[Decimal] = field(default_factory=list)

    def add(self, row: Record) -> None:
        state, value = row["standing"], row["value"].exact
        self.states[state] += 1
        if state != "not_applicable":
            self.targets[row["target"]] = None
            if state != "met":
                self.unmet.append(row["park"])
        if value is not None and row["quantitative"]:
            self.known.append(value)


def _indicator(standard: Standard, group: _Group) -> Record:
    first, states = group.first, group.states
    excluded, met = states["not_applicable"], states["met"]
    judged = states.total() - excluded
    return {
        "id": first["id"],
        "name": first["name"],
        "aspect": first["aspect"],
        "unit": first["unit"],
        "quantitative": first["quantitative"],
        "target": word("list_sign").join(group.targets or [first["target"]]),
        "parks": judged,
        "met": met,
        "share": Decimal(met) / judged if judged else None,
        "rate": share(standard, met, judged),
        "missing": states["missing"],
        "excluded": excluded,
        "unmet": group.unmet,
        **_values(standard, first["unit"], tuple(group.known)),
    }


def _values(standard: Standard, unit: str, known: tuple[Decimal, ...]) -> dict[str, Figure]:
    """The average, the median and the ends of the values that are known; none of yes and no."""
    ends = {"lowest": min(known, default=None), "highest": max(known, default=None)}
    found = {"mean": mean(known), "median": median(known), **ends}
    return {key: shown(standard, value, unit) for key, value in found.items()}


def shown(standard: Standard, value: Decimal | None, unit: str) -> Figure:
    """A statistic as printed (统计值), without its unit; a dash if there is none."""
    if value is None:
        return Figure(None, word("dash"))
    return Figure(value, figure(value, unit, standard.places))


def share(standard: Standard, part: int, whole: int) -> Figure:
    """A part of so many (比率), in per cent, never rounded up to the whole."""
    if not whole:
        return Figure(None, word("dash"))
    value = EXACT.divide(Decimal(part), Decimal(whole))
    text = figure(value, PERCENT, standard.places, (Decimal(1),))
    return Figure(value, with_unit(text, PERCENT))


@dataclass(slots=True)
class Sums:
    """Measures summed up one by one (措施合计): how many, of how many parks, and what they say."""

    count: int = 0
    parks: set[str] = field(default_factory=set)
    sums: dict[str, Decimal] = field(default_factory=dict)

    def add(self, row: Record) -> None:
        """Count a measure in; what it does not say is not counted as zero."""
        self.count += 1
        self.parks.add(row["folder"])
        for key in ("reduction", "investment"):
            if row[key].exact is not None:
                self.sums[key] = total((self.sums.get(key, Decimal(0)), row[key].exact))

    def figure(self, key: str) -> Figure:
        """The sum of what was filled in; a dash if nothing was."""
        if key not in self.sums:
            return Figure(None, word("dash"))
        return Figure(self.sums[key], given(self.sums[key], ""))


def own_measures(tables: Tables, by: Callable[[Record], K]) -> dict[K, Sums]:
    """The parks' own measures (自报措施) summed up by what ``by`` says of each."""
    found: dict[K, Sums] = {}
    for row in tables.measures:
        if row["own"]:
            found.setdefault(by(row), Sums()).add(row)
    return found
