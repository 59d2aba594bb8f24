"""The words of every report (措辞): whole sentences, no slot left open, nothing said twice."""

import re
from collections import Counter

import pytest
from reports import DRAWN, golden_reports, report_of

HAN = "[\u4e00-\u9fff]"
# what must not stand anywhere, and why
FORBIDDEN = {
    r"\{\{|\}\}|\{%|%\}|\bNone\b|\bnan\b|Undefined": "a slot that was not filled",
    r"【(?!待补：[^【】]+】)": "a bracket that is no gap",
    r"[。，、；：][。，、；：]|（）|“”|《》": "two signs in a row",
    rf"{HAN},{HAN}|{HAN};{HAN}|{HAN}\.{HAN}|{HAN}:{HAN}": "a half-width sign between Chinese ones",
    r"[^ ⏎|]  +[^ |]": "two blanks",
    r"[\u2080-\u2089]": "a subscript as a character, which most fonts lack",
    r"☑|☐": "a box that most fonts lack",
    r"(?:相差|提高|降低|高于目标值|低于目标值)[\d,.]+%": "a difference of shares in per cent",
    r"(?:高于|低于)[\d.]+%的目标(?:值|上限)[\d.]+(?![\d.]*个百分点)": "likewise",
    r"−0(?:\.0+)?(?![\d.])": "a negative zero",
    r"的的|了了|和和|为为|，的|增加−|减少−|下降−|上升−|提高−": "a sentence put together wrongly",
}
LONG = 24  # signs from which a paragraph said twice is a repetition
MOST_PROBLEMS = 8


def texts() -> list[tuple[str, str]]:
    """Every report with a name for it."""
    goldens = [(f"{p.parent.name}/{p.stem}", p.read_text("utf-8")) for p in golden_reports()]
    return [*goldens, *(("-".join(drawn), report_of(*drawn)) for drawn in DRAWN)]


NAMES = [*(f"{p.parent.name}/{p.stem}" for p in golden_reports()), *("-".join(d) for d in DRAWN)]


@pytest.fixture(scope="module")
def reports() -> dict[str, str]:
    return dict(texts())


@pytest.fixture(params=NAMES)
def report(request: pytest.FixtureRequest, reports: dict[str, str]) -> str:
    return reports[request.param]


def paragraphs(report: str, style: str) -> list[str]:
    mark = f"[{style}] "
    return [line.removeprefix(mark) for line in report.splitlines() if line.startswith(mark)]


def test_nothing_stands_in_a_report_that_an_editor_would_strike_out(report: str) -> None:
    found = [
        f"{why}: {line[max(m.start() - 20, 0) : m.end() + 20]}"
        for line in report.splitlines()
        for pattern, why in FORBIDDEN.items()
        for m in re.finditer(pattern, line)
    ]

    assert found == []


def test_no_paragraph_is_said_twice(report: str) -> None:
    told = Counter(text for text in paragraphs(report, "正文段落") if len(text) >= LONG)

    assert [text for text, times in told.items() if times > 1] == []


def test_a_paragraph_of_the_body_is_whole_sentences(report: str) -> None:
    for text in paragraphs(report, "正文段落"):
        assert re.search(r"[。：；]$|[）\w」』〕】]$", text), text


def test_at_most_eight_problems_are_told_at_length(report: str) -> None:
    chapter = report.partition("[heading2] 7.1　主要问题")[2].partition("[heading2] 7.2")[0]
    problems = [line for line in chapter.splitlines() if re.match(r"\[列项\] \d+）", line)]

    assert len(problems) <= MOST_PROBLEMS


def test_two_parks_are_not_told_of_in_the_same_words() -> None:
    one, two = (report_of(variant, "excellent") for variant in ("industrial", "agricultural"))
    frames = [
        {re.sub(r"[\d.,%−]+|示例\w+园区\d+", "#", text) for text in paragraphs(report, "正文段落")}
        for report in (one, two)
    ]

    assert frames[0] != frames[1]
