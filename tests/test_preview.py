"""The workbook's own preview agrees with the engine to the last printed digit (结果预览).

LibreOffice works every workbook out anew. `ZEROPARK_FILLS=100 pytest tests/test_preview.py` tries a
hundred random fillings of every variant instead of the few that every run tries.
"""

import html
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from fills import fill
from openpyxl import load_workbook
from test_office import has_office, rearranged, shown
from workbook_park import edited

from zeropark.batch.workshop import Order, Workshop, judge
from zeropark.formula import FormulaError, excel
from zeropark.messages import words
from zeropark.model import Evaluation, Issue, Rule, Standard, Submission, Variant
from zeropark.report.figures import figure, value_of
from zeropark.sample import draw
from zeropark.score import conclude, evaluate
from zeropark.standard import find, load_all
from zeropark.validate import validate, weigh
from zeropark.workbook import Filling, names, read, write
from zeropark.workbook.layout import frame, slots

office = pytest.mark.skipif(
    not os.environ.get("CI") and not has_office(),
    reason="LibreOffice with its Python bridge (python3-uno) is not installed",
)
D = Decimal
FILLS = int(os.environ.get("ZEROPARK_FILLS", "2"))
MUSTS = {"V201", "V202", "V210", "V211", "V213", "V215"}  # something is not filled in
BY_PROGRAM = {"由程序计算", "—"}  # a figure and its mark
STANDARDS = load_all(find())
VARIANTS = [(s.id, v) for s in STANDARDS.values() for v in s.variants]


def _written(folder: Path, standard: Standard, variant: str, filling: Filling, name: str) -> Path:
    path = folder / f"{name}.xlsx"
    write(standard, standard.variants[variant], path, filling)
    return path


def _judged(standard: Standard, path: Path) -> tuple[Submission, Evaluation]:
    submission = read(path.read_bytes(), path.name, {standard.id: standard})
    assert isinstance(submission, Submission)
    scheme = standard.schemes[standard.default_scheme]
    return submission, evaluate(standard, submission, scheme)


def _printed(evaluation: Evaluation, names: set[str]) -> Iterator[tuple[str, str]]:
    """What the report prints for every name of the preview."""
    standard, result = evaluation.standard, evaluation.result
    places, unit = standard.places, result.total.unit
    grades = [grade.minimum for grade in standard.grades]
    yield "p_conclusion", conclude(standard, result)
    if result.scheme.scored:
        yield "p_total", figure(result.total.value or Decimal(0), unit, places, grades)
        yield "p_best", figure(result.best_total, unit, places, grades)
    for score in result.scores:
        indicator, target = score.indicator, (score.target,)
        limits = ((), target) if indicator.direction == "at_most" else (target, ())
        text = value_of(score.value, places, *limits)
        if score.value.value is not None and indicator.kind == "qualitative":
            text = "是" if score.value.value else "否"
        elif score.value.value is not None and indicator.unit == "%":
            text += "%"
        yield f"p_{indicator.id}", text
        yield f"p_mark__{indicator.id}", words("marks_of_standing")[score.standing]
        if result.scheme.scored:
            points = score.points.value or Decimal(0)
            yield f"p_points__{indicator.id}", figure(points, unit, places, (score.maximum,))
            yield f"p_best__{indicator.id}", figure(score.best, unit, places, (score.maximum,))
    for name in names:
        id_, _, period = name.removeprefix("p_").partition("__")
        if (step := evaluation.steps.get(f"{id_}[{period}]")) is not None:
            yield name, value_of(step, places)


def _missing(variant: Variant, cells: Mapping[str, str]) -> dict[str, int]:
    """By sheet, how much the front sheet says is still to be filled in."""
    return {
        sheet.title: int(cells[f"s_needed__{sheet.id}"]) - int(cells[f"s_filled__{sheet.id}"])
        for sheet in variant.sheets
    }


def _missed(standard: Standard, submission: Submission) -> dict[str, int]:
    """By sheet, how many answers the program says are missing."""
    issues = (*submission.issues, *validate(standard, submission))
    told = Counter(i.cell.sheet for i in issues if i.cell and i.code in MUSTS)
    return {
        sheet.title: told[sheet.title] for sheet in standard.variants[submission.variant].sheets
    }


@office
@pytest.mark.parametrize(("standard", "variant"), VARIANTS)
def test_the_workbook_itself_prints_and_counts_what_the_program_does(
    standard: str, variant: str, tmp_path: Path
) -> None:
    known = STANDARDS[standard]
    kind = known.variants[variant]
    books = [
        _written(tmp_path, known, variant, fill(known, kind, seed), f"{seed}")
        for seed in range(FILLS)
    ]
    for book, all_cells in shown(tmp_path, ("p_", "s_"), *books).items():
        submission, evaluation = _judged(known, Path(book))
        assert _missing(kind, all_cells) == _missed(known, submission), book
        cells = {name: text for name, text in all_cells.items() if name.startswith("p_")}
        unread = {i.code for i in submission.issues} & {"V105", "V106", "V111", "V118", "V120"}
        printed = dict(_printed(evaluation, set(cells)))
        assert printed.keys() == cells.keys()
        told = {n: text for n, text in cells.items() if text not in BY_PROGRAM or not unread}
        assert told == {name: printed[name] for name in told}, book


@office
def test_rows_beyond_those_prepared_are_worked_out_too(shanxi: Standard, tmp_path: Path) -> None:
    variant = shanxi.variants["industrial"]
    filling = draw(shanxi, variant, 1, "good", seed=1).filling
    coal: dict[str, Decimal | str] = {
        "fuel": "无烟煤",
        "use": "固定燃烧",
        "amount__base": Decimal(10),
        "amount__report": Decimal(10),
    }
    many = replace(filling, rows={**filling.rows, "fuels": (coal,) * 40})
    book = _written(tmp_path, shanxi, "industrial", many, "many")
    _, evaluation = _judged(shanxi, book)
    (cells,) = shown(tmp_path, ("p_e_stationary",), book).values()
    # 40 × 10 t × 26.7 GJ/t × 0.0274 tC/GJ × 0.94 × 44/12 = 1008.60496 t
    assert cells["p_e_stationary__report"] == "1,008.60"
    assert value_of(evaluation.steps["e_stationary[report]"], shanxi.places) == "1,008.60"


def test_a_formula_is_written_as_a_spreadsheet_reads_it() -> None:
    def name(ref: object) -> str:
        return str(ref).upper()

    assert excel("a - (b - c) / (d * 2)", name) == "A-(B-C)/(D*2)"
    assert excel("min(a, sum(b))", name) == "MIN(A,SUM(B))"
    assert excel("a + b != 0", name) == "ROUND(A+B-0,7)<>0"
    assert excel("a == b - c", name) == "ROUND(A-(B-C),7)=0"
    with pytest.raises(FormulaError):
        excel("a ** 2", name)


# ------------------------------------------------------------------ live checks


def _live(folder: Path, standard: Standard, filling: Filling, *names: str) -> list[str]:
    """What the sheet says beside these answers, under the head that says so."""
    path = _written(folder, standard, "industrial", filling, "live")
    book = load_workbook(path)
    refs = []
    for name in names:
        (title, ref), *_ = book.defined_names[name].destinations
        sheet = book[title]
        row = sheet[ref].row + (1 if name.startswith("c_") else 0)
        heads = [
            cell
            for line in sheet.iter_rows(max_row=row - 1)
            for cell in line
            if cell.value == "ƒ核对"
        ]
        refs.append(f"{title}!{heads[-1].column_letter}{row}")
    (cells,) = shown(folder, tuple(refs), path).values()
    return [cells[ref] for ref in refs]


@office
def test_what_is_wrong_is_told_beside_the_answer(shanxi: Standard, tmp_path: Path) -> None:
    filling = Filling(
        answers={
            "area": Decimal(-1),
            "enterprises": Decimal("1.5"),
            "park_name": "示例园区",
            "base_year": Decimal(2025),
            "report_year": Decimal(2020),
            "value_added__base": "约50",
            "water_fresh": "未统计",
            "waste_heat_recoverable": Decimal(5),
            "waste_heat_recovered": Decimal(7),
        },
        rows={"fuels": ({"fuel": "无烟煤", "amount__base": Decimal(-3)},)},
    )
    assert _live(
        tmp_path,
        shanxi,
        filling,
        *("v_area", "v_enterprises", "v_park_name", "v_city", "v_year3", "v_base_year"),
        *("v_value_added__base", "v_water_fresh", "v_waste_heat_recovered"),
    ) == [
        "✗ 不应小于0；",
        "✗ 应为整数；",
        "✓",
        "＊ 待填",
        "",
        "✗ 基准年不早于评价年；",
        "✗ 应填数值；",
        "！请在“数据来源与说明”栏写明原因；",
        "✗ 已回收利用的余热量大于可回收量；",
    ]
    (row,) = _live(tmp_path, shanxi, filling, "c_fuels__fuel")
    assert "✗ 消费量不应小于0；" in row
    assert "＊ 缺消费量；" in row


@office
def test_a_year_between_that_holds_a_code_is_no_year_to_report(
    shanxi: Standard, tmp_path: Path
) -> None:
    """Its answers are not asked: neither by the workbook nor by the program."""
    kind = shanxi.variants["industrial"]
    filling = draw(shanxi, kind, 1, "excellent", seed=1).filling
    answers = {k: v for k, v in filling.answers.items() if not k.endswith(("__year2", "__year3"))}
    answers |= {"year2": "保密", "year3": D(2024)}
    book = _written(tmp_path, shanxi, "industrial", replace(filling, answers=answers), "code")
    submission, _ = _judged(shanxi, book)
    (cells,) = shown(tmp_path, ("s_",), book).values()
    assert _missing(kind, cells) == _missed(shanxi, submission)
    assert _missing(kind, cells)["能源与排放"] > 0  # what year3 wants


@office
def test_a_number_far_from_last_years_is_asked_about_beside_it(
    shanxi: Standard, tmp_path: Path
) -> None:
    filling = Filling(
        answers={"water_fresh": D(131), "water_reused": D(130), "waste_heat_recovered": "未统计"},
        reasons={"waste_heat_recovered": "无仪表"},
        before=dict.fromkeys(("water_fresh", "water_reused", "waste_heat_recovered"), D(100)),
    )
    names_ = ("v_water_fresh", "v_water_reused", "v_waste_heat_recovered")
    jumped, near, coded = _live(tmp_path, shanxi, filling, *names_)
    assert jumped == "！与上年填报相差超过30%，请核对；"
    assert "上年" not in near + coded


@office
def test_a_sheet_that_wants_nothing_says_nothing_is_next(shanxi: Standard, tmp_path: Path) -> None:
    book = _written(tmp_path, shanxi, "industrial", Filling(), "blank")
    front = load_workbook(book)["填报首页"]
    rows = range(1, front.max_row + 1)
    refs = tuple(f"填报首页!{letter}{row}" for row in rows for letter in "CDEFG")
    (cells,) = shown(tmp_path, refs, book).values()
    assert not {ref: text for ref, text in cells.items() if text.startswith("#")}


@office
def test_a_sheet_without_musts_says_so_or_how_much_of_it_is_filled_in_all_the_same(
    shanxi: Standard, tmp_path: Path
) -> None:
    """“Filled in” (已填完) is said of what had to be, never of what nobody asked for."""
    given = {"park_name": "示例园区", "notice_start": "2025-06-01", "notice_unit": "示例处"}
    filling = Filling(answers={"stage": "评价改进", "check_organisation": "示例处", **given})
    book = _written(tmp_path, shanxi, "industrial", filling, "free")
    (cells,) = shown(tmp_path, ("s_",), book).values()
    assert cells["s_needed__publicity"] == cells["s_needed__improvement"] == "0"
    assert cells["s_light__improvement"] == "无必填项"
    assert cells["s_light__publicity"] == "选填 2 项已填"
    assert cells["s_light__self_check"] == "选填 1 项已填"  # a must of another stage
    assert cells["s_light__basic"] == "◐ 填写中"
    assert cells["s_light__indicators"] == "○ 未填写"


def _told_in(book: Path, known: Standard, kind: Variant) -> dict[tuple[str, int], str]:
    """Where the workbook says what it thinks of an answer or a row: sheet and row → reference."""
    opened = load_workbook(book)
    places: dict[tuple[str, int], str] = {}
    for sheet in kind.sheets:
        live = names.letters(frame(known, sheet).live)
        for item in sheet.items:
            name = names.value(names.key(item.id, item.periods[0] if item.periods else ""))
            (title, ref), *_ = opened.defined_names[name].destinations
            row = opened[title][ref].row
            places[title, row] = f"{title}!{live}{row}"
        for table in sheet.tables:
            live_of_row = names.letters(slots(known, table)[-1].column + 1)
            (title, area), *_ = opened.defined_names[names.body(table.id)].destinations
            for line in opened[title][area]:
                places[title, line[0].row] = f"{title}!{live_of_row}{line[0].row}"
    return places


def _found(known: Standard, book: Path) -> set[tuple[str, str, int]]:
    """Which checks of the standard the program says are broken, and where."""
    submission, evaluation = _judged(known, book)
    issues = (*validate(known, submission), *weigh(known, submission, evaluation.steps))
    ids = {check.id for check in known.variants[submission.variant].checks}
    return {
        (i.code, i.cell.sheet, int(re.sub(r"[A-Z]+", "", i.cell.ref)))
        for i in issues
        if i.cell and i.code in ids
    }


def _errors(known: Standard, book: Path) -> set[str]:
    """The codes of what the program says must be mended."""
    submission, _ = _judged(known, book)
    return {issue.code for issue in validate(known, submission) if issue.level == "error"}


@office
@pytest.mark.parametrize(("standard", "variant"), VARIANTS)
def test_what_the_workbook_says_of_contradictions_is_what_the_program_says(
    standard: str, variant: str, tmp_path: Path
) -> None:
    known = STANDARDS[standard]
    kind = known.variants[variant]
    books = [
        _written(tmp_path, known, variant, _at_odds(fill(known, kind, seed)), f"{seed}")
        for seed in range(FILLS)
    ]
    places = {str(book): _told_in(book, known, kind) for book in books}
    refs = tuple({ref for each in places.values() for ref in each.values()})
    for book, cells in shown(tmp_path, refs, *books).items():
        told = {
            (check.id, title, row)
            for (title, row), ref in places[book].items()
            for check in kind.checks
            if check.text in cells[ref]
        }
        found, errors = _found(known, Path(book)), _errors(known, Path(book))
        assert found <= told, book
        # the program holds nothing more against a number that is wrong in itself
        assert told == found or errors, book


@office
def test_what_is_not_known_or_of_a_year_that_is_not_named_contradicts_nothing(
    shanxi: Standard, tmp_path: Path
) -> None:
    """Of bituminous coal one row is not known; of diesel 90 t are neither burnt nor in stock."""
    kind = shanxi.variants["industrial"]
    drawn = draw(shanxi, kind, 1, "excellent", seed=1).filling
    amounts = (("烟煤", D(10)), ("烟煤", "未统计"), ("柴油", D(10)))
    fuels = [{"fuel": fuel, "use": "固定燃烧", "amount__base": much} for fuel, much in amounts]
    zeros = {"sold__base": D(0), "stock__base": D(0)}
    balance = [{"fuel": fuel, "bought__base": D(100), **zeros} for fuel in ("烟煤", "柴油")]
    answers = {key: value for key, value in drawn.answers.items() if "year4" not in key}
    answers |= {"heat_used__year4": D(900), "heat_in__year4": D(1), "heat_out__year4": D(0)}
    answers |= {"re_heat__year4": D(0), "heat_self__year4": D(0)}
    rows = {**drawn.rows, "fuels": tuple(fuels), "fuel_balance": tuple(balance)}
    filling = replace(drawn, answers=answers, rows=rows)
    book = _written(tmp_path, shanxi, "industrial", filling, "odds")
    places = _told_in(book, shanxi, kind)
    (cells,) = shown(tmp_path, tuple(places.values()), book).values()
    told = [text for text in cells.values() if "不平衡" in text]
    assert len(told) == 1
    assert told[0].count("燃料收支不平衡") == 1
    assert {code for code, *_ in _found(shanxi, book)} & {"C140", "C151"} == {"C151"}


def _at_odds(filling: Filling) -> Filling:
    """Some of what was bought of each fuel is neither burnt nor sold nor in stock."""
    factors, balance = (D(1), D("1.02"), D(2)), []
    for row, factor in zip(filling.rows.get("fuels", ()), factors, strict=False):
        burnt = row.get("amount__base")
        if isinstance(burnt, Decimal) and "fuel" in row:
            bought = {"bought__base": burnt * factor, "bought__report": D(0)}
            zeros = {"sold__base": D(0), "stock__base": D(0)}
            balance.append({"fuel": row["fuel"], **bought, **zeros})
    rows = {**filling.rows, "fuel_balance": tuple(balance)}
    return replace(filling, rows=rows) if balance else filling


def test_no_formula_is_longer_than_a_spreadsheet_takes(tmp_path: Path) -> None:
    for standard, variant in VARIANTS:
        known = STANDARDS[standard]
        path = _written(tmp_path, known, variant, Filling(), variant)
        with ZipFile(path) as package:
            parts = [package.read(n) for n in package.namelist() if "worksheets/sheet" in n]
        formulas = {f for part in parts for f in re.findall(rb"<f>(.*?)</f>", part)}
        texts = [html.unescape(formula.decode()) for formula in formulas]
        assert max(map(len, texts)) <= 8192
        assert max(len(t) for text in texts for t in re.findall(r'"([^"]*)"', text)) <= 255
        assert path.stat().st_size < 400_000


def test_evidence_is_picked_from_the_numbers_of_the_evidence_sheet(
    shanxi: Standard, tmp_path: Path
) -> None:
    path = _written(tmp_path, shanxi, "industrial", Filling(), "evidence")
    book = load_workbook(path)
    listed = book.defined_names["l_evidence"].attr_text
    head = book.defined_names["c_evidence__number"].attr_text
    assert listed.split("$")[1] == head.split("$")[1]
    rules = book["能源与排放"].data_validations.dataValidation
    picking = [rule for rule in rules if rule.formula1 == "l_evidence"]
    assert picking
    assert not any(rule.showErrorMessage for rule in picking)  # several numbers in a cell are fine


# ------------------------------------------------------------------ held against the report


def _judge(data: bytes) -> tuple[Issue, ...]:
    workshop = Workshop.open(Order(find(), reports=False))
    return judge(workshop, data, "park.xlsx")[1]


def _with_shown(data: bytes, title: str, ref: str, value: str) -> bytes:
    """The workbook with another result stored in a cell."""
    number = load_workbook(BytesIO(data)).sheetnames.index(title) + 1
    pattern = rf'(<c r="{ref}"[^>]*>(?:<f[^>]*>[^<]*</f>))<v>[^<]*</v>'
    changed, count = "", 0

    def change(text: str) -> str:
        nonlocal changed, count
        changed, count = re.subn(pattern, rf"\g<1><v>{value}</v>", text)
        return changed

    result = edited(data, f"xl/worksheets/sheet{number}.xml", change)
    assert count == 1
    return result


@office
def test_a_preview_that_shows_other_figures_than_the_report_is_told_once(
    shanxi: Standard, tmp_path: Path
) -> None:
    filling = draw(shanxi, shanxi.variants["tourism"], 1, "good", seed=3).filling
    path = _written(tmp_path, shanxi, "tourism", filling, "park")
    saved = rearranged(tmp_path, path)  # by the program: every formula has its result
    assert "S101" not in [issue.code for issue in _judge(saved)]

    (title, ref), *_ = load_workbook(BytesIO(saved)).defined_names["p_total"].destinations
    forged = _with_shown(saved, title, ref.replace("$", ""), "99.99")
    (issue,) = [issue for issue in _judge(forged) if issue.code == "S101"]
    assert issue.level == "query"
    assert issue.cell is not None
    assert (issue.cell.sheet, issue.cell.ref) == (title, ref.replace("$", ""))
    assert issue.params["found"] == "99.99"
    assert issue.params["count"] == "1"


def test_a_preview_that_was_never_worked_out_is_not_held_against_anything(
    shanxi: Standard, tmp_path: Path
) -> None:
    filling = draw(shanxi, shanxi.variants["tourism"], 1, "good", seed=3).filling
    data = _written(tmp_path, shanxi, "tourism", filling, "park").read_bytes()
    assert "S101" not in [issue.code for issue in _judge(data)]


# ------------------------------------------------------------------ other schemes


@office
@pytest.mark.parametrize("na_policy", ["zero", "full"])
def test_points_by_steps_and_own_targets_are_those_of_the_engine(
    shanxi: Standard, na_policy: str, tmp_path: Path
) -> None:
    """Steps of 60 %, 80 % and 100 % of the target earn half, four fifths and all the points."""
    kind, drafted = shanxi.variants["industrial"], shanxi.schemes[shanxi.default_scheme]
    steps = Rule("banded", ((D("0.6"), D("0.5")), (D("0.8"), D("0.8")), (D(1), D(1))))
    scheme = replace(
        drafted,
        rules={kind.id: {indicator.id: steps for indicator in kind.indicators}},
        targets={kind.id: {"E1": D("0.7"), "B1": D("0.65")}},
        policies={"na_policy": na_policy, "emission_caliber": "gross", "straw_film": "mean"},
    )
    standard = replace(shanxi, schemes={scheme.id: scheme}, default_scheme=scheme.id)
    books = [
        _written(tmp_path, standard, kind.id, fill(standard, kind, seed), f"{seed}")
        for seed in (1, 3)
    ]
    for book, cells in shown(tmp_path, ("p_",), *books).items():
        _, evaluation = _judged(standard, Path(book))
        printed = dict(_printed(evaluation, set(cells)))
        assert {s.points.value for s in evaluation.result.scores} - {D(0)}
        assert cells == printed


@pytest.mark.parametrize("standard", STANDARDS.values(), ids=lambda standard: standard.id)
def test_the_list_of_template_changes_begins_with_the_version_that_is_handed_out(
    standard: Standard, tmp_path: Path
) -> None:
    assert standard.template_changes[0].version == standard.template_version
    dates = [change.date for change in standard.template_changes]
    assert dates == sorted(dates, reverse=True)
    variant = next(iter(standard.variants))
    book = load_workbook(_written(tmp_path, standard, variant, Filling(), "blank"))
    assert book["更新说明"].cell(4, 3).value == standard.template_changes[0].text
