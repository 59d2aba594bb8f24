"""Hostile and clumsy mutants of a filled workbook of the shipped standard (变异件): name → bytes.

Each is what one thing gone wrong makes of a good workbook, with the codes that may be said of it;
no codes: it is taken without a word. What a spreadsheet program, a careless hand or an ill-meaning
one does to values, cells, structure and package.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from books import ENERGY, POWER, sample, where
from workbook_park import STYLES, WORKBOOK, edited, with_cell

PARTS = (WORKBOOK, ENERGY, STYLES, "xl/_rels/workbook.xml.rels", "_rels/.rels")
TEXT_SHEET = "xl/worksheets/sheet2.xml"  # the park's name stands here


@dataclass(frozen=True)
class Mutant:
    """A workbook with one thing wrong, and what may be said of it."""

    name: str
    data: bytes
    codes: tuple[str, ...]


# what is typed where a number is wanted → what is said of it
TYPED = {
    "V120": ("３１８０９９", "318,099", "318，099", "318 099", "318\u00a0099", "31.8099万",
             "318099 MWh", "\u200b318099", "318099\n", "\ufeff318099", "318,099.0", "＋318099",
             "318099MWH", "−318099"),
    "V127": ("31809.9万kWh", "318099000 kWh"),
    "V105": ("1.234,5", "31,8099", "1_000", "NaN", "inf", "-Infinity", "三十一万",
             "(5)", "0x10", "TRUE", "3,18099", "2.1.3", "一百二十", "不低于30万", "318'099",
             "318099-", "l00", "O", "Ⅳ", "1 2 3", "=318099"),
    "V106": ("约50", "≥50", "50以上", "10~20", "10-20", "12/34", "近30万",
             "大约30万", "30万左右", "30万多", ">30", "<30万", "±5"),
    "V107": ("9" * 41, "9" * 6000, "一" * 32_767, "0" * 50),
    "V108": ("½", "1²", "\u0661\u0662\u0663", "①"),
    "V109": ("98%", "98％"),
    "V111": ("12吨", "1200吨标准煤", "12 km²", "318099元", "318099。", "30万+", "5㎡"),
    "V112": ("1e400", "-1e999"),
    "V118": ("-", "——", "无", "/", "N/A", "见附件", "详见附件", "--", "暂无",
             "待定", "未知", "同上"),
    "V119": ("不适用",),
    "V124": (),
}  # fmt: skip

# how the cell of a number is stored → what is said of it
STORED = {
    "": ('t="n"><f>1+1</f><v>318099</v>', 's="99999"><v>318099</v>', 't="whatever"><v>318099</v>'),
    "V101": ("><f>SUM(A1:A9)</f>", "><f>SUM(A1:A9)</f><v></v>", "><f>SUM(A1:A9)</f><v/>",
             't="str"><f>A1</f>'),
    "V102": tuple(f't="e"><f>1/0</f><v>{e}</v>' for e in ("#DIV/0!", "#REF!", "#NAME?", "#VALUE!")),
    "V103": ('t="b"><v>1</v>', 't="b"><v>0</v>'),
    "V104": ('t="d"><v>2025-01-01T00:00:00</v>',),
    "V105": ("><v>abc</v>", "><v>12,5</v>", "><v>NaN</v>"),
    "V112": ("><v>1e999</v>", "><v>-1E400</v>"),
    "V122": ("><f>[1]Sheet1!A1</f><v>318099</v>",),
    "V123": ('t="str"><f>""</f><v></v>',),
    "V124": ('><v>1</v></c><c r="AT"><v>2</v>',),
    "V126": ('t="e"><f>_xlfn.DISPIMG("ID_1",1)</f><v>#NAME?</v>',
             't="inlineStr"><is><t>=DISPIMG("ID_1",1)</t></is>'),
    "V202": ('t="s">', 's="STYLE">', 't="inlineStr"><is><t></t></is>'),
    "W105": ('t="s"><v>-1</v>', 't="s"><v>999999</v>', "><v>&#11;</v>", "><v>1<</v>",
             "><v>\x0b</v>"),
}  # fmt: skip

# what may be typed as the name of a park: shown as it stands, a file of its own
NAMES = (
    "{{ 7*7 }}", "{% for x in y %}", "{%p if 1 %}", "{# note #}", "{{ config }}", "</w:t></w:r>",
    "a & b <x> c", "]]>", "<script>alert(1)</script>", '"quoted" \'too\'', "=1+1",
    "+1", "-1", "@SUM(A1)", "\tx", "<!-- -->", "&amp;amp;", "{{ ''.__class__ }}", "{% raw %}",
    '=HYPERLINK("http://example.invalid","x")', "=cmd|' /C calc'!A0", "\\x07", "𠮷𰻝园区",
    "🏭园区", "مدينة", "\u202egnp.exe", "零\u200b宽", "_x000B_", "_x0041_", "'", "''!A1",
    "`id`", "$(id)",
    "e\u0301" * 50, "e" + "\u0301" * 500, "../../etc/passwd", "..", "CON", "NUL.txt", "a" * 300,
    "园" * 300,
    "a/b\\c:d*e?f", "-rf", "~$园区", ".hidden", "名称. ", "C:\\Windows", "%s%n", "${jndi:ldap://x}",
)  # fmt: skip


@cache
def good() -> bytes:
    """The workbook that all mutants are made of."""
    return sample()


def _power(xml: str) -> bytes:
    cell = where(good(), POWER)
    return with_cell(good(), cell, xml.replace('r="AT"', f'r="{cell}"'), ENERGY)


def _text(words: str) -> str:
    return f's="STYLE" t="inlineStr"><is><t xml:space="preserve">{escape(words)}</t></is>'


def values() -> Iterator[Mutant]:
    """What people type where a number is wanted."""
    for code, texts in TYPED.items():
        for text in texts:
            yield Mutant(f"typed {text[:20]!r} of {len(text)}", _power(_text(text)), (code,))


def cells() -> Iterator[Mutant]:
    """How programs store a cell."""
    for code, forms in STORED.items():
        for form in forms:
            codes = (code,) if code else ()
            yield Mutant(f"stored {form[:40]!r}", _power(form), codes)


def named() -> Iterator[Mutant]:
    """What may stand where a park has its name."""
    for name in NAMES:
        data = with_cell(good(), where(good(), "v_park_name"), _text(name), TEXT_SHEET)
        yield Mutant(f"named {name[:60]!r}", data, ())


def structures() -> Iterator[Mutant]:
    """What becomes of sheets, rows, names and merges."""
    for name, codes, change in _STRUCTURES:
        yield Mutant(name, edited(good(), WORKBOOK, change), codes)
    for name, codes, change in _SHEETS:
        yield Mutant(name, edited(good(), ENERGY, change), codes)


def packages() -> Iterator[Mutant]:
    """What is no workbook, or a package that is not what it says."""
    data = good()
    for share in range(5, 100, 5):
        yield Mutant(f"cut at {share} %", data[: len(data) * share // 100], ("W105",))
    for name, raw, code in _FILES:
        yield Mutant(name, raw, (code,))
    for part in PARTS:
        yield Mutant(f"without {part}", _repacked(part, None), ("W102", "W105", "V110", "V116"))
        yield Mutant(f"empty {part}", _repacked(part, b""), ("W105",))
        yield Mutant(f"begin of {part}", _repacked(part, _read(part)[:400]), ("W105",))
        yield Mutant(f"nonsense in {part}", _repacked(part, b"\xff" * 99), ("W105",))
        for doctype in _DOCTYPES:
            head = b'<?xml version="1.0"?>' + doctype
            body = re.sub(rb"^<\?xml.*?\?>", b"", _read(part), flags=re.DOTALL)
            yield Mutant(
                f"doctype {doctype[:30]!r} in {part}", _repacked(part, head + body), ("W107",)
            )
        utf16 = re.sub(rb"(?i)encoding=.utf-8.", b'encoding="UTF-16"', _read(part)).decode()
        yield Mutant(f"utf-16 {part}", _repacked(part, utf16.encode("utf-16")), ())
        yield Mutant(f"twice {part}", _twice(part), ("W108",))
    yield Mutant("bomb of blanks", _bomb(), ("W106",))
    yield Mutant("swollen part", _repacked("xl/theme/theme1.xml", b" " * (3 << 20)), ("W106",))
    yield Mutant(
        "nested", edited(data, ENERGY, lambda t: t.replace("<sheetData>", "<a>" * 999)), ("W106",)
    )
    yield Mutant("crypt flag", _flagged(data), ("W104",))
    for name in ("../../evil.xml", "/etc/passwd", "C:\\evil.xml", "a\0b", "x" * 5000):
        yield Mutant(f"entry {name[:12]!r}", _with_entry(name), ())


def all_of_them() -> Iterator[Mutant]:
    """Every mutant."""
    for kind in (values, cells, named, structures, packages):
        yield from kind()


# ------------------------------------------------------------------ how they are made

Change = Callable[[str], str]


def _rename(text: str) -> str:
    return text.replace("能源与排放", "能源 (改)")


def _without_names(pattern: str) -> Change:
    return lambda text: re.sub(rf'<definedName name="{pattern}".*?</definedName>', "", text)


def _copied(text: str) -> str:
    sheet = re.search(r"<sheet [^>]*能源与排放[^>]*/>", text)
    assert sheet
    twin = re.sub('sheetId="[0-9]+"', 'sheetId="77"', sheet[0]).replace(
        "能源与排放", "能源与排放 (2)"
    )
    local = f'<definedName name="{POWER}" localSheetId="14">\'能源与排放 (2)\'!$H$5</definedName>'
    text = text.replace("</sheets>", twin + "</sheets>")
    return text.replace("</definedNames>", local + "</definedNames>")


def _gone(text: str) -> str:
    text = re.sub(r"<sheet [^>]*能源与排放[^>]*/>", "", text)
    return text.replace("'能源与排放'!$", "#REF!$")


def _state(state: str) -> Change:
    def change(text: str) -> str:
        sheet = re.search(r"<sheet [^>]*能源与排放[^>]*/>", text)
        assert sheet
        bare = re.sub(' state="[a-zA-Z]+"', "", sheet[0])
        return text.replace(sheet[0], bare.replace("<sheet ", f'<sheet state="{state}" '))

    return change


_STRUCTURES: tuple[tuple[str, tuple[str, ...], Change], ...] = (
    ("sheet renamed", (), _rename),
    ("sheet renamed with blanks", (), lambda t: t.replace("能源与排放", " 能源与排放  ")),
    ("all names gone", ("W122", "W121", "W127"), _without_names('[vnetcdg]_[^"]*')),
    ("one name gone", ("W122",), _without_names(POWER)),
    ("a name that points nowhere", ("W122",), lambda t: t.replace("'能源与排放'!$H$5", "#REF!")),
    ("sheet copied", ("W123",), _copied),
    ("sheet deleted", ("W120",), _gone),
    ("sheet hidden", ("W124",), _state("hidden")),
    ("sheet very hidden", ("W124",), _state("veryHidden")),
    ("the stamp gone", ("W109",), lambda t: t.replace('name="zeropark"', 'name="other"')),
    ("300 more sheets", (), lambda t: t.replace("</sheets>", _many(
        300, '<sheet name="x{n}" sheetId="{n}999"/>') + "</sheets>")),
    ("the 1904 calendar", (), lambda t: re.sub(
        "<workbookPr[^>]*>", '<workbookPr date1904="1"/>', t)),
    ("30,000 names", (), lambda t: t.replace("</definedNames>", _many(
        30_000, '<definedName name="x{n}">#REF!</definedName>') + "</definedNames>")),
    ("calculated by hand", (), lambda t: t.replace("</workbook>", "<calcPr calcMode='manual'/>"
        "</workbook>")),
)  # fmt: skip

_SHEETS: tuple[tuple[str, tuple[str, ...], Change], ...] = (
    ("a row hidden", ("W125",), lambda t: t.replace('<row r="5"', '<row r="5" hidden="1"')),
    ("two answers merged", ("V128",), lambda t: _merged(_blanked(t, "H5"), "F5:H5")),
    ("the whole sheet merged", (), lambda t: _merged(t, "A1:XFD1048576")),
    ("50,000 merges", (), lambda t: _merged(t, *(f"AA{n}:AB{n}" for n in range(1, 50_001)))),
    ("the last cell formatted", (), lambda t: t.replace(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')),
    ("a million formatted rows", (), lambda t: t.replace("</sheetData>", "".join(
        f'<row r="{n}" s="1"/>' for n in range(900, 1_048_577)) + "</sheetData>")),
    ("a cell that no sheet has", ("W105",), lambda t: t.replace('<c r="H5"', '<c r="ZZZZ5"')),
    ("a wrong dimension", (), lambda t: re.sub('<dimension ref="[^"]*"', '<dimension ref="A1"', t)),
    ("lower case addresses", (), lambda t: re.sub(
        '<c r="([A-Z]+[0-9]+)"', lambda found: found[0].lower(), t)),
    ("rows without numbers", (), lambda t: re.sub('<row r="[0-9]+"', "<row", t)),
    ("comments and instructions between", (), lambda t: t.replace("<row", "<!-- x --><?y z?><row")),
    ("cells of an unknown kind between", (), lambda t: t.replace("<row", "<extra a='1'/><row")),
    ("unprotected", (), lambda t: re.sub("<sheetProtection[^>]*/>", "", t)),
)  # fmt: skip


def _many(count: int, form: str) -> str:
    return "".join(form.replace("{n}", str(number)) for number in range(1, count + 1))


def _blanked(text: str, ref: str) -> str:
    return re.sub(rf'<c r="{ref}" s="([0-9]+)"[^>]*>.*?</c>', rf'<c r="{ref}" s="\1"/>', text)


def _merged(text: str, *areas: str) -> str:
    cells = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    return re.sub(r"<mergeCells[^>]*>", lambda found: found[0] + cells, text, count=1)


_DOCTYPES = (
    b"<!DOCTYPE a>",
    b'<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd">',
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512
_FILES: tuple[tuple[str, bytes, str], ...] = (
    ("nothing", b"", "W101"),
    ("zeros", b"\0" * 4096, "W101"),
    ("old Excel or WPS", _OLE, "W103"),
    ("with a password", _OLE + "EncryptedPackage".encode("utf-16-le"), "W104"),
    ("csv", "园区名称,某园区\r\n".encode("gb18030"), "W102"),
    ("utf-8 csv", "\ufeff园区名称,某园区\n".encode(), "W102"),
    ("web page", b"<html><body><table></table></body></html>", "W102"),
    ("xml of 2003", b'<?xml version="1.0"?><Workbook/>', "W102"),
    ("pdf", b"%PDF-1.7\n", "W102"),
    ("picture", b"\x89PNG\r\n\x1a\n", "W102"),
    ("rar", b"Rar!\x1a\x07\x00", "W102"),
    ("noise", bytes(range(256)) * 16, "W102"),
    ("only a head", b"PK\x03\x04", "W105"),
)  # fmt: skip


def _read(part: str) -> bytes:
    with ZipFile(BytesIO(good())) as package:
        return package.read(part)


def _repacked(part: str, content: bytes | None) -> bytes:
    result = BytesIO()
    with ZipFile(BytesIO(good())) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name != part:
                target.writestr(name, source.read(name))
        if content is not None:
            target.writestr(part, content)
    return result.getvalue()


def _bomb() -> bytes:
    """210 MiB of blanks in a fifth of one."""
    result = BytesIO(_repacked(ENERGY, None))
    with ZipFile(result, "a", ZIP_DEFLATED) as package, package.open(ENERGY, "w") as part:
        for _ in range(210):
            part.write(b" " * (1 << 20))
    return result.getvalue()


def _twice(part: str) -> bytes:
    result = BytesIO(good())
    with ZipFile(result, "a") as package:
        package.writestr(ZipInfo("q" * len(part)), b"<a/>")
    return result.getvalue().replace(b"q" * len(part), part.encode())


def _with_entry(name: str) -> bytes:
    result = BytesIO(good())
    with ZipFile(result, "a") as package:
        package.writestr(ZipInfo(name), b"<a/>")
    return result.getvalue()


def _flagged(data: bytes) -> bytes:
    bent = bytearray(data)
    bent[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(bent)
