"""Whether anything that is filled in gets lost on the way (R6): random fillings, four writers.

`python benchmarks/written.py [份数] [种子]`: every filling is written by ourselves, saved again by
openpyxl and by LibreOffice, and written anew by XlsxWriter; what is read must be what was filled
in.
"""

import shutil
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from subprocess import run
from tempfile import TemporaryDirectory

import openpyxl
import xlsxwriter

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from fills import fill  # noqa: E402 -- the tests' own fillings

from zeropark.messages import words  # noqa: E402
from zeropark.model import Entry, Standard, Submission, Variant  # noqa: E402
from zeropark.standard import find, load_all  # noqa: E402
from zeropark.workbook import Filling, Refusal, read, write  # noqa: E402

Said = dict[tuple[str, ...], object]
_OFFICE = shutil.which("soffice") or ""
_AT_ONCE = 20  # workbooks that one LibreOffice saves


def main(count: int, seed: int) -> int:
    """Write, save, read and compare; 1 if anything read is not what was filled in."""
    warnings.simplefilter("ignore")  # openpyxl's, of extensions that it does not keep
    standards = load_all(find())
    kinds = [(s, v) for s in standards.values() for v in s.variants.values()]
    read_, wrong, answers = Counter[str](), list[str](), 0
    for first in range(seed, seed + count, _AT_ONCE):
        with TemporaryDirectory() as folder:
            fillings: dict[str, Filling] = {}
            for n in range(first, min(first + _AT_ONCE, seed + count)):
                standard, variant = kinds[n % len(kinds)]
                fillings[f"{n}.xlsx"] = _written(standard, variant, n, Path(folder))
            for writer, name, data in _saved(Path(folder)):
                expected = _filled_in(fillings[name])
                odd = _differing(expected, read(data, name, standards))
                read_[writer] += 1
                answers += len(expected)
                wrong += [f"{writer} {name} {key}" for key in sorted(odd)]
        told = "，".join(f"{writer} {n} 份" for writer, n in read_.items())
        print(f"{told}；填报内容 {answers} 项，不同 {len(wrong)} 项 {wrong[:5]}", flush=True)
    return int(bool(wrong) or not answers)


def _written(standard: Standard, variant: Variant, seed: int, folder: Path) -> Filling:
    filling = fill(standard, variant, seed)
    write(standard, variant, folder / f"{seed}.xlsx", filling)
    return filling


def _saved(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Each workbook of the folder by each writer: who, name, bytes."""
    for path in sorted(folder.glob("*.xlsx")):
        data = path.read_bytes()
        yield "本程序", path.name, data
        book = openpyxl.load_workbook(BytesIO(data))
        again = BytesIO()
        book.save(again)
        yield "openpyxl", path.name, again.getvalue()
        yield "XlsxWriter", path.name, _anew(book)
    if _OFFICE:
        yield from _resaved(folder)


def _resaved(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    books = sorted(folder.glob("*.xlsx"))
    save = ["--convert-to", "xlsx", "--outdir", str(folder / "again"), *map(str, books)]
    run([_OFFICE, "--headless", profile, *save], check=True, capture_output=True)
    for path in books:
        yield "LibreOffice", path.name, (folder / "again" / path.name).read_bytes()


def _anew(book: openpyxl.Workbook) -> bytes:
    """Words, numbers and names of a workbook, written by XlsxWriter; nothing of its looks."""
    made = BytesIO()
    copy = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False})
    forms = dict[str, object]()
    for sheet in book:
        page = copy.add_worksheet(sheet.title)
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            form = cell.number_format
            look = forms.setdefault(form, copy.add_format({"num_format": form}))
            place = cell.row - 1, cell.column - 1
            if cell.data_type != "f":
                page.write(*place, cell.value, look)
    for name, named in book.defined_names.items():
        copy.define_name(name, f"={named.attr_text}")
    copy.close()
    return made.getvalue()


def _differing(expected: Said, read_: Submission | Refusal) -> set[tuple[str, ...]]:
    """What was read otherwise, and not asked back: some fillings are faulty on purpose."""
    if isinstance(read_, Refusal):
        return set(expected)
    found = _found(read_)
    asked = {issue.cell for issue in read_.issues if issue.level != "note"}
    back = {key for key, entry in _entries(read_) if entry.cell in asked}
    return {k for k in {*found, *expected} - back if found.get(k) != expected.get(k)}


def _filled_in(filling: Filling) -> Said:
    answers: Said = {("", key): value for key, value in filling.answers.items()}
    reasons: Said = {("reason", id_): text for id_, text in filling.reasons.items() if text}
    rows: Said = {
        (table, str(n), key): value
        for table, listed in filling.rows.items()
        for n, row in enumerate([row for row in listed if row])
        for key, value in row.items()
    }
    return answers | reasons | rows


def _entries(submission: Submission) -> Iterator[tuple[tuple[str, ...], Entry]]:
    for key, entry in submission.entries.items():
        yield ("", key), entry
    for table, listing in submission.listings.items():
        for n, row in enumerate(listing.rows):
            for key, entry in row.entries.items():
                yield (table, str(n), key), entry


def _found(submission: Submission) -> Said:
    reasons = {("reason", e.item.id): e.reason for e in submission.entries.values() if e.reason}
    answers = {key: _said(entry) for key, entry in _entries(submission)}
    return {key: said for key, said in (answers | reasons).items() if said is not None}


def _said(entry: Entry) -> object:
    """The value, or the code that stands in its place."""
    not_applicable = entry.state == "not_applicable"
    return words("codes")["not_applicable"] if not_applicable else entry.value


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    raise SystemExit(main(*(given + [20, 0][len(given) :])))
