"""Coverage-guided fuzzing of the door (读取模糊测试): whatever comes in, answers or a message.

Usage: python fuzz/reader.py [libFuzzer options] [CORPUS], such as ``-max_total_time=60``.

The fuzzer chooses a part of a small filled workbook and what to cut out of it and put into it, or
bends the packed bytes themselves. What must hold: no exception, answers that are finite numbers or
clean text, and, marked, the same answers again.
"""

import sys
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import atheris

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests")]

with atheris.instrument_imports(include=["zeropark.workbook", "zeropark.validate"]):
    from workbook_park import FULL, STANDARD, STANDARDS, workbook

    from zeropark.model import Entry, Submission
    from zeropark.validate import answered, validate
    from zeropark.workbook import mark, read
    from zeropark.workbook.text import clean

PIECES = (
    "<v>", "</v>", "<f>", "<row>", '<c r="D6">', "</c>", 't="s"', 't="e"', 't="b"', 't="str"',
    't="inlineStr"', "<is><t>", "#DIV/0!", "1e999", "NaN", "-1", "99999999999", "_x000B_", "&#11;",
    "&lt;", "]]>", "<![CDATA[", "<!--", "-->", "<?x?>", "<!DOCTYPE a>", "XFD1048576", "A0",
    "$A$1:$XFD$1", "#REF!", "约50", "98％", "１２", "1,234", "不适用", "未统计", 'hidden="1"',
    'xml:space="preserve"',
    '<mergeCell ref="D6:E9"/>', "'", '"', "\u202e", "\ufffe", "=1+1", "{{ 7*7 }}",
)  # fmt: skip


def _parts() -> dict[str, bytes]:
    with ZipFile(BytesIO(workbook(FULL))) as package:
        return {name: package.read(name) for name in package.namelist()}


SEED = _parts()
NAMES = [name for name in SEED if name.endswith((".xml", ".rels")) and "docProps" not in name]
MARKED_EVERY = 8  # marking takes as long as reading; the fuzzer says when


def bent(given: atheris.FuzzedDataProvider) -> bytes:
    """A workbook with a few changes in one part, or in the packed bytes."""
    parts = dict(SEED)
    name = NAMES[given.ConsumeIntInRange(0, len(NAMES) - 1)]
    for _ in range(given.ConsumeIntInRange(1, 4)):
        content = parts[name]
        at = given.ConsumeIntInRange(0, len(content))
        cut = given.ConsumeIntInRange(0, 64)
        piece = PIECES[given.ConsumeIntInRange(0, len(PIECES) - 1)]
        raw = given.ConsumeBytes(8) if given.ConsumeBool() else piece.encode()
        parts[name] = content[:at] + raw + content[at + cut :]
    result = BytesIO()
    with ZipFile(result, "w", ZIP_STORED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    data = bytearray(result.getvalue())
    for _ in range(given.ConsumeIntInRange(0, 3) if given.ConsumeBool() else 0):
        data[given.ConsumeIntInRange(0, len(data) - 1)] = given.ConsumeIntInRange(0, 255)
    return bytes(data)


def sound(entry: Entry) -> bool:
    """Whether an answer is one that every room behind the door may rely on."""
    value = entry.value
    if isinstance(value, Decimal):
        return value.is_finite()
    return value is None or clean(value) == value


def entries(submission: Submission) -> list[Entry]:
    """Every answer, those of tables too."""
    rows = (row for listing in submission.listings.values() for row in listing.rows)
    return [*submission.entries.values(), *(e for row in rows for e in row.entries.values())]


def once(raw: bytes) -> None:
    """One input of the fuzzer."""
    given = atheris.FuzzedDataProvider(raw)
    marking = given.ConsumeIntInRange(1, MARKED_EVERY) == 1
    data = bent(given)
    outcome = read(data, "park.xlsx", STANDARDS)
    if not isinstance(outcome, Submission):
        return
    issues = answered((*outcome.issues, *validate(STANDARD, outcome)), outcome.replies)
    told = entries(outcome)
    assert all(map(sound, told)), told  # noqa: S101 -- what the fuzzer looks for
    copy = mark(data, issues) if marking else None
    if copy:
        again = read(copy.data, "park.xlsx", STANDARDS)
        assert isinstance(again, Submission), again  # noqa: S101 -- likewise
        pairs = zip(told, entries(again), strict=True)
        assert all((a.value, a.state) == (b.value, b.state) for a, b in pairs)  # noqa: S101


if __name__ == "__main__":
    atheris.Setup(sys.argv, once)
    atheris.Fuzz()
