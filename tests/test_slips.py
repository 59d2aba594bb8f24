"""A slip of unit or point (千倍、十倍的笔误) in any answer that counts is asked about."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from books import VARIANTS, sample, shipped

from zeropark.messages import remedy, what
from zeropark.model import Entry, Issue, Submission
from zeropark.score import evaluate
from zeropark.validate import validate, weigh
from zeropark.workbook import Refusal, read

SHANXI = shipped()
SERIES = "value_added"
YEARS = ("base", "year2", "year3", "year4", "report")

# A thousand times too much of these passes: nothing else in the workbook tells how much it may be.
# No figure of the inventory or the score is made of them, but for a source's own emission factor,
# of which the evidence is asked (C142).
TOLD_BY_NOTHING = {"enterprises", "area", "investment", "reduction", "factor"}


def submitted(variant: str) -> Submission:
    found = read(sample(variant), "示例.xlsx", {SHANXI.id: SHANXI})
    assert not isinstance(found, Refusal)
    return found


def issues(park: Submission) -> list[Issue]:
    """All that is said of a park: of its answers, and of what they come to."""
    found = validate(SHANXI, park)
    if any(issue.level == "error" for issue in found):
        return list(found)
    scheme = SHANXI.schemes[SHANXI.default_scheme]
    steps = evaluate(SHANXI, park, scheme, park.issues + found).steps
    return [*found, *weigh(SHANXI, park, steps)]


def slipped(park: Submission, times: Decimal) -> Iterator[tuple[Entry, Submission]]:
    """The park with one number after another told so many times too large."""
    for key, entry in park.entries.items():
        if isinstance(entry.value, Decimal) and entry.value:
            wrong = replace(entry, value=entry.value * times)
            yield entry, replace(park, entries={**park.entries, key: wrong})
    for id_, listing in park.listings.items():
        for place, row in enumerate(listing.rows):
            for key, entry in row.entries.items():
                if isinstance(entry.value, Decimal) and entry.value:
                    wrong = replace(entry, value=entry.value * times)
                    rows = list(listing.rows)
                    rows[place] = replace(row, entries={**row.entries, key: wrong})
                    changed = replace(listing, rows=tuple(rows))
                    yield entry, replace(park, listings={**park.listings, id_: changed})


def told(issue: Issue) -> tuple[str, str, str]:
    return issue.code, str(issue.cell), issue.params.get("found", "")


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_number_a_thousand_times_too_large_is_asked_about(variant: str) -> None:
    park = submitted(variant)
    usual = {told(issue) for issue in issues(park)}
    silent = {
        entry.item.id
        for entry, wrong in slipped(park, Decimal(1000))
        if not any(told(issue) not in usual for issue in issues(wrong))
    }
    assert silent <= TOLD_BY_NOTHING


def of(*years: str) -> list[tuple[str, str]]:
    """Where the years of one answer are asked about, and the limit that was passed."""
    park = submitted("industrial")
    entries = {
        f"{SERIES}__{year}": replace(
            park.entries[f"{SERIES}__{year}"],
            state="value" if value else "missing",
            value=Decimal(value) if value else None,
        )
        for year, value in zip(YEARS, years, strict=True)
    }
    changed = replace(park, entries={**park.entries, **entries})
    found = [issue for issue in validate(SHANXI, changed) if issue.code == "V218"]
    assert all(what(i.code, i.params) and remedy(i.code, i.params) for i in found)
    names = {str(park.entries[f"{SERIES}__{year}"].cell): year for year in YEARS}
    return [(names[str(issue.cell)], issue.params["ratio"]) for issue in found]


def test_a_year_that_stands_alone_between_its_neighbours_is_asked_about() -> None:
    assert of("100", "110", "1201", "120", "130") == [("year3", "10")]
    assert of("100", "110", "10.9", "120", "130") == [("year3", "10")]


def test_ten_times_to_the_dot_is_not_yet_asked_about() -> None:
    assert of("100", "110", "1200", "120", "130") == []
    assert of("100", "110", "11", "120", "130") == []


def test_a_park_that_changes_from_year_to_year_is_not_asked() -> None:
    assert of("1", "20", "400", "8000", "160000") == []
    assert of("100", "110", "0", "0", "0") == []


def test_the_first_and_the_last_year_have_one_neighbour_and_more_room() -> None:
    assert of("100", "4999", "5100", "5200", "5300") == []
    assert of("100", "5001", "5100", "5200", "5300") == [("base", "50")]
    assert of("100", "110", "120", "130", "6501") == [("report", "50")]


def test_three_years_suffice_to_tell_which_one_is_odd() -> None:
    assert of("100", "", "", "110", "5501") == [(YEARS[-1], "50")]
    assert of("100", "", "1101", "110", "") == [("year3", "10")]


def test_of_two_years_nobody_can_say_which_is_odd() -> None:
    assert of("1", "", "", "", "1000") == []


def test_the_question_says_what_stands_beside() -> None:
    park = submitted("industrial")
    odd = replace(park.entries["value_added__year3"], value=Decimal(999999999))
    found = validate(SHANXI, replace(park, entries={**park.entries, "value_added__year3": odd}))
    (issue,) = [issue for issue in found if issue.code == "V218"]
    beside = [str(park.entries[f"value_added__{year}"].value) for year in ("year2", "report")]
    assert what(issue.code, issue.params) == (
        f"“工业增加值（第三年）”填为999999999万元，与相邻年度（{'、'.join(beside)}万元）相差超过10倍"
    )


def faint(total: str) -> list[Issue]:
    """What is said of the share of green floor, 319 m² of so many, where 60 % is the target."""
    park = submitted("industrial")
    floor = {"floor_green": "319", "floor_total": total}
    entries = {id_: replace(park.entries[id_], value=Decimal(v)) for id_, v in floor.items()}
    changed = replace(park, entries={**park.entries, **entries})
    return [issue for issue in issues(changed) if issue.code == "V219"]


def test_an_indicator_of_next_to_nothing_is_asked_about_with_what_it_is_made_of() -> None:
    (issue,) = faint("17723")  # 1.79995 %, just below 3 % of 60 %
    assert what(issue.code, issue.params) == (
        "“二星级以上绿色建筑面积占总建筑面积比例”大于零而不足目标值的3%"
    )
    assert "二星级及以上绿色建筑面积、总建筑面积" in remedy(issue.code, issue.params)
    assert issue.cell == submitted("industrial").entries["floor_green"].cell


def test_three_hundredths_of_the_target_and_nothing_at_all_are_not_asked_about() -> None:
    assert faint("17722") == []  # 1.80002 %
    park = submitted("industrial")
    none = replace(park.entries["floor_green"], value=Decimal(0))
    found = issues(replace(park, entries={**park.entries, "floor_green": none}))
    assert not [issue for issue in found if issue.code == "V219"]
