"""The shared factor tables (共用数据表) against facts typed by hand and kept apart from them."""

import csv
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[1] / "templates" / "shared"

# file → (key columns, number columns)
TABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "carbonates": (("carbonate",), ("factor",)),
    "constants": (("key",), ("value",)),
    "electricity": (("region", "year", "kind"), ("factor", "year")),
    "fuels": (("set", "fuel"), ("ncv", "cc", "of")),
    "gwp": (("gas", "set"), ("value",)),
    "heat": (("key",), ("factor",)),
    "standard_coal": (("energy",), ("coefficient",)),
    "steam_saturated": (("pressure",), ("pressure", "enthalpy")),
    "units": (("from", "to"), ("factor",)),
    "waste": (("parameter", "kind"), ("value",)),
}

Key = tuple[str, ...]

# (table, number column, key) → the number as printed
FACTS: dict[tuple[str, str, Key], str] = {
    ("electricity", "factor", ("全国", "2021", "average")): "0.5568",
    ("electricity", "factor", ("全国", "2022", "average")): "0.5366",
    ("electricity", "factor", ("全国", "2023", "average")): "0.5306",
    ("electricity", "factor", ("全国", "2022", "residual")): "0.5856",
    ("electricity", "factor", ("全国", "2023", "residual")): "0.6096",
    ("electricity", "factor", ("全国", "2022", "fossil")): "0.8325",
    ("electricity", "factor", ("全国", "2023", "fossil")): "0.8273",
    ("electricity", "factor", ("华北", "2021", "average")): "0.7120",
    ("electricity", "factor", ("华北", "2023", "average")): "0.6361",
    ("electricity", "factor", ("西南", "2022", "average")): "0.2268",
    ("electricity", "factor", ("山西", "2021", "average")): "0.7222",
    ("electricity", "factor", ("山西", "2022", "average")): "0.7096",
    ("electricity", "factor", ("山西", "2023", "average")): "0.6634",
    ("electricity", "factor", ("河北", "2022", "average")): "0.7252",
    ("electricity", "factor", ("内蒙古", "2023", "average")): "0.6479",
    ("electricity", "factor", ("云南", "2022", "average")): "0.1073",
    ("electricity", "factor", ("新疆", "2021", "average")): "0.6577",
    ("heat", "factor", ("热力",)): "0.11",
    ("fuels", "ncv", ("gbt32151-34-2024", "烟煤")): "19.570",
    ("fuels", "cc", ("gbt32151-34-2024", "烟煤")): "0.0261",
    ("fuels", "of", ("gbt32151-34-2024", "烟煤")): "0.93",
    ("fuels", "ncv", ("gbt32151-34-2024", "天然气")): "389.31",
    ("fuels", "cc", ("gbt32151-34-2024", "焦炉煤气")): "0.01358",
    ("fuels", "ncv", ("guide24", "烟煤")): "23.204",
    ("fuels", "cc", ("guide24", "无烟煤")): "0.02749",
    ("fuels", "of", ("guide24", "洗精煤")): "0.93",
    ("carbonates", "factor", ("CaCO3",)): "0.440",
    ("carbonates", "factor", ("Na2CO3",)): "0.415",
    ("carbonates", "factor", ("CaMg(CO3)2",)): "0.477",
    ("gwp", "value", ("CO2", "AR6")): "1",
    ("gwp", "value", ("CH4", "SAR")): "21",
    ("gwp", "value", ("CH4", "AR4")): "25",
    ("gwp", "value", ("CH4", "AR5")): "28",
    ("gwp", "value", ("CH4", "AR6")): "27.9",
    ("gwp", "value", ("N2O", "AR5")): "265",
    ("gwp", "value", ("N2O", "AR6")): "273",
    ("gwp", "value", ("SF6", "AR6")): "25200",
    ("gwp", "value", ("HFC-134a", "AR5")): "1300",
    ("gwp", "value", ("HFC-43-10mee", "AR6")): "1600",
    ("standard_coal", "coefficient", ("原煤",)): "0.7143",
    ("standard_coal", "coefficient", ("柴油",)): "1.4571",
    ("standard_coal", "coefficient", ("热力（当量值）",)): "0.03412",
    ("standard_coal", "coefficient", ("电力（当量值）",)): "0.1229",
    ("constants", "value", ("标准煤低位发热量",)): "29.3076",
    ("steam_saturated", "enthalpy", ("0.10",)): "2675.7",
    ("steam_saturated", "enthalpy", ("0.80",)): "2768.4",
    ("steam_saturated", "enthalpy", ("1.70",)): "2793.8",
    ("steam_saturated", "enthalpy", ("10.0",)): "2724.4",
    ("waste", "value", ("甲烷最大产生能力", "工业废水")): "0.25",
    ("waste", "value", ("废水甲烷修正因子", "厌氧反应器")): "0.8",
    ("waste", "value", ("填埋甲烷修正因子", "管理型半好氧")): "0.5",
    ("waste", "value", ("可降解有机碳", "木竹")): "0.43",
    ("units", "factor", ("万kWh", "MWh")): "10",
    ("units", "factor", ("MWh", "万kWh")): "0.1",
    ("units", "factor", ("kJ", "GJ")): "0.000001",
    ("units", "factor", ("万t", "t")): "10000",
}

# worked out apart, from NCV × CC × OF × 44/12, tCO2 per t or per 10⁴Nm³
TCO2_PER_UNIT: dict[str, dict[str, str]] = {
    "gbt32151-34-2024": {
        "无烟煤": "2.5215",
        "烟煤": "1.7417",
        "褐煤": "1.1729",
        "洗精煤": "2.2082",
        "其他洗煤": "1.0519",
        "型煤": "1.9360",
        "其他煤制品": "2.1081",
        "焦炭": "2.8604",
        "石油焦": "3.2115",
        "原油": "3.0202",
        "燃料油": "3.1705",
        "汽油": "2.9251",
        "柴油": "3.0959",
        "一般煤油": "3.0334",
        "液化天然气": "2.8313",
        "液化石油气": "3.1013",
        "石脑油": "3.1981",
        "焦油": "2.6446",
        "粗苯": "3.4109",
        "其他石油制品": "2.9488",
        "天然气": "21.6219",
        "高炉煤气": "8.4811",
        "转炉煤气": "15.1240",
        "焦炉煤气": "8.8638",
        "炼厂干气": "3.0389",
        "其他煤气": "2.3148",
    },
    "guide24": {
        "无烟煤": "2.3228",
        "烟煤": "2.0715",
        "褐煤": "1.4241",
        "洗精煤": "2.2818",
        "其他洗煤": "1.2886",
        "型煤": "1.9360",
        "焦炭": "2.8518",
        "原油": "3.0783",
        "燃料油": "3.0472",
        "汽油": "3.0425",
        "柴油": "3.1451",
        "一般煤油": "3.1517",
        "喷气煤油": "3.1517",
        "石脑油": "2.9488",
        "石油焦": "3.0633",
        "其他石油制品": "2.8883",
        "焦油": "2.6446",
        "粗苯": "3.4109",
        "炼厂干气": "3.0423",
        "液化石油气": "2.9538",
        "液化天然气": "2.3253",
        "天然气": "21.6219",
        "焦炉煤气": "8.5828",
        "高炉煤气": "9.6865",
        "转炉煤气": "14.3210",
        "密闭电石炉炉气": "15.9470",
        "其他煤气": "2.3179",
    },
}

# known only from memory, as a range or in two readings: these must not be found
NOT_SHIPPED: tuple[tuple[str, Key], ...] = (
    ("electricity", ("全国", "2021", "residual")),
    ("electricity", ("全国", "2021", "fossil")),
    ("electricity", ("西藏", "2023", "average")),
    ("standard_coal", ("天然气",)),
    ("standard_coal", ("液化天然气",)),
    ("standard_coal", ("焦炉煤气",)),
    ("standard_coal", ("高炉煤气",)),
    ("standard_coal", ("煤焦油",)),
    ("standard_coal", ("电力（等价值）",)),
    ("gwp", ("NF3", "AR4")),
    ("gwp", ("HFC-23", "SAR")),
    ("steam_saturated", ("1.50",)),
    ("units", ("m³", "Nm³")),
)


def rows_of(name: str) -> list[dict[str, str]]:
    with (SHARED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def by_key(name: str) -> dict[Key, dict[str, str]]:
    key, _ = TABLES[name]
    return {tuple(row[column] for column in key): row for row in rows_of(name)}


def test_the_folder_holds_the_tables_that_are_checked_here() -> None:
    assert {path.stem for path in SHARED.glob("*.csv")} == set(TABLES)


def test_the_readme_describes_every_table_with_its_columns() -> None:
    readme = (SHARED / "README.md").read_text(encoding="utf-8")
    for name in TABLES:
        columns = ", ".join(list(rows_of(name)[0])[:-3])
        assert f"| `{name}.csv` | {columns} |" in readme


@pytest.mark.parametrize("name", TABLES)
def test_a_key_stands_once(name: str) -> None:
    assert len(rows_of(name)) == len(by_key(name)) > 0


@pytest.mark.parametrize("name", TABLES)
def test_every_row_is_full_and_says_where_it_comes_from(name: str) -> None:
    for row in rows_of(name):
        assert all(row.values()), row
        assert all(text == text.strip() for text in row.values()), row
        assert list(row)[-3:] == ["source", "edition", "mark"]


@pytest.mark.parametrize("name", TABLES)
def test_nothing_from_memory_is_shipped(name: str) -> None:
    assert {row["mark"] for row in rows_of(name)} <= {"V", "V2"}


@pytest.mark.parametrize("name", TABLES)
def test_every_number_is_a_plain_decimal_not_below_zero(name: str) -> None:
    _, numbers = TABLES[name]
    for row in rows_of(name):
        for column in numbers:
            number = Decimal(row[column])
            assert number.is_finite()
            assert number >= 0
            assert row[column].replace(".", "", 1).isdecimal()


@pytest.mark.parametrize(("fact", "printed"), FACTS.items())
def test_a_factor_stands_as_its_source_prints_it(fact: tuple[str, str, Key], printed: str) -> None:
    name, column, key = fact
    assert by_key(name)[key][column] == printed


@pytest.mark.parametrize(("name", "key"), NOT_SHIPPED)
def test_what_has_no_source_is_left_out(name: str, key: Key) -> None:
    assert key not in by_key(name)


@pytest.mark.parametrize("group", TCO2_PER_UNIT)
def test_each_fuel_of_a_set_emits_what_was_worked_out_apart(group: str) -> None:
    emitted = {
        row["fuel"]: Decimal(row["ncv"]) * Decimal(row["cc"]) * Decimal(row["of"]) * 44 / 12
        for row in rows_of("fuels")
        if row["set"] == group
    }
    expected = TCO2_PER_UNIT[group]
    assert {fuel: str(round(tonnes, 4)) for fuel, tonnes in emitted.items()} == expected


def test_a_gas_is_measured_in_standard_volume_and_all_else_in_tonnes() -> None:
    gases = {row["fuel"] for row in rows_of("fuels") if row["unit"] == "10⁴Nm³"}
    assert gases == {
        "天然气",
        "高炉煤气",
        "转炉煤气",
        "焦炉煤气",
        "其他煤气",
        "密闭电石炉炉气",
    }
    assert {row["unit"] for row in rows_of("fuels")} == {"t", "10⁴Nm³"}


def test_an_oxidation_factor_is_a_share_and_a_carbon_content_is_per_gigajoule() -> None:
    for row in rows_of("fuels"):
        assert Decimal("0.9") <= Decimal(row["of"]) <= Decimal("0.99")
        assert Decimal("0.012") <= Decimal(row["cc"]) <= Decimal("0.071")


@pytest.mark.parametrize(("year", "number"), [("2021", 12), ("2022", 33), ("2023", 47)])
def test_a_year_of_grid_factors_names_its_announcement(year: str, number: int) -> None:
    announced = "2025" if year == "2023" else "2024"
    of_year = [row for row in rows_of("electricity") if row["year"] == year]
    assert {row["edition"] for row in of_year} == {f"公告{announced}年第{number}号"}
    assert all(row["edition"] in row["source"] and year in row["source"] for row in of_year)


def test_each_year_gives_the_country_seven_grids_and_thirty_provinces() -> None:
    for year in ("2021", "2022", "2023"):
        regions = {
            row["region"]
            for row in rows_of("electricity")
            if (row["year"], row["kind"]) == (year, "average")
        }
        assert len(regions) == 1 + 7 + 30
        assert {"全国", "华北", "东北", "华东", "华中", "西北", "南方", "西南"} < regions


def test_taking_clean_power_out_of_the_grid_raises_its_factor() -> None:
    factors = by_key("electricity")
    for year in ("2022", "2023"):
        average, residual, fossil = (
            Decimal(factors["全国", year, kind]["factor"])
            for kind in ("average", "residual", "fossil")
        )
        assert average < residual < fossil


def test_a_carbonate_gives_off_its_share_of_carbon_dioxide_by_molar_mass() -> None:
    molar_mass = {
        "CaCO3": "100.09",
        "MgCO3": "84.31",
        "Na2CO3": "105.99",
        "BaCO3": "197.34",
        "Li2CO3": "73.89",
        "K2CO3": "138.21",
        "SrCO3": "147.63",
        "FeCO3": "115.85",
        "MnCO3": "114.95",
        "NaHCO3": "84.01",
    }
    shipped = by_key("carbonates")
    for carbonate, mass in molar_mass.items():
        share = Decimal("44.01") / Decimal(mass)
        assert abs(share - Decimal(shipped[(carbonate,)]["factor"])) < Decimal("0.001")


def test_the_electricity_and_heat_coefficients_agree_with_the_heat_of_standard_coal() -> None:
    per_kgce = Decimal("29.3076")
    coal = by_key("standard_coal")
    heat = Decimal(coal[("热力（当量值）",)]["coefficient"])
    power = Decimal(coal[("电力（当量值）",)]["coefficient"])
    assert abs(heat - 1 / per_kgce) < Decimal("0.00001")
    assert abs(power - Decimal("3.6") / per_kgce) < Decimal("0.0001")


def test_saturated_steam_rises_to_a_summit_at_3_megapascal_and_falls_beyond() -> None:
    points = [
        (Decimal(row["pressure"]), Decimal(row["enthalpy"])) for row in rows_of("steam_saturated")
    ]
    for (low, before), (high, after) in pairwise(points):
        assert low < high
        assert (after > before) == (high <= 3)


def test_burnt_waste_emits_what_was_worked_out_apart() -> None:
    shipped = by_key("waste")
    for waste, expected in {"生活垃圾": "0.5573", "危险废物": "1.6418"}.items():
        content, fossil, burnt = (
            Decimal(shipped[f"焚烧{part}", waste]["value"])
            for part in ("含碳比例", "化石碳比例", "燃烧效率")
        )
        assert str(round(content * fossil * burnt * 44 / 12, 4)) == expected


def test_a_conversion_there_and_back_changes_nothing() -> None:
    factors = {key: Decimal(row["factor"]) for key, row in by_key("units").items()}
    for (start, end), factor in factors.items():
        assert factor * factors[end, start] == 1


def test_two_conversions_in_a_row_agree_with_the_direct_one() -> None:
    factors = {key: Decimal(row["factor"]) for key, row in by_key("units").items()}
    for (start, middle), first in factors.items():
        for (again, end), second in factors.items():
            if again == middle and (start, end) in factors:
                assert first * second == factors[start, end]
