"""Draft and final, and whether a report is what its workbook gives (定稿与核验)."""

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dump import docx_text
from workbook_park import edited

from zeropark.batch import Means, Order, Run, Workshop, books_in, judge, run, verify
from zeropark.batch.verify import NotSealedError
from zeropark.cli.tell import outcome_lines
from zeropark.messages import word
from zeropark.model import Evaluation, Issue, Standard
from zeropark.plan import plan
from zeropark.report import hindrances
from zeropark.report.engine.package import package_of, read_package
from zeropark.report.engine.properties import properties_of, with_properties
from zeropark.report.paper import NoPaperError, read_paper
from zeropark.report.seal import seal_in
from zeropark.sample import draw
from zeropark.standard import find, load
from zeropark.workbook import Filling, write

OWN = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Properties xmlns="http://schemas.'
    'openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxml'
    'formats.org/officeDocument/2006/docPropsVTypes"><property fmtid="{D5CDD505-2E9C-101B-9397-'
    '08002B2CF9AE}" pid="2" name="机构"><vt:lpwstr>示例机构</vt:lpwstr></property></Properties>'
)
SCHEME = "draft-aspect-equal"
REPORT = "创建评价报告.docx"


@pytest.fixture(scope="session")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped standards, as if the default scheme had been published with the standard."""
    folder = tmp_path_factory.mktemp("official") / "templates"
    shutil.copytree(find(), folder)
    path = folder / "sx-zero-carbon-park-2024" / "schemes" / f"{SCHEME}.toml"
    text = path.read_text("utf-8").replace('status = "draft"', 'status = "official"')
    path.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def workshop(official: Path) -> Workshop:
    return Workshop.open(Order(official, final=True))


def sound(standard: Standard) -> Filling:
    """A good park that has a measure for everything and all nonconformities closed."""
    variant = standard.variants["tourism"]
    filling = draw(standard, variant, 2, "good", seed=1).filling
    first = filling.rows["plan"][0]
    subjects = [f"{i.id} {i.name}" for i in variant.indicators]
    subjects += [standard.roles["subject_net_zero"]]
    measures = tuple({**first, "subject": subject} for subject in subjects)
    answers = {**filling.answers, "body_code": "示例代码"}
    return replace(filling, rows={**filling.rows, "plan": measures}, answers=answers)


Book = Callable[..., bytes]


@pytest.fixture(scope="session")
def book(official: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """A workbook of that park, with parts of its filling given otherwise."""
    standard = load(official / "sx-zero-carbon-park-2024")
    good = sound(standard)

    def make(**other: Mapping[str, Any]) -> bytes:
        parts = {name: {**getattr(good, name), **part} for name, part in other.items()}
        path = tmp_path_factory.mktemp("book") / "park.xlsx"
        write(standard, standard.variants["tourism"], path, replace(good, **parts))
        return path.read_bytes()

    return make


def judged(workshop: Workshop, data: bytes) -> Evaluation:
    _, issues, evaluation = judge(workshop, data, "园区.xlsx")
    assert evaluation is not None, [i for i in issues if i.level == "error"]
    return evaluation


def against(workshop: Workshop, data: bytes) -> list[Issue]:
    """What stands against a final report of this workbook."""
    evaluation = judged(workshop, data)
    measures = plan(evaluation)
    documents = workshop.documents[evaluation.standard.id]
    made = documents.render(evaluation, measures, final=True)
    return list(hindrances(evaluation, measures, made))


def codes(issues: list[Issue]) -> list[str]:
    return [issue.code for issue in issues]


def rendered(workshop: Workshop, data: bytes, *, final: bool) -> bytes:
    evaluation = judged(workshop, data)
    documents = workshop.documents[evaluation.standard.id]
    return documents.render(evaluation, plan(evaluation), final=final)[REPORT]


# ------------------------------------------------------------------ what stands against it


def test_nothing_stands_against_a_park_that_has_everything(workshop: Workshop, book: Book) -> None:
    assert against(workshop, book()) == []


def test_an_unofficial_scheme_does(book: Book) -> None:
    trial = Workshop.open(Order(find(), final=True))

    assert codes(against(trial, book())) == ["F101"]


def test_two_of_the_three_signers_being_one_person_does(workshop: Workshop, book: Book) -> None:
    evaluation = judged(workshop, book())
    entries = dict(evaluation.submission.entries)
    entries["approved_by"] = replace(
        entries["approved_by"], value=entries["prepared_by"].value
    )  # reading would return it: the gate holds for a standard without that check too
    same = replace(evaluation, submission=replace(evaluation.submission, entries=entries))
    (issue,) = hindrances(same, plan(same), {})

    assert (issue.code, issue.params["others"]) == ("F102", "编制人")
    assert issue.cell == entries["approved_by"].cell


def test_an_indicator_scored_without_evidence_does(workshop: Workshop, book: Book) -> None:
    issues = against(workshop, book(evidence={"q_system": ""}))

    assert codes(issues) == ["F103", "F107"]  # the report itself says where evidence is wanting
    assert "碳排放管理体系" in issues[0].params["name"]
    assert issues[0].cell is not None
    assert issues[0].cell.sheet == "定性指标"
    assert issues[1].params["name"] == "佐证编号"
    assert issues[1].params["place"].startswith("6.")


def test_an_unmet_indicator_without_a_measure_does(workshop: Workshop, book: Book) -> None:
    one = sound(load(workshop.standards["sx-zero-carbon-park-2024"].folder)).rows["plan"][:1]
    issues = against(workshop, book(rows={"plan": one}))
    evaluation = judged(workshop, book())
    unmet = [s for s in evaluation.result.scores if s.standing not in {"met", "not_applicable"}]

    assert set(codes(issues)) == {"F104"}
    told = [issue.params["name"] for issue in issues]
    kept = str(one[0]["subject"])
    assert told == [s.indicator.name for s in unmet if s.indicator.name not in kept] + ["净零排放"]


def test_an_open_nonconformity_does(workshop: Workshop, book: Book) -> None:
    row = {
        "finding": "缺原始记录",
        "basis": "准确性原则",
        "correction": "正在补充",
        "closed": "未关闭",
    }
    data = book(rows={"nonconformities": (row,)}, declared={"nonconformities": "有"})
    (issue,) = against(workshop, data)

    assert (issue.code, issue.params["found"]) == ("F105", "未关闭")


def test_a_sum_that_its_parts_do_not_make_does(workshop: Workshop, book: Book) -> None:
    evaluation = judged(workshop, book())
    gross = evaluation.steps["gross"]
    assert gross.value is not None
    wrong = replace(gross, value=gross.value + 1)
    steps = {**evaluation.steps, "gross": wrong}
    issues = hindrances(replace(evaluation, steps=steps), plan(evaluation), {})

    assert [(i.code, i.params["name"]) for i in issues] == [("F106", gross.name)]


def test_anything_that_the_report_says_is_wanting_does(workshop: Workshop, book: Book) -> None:
    (issue,) = against(workshop, book(answers={"body_code": ""}))

    assert (issue.code, issue.params["name"]) == ("F107", "统一社会信用代码")
    assert issue.params["document"] == REPORT


UNKNOWN = {"notice_start": "", "notice_end": "", "notice_days": "", "notice_phone": ""}
NOTICES = ("评价结果公示.docx", "评价结果公示.html")


def test_a_notice_whose_days_are_not_known_is_remarked_upon_and_hinders_nothing(
    workshop: Workshop, book: Book
) -> None:
    issues = against(workshop, book(answers=UNKNOWN))

    assert [(i.code, i.level, i.params["document"]) for i in issues] == [
        ("F110", "note", name) for name in NOTICES
    ]
    for issue in issues:
        assert issue.params["name"] == "公示开始日期、公示结束日期、受理电话"


# ------------------------------------------------------------------ draft and final


def test_a_draft_says_so_on_its_cover_and_every_page_and_a_final_report_does_not(
    workshop: Workshop, book: Book
) -> None:
    draft, final = (rendered(workshop, book(), final=final) for final in (False, True))

    assert "（草稿）" in docx_text(draft).split("声　明")[0]
    assert "本报告为草稿，未经签发" in docx_text(draft)
    assert "（草稿）" in header(draft)
    for said in ("（草稿）", "（试算", "未经签发"):
        assert said not in docx_text(final) + header(final)
    assert "文稿状态 | 定稿" in docx_text(final)


def header(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return re.sub("<[^>]+>", "", package.read("word/header1.xml").decode())


def test_a_gap_is_highlighted_and_nothing_else_is(workshop: Workshop, book: Book) -> None:
    data = rendered(workshop, book(answers={"body_code": ""}), final=False)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        xml = package.read("word/document.xml").decode()
    runs = re.findall(r"<w:r>(?:(?!</w:r>).)*?<w:highlight[^>]*>.*?</w:r>", xml)

    assert [re.sub("<[^>]+>", "", run) for run in runs] == ["【待补：统一社会信用代码】"]


def test_nobody_signs_and_no_seal_is_set(workshop: Workshop, book: Book) -> None:
    text = docx_text(rendered(workshop, book(), final=True))

    assert text.count("签字：　　　　　　") >= 4
    for line in text.splitlines():
        assert not re.search(r"签字：[^　 |]", line), line


# ------------------------------------------------------------------ in a batch


def ran(folder: Path, official: Path, books: Mapping[str, bytes]) -> Run:
    (folder / "in").mkdir(exist_ok=True)
    for name, data in books.items():
        (folder / "in" / name).write_bytes(data)
    taken, _ = books_in([folder / "in"])
    return run(taken, folder / "out", Order(official, final=True), Means(), lambda _: None)


def test_a_refused_park_gets_its_list_and_no_report(
    tmp_path: Path, official: Path, book: Book
) -> None:
    done = ran(tmp_path, official, {"一.xlsx": book(evidence={"q_system": ""})})

    assert [o.status for o in done.outcomes] == ["returned"]
    names = {path.name for path in done.folders[0].iterdir()}
    assert {"问题清单.xlsx", "issues.json"} < names
    assert not [name for name in names if name.endswith((".docx", ".pdf", "result.json"))]


def test_a_report_number_is_used_once_in_a_batch(
    tmp_path: Path, official: Path, book: Book
) -> None:
    other = {"park_name": "示例二区"}
    done = ran(tmp_path, official, {"一.xlsx": book(), "二.xlsx": book(answers=other)})
    told = [[i.code for i in o.issues if i.level == "error"] for o in done.outcomes]

    assert all("F108" in codes_ for codes_ in told)
    books = {i.params["books"] for o in done.outcomes for i in o.issues if i.code == "F108"}
    assert books == {"一.xlsx、二.xlsx"}


def test_a_park_that_has_everything_gets_a_final_report(
    tmp_path: Path, official: Path, book: Book
) -> None:
    done = ran(tmp_path, official, {"一.xlsx": book()})

    assert [o.status for o in done.outcomes] == ["evaluated"]
    data = (done.folders[0] / REPORT).read_bytes()
    seal = seal_in(read_paper(data).properties)
    assert seal is not None
    assert seal.edition == "final"


def edition(path: Path) -> str:
    seal = seal_in(read_paper(path.read_bytes()).properties)
    assert seal is not None
    return seal.edition


def test_a_report_is_final_before_its_notice_and_both_agree_with_the_workbook(
    tmp_path: Path, official: Path, workshop: Workshop, book: Book
) -> None:
    data = book(answers=UNKNOWN)
    done = ran(tmp_path, official, {"一.xlsx": data})
    (outcome,), (folder,) = done.outcomes, done.folders

    assert outcome.status == "evaluated"
    assert [edition(folder / name) for name in (REPORT, NOTICES[0])] == ["final", "draft"]
    assert "【待补：受理电话】" in docx_text((folder / NOTICES[0]).read_bytes())
    told = "\n".join(outcome_lines(outcome))
    assert "仍为草稿，其余文件已定稿" in told
    assert "[F110]" in told
    for name in (REPORT, NOTICES[0]):
        assert verify(workshop, (folder / name).read_bytes(), data).agrees


def test_a_notice_that_lacks_nothing_is_final_with_its_report(
    tmp_path: Path, official: Path, book: Book
) -> None:
    done = ran(tmp_path, official, {"一.xlsx": book()})
    (folder,) = done.folders

    assert [edition(folder / name) for name in (REPORT, NOTICES[0])] == ["final", "final"]


# ------------------------------------------------------------------ verification


def test_a_report_agrees_with_the_workbook_that_it_was_made_from(
    workshop: Workshop, book: Book
) -> None:
    data = book()
    for final in (True, False):
        report = rendered(workshop, data, final=final)
        assert report == rendered(workshop, data, final=final)
        assert verify(workshop, report, data).agrees


def test_a_changed_workbook_is_told_with_what_it_changes(workshop: Workshop, book: Book) -> None:
    verdict = verify(
        workshop, rendered(workshop, book(), final=True), book(answers={"area": "12.5"})
    )

    assert not verdict.agrees
    assert [change[:7] for change in verdict.changes] == ["填报表内容已改变"[:7]]
    assert any("12.5 km2" in d.expected and "园区基本信息" in d.place for d in verdict.differences)


def test_a_changed_scheme_is_told(workshop: Workshop, book: Book) -> None:
    data = book()
    scheme = workshop.schemes["sx-zero-carbon-park-2024"]
    other = replace(
        workshop, schemes={"sx-zero-carbon-park-2024": replace(scheme, digest="0" * 64)}
    )
    verdict = verify(other, rendered(workshop, data, final=False), data)

    assert [change.partition("：")[0] for change in verdict.changes] == ["分值方案内容已改变"]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (r"得(\d+\.\d\d)分（满分", "得99.99分（满分", "6."),  # a figure of a sentence
        (r">(\d+\.\d\d)%<", ">77.77%<", ""),  # a figure of a table
    ],
)
def test_an_edited_figure_is_told_with_its_place(
    workshop: Workshop, book: Book, old: str, new: str, place: str
) -> None:
    data = book()
    report = edited(
        rendered(workshop, data, final=True),
        "word/document.xml",
        lambda xml: re.sub(old, new, xml, count=1),
    )
    verdict = verify(workshop, report, data)
    (found,) = verdict.differences

    assert verdict.changes == ()
    assert new.strip("<>") in found.found
    assert new.strip("<>") not in found.expected
    assert found.place.startswith(place)


def test_a_paragraph_taken_out_and_one_put_in_are_told(workshop: Workshop, book: Book) -> None:
    data = book()
    report = rendered(workshop, data, final=True)
    without = edited(
        report,
        "word/document.xml",
        lambda xml: re.sub(r"<w:p>(?:(?!</w:p>).)*评价目的：.*?</w:p>", "", xml, count=1),
    )
    extra = edited(
        report,
        "word/document.xml",
        lambda xml: xml.replace("<w:sectPr>", "<w:sectPr>", 1).replace(
            "</w:tbl>", "</w:tbl><w:p><w:r><w:t>另有表扬。</w:t></w:r></w:p>", 1
        ),
    )

    (lacking,) = verify(workshop, without, data).differences
    assert lacking.expected.startswith("评价目的：")
    assert lacking.found == ""
    assert lacking.place.startswith("1.1")
    (added,) = verify(workshop, extra, data).differences
    assert (added.expected, added.found) == ("", "另有表扬。")


def test_page_numbers_are_not_compared(workshop: Workshop, book: Book) -> None:
    data = book()

    def numbered(xml: str) -> str:
        field = r"(PAGEREF (?:(?!fldCharType=\"separate\").)*fldCharType=\"separate\"/></w:r>)"
        return re.sub(field, r"\1<w:r><w:t>7</w:t></w:r>", xml)

    report = edited(rendered(workshop, data, final=True), "word/document.xml", numbered)
    assert report != rendered(workshop, data, final=True)
    assert verify(workshop, report, data).agrees


def test_a_workbook_with_errors_cannot_be_compared_and_says_why(
    workshop: Workshop, book: Book
) -> None:
    report = rendered(workshop, book(), final=True)
    verdict = verify(workshop, report, book(answers={"area": ""}))

    assert not verdict.agrees
    assert "V201" in [issue.code for issue in verdict.issues]


def test_a_file_that_this_program_did_not_make_is_no_report(workshop: Workshop, book: Book) -> None:
    report = rendered(workshop, book(), final=True)
    bare = edited(report, "docProps/custom.xml", lambda xml: xml.replace("zeropark.", "other."))
    with pytest.raises(NotSealedError):
        verify(workshop, bare, b"")
    for data in (b"", report[:-400], book()):
        with pytest.raises(NoPaperError):
            verify(workshop, data, b"")


def test_properties_that_an_agency_set_stay_beside_ours(tmp_path: Path) -> None:
    shipped = (find() / "sx-zero-carbon-park-2024" / REPORT).read_bytes()
    with (
        zipfile.ZipFile(io.BytesIO(shipped)) as source,
        zipfile.ZipFile(tmp_path / "own.docx", "w") as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name))
        target.writestr("docProps/custom.xml", OWN)
    package = read_package(tmp_path / "own.docx")
    parts = with_properties(package, {"zeropark.book": "甲 & 乙.xlsx"})
    whole = package_of(package.written(parts), "")

    assert list(parts) == ["docProps/custom.xml"]
    assert properties_of(whole) == {"机构": "示例机构", "zeropark.book": "甲 & 乙.xlsx"}
    assert whole.content("docProps/custom.xml").count(b'pid="3"') == 1


def test_gaps_are_marked_as_the_catalogue_says() -> None:
    assert word("gap", name="编号") == "【待补：编号】"
