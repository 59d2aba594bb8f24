"""The workbook's own preview agrees with the engine to the last printed digit (结果预览).

LibreOffice works every workbook out anew. `ZEROPARK_FILLS=100 pytest tests/test_preview.py` tries a
hundred random fillings of every variant instead of the few that every run tries.
"""

import os
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from fills import fill
from test_office import has_office, shown

from zeropark.formula import FormulaError, excel
from zeropark.model import Evaluation, Standard, Submission
from zeropark.report.figures import figure, value_of
from zeropark.sample import draw
from zeropark.score import conclude, evaluate
from zeropark.standard import find, load_all
from zeropark.workbook import Filling, read, write

office = pytest.mark.skipif(
    not os.environ.get("CI") and not has_office(),
    reason="LibreOffice with its Python bridge (python3-uno) is not installed",
)
FILLS = int(os.environ.get("ZEROPARK_FILLS", "2"))
BY_PROGRAM = "由程序计算"
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
        if result.scheme.scored:
            points = score.points.value or Decimal(0)
            yield f"p_points__{indicator.id}", figure(points, unit, places, (score.maximum,))
    for name in names:
        id_, _, period = name.removeprefix("p_").partition("__")
        if (step := evaluation.steps.get(f"{id_}[{period}]")) is not None:
            yield name, value_of(step, places)


@office
@pytest.mark.parametrize(("standard", "variant"), VARIANTS)
def test_preview_and_engine_print_the_same_figures(
    standard: str, variant: str, tmp_path: Path
) -> None:
    known = STANDARDS[standard]
    kind = known.variants[variant]
    books = [
        _written(tmp_path, known, variant, fill(known, kind, seed), f"{seed}")
        for seed in range(FILLS)
    ]
    for book, cells in shown(tmp_path, ("p_",), *books).items():
        submission, evaluation = _judged(known, Path(book))
        unread = {i.code for i in submission.issues} & {"V105", "V106", "V111", "V118", "V120"}
        printed = dict(_printed(evaluation, set(cells)))
        assert printed.keys() == cells.keys()
        told = {n: text for n, text in cells.items() if text != BY_PROGRAM or not unread}
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
