"""A marked copy: the submitter's workbook with what is wrong in it, and nothing else changed."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from books import ENERGY as ENERGY_PART
from books import POWER, VARIANTS, named, sample, shipped, where, with_power
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from test_workbook_gate import without
from test_workbook_read import STRICT
from workbook_park import PARK_SHEET, STYLES, WORKBOOK, accepted, edited, with_cell, workbook

from zeropark.batch import Means, Order, Run, Workshop, books_in, judge, run
from zeropark.cli.tell import outcome_lines
from zeropark.model import Cell, Issue, Level, Submission
from zeropark.standard import find
from zeropark.workbook import MarkedCopy, issue_list, mark

LIST = "修改清单"
BINARIES = Path(__file__).parents[1] / "node_modules" / ".bin"
VALIDATOR = shutil.which("ooxml-validator", path=f"{BINARIES}{os.pathsep}{os.environ['PATH']}")
RED, YELLOW = "FFFFC7CE", "FFFFE0A3"
ENERGY = "能源 活动'数据"


def issue(code: str, sheet: str, ref: str, level: Level = "error", **params: str) -> Issue:
    given = {"name": "规划面积", "found": "约5", "sheet": sheet, **params}
    return Issue(code, level, Cell("park.xlsx", sheet, ref) if ref else None, given)


WRONG = issue("V106", "园区概况", "D6")
ODD = issue("V118", ENERGY, "E5", "query", name="外购电量", found="无")
SEEN = issue("V120", "园区概况", "D8", "note", read="2020")
HIDDEN = Issue("W124", "query", None, {"name": ENERGY, "sheet": ENERGY, "found": ""})
ALL = (SEEN, ODD, WRONG, HIDDEN)


def marked(data: bytes, *issues: Issue) -> bytes:
    """The marked copy, which there must be."""
    copy = mark(data, issues)
    assert isinstance(copy, MarkedCopy)
    return copy.data


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def parts(data: bytes) -> Mapping[str, bytes]:
    with ZipFile(BytesIO(data)) as package:
        assert package.testzip() is None
        return {name: package.read(name) for name in package.namelist()}


def listed(data: bytes) -> list[tuple[str, ...]]:
    """The rows of the list below its heads."""
    rows = opened(data)[LIST].iter_rows(min_row=5, values_only=True)
    return [tuple(str(value or "") for value in row) for row in rows]


def ruled(data: bytes, sheet: str) -> dict[str, str]:
    """The cells that a rule colours, with the colour."""
    rules = opened(data)[sheet].conditional_formatting
    return {
        str(area): rule.dxf.fill.fgColor.rgb
        for group in rules
        for area in group.cells.ranges
        for rule in group.rules
        if rule.dxf and rule.dxf.fill
    }


# ------------------------------------------------------------------ what is put in


def test_the_list_is_the_first_sheet_sorted_by_what_must_be_mended_with_links() -> None:
    book = opened(marked(workbook(), *ALL))
    assert book.sheetnames[0] == LIST
    assert book.active is book[LIST]
    rows = listed(marked(workbook(), *ALL))
    assert [(row[1], row[2], row[3], row[9]) for row in rows] == [
        ("错误", "园区概况", "D6", "V106"),
        ("需说明", ENERGY, "E5", "V118"),
        ("需说明", ENERGY, "", "W124"),
        ("提示", "园区概况", "D8", "V120"),
    ]
    assert rows[0][4:8] == (
        "规划面积",
        "约5",
        "“规划面积”填写的“约5”不是一个确定的数",
        "请填一个确定的数，不写“约”“大于”，不填区间。",
    )
    links = [cell.hyperlink and cell.hyperlink.location for cell in book[LIST]["D"][4:]]
    assert links == ["'园区概况'!D6", "'能源 活动''数据'!E5", None, "'园区概况'!D8"]


def test_no_row_of_the_list_is_higher_than_a_spreadsheet_takes() -> None:
    """Excel takes 409 points at most and calls a file with more of them damaged."""
    endless = issue("V106", "园区概况", "D6", found="很长的内容" * 500)
    sheet = opened(marked(workbook(), endless, ODD))[LIST]
    heights = [sheet.row_dimensions[row].height for row in (5, 6)]
    assert 300 < heights[0] <= 409
    assert heights[1] < 100


def test_the_heads_of_the_list_are_printed_on_every_page_of_it() -> None:
    once = marked(workbook(), WRONG)
    assert opened(once)[LIST].print_title_rows == "$4:$4"
    assert opened(marked(once, ODD))[LIST].print_title_rows == "$4:$4"
    assert opened(once)["园区概况"].print_title_rows == "$1:$3"


def boxes(data: bytes, sheet: int) -> dict[tuple[int, int], list[int]]:
    """By row and column (from 0) of a cell: where its comment's box begins and ends."""
    part = next(parts(data)[n] for n in parts(data) if n.endswith(f"vmlDrawing{sheet}.vml"))
    found = re.findall(r"<x:Anchor>([^<]*)<.*?<x:Row>(\d+)</x:Row><x:Column>(\d+)<", part.decode())
    return {(int(r), int(c)): [int(n) for n in at.split(",")] for at, r, c in found}


def test_the_box_of_a_comment_covers_no_cell_it_speaks_of_and_is_as_high_as_its_words() -> None:
    merged, plain = issue("V121", ENERGY, "D7"), issue("V106", ENERGY, "D5")
    long = issue("V106", ENERGY, "D6", found="很长的内容" * 60)
    data = marked(workbook(), merged, plain, long)
    at = boxes(data, 1)
    assert ruled(data, ENERGY)["D7:E7"]
    assert at[6, 3][0] == 5  # beside E, the last of the merged cells
    assert at[4, 3][0] == 4
    assert [at[row, 3][6] - row for row in (4, 5)] == [3, 9]  # rows down to which they reach


def test_cells_are_coloured_by_what_is_asked_and_a_merged_one_as_a_whole() -> None:
    data = marked(workbook(), *ALL)
    assert ruled(data, "园区概况")["D6"] == RED
    energy = ruled(data, ENERGY)
    assert energy == {"E5": YELLOW}
    both = marked(workbook(), issue("V120", "园区概况", "D6", "note", read="5"), WRONG)
    assert ruled(both, "园区概况") == {"D6": RED}  # of several, what must be mended
    comment = issue("V121", ENERGY, "D7", "error")
    assert ruled(marked(workbook(), comment), ENERGY) == {"D7:E7": RED}


def test_a_comment_at_the_cell_says_what_is_wrong_and_what_to_do() -> None:
    twice = issue("V208", "园区概况", "D6", number="E9")
    book = opened(marked(workbook(), WRONG, twice, ODD))
    said = book["园区概况"]["D6"].comment
    assert said is not None
    assert said.text.splitlines() == [
        "【校核】错误：“规划面积”填写的“约5”不是一个确定的数。请填一个确定的数，不写“约”“大于”，不填区间。",
        (
            "错误：“规划面积”引用的佐证编号E9不在佐证材料清单中。请改正编号，或在“佐证材料”"
            "表中补列这份材料；多个编号逐个写出，用顿号隔开，不写“至”。"
        ),
    ]
    assert book[ENERGY]["E5"].comment is not None


# ------------------------------------------------------------------ what is not changed


def looks(data: bytes) -> dict[tuple[str, str], object]:
    """Value and style of every cell, rules of input, merges and widths of every sheet."""
    book = opened(data)
    told: dict[tuple[str, str], object] = {}
    for sheet in book.worksheets:
        if sheet.title == LIST:
            continue
        for row in sheet.iter_rows():
            for cell in row:
                style = (cell.number_format, cell.font, cell.fill, cell.border, cell.protection)
                told[sheet.title, cell.coordinate] = (cell.value, repr((*style, cell.alignment)))
        told[sheet.title, "rules"] = repr(sheet.data_validations.dataValidation)
        told[sheet.title, "merged"] = sorted(map(str, sheet.merged_cells.ranges))
        told[sheet.title, "widths"] = {k: v.width for k, v in sheet.column_dimensions.items()}
        told[sheet.title, "state"] = (sheet.sheet_state, sheet.protection.sheet)
    told["", "names"] = {name: n.attr_text for name, n in book.defined_names.items()}
    return told


def test_no_value_style_or_rule_of_the_submitter_is_changed() -> None:
    assert looks(marked(workbook(), *ALL)) == looks(workbook())


def test_parts_that_need_no_change_are_carried_over_as_they_lie() -> None:
    before, after = parts(workbook()), parts(marked(workbook(), WRONG))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {WORKBOOK, STYLES, "[Content_Types].xml", "xl/_rels/workbook.xml.rels",
                       PARK_SHEET}  # fmt: skip


def test_only_the_list_is_selected_so_that_nobody_fills_in_two_sheets_at_once() -> None:
    change = 'tabSelected="1" workbookViewId'
    data = edited(workbook(), PARK_SHEET, lambda text: text.replace("workbookViewId", change, 1))
    assert opened(data)["园区概况"].sheet_view.tabSelected
    book = opened(marked(data, ODD))
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == [LIST]


def test_what_is_put_into_a_sheet_is_all_that_differs() -> None:
    before, after = parts(workbook()), parts(marked(workbook(), WRONG))
    place, new = before[PARK_SHEET], after[PARK_SHEET]
    for start, end in ((b"<conditionalFormatting", b"</conditionalFormatting>"),
                       (b"<legacyDrawing", b"/>")):  # fmt: skip
        at = new.index(start)
        new = new[:at] + new[new.index(end, at) + len(end) :]
    assert new == place


def test_names_that_belong_to_a_sheet_still_belong_to_it() -> None:
    titles = opened(workbook()).sheetnames
    areas = {title: opened(workbook())[title].print_area for title in titles}
    after = opened(marked(workbook(), WRONG))
    assert {title: after[title].print_area for title in titles} == areas


def test_a_comment_of_the_submitter_stays_with_ours_below_it() -> None:
    book = opened(workbook())
    book["园区概况"]["D6"].comment = Comment("张工：待核", "张工")
    book["园区概况"]["D5"].comment = Comment("名称以批复为准", "张工")
    kept = BytesIO()
    book.save(kept)

    once = marked(kept.getvalue(), WRONG)
    sheet = opened(once)["园区概况"]
    assert sheet["D5"].comment.text == "名称以批复为准"
    assert sheet["D6"].comment.text.startswith("张工：待核\n【校核】错误：“规划面积”")
    again = opened(marked(once, ODD))["园区概况"]
    assert (again["D5"].comment.text, again["D6"].comment.text) == ("名称以批复为准", "张工：待核")


def with_parts(data: bytes, added: Mapping[str, str]) -> bytes:
    result = BytesIO(data)
    with ZipFile(result, "a") as package:
        for name, content in added.items():
            package.writestr(name, content)
    return result.getvalue()


def conversed() -> bytes:
    """A workbook with a conversation (会话批注) at D6, as Excel stores one since 2019."""
    book = opened(workbook())
    book["园区概况"]["D6"].comment = Comment("[线程批注]张工：面积以批复为准", "tc={1}")
    saved = BytesIO()
    book.save(saved)
    data, rels = saved.getvalue(), "xl/worksheets/_rels/sheet2.xml.rels"
    kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    target = "/xl/threadedComments/threadedComment1.xml"
    link = f'<Relationship Id="rIdT" Type="{kind}" Target="{target}"/>'
    linked = edited(data, rels, lambda t: t.replace("</Relationships>", f"{link}</Relationships>"))
    space = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    said = '<threadedComment ref="D6" id="{1}" personId="{2}"><text>面积以批复为准</text>'
    words_ = f'<ThreadedComments xmlns="{space}">{said}</threadedComment></ThreadedComments>'
    return with_parts(linked, {target[1:]: words_})


def test_a_conversation_of_the_submitters_stays_word_for_word_and_its_cell_is_coloured() -> None:
    """Excel shows the conversation in place of the comment, so ours would never be read there."""
    before, other = conversed(), issue("V106", "园区概况", "D8")
    after = marked(before, WRONG, other)
    part = "xl/threadedComments/threadedComment1.xml"
    assert parts(after)[part] == parts(before)[part]
    sheet = opened(after)["园区概况"]
    assert sheet["D6"].comment.text == "[线程批注]张工：面积以批复为准"
    assert sheet["D8"].comment.text.startswith("【校核】错误")
    assert ruled(after, "园区概况")["D6"] == ruled(after, "园区概况")["D8"] == RED
    assert [row[3] for row in listed(after)] == ["D6", "D8"]


def test_the_drawing_of_comments_stands_where_the_schema_wants_it() -> None:
    """Behind it may stand what other programs add to a sheet (extLst)."""
    data = edited(
        workbook(), PARK_SHEET, lambda t: t.replace("</worksheet>", "<extLst></extLst></worksheet>")
    )
    sheet = parts(marked(data, WRONG))[PARK_SHEET].decode()
    assert 0 < sheet.index("legacyDrawing") < sheet.index("<extLst>")


def test_a_workbook_with_macros_keeps_them_and_its_ending() -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macro = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    data = edited(workbook(), "[Content_Types].xml", lambda text: text.replace(kind, macro))
    result = BytesIO(data)
    with ZipFile(result, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not run")
    copy = mark(result.getvalue(), (WRONG,))
    assert copy is not None
    assert copy.ending == "xlsm"
    assert parts(copy.data)["xl/vbaProject.bin"] == b"\xd0\xcf\x11\xe0 not run"


# ------------------------------------------------------------------ again and again


def test_marking_twice_is_marking_once() -> None:
    once = marked(workbook(), *ALL)
    assert marked(once, *ALL) == once


def test_what_was_mended_is_no_longer_marked_and_what_is_new_is() -> None:
    once = marked(workbook(), WRONG)
    new = issue("V106", "园区概况", "D8")
    again = marked(once, new)
    assert ruled(again, "园区概况") == {"D8": RED}
    sheet = opened(again)["园区概况"]
    assert sheet["D6"].comment is None
    assert sheet["D8"].comment is not None
    assert opened(again).sheetnames == opened(once).sheetnames
    assert len(parts(again)) == len(parts(once))
    assert looks(again) == looks(workbook())


def test_a_sheet_of_that_title_that_is_not_ours_stays() -> None:
    data = edited(workbook(), WORKBOOK, lambda text: text.replace("园区概况", LIST))
    book = opened(marked(data, issue("V106", LIST, "D6")))
    assert book.sheetnames[:3] == ["修改清单2", "填报首页", LIST]
    assert book[LIST]["D5"].value == "晋阳低碳产业园"


# ------------------------------------------------------------------ other writings


def prefixed(text: str) -> str:
    """A part whose every element carries a prefix, as some programs write."""
    text = re.sub(r"<(/?)(?=[a-zA-Z])(?![a-z]+:)", r"<\1x:", text)
    return re.sub(r"\sxmlns=", " xmlns:x=", text, count=1)


WRITINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "prefixed": lambda data: edited(
        edited(edited(data, PARK_SHEET, prefixed), STYLES, prefixed), WORKBOOK, prefixed
    ),
    "strict": lambda data: _each(data, _strict),
    "utf-16": lambda data: _rewritten(data, PARK_SHEET, lambda b: b.decode().encode("utf-16")),
    "backslashes": lambda data: _renamed(data, lambda name: name.replace("/", "\\")),
}


def _strict(text: str) -> str:
    for old, new in STRICT:
        text = text.replace(old, new)
    return text


def _each(data: bytes, change: Callable[[str], str]) -> bytes:
    for name in parts(data):
        data = edited(data, name, change)
    return data


def _rewritten(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    result = BytesIO()
    with ZipFile(result, "w") as package:
        for name, content in parts(data).items():
            package.writestr(name, change(content) if name == part else content)
    return result.getvalue()


def _renamed(data: bytes, change: Callable[[str], str]) -> bytes:
    result = BytesIO()
    with ZipFile(result, "w") as package:
        for name, content in parts(data).items():
            package.writestr(change(name), content)
    return result.getvalue()


@pytest.mark.parametrize("writing", WRITINGS)
def test_other_writings_of_a_workbook_are_marked_too(writing: str) -> None:
    data = WRITINGS[writing](workbook())
    copy = marked(data, *ALL)
    assert accepted(copy).entries.keys() == accepted(data).entries.keys()
    assert [e.value for e in accepted(copy).entries.values()] == [
        e.value for e in accepted(data).entries.values()
    ]
    assert marked(copy, *ALL) == copy


def test_what_cannot_be_changed_is_not_marked() -> None:
    for broken in (b"", b"PK\x03\x04", workbook()[:2000], without(workbook(), STYLES)):
        assert mark(broken, (WRONG,)) is None
    assert mark(edited(workbook(), STYLES, lambda _: "<styleSheet/>"), (WRONG,)) is None


@pytest.mark.skipif(
    VALIDATOR is None and not os.environ.get("CI"), reason="the OOXML validator is not installed"
)
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_marked_copy_is_as_valid_as_the_submission(variant: str, tmp_path: Path) -> None:
    done = ran(tmp_path, {"a.xlsx": sample(variant, "faulty")})
    (path,) = done.folders[0].glob("退回修改*")
    told = subprocess.run([str(VALIDATOR), path], capture_output=True, check=False)
    assert json.loads(told.stdout)["errors"] == []


# ------------------------------------------------------------------ from end to end


def ran(folder: Path, books: Mapping[str, bytes]) -> Run:
    source = folder / "in"
    source.mkdir(parents=True)
    for name, data in books.items():
        (source / name).write_bytes(data)
    taken, _ = books_in([source])
    return run(taken, folder / "out", Order(find(), "", reports=False), Means(1), lambda _: None)


def text(words: str) -> str:
    return f's="STYLE" t="inlineStr"><is><t>{words}</t></is>'


def test_a_returned_copy_that_was_mended_is_evaluated_as_it_is(tmp_path: Path) -> None:
    done = ran(tmp_path, {"a.xlsx": with_power(text("约30万"))})
    (outcome,) = done.outcomes
    (path,) = done.folders[0].glob("退回修改*")
    assert list(outcome_lines(outcome))[-1] == f"  已在填报表副本上标出：{path.name}"
    power = where(sample(), POWER)
    value = next(sheet[power].value for sheet in opened(sample()) if sheet.title == "能源与排放")
    mended = with_cell(path.read_bytes(), power, f's="STYLE"><v>{value}</v>', ENERGY_PART)
    again = ran(tmp_path / "again", {"a.xlsx": mended})
    assert [one.status for one in again.outcomes] == ["evaluated"]


def answer(data: bytes, code: str, words: str, power: str = "") -> bytes:
    """The list of a marked copy with an answer in the row of that code."""
    book = opened(data)
    if power:
        book["能源与排放"][where(sample(), POWER)].value = power
    for row in book[LIST].iter_rows(min_row=5):
        if row[9].value == code:
            row[8].value = words
    result = BytesIO()
    book.save(result)
    return result.getvalue()


def judged(data: bytes) -> dict[str, tuple[str, str]]:
    """Level and reply of every issue, by code."""
    workshop = Workshop.open(Order(find(), "", reports=False))
    _, issues, _ = judge(workshop, data, "a.xlsx")
    return {i.code: (i.level, i.params.get("reply", "")) for i in issues}


def test_a_query_that_was_answered_in_words_passes_for_as_long_as_nothing_changes(
    tmp_path: Path,
) -> None:
    asked = with_power(text("见附件"))
    assert judged(asked) == {"V118": ("query", "")}
    (path,) = ran(tmp_path / "a", {"a.xlsx": asked}).folders[0].glob("请说明-*.xlsx")
    told = answer(path.read_bytes(), "V118", "电表故障，正在检定")
    assert judged(told) == {"V118": ("note", "电表故障，正在检定")}

    done = ran(tmp_path / "b", {"a.xlsx": told})
    assert "（园区说明：电表故障，正在检定）" in (done.folders[0] / "issues.json").read_text(
        "utf-8"
    )
    assert list(done.folders[0].glob("请说明-*")) == []
    other = answer(path.read_bytes(), "V118", "电表故障，正在检定", power="无")
    assert judged(other) == {"V118": ("query", "")}


@pytest.mark.parametrize("words", ["", "   ", "\u3000\n"])
def test_a_reply_without_words_answers_nothing(words: str) -> None:
    """Whoever clicks into the reply and leaves has not said why."""
    workshop = Workshop.open(Order(find(), "", reports=False))
    once = marked(with_power(text("见附件")), *issues_of(workshop, "见附件"))
    told = answer(once, "V118", words)
    read_, issues, _ = judge(workshop, told, "a.xlsx")
    assert isinstance(read_, Submission)
    assert read_.replies == ()
    assert [(i.code, i.level) for i in issues] == [("V118", "query")]


def test_an_answer_is_carried_into_the_next_list() -> None:
    workshop = Workshop.open(Order(find(), "", reports=False))
    once = answer(
        marked(with_power(text("见附件")), *issues_of(workshop, "见附件")), "V118", "故障"
    )
    _, issues, _ = judge(workshop, once, "a.xlsx")
    (row,) = listed(marked(once, *issues))
    assert (row[1], row[8], row[9]) == ("提示", "故障", "V118")


def issues_of(workshop: Workshop, words: str) -> tuple[Issue, ...]:
    return judge(workshop, with_power(text(words)), "a.xlsx")[1]


def test_an_answer_does_not_excuse_an_error() -> None:
    data = with_power(text("约30万"))
    workshop = Workshop.open(Order(find(), "", reports=False))
    told = answer(marked(data, *judge(workshop, data, "a.xlsx")[1]), "V106", "只有约数")
    assert judged(told) == {"V106": ("error", "")}


def test_the_record_of_issues_has_the_order_of_the_list(tmp_path: Path) -> None:
    done = ran(tmp_path, {"a.xlsx": named("甲园区", sample("tourism", "faulty"))})
    folder = done.folders[0]
    record = json.loads((folder / "issues.json").read_text("utf-8"))
    (path,) = folder.glob("退回修改*")
    rows = [(row[9], row[3], row[6]) for row in listed(path.read_bytes())]
    assert [(i["code"], i["cell"], i["what"]) for i in record["issues"]] == rows
    assert record["counts"] == {"error": 2, "query": 1}
    assert (record["park"], record["status"]) == ("甲园区", "returned")
    assert record["standard"] == shipped().id


def test_a_file_that_cannot_be_marked_says_so(tmp_path: Path) -> None:
    done = ran(tmp_path, {"a.xlsx": b"no workbook"})
    assert (
        list(outcome_lines(done.outcomes[0]))[-1] == "  这份文件无法标注，请按问题清单.xlsx修改。"
    )


@pytest.mark.parametrize("text_", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_what_looks_like_a_formula_comes_back_as_text(text_: str, tmp_path: Path) -> None:
    found = issue("V106", "园区概况", "D6", name=text_, found=text_)
    issue_list(tmp_path / "list.xlsx", [found])
    known = formulas(workbook())
    assert formulas(marked(workbook(), found)) == known
    assert formulas((tmp_path / "list.xlsx").read_bytes()) == {}
    assert listed(marked(workbook(), found))[0][5] == text_


def formulas(data: bytes) -> Mapping[str, int]:
    """How many formulas every part has that has any."""
    counts = {name: part.count(b"<f>") for name, part in parts(data).items()}
    return {name: count for name, count in counts.items() if count}


def test_issues_beyond_what_is_marked_are_still_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zeropark.workbook.limits.MARKS", 1)
    data = marked(workbook(), WRONG, issue("V106", "园区概况", "D8"))
    assert ruled(data, "园区概况") == {"D6": RED}
    assert len(listed(data)) == 2
