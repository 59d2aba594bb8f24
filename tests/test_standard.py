"""A standard is loaded whole or refused with every fault at once, each with its file and place."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from small import FILES, Change, tiny, written

from zeropark.messages import fault
from zeropark.model import FactorTable, Rule, Scheme, Standard, StandardError, StandardFault
from zeropark.score import in_force
from zeropark.standard import find, load, load_all, load_scheme

S, C, P = "standard.toml", "common.toml", "park.toml"
M, E = "measures.toml", "schemes/even.toml"
FUELS, GRID = "shared/fuels.csv", "shared/grid.csv"

Found = tuple[str, str, str]  # code, file, place


def found(error: StandardError) -> list[Found]:
    """The faults of a refusal; every one of them has its sentence."""
    faults = [each for each in error.exceptions if isinstance(each, StandardFault)]
    assert len(faults) == len(error.exceptions)
    assert all(fault(each.code, each.params) for each in faults)
    return sorted((each.code, each.file, each.where) for each in faults)


def faults(folder: Path, *changes: Change) -> list[Found]:
    """The faults of the tiny standard with these changes."""
    with pytest.raises(StandardError) as refusal:
        load(written(folder, *changes))
    return found(refusal.value)


# ------------------------------------------------------------------ what loads


def test_the_shipped_standard_loads(shanxi: Standard) -> None:
    assert list(shanxi.variants) == ["industrial", "agricultural", "tourism"]
    assert [len(v.indicators) for v in shanxi.variants.values()] == [14, 14, 14]
    assert "sx-zero-carbon-park-2024" in load_all(find())


def test_indicators_stand_in_the_order_of_the_aspects(shanxi: Standard) -> None:
    for variant in shanxi.variants.values():
        ids = " ".join(indicator.id for indicator in variant.indicators)
        assert ids == "P1 E1 E2 B1 S1 S2 T1 J1 J2 M1 M2 M3 M4 M5"


def test_grades_stand_highest_first_whatever_their_order_in_the_file() -> None:
    assert [grade.id for grade in tiny().grades] == ["zero", "near_zero"]


def test_numbers_are_decimals_and_points_are_fractions_never_floats() -> None:
    standard = tiny()
    assert standard.bands["near"] == Decimal("0.9")
    assert isinstance(standard.bands["near"], Decimal)
    assert standard.schemes["even"].points["park"] == {"P1": Fraction(50), "M1": Fraction(50)}
    assert standard.factors["fuels"].numbers[0, "ef"] == Decimal("2.5")


def test_a_figure_comes_after_all_that_it_needs() -> None:
    order = tiny().variants["park"].order
    assert set(order) == {"burnt", "fuel", "grid_power", "net", "P1", "M1"}
    for earlier, later in [
        ("burnt", "fuel"),
        ("fuel", "net"),
        ("grid_power", "net"),
        ("net", "P1"),
    ]:
        assert order.index(earlier) < order.index(later)


def test_the_terms_of_a_variant_are_put_into_the_common_words() -> None:
    assert tiny().variants["park"].items()["power"].name == "外购电量"


def test_braces_that_are_no_term_stay_as_they_are() -> None:
    standard = tiny((C, '"{kind}电量"', '"{other}电量"'))
    assert standard.variants["park"].items()["power"].name == "{other}电量"
    assert standard.factors["fuels"].columns["ef"] == ("排放因子", "tCO₂/{unit}")


def test_sheets_of_one_id_are_one_and_stand_in_the_order_that_the_variant_says() -> None:
    sheets = tiny().variants["park"].sheets
    assert [sheet.id for sheet in sheets] == ["basic", "care", "energy"]
    energy = sheets[2]
    assert energy.title == "能源"  # the included file comes first
    assert [item.id for item in energy.items] == ["power", "loss"]
    assert [table.id for table in energy.tables] == ["fuels"]


def test_what_is_included_comes_first_in_the_order_of_the_list(tmp_path: Path) -> None:
    folder = written(tmp_path, (P, '["common.toml"]', '["more.toml", "common.toml"]'))
    extra = '[[quantity]]\nid = "x"\nname = "x"\nunit = "t"\nclause = "1"\nformula = "power"\n'
    (folder / "more.toml").write_text(extra, encoding="utf-8")
    ids = [quantity.id for quantity in load(folder).variants["park"].quantities]
    assert ids == ["x", "burnt", "fuel", "grid_power", "net"]


def test_items_grouped_by_an_indicator_stand_under_its_full_name() -> None:
    standard = tiny((P, 'name = "线损率"\n', 'name = "线损率"\ngroup = "P1"\n'))
    assert standard.variants["park"].items()["loss"].group == "P1 下降率"


def test_a_table_of_factors_holds_the_rows_of_the_policy_in_force(shanxi: Standard) -> None:
    rows = shanxi.factors["fuels"].rows
    assert {row["set"] for row in rows} == {"gbt32151-34-2024"}
    assert len(rows) == 26


def test_the_digest_tells_one_byte_of_difference_in_any_file(tmp_path: Path) -> None:
    digests = set()
    for place, name in enumerate(["", *FILES]):
        folder = written(tmp_path / str(place))
        if name:
            path = folder.parent / name
            path.write_text(path.read_text("utf-8") + "\n", encoding="utf-8")
        digests.add(load(folder).digest)
    assert len(digests) == len(FILES) + 1
    assert load(written(tmp_path / "again")).digest in digests


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    folder = written(tmp_path)
    for path in (folder / S, tmp_path / FUELS):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load(folder).factors["fuels"].rows[0]["fuel"] == "煤"


# ------------------------------------------------------------------ files and their form


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path, (S, '["park"]', '["park", "farm"]')) == [("D101", "farm.toml", "")]
    assert faults(tmp_path, (P, '"common.toml"', '"shared.toml"')) == [("D101", "shared.toml", "")]
    assert faults(tmp_path, (S, '"grid.csv"', '"wind.csv"'))[0] == ("D101", "shared/wind.csv", "")


def test_a_folder_without_a_standard_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StandardError) as refusal:
        load(tmp_path)
    assert found(refusal.value) == [("D101", M, ""), ("D101", S, "")]


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / P).write_bytes('name = "园区"'.encode("gbk"))
    with pytest.raises(StandardError) as refusal:
        load(folder)
    assert found(refusal.value) == [("D102", P, "")]


@pytest.mark.parametrize("text", ['title = "二"\n', "x =\n", "[a\n", "x = 1 2\n"])
def test_what_is_not_toml_or_names_a_key_twice_is_refused(tmp_path: Path, text: str) -> None:
    change = (S, 'title = "小标准"\n', f'title = "小标准"\n{text}')
    assert faults(tmp_path, change) == [("D103", S, "")]


@pytest.mark.parametrize(
    ("change", "file"),
    [
        ((S, 'number = "T/TINY 1"\n', ""), S),  # a missing key
        ((S, 'below = "未达到"', 'below = "未达到"\ncolour = "red"'), S),  # an unknown key
        ((S, 'number = "T/TINY 1"', "number = 1"), S),
        ((S, '"%" = 2', '"%" = 2.5'), S),
        ((S, '"%" = 2', '"%" = true'), S),
        ((S, "near = 0.9", 'near = "0.9"'), S),
        ((S, "minimum = 75", "minimum = true"), S),
        ((S, 'variants = ["park"]', 'variants = "park"'), S),
        ((S, 'key = ["fuel"]', 'key = "fuel"'), S),
        ((S, '"排放因子", ', ""), S),
        ((C, 'choices = ["北", "南"]', 'choices = "北南"'), P),
        ((C, 'each = "fuels"', 'each = "fuels"\nwhere = { fuel = "煤" }'), P),
        ((P, 'include = ["common.toml"]', 'include = "common.toml"'), P),
        ((C, "[[check]]", "[check]"), P),
        ((C, 'title = "基本信息"', 'title = "基本信息"\ncolour = "red"'), P),
        ((C, 'name = "园区名称"', 'name = "园区名称"\nrequird = true'), P),
        ((C, 'name = "园区名称"', 'name = "园区名称"\nrequired = 1'), P),
        ((C, 'name = "园区名称"', "name = 7"), P),
        ((C, 'name = "园区名称"\nkind = "text"', 'name = "园区名称"\nkind = "words"'), P),
        ((C, 'level = "error"', 'level = "fatal"'), P),
        ((C, 'target = 1\ntarget_text = "建立"', 'target = "1"\ntarget_text = "建立"'), P),
        ((C, 'per_period = true\nformula = "power', 'per_period = "yes"\nformula = "power'), P),
        ((P, 'kind = "外购"', "kind = 5"), P),
        ((P, '[terms]\nkind = "外购"', 'terms = "外购"'), P),
        ((P, "at_least = 1", 'at_least = "1"'), P),
        ((M, 'owner = "办公室"', "owner = 3"), M),
        ((M, 'owner = "办公室"', 'owner = "办公室"\nprice = 3'), M),
        ((E, 'kind = "boolean"', 'kind = "guess"'), E),
        ((E, "P1 = 50", "P1 = true"), E),
        ((E, "P1 = 50", 'P1 = "half"'), E),
        ((E, 'title = "各半"', 'titel = "各半"'), E),
    ],
)  # fmt: skip
def test_unknown_keys_and_wrong_types_are_faults(tmp_path: Path, change: Change, file: str) -> None:
    told = faults(tmp_path, change)
    assert {(code, name) for code, name, _ in told} == {("D201", file)}


def test_a_fault_of_form_says_where_in_the_file(tmp_path: Path) -> None:
    change = (C, 'name = "用量"', 'name = "用量"\nwidth = 3')
    ((_, _, where),) = faults(tmp_path, change)
    assert "tables" in where or "table" in where
    assert "column" in where


def test_a_scheme_is_official_draft_or_of_the_user(tmp_path: Path) -> None:
    assert faults(tmp_path, (E, '"draft"', '"final"')) == [("D202", E, "status")]


# ------------------------------------------------------------------ what the data say

TEXTS = 'requirement_items = ["legal"]'
LOOKUP = 'grid = { table = "grid", column = "factor", key = ["region"] }'
REQUIRE = 'require = "base_year < report_year"'

ONE_CHANGE: list[tuple[Change, Found]] = [
    # what is named does not exist
    ((S, '"even"', '"odd"'), ("D203", S, "default_scheme")),
    ((S, 'current = "report"', 'current = "now"'), ("D203", S, "current")),
    ((S, 'value = "all"', 'value = "most"'), ("D203", S, "policy.caliber")),
    ((S, 'park = "park_name"', 'park = "park_nam"'), ("D203", P, "roles.park")),
    ((S, 'park = "park_name"', 'park = "park_name"\nunits = "fuels"'), ("D203", S, "roles.units")),
    ((C, "may_be_na = true\n", "may_be_na = true\ngrade = true\n"), ("D205", P, "power")),
    ((S, 'plan_target = "subject"', 'plan_target = "object"'), ("D203", P, "roles.plan_target")),
    ((S, '"net <= 0"', '"nett <= 0"'), ("D203", P, "grade.zero")),
    ((S, '"net <= 0"', '"power <= 0"'), ("D203", P, "grade.zero")),
    ((S, 'key = ["fuel"]', 'key = ["name"]'), ("D203", FUELS, "fuels")),
    ((S, 'year = "year"', 'year = "age"'), ("D203", GRID, "grid")),
    ((C, 'unit = "MWh"\nperiods = ["base", "report"]', 'unit = "MWh"\nperiods = ["base", "now"]'),
     ("D203", P, "power")),
    ((C, '"factor.fuels.fuel"', '"factor.coals.fuel"'), ("D203", P, "fuels.fuel")),
    ((P, '"未建立" = 0 }', '"没建立" = 0 }'), ("D203", P, "system")),
    ((C, 'label = "fuel"', 'label = "name"'), ("D203", P, "fuels.label")),
    ((C, 'each = "fuels"', 'each = "coals"'), ("D203", P, "burnt.each")),
    ((C, 'each = "fuels"', 'each = "fuels"\nwhere = { colour = ["黑"] }'),
     ("D203", P, "burnt.where")),
    ((C, 'each = "fuels"', 'each = "fuels"\nfilled = ["colour"]'), ("D203", P, "burnt.where")),
    ((C, '"fuel + grid_power", fuel = "fuel"', '"fuel + grid_power"'),
     ("D203", P, "net.formulas")),
    ((C, '"fuel + grid_power", fuel = "fuel"', '"fuel", fuel = "fuel", oil = "fuel"'),
     ("D203", P, "net.formulas")),
    ((C, LOOKUP, LOOKUP.replace('"factor"', '"factors"')), ("D203", P, "grid_power.factors.grid")),
    ((C, LOOKUP, LOOKUP.replace('"grid",', '"wind",')), ("D203", P, "grid_power.factors.grid")),
    ((C, LOOKUP, LOOKUP.replace('"region"', '"place"')), ("D203", P, "grid_power.factors.grid")),
    ((C, "power * grid", "powers * grid"), ("D203", P, "grid_power")),
    ((C, "power * grid", "power[then] * grid"), ("D203", P, "grid_power")),
    ((S, 'year = "report_year"', 'year = "report_year"\noptional = true'), ("D203", P, "P1")),
    ((P, 'aspect = "energy"', 'aspect = "fire"'), ("D203", P, "P1.aspect")),
    ((C, 'at = "base_year"', 'at = "year"'), ("D203", P, "C1")),
    ((C, REQUIRE, f'{REQUIRE}\ntable = "coals"'), ("D203", P, "C1")),
    ((C, REQUIRE, f'{REQUIRE}\nwhen = {{ colour = ["黑"] }}'), ("D203", P, "C1")),
    ((C, REQUIRE, f'{REQUIRE}\nperiods = ["now"]'), ("D203", P, "C1")),
    ((C, REQUIRE, 'require = "base_year < fuel"'), ("D203", P, "C1.require")),
    ((C, f'at = "base_year"\n{REQUIRE}', 'at = "fuel"\nunique = "meters"\ntable = "fuels"'),
     ("D203", P, "C1")),
    # what reports list and draw
    ((S, TEXTS, 'inventory = ["fuels"]'), ("D203", S, "texts.inventory")),
    ((S, TEXTS, 'series = ["fuel[report]"]'), ("D203", S, "texts.series")),
    ((S, TEXTS, 'path = ["fuel"]'), ("D203", S, "texts.path")),
    ((S, TEXTS, 'path = ["fuel[now]"]'), ("D203", S, "texts.path")),
    ((S, TEXTS, 'series = ["fuel"]\ncharts = { years = ["net"] }'),
     ("D203", S, "texts.charts.years")),
    ((S, TEXTS, 'path = ["fuel[base]"]\ncharts = { levels = ["fuel[report]"] }'),
     ("D203", S, "texts.charts.levels")),
    ((S, TEXTS, 'inventory = ["fuel"]\ncharts = { source = ["fuel"] }'),
     ("D203", S, "texts.charts")),
    ((M, 'indicator = "M1"', 'indicator = "M9"'), ("D203", M, "M1-01")),
    ((M, 'term = "long"', 'term = "soon"'), ("D203", M, "P1-04")),
    ((M, "variants = []", 'variants = ["farm"]'), ("D203", M, "P1-02")),
    # what must be there is not
    ((S, 'region = "region"\n', ""), ("D204", S, "roles")),
    ((S, 'full = "满分" }\nreason = "试验"', 'full = "满分" }\nreason = ""'),
     ("D205", S, "policy.na_policy")),
    ((C, 'choices = ["北", "南"]', ""), ("D205", P, "region")),
    ((C, 'unit = "MWh"', 'unit = ""'), ("D205", P, "power")),
    ((C, 'clause = "5.2"', 'clause = ""'), ("D205", P, "grid_power")),
    ((C, 'name = "净排放"\nunit = "tCO₂"', 'name = "净排放"\nunit = ""'), ("D205", P, "net")),
    ((P, 'clause = "6.1"', 'clause = ""'), ("D205", P, "P1")),
    ((P, 'source_document = "某文件"', 'source_document = ""'), ("D205", P, "P1")),
    ((C, 'printed = "已建立为1"', 'printed = ""'), ("D205", P, "M1")),
    ((C, 'evidence = "制度"', 'evidence = ""'), ("D205", P, "M1")),
    ((C, f'at = "base_year"\n{REQUIRE}', 'at = "fuel"\nunique = "fuel"'), ("D205", P, "C1")),
    ((C, REQUIRE, 'require = "power >= 0"'), ("D205", P, "C1")),
    ((C, REQUIRE, REQUIRE + '\nwhen = { power = ["1"] }'), ("D205", P, "C1")),
    ((E, 'basis = "试验"', 'basis = ""'), ("D205", E, "basis")),
    # ids
    ((P, 'id = "loss"', 'id = "power"'), ("D206", P, "power")),
    ((P, 'id = "loss"', 'id = "fuels"'), ("D206", P, "fuels")),
    ((P, 'id = "loss"', 'id = "P1"'), ("D206", P, "P1")),
    ((C, 'id = "meter"', 'id = "fuel"'), ("D206", P, "fuels.fuel")),
    ((S, 'id = "zero"', 'id = "near_zero"'), ("D206", S, "grade.near_zero")),
    ((M, 'id = "P1-03"', 'id = "P1-01"'), ("D206", M, "measure.P1-01")),
    ((P, 'id = "loss"', 'id = "loss__base"'), ("D207", P, "loss__base")),
    ((P, 'id = "loss"', 'id = "线损"'), ("D207", P, "线损")),
    ((C, 'id = "meter"', 'id = "me-ter"'), ("D207", P, "fuels.me-ter")),
    # one of several
    ((C, 'formula = "sum(burnt)"', ""), ("D208", P, "fuel")),
    ((C, 'formula = "sum(burnt)"', 'formula = "1"\nformulas = { a = "1" }'), ("D208", P, "fuel")),
    ((C, REQUIRE, ""), ("D208", P, "C1")),
    ((C, REQUIRE, f'{REQUIRE}\nfilled = ["region"]'), ("D208", P, "C1")),
    ((C, LOOKUP, LOOKUP.replace('["region"]', '["region", "legal"]')),
     ("D209", P, "grid_power.factors.grid")),
    # formulas
    ((C, "power * grid", "power * "), ("D301", P, "grid_power")),
    ((C, "power * grid", "power ** grid"), ("D302", P, "grid_power")),
    ((C, "power * grid", "power.__class__"), ("D302", P, "grid_power")),
    ((C, "sum(burnt)", "burnt * 1"), ("D303", P, "fuel")),
    ((C, "power * grid", "power > grid"), ("D304", P, "grid_power")),
    ((P, '"net[base] > 0"', '"net[base]"'), ("D304", P, "P1")),
    ((C, REQUIRE, 'require = "base_year"'), ("D304", P, "C1.require")),
    ((S, '"net <= 0"', '"net"'), ("D304", P, "grade.zero")),
    ((C, '"amount * ef"', '"amount * ef + fuel"'), ("D305", P, "park")),
    ((C, '"power * grid"', '"power * grid + net"'), ("D305", P, "park")),
    ((C, "sum(burnt)", "sum(burnt) + fuel"), ("D305", P, "park")),
    ((C, "power * grid", "park_name * grid"), ("D306", P, "grid_power")),
    ((C, "power * grid", "region * grid"), ("D306", P, "grid_power")),
    # factors
    ((S, 'key = ["region"]\nyear', 'key = ["region"]\nwhere = { mark = "Z" }\nyear'),
     ("D401", GRID, "grid")),
    ((FUELS, "煤,t,2.5", "煤,t,约2.5"), ("D402", FUELS, "fuels[0]")),
    ((FUELS, "煤,t,2.5", "煤,t,"), ("D402", FUELS, "fuels[0]")),
    ((GRID, "南,2023,0.4,公告乙", "南,2023,0.4,"), ("D403", GRID, "grid[2]")),
    ((GRID, "公告甲,V", "公告甲,M"), ("D404", GRID, "grid[0]")),
    ((GRID, "公告甲,V", "公告甲,"), ("D404", GRID, "grid[0]")),
    # schemes
    ((E, "P1 = 50", "P1 = 49"), ("D502", E, "points.park")),
    ((E, "P1 = 50", "P1 = 50.001"), ("D502", E, "points.park")),
    ((E, "P1 = 50", "P1 = 50\nP9 = 0"), ("D501", E, "points.park")),
    ((E, "[points.park]", '[rule.park]\nP9 = { kind = "threshold" }\n[points.park]'),
     ("D501", E, "rule.park")),
    ((E, "[points.park]", "[targets.park]\nP9 = 1\n[points.park]"), ("D501", E, "targets.park")),
    ((E, "[points.park]", "[targets.park]\nP1 = 0\n[points.park]"),
     ("D202", E, "targets.park.P1")),
    ((P, "target = 1\n", "target = 0\n"), ("D202", P, "P1.target")),
    ((P, "target = 1\n", 'target = 1\ntarget_by = { of = "nets", steps = [[0, 1]] }\n'),
     ("D203", P, "P1.target_by")),
    ((P, "target = 1\n", 'target = 1\ntarget_by = { of = "net", steps = [[9, 1], [0, 1]] }\n'),
     ("D202", P, "P1.target_by")),
    ((P, "target = 1\n", 'target = 1\ntarget_by = { of = "net", steps = [[0, -1]] }\n'),
     ("D202", P, "P1.target")),
    ((E, "[points.park]", '[rule.farm]\nP1 = { kind = "threshold" }\n[points.park]'),
     ("D203", E, "rule")),
    ((E, "[points.park]", "[points.farm]\nP1 = 100\n[points.park]"), ("D203", E, "points")),
    ((E, "[points.park]", '[policies]\ncaliber = "most"\n[points.park]'),
     ("D203", E, "policies.caliber")),
    ((E, "[points.park]", '[policies]\ncalibre = "all"\n[points.park]'),
     ("D203", E, "policies.calibre")),
    ((E, "quantitative =", "quantitive ="), ("D203", E, "rules")),
    ((E, '"proportional_capped"', '"banded"'), ("D202", E, "rule.park.P1")),
    ((E, '"proportional_capped"', '"banded", bands = [[0.5, 0.5], [1, 0.8]]'),
     ("D202", E, "rule.park.P1")),
    ((E, '"proportional_capped"', '"banded", bands = [[0.5, 0.9], [0.8, 0.5], [1, 1]]'),
     ("D202", E, "rule.park.P1")),
    ((E, '"proportional_capped"', '"threshold", bands = [[1, 1]]'), ("D202", E, "rule.park.P1")),
]  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), ONE_CHANGE)
def test_one_change_makes_one_fault(tmp_path: Path, change: Change, expected: Found) -> None:
    assert faults(tmp_path, change) == [expected]


def test_negative_points_are_refused_though_they_add_up(tmp_path: Path) -> None:
    changes = ((E, "P1 = 50", "P1 = 110"), (E, 'M1 = "50"', "M1 = -10"))
    assert faults(tmp_path, *changes) == [("D202", E, "points.park.M1")]


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        (S, '"even"', '"odd"'),
        (C, "power * grid", "powers * grid"),
        (C, 'choices = ["北", "南"]', ""),
        (P, 'clause = "6.1"', 'clause = ""'),
        (M, 'term = "long"', 'term = "soon"'),
        (E, "P1 = 50", "P1 = 49"),
    )
    assert told == [
        ("D203", M, "P1-04"),
        ("D203", P, "grid_power"),
        ("D203", S, "default_scheme"),
        ("D205", P, "P1"),
        ("D205", P, "region"),
        ("D502", E, "points.park"),
    ]


def test_faults_of_form_in_several_files_are_told_at_once(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        (S, 'number = "T/TINY 1"', "number = 1"),
        (M, 'owner = "办公室"', "owner = 3"),
        (E, "P1 = 50", "P1 = true"),
    )
    assert {name for _, name, _ in told} == {S, M, E}


def test_all_faulty_factor_rows_are_told_at_once(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        (FUELS, "煤,t,2.5", "煤,t,x"),
        (GRID, "公告甲,V", "公告甲,M"),
        (GRID, "南,2023,0.4,公告乙", "南,2023,0.4,"),
    )
    assert told == [
        ("D402", FUELS, "fuels[0]"),
        ("D403", GRID, "grid[2]"),
        ("D404", GRID, "grid[0]"),
    ]


def test_a_factor_known_from_memory_only_is_refused_with_its_mark(tmp_path: Path) -> None:
    with pytest.raises(StandardError) as refusal:
        load(written(tmp_path, (GRID, "公告甲,V", "公告甲,M")))
    (only,) = refusal.value.exceptions
    assert isinstance(only, StandardFault)
    assert fault(only.code, only.params) == "因子的把握程度须为V或V2，不接受：M"


def test_a_cycle_is_told_with_its_way_round(tmp_path: Path) -> None:
    with pytest.raises(StandardError) as refusal:
        load(written(tmp_path, (C, '"power * grid"', '"power * grid + net"')))
    (only,) = refusal.value.exceptions
    assert isinstance(only, StandardFault)
    assert set(str(only.params["found"]).split(" → ")) == {"net", "grid_power"}


def test_two_schemes_of_one_id_are_a_fault(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "schemes" / "second.toml").write_bytes((folder / E).read_bytes())
    with pytest.raises(StandardError) as refusal:
        load(folder)
    assert found(refusal.value) == [("D206", "schemes", "scheme.even")]


def test_all_standards_of_a_folder_are_loaded_or_their_faults_told_together(tmp_path: Path) -> None:
    written(tmp_path)
    assert list(load_all(tmp_path)) == ["tiny"]
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / S).write_text("id = 1", encoding="utf-8")
    with pytest.raises(StandardError) as refusal:
        load_all(tmp_path)
    assert [code for code, name, _ in found(refusal.value) if name == M] == ["D101", "D101"]


# ------------------------------------------------------------------ a user's own scheme

OWN = """
id = "own"
title = "自定"
status = "official"
basis = "某文件"

[rules]
quantitative = { kind = "threshold" }
qualitative = { kind = "boolean" }

[rule.park]
P1 = { kind = "banded", bands = [[0.5, 0.5], [1, 1]] }

[points.park]
P1 = "200/3"
M1 = "100/3"

[targets.park]
P1 = 0.8

[policies]
na_policy = "zero"
"""


def own(folder: Path, text: str) -> Scheme:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return load_scheme(path, tiny())


def test_a_users_scheme_is_loaded_from_its_file_and_says_that_it_is_the_users(
    tmp_path: Path,
) -> None:
    scheme = own(tmp_path, OWN)
    assert scheme.status == "user"
    assert scheme.points["park"] == {"P1": Fraction(200, 3), "M1": Fraction(100, 3)}
    assert scheme.rules["park"] == {
        "P1": Rule("banded", ((Decimal("0.5"), Decimal("0.5")), (Decimal(1), Decimal(1)))),
        "M1": Rule("boolean"),
    }
    assert scheme.targets["park"] == {"P1": Decimal("0.8")}
    assert scheme.policies == {"na_policy": "zero"}
    assert len(scheme.digest) == 64


def test_a_users_scheme_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    text = OWN.replace('"200/3"', "60").replace('"zero"', '"none"').replace('"某文件"', '""')
    with pytest.raises(StandardError) as refusal:
        own(tmp_path, text)
    assert found(refusal.value) == [
        ("D203", "own.toml", "policies.na_policy"),
        ("D205", "own.toml", "basis"),
        ("D502", "own.toml", "points.park"),
    ]


def test_a_scheme_may_choose_the_set_of_factors(shanxi: Standard, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    text = (shanxi.folder / "schemes" / f"{shanxi.default_scheme}.toml").read_text("utf-8")
    path.write_text(f'{text}\n[policies]\ngwp_set = "AR5"\nfuel_set = "guide24"\n', "utf-8")
    policies = in_force(shanxi, load_scheme(path, shanxi))

    assert worth(shanxi.factors["gwp"], "gas", "N2O") == {"value": "273"}
    assert worth(shanxi.factors["gwp"].under(policies), "gas", "N2O") == {"value": "265"}
    assert worth(shanxi.factors["fuels"].under(policies), "fuel", "烟煤") == {
        "ncv": "23.204",
        "cc": "0.02618",
        "of": "0.93",
    }


def worth(table: FactorTable, key: str, of: str) -> dict[str, str]:
    """The numbers of a row, which stands once."""
    (place,) = (n for n, row in enumerate(table.rows) if row[key] == of)
    return {column: str(table.numbers[place, column]) for column in table.columns}


def test_a_choice_that_would_leave_no_factors_is_told_on_loading(tmp_path: Path) -> None:
    chosen = (S, "columns = { ef", 'where = { mark = "@caliber" }\ncolumns = { ef')
    assert faults(
        tmp_path,
        chosen,
        (S, 'options = { all = "全部", fuel = "只计燃料" }', 'options = { V = "甲", V3 = "乙" }'),
        (S, 'value = "all"', 'value = "V"'),
        (C, '{ all = "fuel + grid_power", fuel = "fuel" }', '{ V = "fuel", V3 = "grid_power" }'),
    ) == [("D401", FUELS, "fuels.caliber.V3")]


def test_a_users_scheme_that_is_not_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StandardError) as refusal:
        own(tmp_path, "id = ")
    assert found(refusal.value) == [("D103", "own.toml", "")]


@pytest.mark.parametrize("status", ["draft", "user"])
def test_what_a_user_brings_is_never_taken_for_official(tmp_path: Path, status: str) -> None:
    scheme = own(tmp_path, OWN.replace('"official"', f'"{status}"'))
    assert scheme == replace(own(tmp_path, OWN), digest=scheme.digest)
