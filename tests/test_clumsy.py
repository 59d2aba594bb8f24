"""What a clumsy filler does to a workbook in LibreOffice is told once, where it happened."""

import os
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from books import POWER, VARIANTS, sample
from test_office import PYTHON, SCRIPT, has_office

from zeropark.batch.workshop import Order, Workshop, judge
from zeropark.model import Issue, Submission
from zeropark.standard import find

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and not has_office(),
    reason="LibreOffice with its Python bridge (python3-uno) is not installed",
)

Judged = tuple[Submission, tuple[Issue, ...]]
SHEET = "能源与排放"


@pytest.fixture(scope="module", params=VARIANTS)
def mistaken(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Judged]:
    """By mistake: what was read of the workbook, and what is said of it."""
    folder: Path = tmp_path_factory.mktemp("mistaken")
    (folder / "good.xlsx").write_bytes(sample(request.param, "excellent"))
    told = [str(folder / "good.xlsx"), str(folder), POWER, "t_fuels", "c_fuels__use"]
    command = [PYTHON, str(SCRIPT), str(folder / "profile"), "mistaken", *told]
    subprocess.run(command, check=True, capture_output=True, timeout=400)
    workshop = Workshop.open(Order(find(), reports=False))
    judged = {}
    for path in folder.glob("*.xlsx"):
        submission, issues, _ = judge(workshop, path.read_bytes(), path.name)
        assert isinstance(submission, Submission)
        judged[path.stem] = submission, issues
    return judged


def told(judged: Judged) -> list[tuple[str, str, str]]:
    """Level, code and cell of all that is said."""
    return [(i.level, i.code, i.cell.ref if i.cell else "") for i in judged[1]]


def power(judged: Judged, item: str = "el_in") -> Decimal | str | None:
    return judged[0].answer(item, "report").value


def test_the_workbook_without_a_mistake_has_no_issue(mistaken: Mapping[str, Judged]) -> None:
    assert told(mistaken["good"]) == []


def test_what_was_cut_is_missing_where_it_stood_and_is_not_counted_twice(
    mistaken: Mapping[str, Judged],
) -> None:
    judged, was = mistaken["cut_onto_next"], power(mistaken["good"])
    assert (power(judged), power(judged, "el_green")) == (None, was)
    assert ("error", "V202", "H5") in told(judged)
    assert [level for level, *_ in told(judged)].count("error") == 1


def test_a_number_under_a_merge_is_asked_about(mistaken: Mapping[str, Judged]) -> None:
    assert ("query", "W131", "H5") in told(mistaken["merge_with_last"])
    assert len(told(mistaken["merge_with_last"])) == 1


def test_a_deleted_column_is_one_fault_but_for_the_answers_that_went_with_it(
    mistaken: Mapping[str, Judged],
) -> None:
    (lost,) = [issue for issue in mistaken["delete_column"][1] if issue.code == "W121"]
    assert lost.cell is not None
    assert lost.cell.sheet == SHEET
    assert lost.params["name"].count("、") == 2
    for issue in mistaken["delete_column"][1]:  # yes or no, asked once over the years' columns
        assert issue.code in {"W121", "W122"} or issue.params["name"].startswith("是否有")


def test_a_row_pasted_over_another_is_asked_about(mistaken: Mapping[str, Judged]) -> None:
    body = mistaken["good"][0].listings["fuels"].rows
    if len(body) > 1:
        assert [code for _, code, _ in told(mistaken["paste_over"])].count("V220") == 1


def test_a_copied_sheet_leaves_no_doubt_which_one_counts(mistaken: Mapping[str, Judged]) -> None:
    assert told(mistaken["copy_sheet"]) == [("error", "W123", "")]


def test_a_sorted_table_says_the_same(mistaken: Mapping[str, Judged]) -> None:
    assert told(mistaken["sort"]) == []
    after, before = (
        {
            row.text("fuel"): row.entries["amount__base"].value
            for row in judged[0].listings["fuels"].rows
        }
        for judged in (mistaken["sort"], mistaken["good"])
    )
    assert after == before
