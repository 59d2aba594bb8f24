"""Every figure of the shipped standards worked out by hand, from one park with a bit of everything.

The cases show how parks come out; here no sign, factor or name of a formula can be exchanged.
Where each formula of the inventory is worked by hand:

- fuel, Σ FC × NCV × CC × OF × 44/12: the case synthetic-park-inventory-comes-out-exactly,
  ``test_what_is_burnt_in_place_and_on_the_road_is_told_apart``, by published numbers below
- carbonates, Σ CAL × I × EF × TR: the case steam-carbonates-and-measured-values-follow-the-methods
- process and fugitive, Σ activity × EF × GWP: ``test_the_direct_emissions_of_both_years``;
  fluorinated gases in ``test_the_set_of_potentials_and_of_fuels_is_a_choice_and_one_for_all_years``
- waste: ``test_waste_by_landfill_fire_and_water_for_every_type``
- agriculture: the case methane-and-nitrous-oxide-weigh-by-their-warming-potential
- electricity by both methods, heat: ``test_bought_electricity_and_heat_by_both_methods``
- steam by mass, between two points of the table: the case on steam above
- CO2e, gross, net, each removal in its own line: ``test_the_way_from_gross_to_net``
- another caliber, green 0 and all else 0.8325: the national standard's cases
- points of a pilot under every scheme: ``test_score.test_a_pilot_scores_what_was_worked_out_apart``
- limits: the cases exactly-85, just-below-85, exactly-75, just-below-75,
  enough-points-without-net-zero, offsets-without-proof-do-not-count
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction as F  # noqa: N817 -- the numbers are to be read, not the class
from itertools import pairwise

import pytest
from small import Rows, submission

from zeropark.compute import compute
from zeropark.formula import Ref, evaluate, references, settle
from zeropark.model import Standard, Step
from zeropark.score import in_force
from zeropark.standard import find, load
from zeropark.validate import validate, weigh

Steps = Mapping[str, Step]
Figures = Mapping[str, F | str]


def worked(
    standard: Standard, variant: str, answers: Mapping[str, str], rows: Rows, **choices: str
) -> Steps:
    """All figures of a park, under the standard's own choices but for these."""
    asked = standard.variants[variant].tables()
    declared = {table: "有" if table in rows else "无" for table in asked}
    found = submission(standard, answers, rows, declared, variant=variant)
    scheme = replace(standard.schemes[standard.default_scheme], policies=choices)
    return compute(standard, found, in_force(standard, scheme))


def check(steps: Steps, expected: Figures) -> None:
    """Each figure is the one worked by hand, to the 20th place."""
    found = {id_: steps[id_].value for id_ in expected}
    assert {id_: value and settle(value) for id_, value in found.items()} == {
        id_: _to_the_20th_place(F(value)) for id_, value in expected.items()
    }


def _to_the_20th_place(value: F) -> Decimal:
    return Decimal(round(value * 10**20)).scaleb(-20)


# ------------------------------------------------------------------ Shanxi

BOTH_YEARS = {  # 基准年 2022、评价年 2023
    "value_added": ("100", "200"),
    "el_in": ("1000", "900"),
    "el_green": ("100", "300"),
    "el_out": ("50", "40"),
    "el_self": ("20", "60"),
    "coal_rate": ("0.3", "0.31"),
    "heat_in": ("500", "400"),
    "heat_out": ("30", "20"),
    "re_heat": ("10", "50"),
    "ccus": ("3", "5"),
}
ONCE = {
    "province": "山西",
    "base_year": "2022",
    "report_year": "2023",
    "floor_green": "1",
    "floor_total": "4",
    "supply_clean": "3",
    "supply_total": "10",
    "sewage_central": "7",
    "sewage_total": "10",
    "firms_zero": "3",
    "firms_total": "20",
    "waste_heat_recovered": "2",
    "waste_heat_recoverable": "5",
    "water_reused": "9",
    "water_fresh": "3",
    "bulk_used": "5",
    "bulk_generated": "8",
    "freight_rail": "1",
    "freight_belt": "2",
    "freight_nev": "4",
    "freight_total": "16",
    "lamps_new": "3",
    "lamps_total": "5",
    "straw_used": "90",
    "straw_bought": "10",
    "straw_sold": "5",
    "straw_collectable": "100",
    "film_recovered": "40",
    "film_used": "50",
    "manure_used": "3",
    "manure_produced": "8",
    "domestic_reclaimed": "1",
    "domestic_treated": "8",
    "refuse_sorted": "7",
    "refuse_generated": "8",
    "vehicles_low": "9",
    "vehicles_total": "16",
}
PROVED = {"proof": "ZJ-01", "verifier": "机构", "beneficiary": "园区", "number": "一"}
PROVED |= {"registry": "号", "retired": "2024-01-01", "redeemed": "2024-01-01", "vintage": "2023"}


def both(column: str, base: str, report: str, **more: str) -> Mapping[str, str]:
    """A row with its figures of both years."""
    return {f"{column}__base": base, f"{column}__report": report, **more}


COAL = both(
    "amount", "100", "60", fuel="烟煤", use="固定燃烧", ncv_measured="20", cc_measured="0.025"
)
ROWS: Rows = {
    "fuels": [COAL],
    "sources": [
        both("amount", "10", "5", category="工业生产过程", name="甲", gas="CO2", factor="2"),
        both("amount", "4", "2", category="逸散", name="乙", gas="CH4", factor="0.5"),
        both("amount", "2", "1", category="废弃物处理", name="丙", gas="N2O", factor="0.1"),
        both("amount", "10", "5", category="农业活动", name="丁", gas="CH4", factor="0.2"),
    ],
    "carbonates": [both("amount", "50", "25", carbonate="CaCO3", content="0.9", conversion="0.8")],
    "steam": [
        both("mass", "10", "20", name="甲", flow="受入", pressure="0.5"),
        both("mass", "2", "4", name="乙", flow="送出", pressure="1"),
    ],
    # a row without its proof never counts
    "sinks": [both("amount", "7", "11", kind="林地", **PROVED), both("amount", "900", "900")],
    "offsets": [both("amount", "2", "13", **PROVED), both("amount", "900", "900")],
    "certificates": [both("amount", "100", "250", **PROVED), both("amount", "900", "900")],
}


def shanxi_park(shanxi: Standard, variant: str = "industrial", **choices: str) -> Steps:
    years = {
        f"{item}__{period}": value
        for item, values in BOTH_YEARS.items()
        for period, value in zip(("base", "report"), values, strict=True)
    }
    return worked(shanxi, variant, {**ONCE, **years}, ROWS, **choices)


def test_the_direct_emissions_of_both_years(shanxi: Standard) -> None:
    expected = {
        "e_fuel[base]": "170.5",  # 100 × 20 × 0.025 × 0.93 × 44 ÷ 12
        "e_fuel[report]": "102.3",
        "e_process[base]": "35.84",  # 10 × 2 + 50 × 0.9 × 0.44 × 0.8
        "e_process[report]": "17.92",
        "e_fugitive[base]": "55.8",  # 4 × 0.5 × 27.9
        "e_fugitive[report]": "27.9",
        "e_waste[base]": "54.6",  # 2 × 0.1 × 273
        "e_waste[report]": "27.3",
        "e_agriculture[base]": "55.8",  # 10 × 0.2 × 27.9
        "e_agriculture[report]": "27.9",
        "direct[base]": "372.54",
        "direct[report]": "203.32",
    }
    check(shanxi_park(shanxi), expected)


WASTE: Rows = {
    "landfill": [
        {
            # 1000 × 0.15 × 1.0 × 0.5 × 0.6 × 16 ÷ 12 = 60；（60 − 10）×（1 − 0.1）= 45
            "kind": "厨余",
            "site": "管理型厌氧",
            "doc_f": "0.5",
            "ch4_share": "0.6",
            "oxidation": "0.1",
            "amount__report": "1000",
            "recovered__report": "10",
        },
        {
            "kind": "纸类",  # 30 × 0.4 × 0.4 × 0.5 × 0.5 × 16 ÷ 12 = 1.6
            "site": "非管理型浅埋",
            "doc_f": "0.5",
            "ch4_share": "0.5",
            "oxidation": "0",
            "amount__report": "30",
            "recovered__report": "0",
        },
    ],
    "incineration": [
        {"kind": "生活垃圾", "amount__report": "750"},  # × 0.4 × 0.4 × 0.95 × 44 ÷ 12 = 418
        {"kind": "危险废物", "amount__report": "100"},  # × 0.5 × 0.9 × 0.995 × 44 ÷ 12 = 164.175
    ],
    "wastewater": [
        {
            "kind": "工业废水",  # 100 × 0.25 × 0.8 = 20；20 − 15 = 5
            "treatment": "厌氧反应器",
            "amount__report": "100",
            "recovered__report": "15",
        },
        {
            "kind": "生活污水",  # 10 × 0.6 × 0.3 = 1.8
            "treatment": "好氧处理（过载）",
            "amount__report": "10",
            "recovered__report": "0",
        },
    ],
}


@pytest.mark.parametrize("variant", ["industrial", "agricultural", "tourism"])
def test_waste_by_landfill_fire_and_water_for_every_type(shanxi: Standard, variant: str) -> None:
    """CH4 的潜势：AR6 27.9，AR5 28."""
    answers = {"province": "山西", "base_year": "2022", "report_year": "2023"}
    expected: Figures = {
        "landfill_co2e[report]#1": "1255.5",  # 45 × 27.9
        "landfill_co2e[report]#2": "44.64",  # 1.6 × 27.9
        "incineration_co2[report]#1": "418",
        "incineration_co2[report]#2": "164.175",
        "wastewater_co2e[report]#1": "139.5",  # 5 × 27.9
        "wastewater_co2e[report]#2": "50.22",  # 1.8 × 27.9
        "e_waste[report]": "2072.035",
    }
    check(worked(shanxi, variant, answers, WASTE), expected)
    older = worked(shanxi, variant, answers, WASTE, gwp_set="AR5")
    check(older, {"e_waste[report]": "2077.375"})  # 53.4 × 28 + 418 + 164.175


def test_the_set_of_potentials_and_of_fuels_is_a_choice_and_one_for_all_years(
    shanxi: Standard,
) -> None:
    sources = [
        both("amount", "4", "2", category="逸散", name="甲", gas="CH4", factor="0.5"),
        both("amount", "2", "1", category="废弃物处理", name="乙", gas="N2O", factor="0.1"),
        both("amount", "0.3", "0.2", category="逸散", name="丙", gas="SF6", factor="0.5"),
        both("amount", "10", "20", category="逸散", name="丁", gas="HFC-134a", factor="0.1"),
    ]
    coal = both("amount", "10", "20", fuel="烟煤", use="固定燃烧")
    rows: Rows = {"sources": sources, "fuels": [coal]}
    answers = {"province": "山西", "base_year": "2022", "report_year": "2023"}
    newest: Figures = {
        "e_fugitive[base]": "5365.8",  # 2 × 27.9 + 0.15 × 25200 + 1 × 1530
        "e_fugitive[report]": "5607.9",  # 1 × 27.9 + 0.1 × 25200 + 2 × 1530
        "e_waste[base]": "54.6",  # 0.2 × 273
        "e_stationary[base]": "17.4174957",  # 10 × 19.570 × 0.0261 × 0.93 × 44 ÷ 12
    }
    check(worked(shanxi, "industrial", answers, rows), newest)
    chosen: Figures = {
        "e_fugitive[base]": "4881",  # 2 × 28 + 0.15 × 23500 + 1 × 1300
        "e_fugitive[report]": "4978",  # 1 × 28 + 0.1 × 23500 + 2 × 1300
        "e_waste[base]": "53",  # 0.2 × 265
        "e_stationary[base]": "20.715092552",  # 10 × 23.204 × 0.02618 × 0.93 × 44 ÷ 12
        "e_stationary[report]": "41.430185104",
    }
    own = {"gwp_set": "AR5", "fuel_set": "guide24"}
    check(worked(shanxi, "industrial", answers, rows, **own), chosen)


def test_what_is_burnt_in_place_and_on_the_road_is_told_apart(shanxi: Standard) -> None:
    fuels = [
        {"fuel": "烟煤", "use": "固定燃烧", "amount__report": "10"},
        {"fuel": "柴油", "use": "移动燃烧", "amount__report": "300"},
    ]
    found = worked(
        shanxi, "tourism", {"base_year": "2022", "report_year": "2023"}, {"fuels": fuels}
    )
    diesel = F("300") * F("42.652") * F("0.0202") * F("0.98") * 44 / 12
    expected: Figures = {
        "e_stationary[report]": "17.4174957",
        "e_mobile[report]": diesel,
        "e_fuel[report]": F("17.4174957") + diesel,
        "coal_total[report]": "10",
    }
    check(found, expected)


def test_carbon_of_plants_is_told_beside_the_total_never_in_it(shanxi: Standard) -> None:
    straw = {"fuel": "秸秆", "factor": "1.4", "amount__report": "50"}
    answers = {"base_year": "2022", "report_year": "2023"}
    found = worked(shanxi, "agricultural", answers, {"biomass": [straw]})

    check(found, {"biomass_total[report]": "70", "direct[report]": "0"})


def test_bought_electricity_and_heat_by_both_methods(shanxi: Standard) -> None:
    expected = {
        "green[base]": "100",
        "green[report]": "250",  # 300 filled in, 250 proved
        "e_electricity_location[base]": "674.12",  # (1000 − 50) × 0.7096
        "e_electricity_location[report]": "570.524",  # (900 − 40) × 0.6634
        "e_electricity_market[base]": "497.76",  # (1000 − 100 − 50) × 0.5856
        "e_electricity_market[report]": "371.856",  # (900 − 250 − 40) × 0.6096
        "e_electricity[report]": "371.856",
        "heat_net[base]": "491.931",  # 500 + 10 × 2.7485 − 30 − 2 × 2.777
        "heat_net[report]": "423.862",  # 400 + 20 × 2.7485 − 20 − 4 × 2.777
        "e_heat[base]": "54.11241",  # × 0.11
        "e_heat[report]": "46.62482",
    }
    check(shanxi_park(shanxi), expected)


def test_the_way_from_gross_to_net(shanxi: Standard) -> None:
    expected: Figures = {
        "gross[base]": "924.41241",  # 372.54 + 497.76 + 54.11241
        "gross[report]": "621.80082",  # 203.32 + 371.856 + 46.62482
        "gross_location[base]": "1100.77241",
        "gross_location[report]": "820.46882",
        "gross_market[report]": "621.80082",
        "sinks_total[report]": "11",
        "offsets_retired[report]": "13",
        "after_sinks[report]": "605.80082",  # − 11 − 5
        "after_offsets[report]": "592.80082",  # − 13
        "net[base]": "912.41241",  # 924.41241 − 7 − 3 − 2
        "net[report]": "592.80082",
        "net_location[base]": "1088.77241",
        "net_location[report]": "791.46882",
        "net_market[report]": "592.80082",
        "emissions_judged[report]": "592.80082",
        "intensity[base]": "9.1241241",  # ÷ 100
        "intensity[report]": "2.9640041",  # ÷ 200
        "offset_dependence": F("13") / F("621.80082"),
        "P1": F("6.16012") / F("9.1241241"),
    }
    check(shanxi_park(shanxi), expected)


def test_gate_and_intensity_may_be_told_without_what_was_taken_off(shanxi: Standard) -> None:
    steps = shanxi_park(shanxi, offsets_in_gate="no", emission_caliber="gross")
    expected = {
        "net[report]": "605.80082",
        "emissions_judged[report]": "621.80082",
        "intensity[report]": "3.1090041",  # ÷ 200
    }
    check(steps, expected)


def test_the_parks_own_cuts_by_the_market_method(shanxi: Standard) -> None:
    expected: Figures = {
        "electricity_counted[base]": "850",
        "electricity_counted[report]": "610",
        "cut_stationary": "68.2",  # 170.5 − 102.3
        "cut_process": "17.92",
        "cut_fugitive": "27.9",
        "cut_waste": "27.3",
        "cut_agriculture": "27.9",
        "cut_heat": "7.48759",
        "cut_consumption": "52.704",  # (950 − 860) × 0.5856
        "cut_green": "87.84",  # (250 − 100) × 0.5856
        "cut_own": "317.25159",
        "cut_grid": "-14.64",  # 610 × (0.5856 − 0.6096)
        # (592.80082 − 14.64) ÷ 200 = 2.8908041
        "decline_fixed_factor": F("6.23332") / F("9.1241241"),
    }
    check(shanxi_park(shanxi), expected)


def test_the_parks_own_cuts_by_the_location_method(shanxi: Standard) -> None:
    expected = {
        "electricity_counted[base]": "950",
        "electricity_counted[report]": "860",
        "cut_consumption": "63.864",  # 90 × 0.7096
        "cut_green": "0",
        "cut_own": "240.57159",
        "cut_grid": "39.732",  # 860 × (0.7096 − 0.6634)
        "gross[report]": "820.46882",
    }
    check(shanxi_park(shanxi, electricity_method="location"), expected)


def test_energy_in_tonnes_of_standard_coal(shanxi: Standard) -> None:
    fuel = F(60 * 20) / F("29.3076")
    expected: Figures = {
        "energy_fuel[base]": F(100 * 20) / F("29.3076"),
        "energy_fuel[report]": fuel,
        "energy_electricity[base]": "291",  # (1000 − 50 + 20) × 0.3
        "energy_electricity[report]": "285.2",  # (900 − 40 + 60) × 0.31
        "energy_heat[base]": "17.12588572",  # (491.931 + 10) × 0.03412
        "energy_heat[report]": "16.16817144",  # (423.862 + 50) × 0.03412
        "energy_total[report]": fuel + F("301.36817144"),
        "renewable_electricity[base]": "120",  # 100 + 20
        "renewable_electricity[report]": "310",  # 250 + 60
        "renewable[base]": "36.3412",  # 120 × 0.3 + 10 × 0.03412
        "renewable[report]": "97.806",  # 310 × 0.31 + 50 × 0.03412
        "E1": F("97.806") / (fuel + F("301.36817144")),
    }
    check(shanxi_park(shanxi), expected)


def test_energy_may_be_told_by_calorific_value_and_without_certificates(shanxi: Standard) -> None:
    steps = shanxi_park(shanxi, energy_caliber="calorific", certificates_as_renewable="no")
    expected = {
        "energy_electricity[report]": "113.068",  # 920 × 0.1229
        "renewable_electricity[report]": "60",
        "renewable[report]": "9.08",  # 60 × 0.1229 + 50 × 0.03412
    }
    check(steps, expected)


COMMON = {"B1": F(1, 4), "J1": F(3, 10), "J2": F(7, 10), "M3": F(3, 20)}
OWN = {
    "industrial": {"E2": F(2, 5), "S1": F(9, 12), "S2": F(5, 8), "T1": F(7, 16)},
    "agricultural": {"E2": F(3, 5), "S1": F(4, 5), "S2": F(3, 8), "T1": F(7, 16)},
    "tourism": {"E2": F(3, 5), "S1": F(1, 8), "S2": F(7, 8), "T1": F(9, 16)},
}


@pytest.mark.parametrize("variant", OWN)
def test_each_types_own_indicators(shanxi: Standard, variant: str) -> None:
    check(shanxi_park(shanxi, variant), {**COMMON, **OWN[variant]})


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("min", "0.8"),  # straw (90 − 10 + 5) ÷ 100 = 0.85, film 40 ÷ 50 = 0.8
        ("mean", "0.825"),
        ("mass", F(125, 150)),  # (85 + 40) ÷ (100 + 50)
    ],
)
def test_straw_and_film_make_one_rate_in_three_ways(
    shanxi: Standard, choice: str, expected: F | str
) -> None:
    steps = shanxi_park(shanxi, "agricultural", straw_film=choice)

    check(steps, {"straw_rate": "0.85", "film_rate": "0.8", "S1": expected})


def test_the_standards_own_choices_and_bands(shanxi: Standard) -> None:
    assert {id_: policy.value for id_, policy in shanxi.policies.items()} == {
        "emission_caliber": "net",
        "electricity_method": "market",
        "offsets_in_gate": "yes",
        "energy_caliber": "equivalent",
        "certificates_as_renewable": "yes",
        "straw_film": "min",
        "na_policy": "exclude_and_rescale",
        "fuel_set": "gbt32151-34-2024",
        "gwp_set": "AR6",
    }
    assert shanxi.bands == {
        "exceeds": Decimal("1.1"),
        "near": Decimal("0.9"),
        "short": Decimal("0.6"),
    }


PUBLISHED: tuple[tuple[str, Mapping[str, str], F | str], ...] = (
    # by volume 2 × 0.015 × 0.98 × 44/12, by mass 10 × 0.02 × 1 × 44/12
    ("stationary_co2", {"amount": "2", "ncv": "1", "cc": "0.015", "of": "0.98"}, "0.1078"),
    ("mobile_co2", {"amount": "10", "ncv": "1", "cc": "0.02", "of": "1"}, F(22, 30)),
    ("e_electricity_location", {"el_in": "100", "el_out": "0", "grid": "0.5"}, "50"),
    ("steam_in", {"mass": "1", "enthalpy": "2800"}, "2.8"),
    ("e_heat", {"heat_net": "2.8", "heat": "0.11"}, "0.308"),
    (
        "carbonate_co2",
        {"amount": "10", "content": "0.9", "ef": "0.44", "conversion": "1"},
        "3.96",
    ),
    (
        "direct",
        {
            "e_stationary": "10",
            "e_mobile": "2",
            "e_process": "3",
            "e_fugitive": "4",
            "e_waste": "0.3",
            "e_agriculture": "0",
        },
        "19.3",
    ),
    # 50 + 0.308 − 5 − 0.0616 = 45.2464 beside the 19.3
    ("gross", {"direct": "19.3", "e_electricity": "45", "e_heat": "0.2464"}, "64.5464"),
)


@pytest.mark.parametrize(("id_", "given", "expected"), PUBLISHED)
def test_the_standards_formulas_give_published_results(
    shanxi: Standard, id_: str, given: Mapping[str, str], expected: F | str
) -> None:
    (quantity,) = (q for q in shanxi.variants["industrial"].quantities if q.id == id_)
    values = {Ref(name): Decimal(value) for name, value in given.items()}

    assert {ref.name for ref in references(quantity.formula)} == set(given)
    assert settle(evaluate(quantity.formula, values)) == _to_the_20th_place(F(expected))


def test_a_fuel_that_the_chosen_set_does_not_list_is_told_at_its_cell(shanxi: Standard) -> None:
    rows: Rows = {"fuels": [both("amount", "1", "1", fuel="其他煤制品", use="固定燃烧")]}
    answers = {"province": "山西", "base_year": "2022", "report_year": "2023"}
    declared = {t: "有" if t in rows else "无" for t in shanxi.variants["industrial"].tables()}
    found = submission(shanxi, answers, rows, declared, variant="industrial")
    scheme = replace(shanxi.schemes[shanxi.default_scheme], policies={"fuel_set": "guide24"})
    steps = compute(shanxi, found, in_force(shanxi, scheme))
    told = [issue for issue in weigh(shanxi, found, steps) if issue.code == "V217"]

    assert [issue.cell for issue in told] == [found.listings["fuels"].rows[0].entries["fuel"].cell]
    assert told[0].params["found"] == "其他煤制品"
    assert steps["gross[report]"].state == "missing"
    own = compute(shanxi, found, in_force(shanxi, shanxi.schemes[shanxi.default_scheme]))
    assert not [issue for issue in weigh(shanxi, found, own) if issue.code == "V217"]


# ------------------------------------------------------------------ the national standard


@pytest.fixture(scope="module")
def national() -> Standard:
    return load(find() / "cn-zero-carbon-park-2025")


NATIONAL_ANSWERS = {
    "report_year": "2025",
    "el_in": "1000",
    "el_green": "100",
    "el_out": "50",
    "el_direct": "30",
    "coal_rate": "0.3",
    "heat_in": "500",
    "heat_out": "40",
    "heat_clean": "20",
    "waste_used": "5",
    "waste_generated": "8",
    "waste_stock_used": "2",
    "recoverable": "20",
    "heat_recovered": "1",
    "cold_recovered": "2",
    "pressure_recovered": "4",
    "water_reused": "9",
    "water_fresh": "3",
}
BURNED, USED, MADE, FEED = "燃料燃烧", "加工转换投入", "加工转换产出", "原料用途"
NATIONAL_ROWS: Rows = {
    "fuels": [
        {"fuel": "烟煤", "use": BURNED, "amount": "100"},
        {"fuel": "天然气", "use": BURNED, "amount": "10"},
        {"fuel": "洗精煤", "use": USED, "amount": "100"},
        {"fuel": "焦炭", "use": MADE, "amount": "60"},
        {"fuel": "石脑油", "use": FEED, "amount": "10"},
    ],
    "own_fuels": [
        {"use": BURNED, "amount": "10", "ncv": "20", "factor": "2"},
        {"use": USED, "amount": "5", "ncv": "30", "factor": "3"},
        {"use": MADE, "amount": "2", "ncv": "10", "factor": "4"},
        {"use": FEED, "amount": "3", "ncv": "40", "factor": "9"},
    ],
    "processes": [{"amount": "7", "factor": "3"}],
}


def national_park(national: Standard, **choices: str) -> Steps:
    return worked(national, "park", NATIONAL_ANSWERS, NATIONAL_ROWS, **choices)


# 燃烧、投入 100×19.57 + 10×389.31 + 100×26.334 + 10×20 + 5×30 = 8833.5
# 产出 60×28.435 + 2×10 = 1726.1
NET_FUEL = F("7107.4") / F("29.3076")
TOTAL = NET_FUEL + F("310.3776")  # + 294 + 16.3776


def test_carbon_and_energy_of_the_national_standard(national: Standard) -> None:
    expected: Figures = {
        # 100×19.57×0.0261×0.93×44/12 + 10×389.31×0.0153×0.99×44/12 + 10×2
        "e_burning": "410.3938379",
        # 100×26.334×0.02541×44/12 + 5×3 − 60×28.435×0.0295×44/12 − 2×4
        "e_transformation": "67.810728",
        "e_process": "21",
        "e_electricity": "707.625",  # (1000 − 100 − 50) × 0.8325
        "e_heat": "50.6",  # (500 − 40) × 0.11
        "carbon": "1257.4295659",
        "energy_fuel": NET_FUEL,
        "energy_electricity": "294",  # (1000 − 50 + 30) × 0.3
        "energy_heat": "16.3776",  # (500 − 40 + 20) × 0.03412
        "energy_total": TOTAL,
        "clean": "39.6824",  # (30 + 100) × 0.3 + 20 × 0.03412
    }
    check(national_park(national), expected)


def test_feedstock_and_natural_gas_may_be_counted_in(national: Standard) -> None:
    expected = {
        "energy_fuel": NET_FUEL + F(565) / F("29.3076"),  # 10×44.5 + 3×40
        "clean": F("39.6824") + F("3893.1") / F("29.3076"),
    }
    check(national_park(national, feedstock_energy="yes", clean_scope="with_gas"), expected)


def test_indicators_of_the_national_standard_and_what_they_must_reach(national: Standard) -> None:
    """附件3：核心指标 1 项，引导指标 5 项."""
    steps, indicators = national_park(national), national.variants["park"].indicators
    values = [
        F("1257.4295659") / TOTAL,
        F("39.6824") / TOTAL,
        None,
        F(5, 10),  # 5 ÷ (8 + 2)
        F(7, 20),  # (1 + 2 + 4) ÷ 20
        F(9, 12),
    ]
    check(steps, {i.id: v for i, v in zip(indicators, values, strict=True) if v is not None})
    assert [str(indicator.target) for indicator in indicators] == [
        *("0.2", "0.9", "1", "0.8", "0.5", "0.8"),
    ]
    assert [i.direction for i in indicators] == ["at_most", *["at_least"] * 5]
    by = indicators[0].target_by
    assert by is not None
    assert by.of == "energy_total"
    assert by.steps == ((Decimal(200000), Decimal("0.2")), (Decimal(1000000), Decimal("0.3")))


# ------------------------------------------------------------------ what cannot be


def _refused(shanxi: Standard, variant: str, answers: Mapping[str, str]) -> set[str]:
    """The standard's own checks that these answers fail."""
    found = submission(shanxi, answers, variant=variant)
    issues = validate(shanxi, found)
    return {i.code for i in issues if i.code.startswith("C") and i.level == "error"}


PARTS = {  # a part and the whole that it cannot be more than; freight has three parts
    ("industrial", "floor_green", "floor_total"),
    ("industrial", "supply_clean", "supply_total"),
    ("industrial", "sewage_central", "sewage_total"),
    ("industrial", "firms_zero", "firms_total"),
    ("industrial", "waste_heat_recovered", "waste_heat_recoverable"),
    ("industrial", "bulk_used", "bulk_generated"),
    ("industrial", "freight_rail", "freight_total"),
    ("agricultural", "freight_nev", "freight_total"),
    ("agricultural", "lamps_new", "lamps_total"),
    ("agricultural", "straw_bought", "straw_used"),
    ("agricultural", "film_recovered", "film_used"),
    ("agricultural", "manure_used", "manure_produced"),
    ("tourism", "domestic_reclaimed", "domestic_treated"),
    ("tourism", "refuse_sorted", "refuse_generated"),
    ("tourism", "vehicles_low", "vehicles_total"),
}


@pytest.mark.parametrize(("variant", "part", "whole"), sorted(PARTS))
def test_a_part_may_be_the_whole_but_not_more(
    shanxi: Standard, variant: str, part: str, whole: str
) -> None:
    alone = {**ONCE, "freight_belt": "0", "freight_nev": "0", "freight_rail": "0"}
    allowed = _refused(shanxi, variant, {**alone, part: ONCE[whole]})
    beyond = _refused(shanxi, variant, {**alone, part: f"{Decimal(ONCE[whole]) + 1}"})

    assert not allowed
    assert len(beyond) == 1


YEARS = {"base_year": "2020", "year2": "2021", "year3": "2022", "year4": "2023"}
YEARS |= {"report_year": "2024"}


def test_years_in_their_order_are_accepted(shanxi: Standard) -> None:
    assert not _refused(shanxi, "industrial", YEARS)


@pytest.mark.parametrize(("early", "late"), list(pairwise(YEARS)))
def test_two_years_of_the_inventory_are_never_the_same(
    shanxi: Standard, early: str, late: str
) -> None:
    assert _refused(shanxi, "industrial", {**YEARS, early: YEARS[late]})


def test_the_national_standard_wants_all_that_it_sets_a_value_for(national: Standard) -> None:
    assert [(grade.minimum, grade.condition) for grade in national.grades] == [
        (Decimal(100), "energy_total >= 200000"),
        (Decimal(100), "energy_total < 200000"),
    ]
