"""The inventory counts everything once (不重不漏): whatever a park fills in, its parts add up."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small import patient, submission

from zeropark.compute import compute, leaves
from zeropark.formula import EXACT, settle, total
from zeropark.model import Cell, Step, Submission
from zeropark.sample import draw, profiles
from zeropark.score import in_force
from zeropark.standard import find, load

SHANXI = load(find() / "sx-zero-carbon-park-2024")
VARIANTS = tuple(SHANXI.variants)
YEARS = ("base", "year2", "year3", "year4", "report")
# where a tonne may come from: a row of one of these, bought electricity, bought heat
FAMILIES = {
    "e_stationary": ("stationary_co2",),
    "e_mobile": ("mobile_co2",),
    "e_process": ("process_co2e", "carbonate_co2"),
    "e_fugitive": ("fugitive_co2e",),
    "e_waste": ("waste_co2e", "landfill_co2e", "incineration_co2", "wastewater_co2e"),
    "e_agriculture": ("agriculture_co2e",),
}
BOUGHT = ("e_electricity", "e_heat")
TABLES = ("fuels", "sources", "carbonates", "landfill", "incineration", "wastewater")
Steps = Mapping[str, Step]


@dataclass(frozen=True)
class Park:
    """What a park filled in and what was worked out from it."""

    found: Submission
    steps: Steps

    @property
    def years(self) -> list[str]:
        """The years that the park reports."""
        return [period.id for period in self.found.periods(SHANXI)]

    def worth(self, id_: str) -> Decimal:
        """A figure that has to be known."""
        value = self.steps[id_].value
        assert value is not None, id_
        return settle(value)

    def rows_of(self, families: Sequence[str], year: str) -> list[Step]:
        """What was worked out row by row, of these kinds."""
        heads = tuple(f"{family}[{year}]#" for family in families)
        return [step for id_, step in self.steps.items() if id_.startswith(heads)]

    def lines(self, year: str) -> list[Step]:
        """Everything that a tonne of that year's emissions may come from."""
        families = [family for each in FAMILIES.values() for family in each]
        return [*self.rows_of(families, year), *(self.steps[f"{id_}[{year}]"] for id_ in BOUGHT)]


# ------------------------------------------------------------------ any park at all

AMOUNTS = st.integers(0, 10**9).map(lambda n: f"{Decimal(n) / 1000}")
SHARES = st.integers(0, 100).map(lambda n: f"{Decimal(n) / 100}")


def _rows(**columns: st.SearchStrategy[str]) -> st.SearchStrategy[Sequence[Mapping[str, str]]]:
    return st.lists(st.fixed_dictionaries(columns), max_size=4)


def _named(table: str, column: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted({row[column] for row in SHANXI.factors[table].rows}))


def _yearly(column: str) -> dict[str, st.SearchStrategy[str]]:
    return {f"{column}__{year}": AMOUNTS for year in YEARS}


PROVED = {"proof": st.sampled_from(["", "ZJ-01"]), "beneficiary": st.just("园区")}
ROWS = st.fixed_dictionaries(
    {
        "fuels": _rows(
            fuel=_named("fuels", "fuel"),
            use=st.sampled_from(["固定燃烧", "移动燃烧"]),
            ncv_measured=st.sampled_from(["", "20"]),
            **_yearly("amount"),
        ),
        "sources": _rows(
            category=st.sampled_from(["工业生产过程", "逸散", "废弃物处理", "稻田", "农业活动"]),
            name=st.sampled_from(["甲", "乙"]),
            gas=_named("gwp", "gas"),
            factor=SHARES,
            **_yearly("amount"),
        ),
        "carbonates": _rows(
            carbonate=_named("carbonates", "carbonate"),
            content=SHARES,
            conversion=SHARES,
            **_yearly("amount"),
        ),
        "landfill": _rows(
            kind=_named("landfill_doc", "kind"),
            site=_named("landfill_mcf", "kind"),
            doc_f=SHARES,
            ch4_share=SHARES,
            oxidation=SHARES,
            **_yearly("amount"),
            **_yearly("recovered"),
        ),
        "incineration": _rows(kind=_named("burnt_carbon", "kind"), **_yearly("amount")),
        "wastewater": _rows(
            kind=_named("water_bo", "kind"),
            treatment=_named("water_mcf", "kind"),
            **_yearly("amount"),
            **_yearly("recovered"),
        ),
        "biomass": _rows(fuel=st.just("秸秆"), factor=SHARES, **_yearly("amount")),
        "steam": _rows(
            name=st.just("汽"),
            flow=st.sampled_from(["受入", "送出"]),
            pressure=st.sampled_from(["0.5", "0.75", "1"]),
            **_yearly("mass"),
        ),
        "sinks": _rows(
            kind=st.just("林地"), verifier=st.just("机构"), **PROVED, **_yearly("amount")
        ),
        "offsets": _rows(
            registry=st.just("号"), retired=st.just("2026-01-01"), **PROVED, **_yearly("amount")
        ),
        "certificates": _rows(
            number=st.sampled_from(["一", "二"]),
            vintage=st.just("2025"),
            redeemed=st.just("2026-01-01"),
            **PROVED,
            **_yearly("amount"),
        ),
    }
)
YEARLY = [
    item.id for item in SHANXI.variants["industrial"].items().values() if item.periods and item.unit
]
ANSWERS = st.fixed_dictionaries(
    {f"{item}__{year}": AMOUNTS for item in YEARLY for year in YEARS}
    | {f"heat_factor__{year}": st.sampled_from(["", "0.08"]) for year in YEARS}
)
NAMED_YEARS = {"base_year": "2020", "year2": "2021", "year3": "2022", "report_year": "2025"}
POLICIES = st.fixed_dictionaries(
    {
        id_: st.sampled_from(sorted(SHANXI.policies[id_].options))
        for id_ in ("electricity_method", "energy_caliber", "gwp_set", "emission_caliber")
    }
)


@st.composite
def parks(draw_: st.DrawFn) -> Park:
    """All figures of a park filled in at random, under any choice of methods."""
    rows = draw_(ROWS)
    found = submission(
        SHANXI,
        {**draw_(ANSWERS), **NAMED_YEARS, "province": "山西"},
        rows,
        {table: "有" if given_ else "无" for table, given_ in rows.items()},
        variant=draw_(st.sampled_from(VARIANTS)),
    )
    return _worked(found, draw_(POLICIES))


def _worked(found: Submission, chosen: Mapping[str, str] | None = None) -> Park:
    scheme = SHANXI.schemes[SHANXI.default_scheme]
    policies = in_force(SHANXI, replace(scheme, policies=chosen or {}))
    return Park(found, compute(SHANXI, found, policies))


# ------------------------------------------------------------------ every sample


def _sample(variant: str, profile: str) -> Park:
    filling = draw(SHANXI, SHANXI.variants[variant], 1, profile, 3).filling
    found = submission(
        SHANXI,
        {key: str(value) for key, value in filling.answers.items()},
        {
            table: [{key: str(value) for key, value in row.items()} for row in rows]
            for table, rows in filling.rows.items()
        },
        filling.declared,
        variant=variant,
    )
    return _worked(found)


# the faulty ones hold words for numbers and are returned, not worked out
LEVELS = [profile for profile in profiles(SHANXI) if profile != "faulty"]
SAMPLES = [(variant, level) for variant in VARIANTS for level in LEVELS]


@pytest.fixture(scope="session", params=SAMPLES, ids="-".join)
def sample(request: pytest.FixtureRequest) -> Park:
    return _sample(*request.param)


# ------------------------------------------------------------------ what must hold of both


def close(one: Decimal, other: Decimal) -> bool:
    """Equal but for the 20th place, to which each figure is settled before they are added."""
    return EXACT.abs(EXACT.subtract(one, other)) <= Decimal("1e-18")


def check_that_the_parts_are_the_whole(park: Park) -> None:
    for year in park.years:
        for line, families in FAMILIES.items():
            rows = total(step.value or Decimal(0) for step in park.rows_of(families, year))
            assert settle(rows) == park.worth(f"{line}[{year}]")
        direct = total(park.worth(f"{line}[{year}]") for line in FAMILIES)
        assert close(direct, park.worth(f"direct[{year}]"))
        parts = total(line.value or Decimal(0) for line in park.lines(year))
        assert close(parts, park.worth(f"gross[{year}]"))


def check_that_nothing_is_counted_twice_and_nothing_left_out(park: Park) -> None:
    for year in park.years:
        uses = Counter(cell for line in park.lines(year) for cell in set(_answers(line)))
        assert set(uses.values()) <= {1}, [cell for cell, times in uses.items() if times > 1]
        for table in TABLES:
            for row in park.found.listings[table].rows:
                assert uses[row.entries[f"amount__{year}"].cell] == 1


def _answers(line: Step) -> Iterator[Cell]:
    """The cells that a line rests on, but for the answer that there are no rows of its kind."""
    return (leaf.cell for leaf in leaves(line) if leaf.cell and not leaf.id.endswith("#0"))


def check_that_cuts_explain_the_change(park: Park) -> None:
    change = EXACT.subtract(park.worth("gross[base]"), park.worth("gross[report]"))
    assert close(change, EXACT.add(park.worth("cut_own"), park.worth("cut_grid")))


def check_that_the_two_methods_differ_by_electricity_alone(park: Park) -> None:
    def apart(figure: str, year: str) -> Decimal:
        location, market = (park.worth(f"{figure}_{way}[{year}]") for way in ("location", "market"))
        return EXACT.subtract(location, market)

    for year in park.years:
        power = apart("e_electricity", year)
        assert close(apart("gross", year), power)
        assert close(apart("net", year), power)


def check_that_the_kinds_of_energy_make_the_total(park: Park) -> None:
    for year in park.years:
        parts = (f"energy_{kind}[{year}]" for kind in ("fuel", "electricity", "heat"))
        assert close(total(map(park.worth, parts)), park.worth(f"energy_total[{year}]"))
        fuels = park.rows_of(["fuel_tce"], year)
        assert len(fuels) == len(park.found.listings["fuels"].rows)
        rows = total(step.value or Decimal(0) for step in fuels)
        assert settle(rows) == park.worth(f"energy_fuel[{year}]")


def check_that_net_is_gross_less_what_was_removed(park: Park) -> None:
    for year in park.years:
        removed = (f"{part}[{year}]" for part in ("sinks_total", "ccus_amount", "offsets_retired"))
        left = EXACT.subtract(park.worth(f"gross[{year}]"), total(map(park.worth, removed)))
        assert close(left, park.worth(f"after_offsets[{year}]"))


def check_that_every_leaf_of_the_net_figure_is_a_cell_or_a_factor_with_its_source(
    park: Park,
) -> None:
    for year in park.years:
        for leaf in leaves(park.steps[f"net[{year}]"]):
            assert leaf.cell or (leaf.id.startswith("factor:") and leaf.source), leaf.id


CHECKS = [
    check_that_every_leaf_of_the_net_figure_is_a_cell_or_a_factor_with_its_source,
    check_that_the_parts_are_the_whole,
    check_that_nothing_is_counted_twice_and_nothing_left_out,
    check_that_cuts_explain_the_change,
    check_that_the_two_methods_differ_by_electricity_alone,
    check_that_the_kinds_of_energy_make_the_total,
    check_that_net_is_gross_less_what_was_removed,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__[len("check_") :])
def test_of_every_sample(sample: Park, check: Callable[[Park], None]) -> None:
    check(sample)


@patient
@given(parks())
def test_of_any_park(park: Park) -> None:
    for check in CHECKS:
        check(park)
