"""Hostile, damaged and foreign files are refused in a sentence, quickly, and never harm."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from workbook_park import (
    FULL,
    PARK_SHEET,
    STANDARDS,
    STYLES,
    WORKBOOK,
    accepted,
    edited,
    refused,
    with_cell,
    workbook,
)

from zeropark.messages import remedy, what
from zeropark.model import Issue, Submission
from zeropark.workbook import Refusal, read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


@pytest.fixture(scope="module")
def full() -> bytes:
    return workbook(FULL)


@contextmanager
def within(seconds: int) -> Iterator[None]:
    start = time.perf_counter()
    yield
    assert time.perf_counter() - start < seconds


def zipped(parts: dict[str, bytes]) -> bytes:
    result = BytesIO()
    with ZipFile(result, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return result.getvalue()


def _append(rows: str, sheet: str) -> str:
    return sheet.replace("</sheetData>", rows + "</sheetData>")


def without(data: bytes, part: str) -> bytes:
    with ZipFile(BytesIO(data)) as package:
        return zipped({name: package.read(name) for name in package.namelist() if name != part})


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "W101"),
        (b"\0" * 4096, "W101"),
        (b" \r\n", "W101"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "W102"),
        ("园区名称,某园区\n".encode("gb18030"), "W102"),
        (b"%PDF-1.7", "W102"),
        (OLE, "W103"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "W104"),
        (b"PK\x03\x04", "W105"),
        (zipped({"a.txt": b"1"}), "W102"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "W102"),
        (zipped({"_rels/.rels": b"<Relationships/>"}), "W102"),
        (
            zipped({"_rels/.rels": b'<Relationships><Relationship Id="a" Type="x/officeDocument" '
                    b'Target="word/document.xml"/></Relationships>'}),
            "W102",
        ),
        (
            zipped({"_rels/.rels": b'<Relationships><Relationship Id="a" Type="x/officeDocument" '
                    b'Target="xl/workbook.bin"/></Relationships>'}),
            "W102",
        ),
    ],
)  # fmt: skip
def test_what_is_no_workbook_is_told_apart(data: bytes, code: str) -> None:
    assert refused(data) == code


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_short_is_damaged(full: bytes, share: float) -> None:
    assert refused(full[: int(len(full) * share)]) == "W105"


@pytest.mark.parametrize(
    "part", [WORKBOOK, PARK_SHEET, "xl/_rels/workbook.xml.rels"]
)  # fmt: skip
def test_a_package_that_lacks_a_part_is_damaged(full: bytes, part: str) -> None:
    assert refused(without(full, part)) == "W105"


def test_a_wrong_checksum_means_a_damaged_file(full: bytes) -> None:
    with ZipFile(BytesIO(full)) as package:
        spot = package.getinfo(PARK_SHEET)
    start = spot.header_offset + 30 + len(PARK_SHEET)
    bent = bytearray(full)
    bent[start + 40 : start + 48] = b"\xff" * 8
    assert refused(bytes(bent)) == "W105"


DOCTYPES = [
    '<!DOCTYPE a [<!ENTITY x "y">]>',
    '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
]


@pytest.mark.parametrize("doctype", DOCTYPES)
@pytest.mark.parametrize("part", [WORKBOOK, PARK_SHEET, STYLES, "_rels/.rels"])
def test_a_declared_document_type_is_refused_in_every_part(
    full: bytes, part: str, doctype: str
) -> None:
    def declare(text: str) -> str:
        head, mark, rest = text.partition("?>")
        return head + mark + doctype + rest if mark else doctype + text

    assert refused(edited(full, part, declare)) == "W107"


@pytest.mark.parametrize("encoding", ["gb2312", "gb18030", "utf-7", "utf-32", "nonsense"])
def test_an_encoding_that_no_workbook_has_means_a_damaged_file(full: bytes, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    assert refused(edited(full, PARK_SHEET, lambda text: head + text)) == "W105"


def test_a_directory_that_points_before_the_file_means_a_damaged_file(full: bytes) -> None:
    end = full.rindex(b"PK\x05\x06")
    bent = bytearray(full)
    bent[end + 16 : end + 20] = b"\xff\xff\xff\x7f"
    assert refused(bytes(bent)) == "W105"


def test_a_bomb_is_refused_before_it_is_unpacked(full: bytes) -> None:
    blanks = edited(full, PARK_SHEET, lambda text: text + " " * (201 << 20))
    with within(1):
        assert refused(blanks) == "W106"


def test_a_part_that_swells_beyond_honest_measure_is_refused(full: bytes) -> None:
    assert refused(edited(full, "xl/theme/theme1.xml", lambda _: " " * (3 << 20))) == "W106"


def test_a_small_part_may_be_packed_tightly(full: bytes) -> None:
    data = edited(full, "xl/theme/theme1.xml", lambda _: " " * (1 << 19))
    assert accepted(data).text("park_name") == "晋阳低碳产业园"


def test_more_text_than_a_cell_holds_is_refused(full: bytes) -> None:
    noise = "".join(Random(1).choices("abcdefgh ", k=200_000))  # noqa: S311
    assert refused(with_cell(full, "D5", f't="inlineStr"><is><t>{noise}</t></is>')) == "W106"
    assert refused(with_cell(full, "D5", f't="str"><v>{noise}</v>')) == "W106"


def test_elements_nested_without_end_are_refused(full: bytes) -> None:
    deep = "<a>" * 200 + "</a>" * 200
    data = edited(full, PARK_SHEET, lambda t: t.replace("<sheetData>", deep + "<sheetData>"))
    assert refused(data) == "W106"


def test_too_many_parts_are_refused() -> None:
    assert refused(zipped({f"p{n}": b"" for n in range(5001)})) == "W106"


@pytest.mark.parametrize("twin", [PARK_SHEET, PARK_SHEET.upper(), PARK_SHEET.replace("/", "\\")])
def test_two_parts_of_one_name_are_refused(full: bytes, twin: str) -> None:
    result = BytesIO(full)
    with ZipFile(result, "a") as package:
        entry = ZipInfo("placeholder".ljust(len(twin), "x"))
        package.writestr(entry, b"<worksheet/>")
    data = result.getvalue().replace(entry.filename.encode(), twin.encode())
    assert refused(data) == "W108"


def test_an_encrypted_part_means_a_password(full: bytes) -> None:
    central = full.index(b"PK\x01\x02")
    bent = bytearray(full)
    bent[central + 8] |= 1
    assert refused(bytes(bent)) == "W104"


def test_names_that_reach_out_of_the_package_are_of_no_effect(full: bytes) -> None:
    result = BytesIO(full)
    with ZipFile(result, "a") as package:
        package.writestr("../../evil.xml", b"<a/>")
    assert accepted(result.getvalue()).text("park_name") == "晋阳低碳产业园"


def test_a_cell_that_no_sheet_has_means_a_damaged_file(full: bytes) -> None:
    for address in ("ZZZZ99", "XFE1", "A", "1A", ""):
        cell = f'<row r="12"><c r="{address or "-"}"><v>1</v></c></row>'
        data = edited(full, PARK_SHEET, partial(_append, cell))
        assert refused(data) == "W105"


def test_a_million_formatted_rows_are_read_quickly(full: bytes) -> None:
    rows = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(12, 1_048_577))
    data = edited(full, PARK_SHEET, lambda t: t.replace("</sheetData>", rows + "</sheetData>"))
    with within(2):
        assert accepted(data).text("park_name") == "晋阳低碳产业园"


FLOODS: list[tuple[str, Callable[[str], str]]] = [
    (
        PARK_SHEET,
        lambda text: text.replace(
            "</worksheet>",
            "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(50_000)) + "</worksheet>",
        ),
    ),
    (
        STYLES,
        lambda text: text.replace("</cellXfs>", '<xf numFmtId="0"/>' * 60_000 + "</cellXfs>"),
    ),
    (
        WORKBOOK,
        lambda text: text.replace(
            "</definedNames>",
            "".join(f'<definedName name="x{n}">#REF!</definedName>' for n in range(30_000))
            + "</definedNames>",
        ),
    ),
]


@pytest.mark.parametrize(("part", "flood"), FLOODS)
def test_a_flood_of_what_is_not_needed_is_read_past(
    full: bytes, part: str, flood: Callable[[str], str]
) -> None:
    data = edited(full, part, flood)
    with within(2):
        assert accepted(data).text("park_name") == "晋阳低碳产业园"


def test_bent_bytes_give_the_same_answers_or_a_message_but_never_an_exception(
    full: bytes,
) -> None:
    dice = Random(20241123)  # noqa: S311
    for _ in range(400):
        bent = bytearray(full)
        for _ in range(dice.randint(1, 4)):
            bent[dice.randrange(len(bent))] = dice.randrange(256)
        outcome = read(bytes(bent), "park.xlsx", STANDARDS)
        assert isinstance(outcome, (Submission, Refusal))


def test_bent_markup_gives_answers_or_a_message_but_never_an_exception(full: bytes) -> None:
    dice = Random(7)  # noqa: S311
    for number in range(300):
        part = dice.choice([PARK_SHEET, WORKBOOK, STYLES, "xl/_rels/workbook.xml.rels"])

        def bend(text: str) -> str:
            start = dice.randrange(len(text))
            end = min(len(text), start + dice.randint(0, 12))
            return text[:start] + dice.choice(["", "-1", "9" * 12, '"', "<v>", "x"]) + text[end:]

        outcome = read(edited(full, part, bend), f"{number}.xlsx", STANDARDS)
        assert isinstance(outcome, (Submission, Refusal))


def test_a_refusal_is_one_sentence_and_a_remedy_without_programmers_words() -> None:
    outcome = read(b"", "某园区.xlsx", STANDARDS)
    assert isinstance(outcome, Refusal)
    assert outcome.book == "某园区.xlsx"
    (issue,) = outcome.issues
    assert issue == Issue("W101", "error", None, {"name": "某园区.xlsx", "found": ""})
    assert what(issue.code, issue.params) == "文件是空的，里面没有内容"
    assert "重新提交" in remedy(issue.code, issue.params)
