"""Hundreds of mutants of one workbook: each is a message at its cell, or taken, nothing else."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from books import named as of_park
from books import sample, shipped
from docx import Document
from mutants import NAMES, Mutant, all_of_them, good, named, values
from test_batch import tree

from zeropark.batch import Means, Order, Workshop, books_in, judge, run
from zeropark.batch.workshop import process
from zeropark.messages import remedy, what
from zeropark.model import Issue, Outcome, Submission
from zeropark.sample import draw
from zeropark.standard import find
from zeropark.workbook import Refusal, mark, write
from zeropark.workbook.text import clean, decode

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
ROOT = Path(__file__).parents[1]
SECONDS, MEBIBYTES = 5, 256  # for one mutant: as much time, the whole process so much memory

# words of programs and programmers that no message may have
FOREIGN = re.compile(
    r"\b(None|True|False|nan|KeyError|Error|Exception|Traceback|sharedStrings|xml|zip|null|"
    r"Decimal|str|int|float|index|NoneType)\b"
)


@cache
def catalogue() -> tuple[Mutant, ...]:
    return tuple(all_of_them())


@cache
def workshop() -> Workshop:
    return Workshop.open(Order(find(), "", reports=False))


def told(mutant: Mutant) -> tuple[Submission | Refusal, tuple[Issue, ...]]:
    outcome, issues, _ = judge(workshop(), mutant.data, "park.xlsx")
    return outcome, issues


def test_there_are_enough_of_them_and_all_differ() -> None:
    assert len(catalogue()) >= 272
    assert len({mutant.name for mutant in catalogue()}) == len(catalogue())


@pytest.mark.parametrize("mutant", catalogue(), ids=lambda mutant: mutant.name)
def test_a_mutant_is_told_in_a_sentence_or_taken_and_nothing_else(mutant: Mutant) -> None:
    outcome, issues = told(mutant)
    codes = {issue.code for issue in issues}
    if mutant.codes:
        assert codes & set(mutant.codes), (codes, mutant.codes)
    else:
        assert isinstance(outcome, Submission), issues
        assert not [issue for issue in issues if issue.level == "error"]
    for issue in issues:
        said = what(issue.code, issue.params), remedy(issue.code, issue.params)
        assert all(said), issue
        assert not FOREIGN.search(" ".join(said).replace(issue.params.get("found", ""), "")), said
        if issue.code.startswith(("V", "C")):
            assert issue.cell is not None
            assert issue.cell.sheet
            assert re.fullmatch(r"[A-Z]+[0-9]+", issue.cell.ref)
    if isinstance(outcome, Submission):
        mark(mutant.data, issues)  # whether it can be marked or not: no exception


def test_one_fault_is_one_message() -> None:
    """What is typed into one cell is said once; at most one check of the standard says more."""
    counts = [len([i for i in told(mutant)[1] if i.level != "note"]) for mutant in values()]
    assert sum(count <= 1 for count in counts) >= 0.95 * len(counts)


def test_text_where_a_number_is_wanted_is_never_taken_for_zero() -> None:
    for mutant in values():
        outcome, _ = told(mutant)
        assert isinstance(outcome, Submission)
        assert outcome.entries["el_in__report"].number != 0


MEASURE = """
import json, sys, time
from pathlib import Path
from zeropark.batch import Order, Workshop, judge
from zeropark.standard import find
shop, slowest = Workshop.open(Order(find(), "", reports=False)), 0.0
for path in sorted(Path(sys.argv[1]).iterdir()):
    start = time.process_time()
    judge(shop, path.read_bytes(), path.name)
    slowest = max(slowest, time.process_time() - start)
status = Path("/proc/self/status").read_text()  # getrusage would count the parent before exec
peak = int(status.partition("VmHWM:")[2].split()[0]) / 1024
print(json.dumps({"slowest": slowest, "peak": peak}))
"""


def test_no_mutant_takes_more_than_its_share_of_time_and_memory(tmp_path: Path) -> None:
    """All in one process of their own: the longest, and the most memory that it ever had."""
    for number, mutant in enumerate(catalogue()):
        (tmp_path / f"{number:03d}.xlsx").write_bytes(mutant.data)
    measure = [sys.executable, "-c", MEASURE, str(tmp_path)]
    done = subprocess.run(measure, cwd=ROOT, capture_output=True, text=True, check=True)
    measured = json.loads(done.stdout)
    assert measured["slowest"] < SECONDS, measured
    assert measured["peak"] < MEBIBYTES, measured


def test_bad_workbooks_leave_the_results_of_the_good_ones_as_they_are(tmp_path: Path) -> None:
    parks = {f"好{n}.xlsx": of_park(f"好园区{n}", sample()) for n in range(4)}
    clean = ran(tmp_path / "clean", parks)
    mixed = ran(tmp_path / "mixed", parks | {f"坏{n:03d}.xlsx": m.data for n, m in _some()})
    for park in parks:
        name = f"好园区{park[1]}"
        assert tree(mixed / name) == tree(clean / name), name
        assert tree(clean / name)


def _some() -> list[tuple[int, Mutant]]:
    """Every seventh of the catalogue: the whole of it is read above."""
    return list(enumerate(catalogue()[::7]))


def ran(folder: Path, books: Mapping[str, bytes]) -> Path:
    source = folder / "in"
    source.mkdir(parents=True)
    for name, data in books.items():
        (source / name).write_bytes(data)
    taken, _ = books_in([source])
    run(taken, folder / "out", Order(find(), "", reports=False), Means(2), lambda _: None)
    return folder / "out"


def test_the_workbook_they_are_made_of_is_without_fault() -> None:
    _, issues, evaluation = judge(workshop(), good(), "park.xlsx")
    assert (issues, evaluation is None) == ((), False)


@cache
def press() -> Workshop:
    return Workshop.open(Order(find(), "", reports=True))


@pytest.mark.parametrize("name", NAMES[:24], ids=lambda name: repr(name[:24]))
def test_whatever_a_park_is_called_stands_in_its_report_as_it_was_typed(
    name: str, tmp_path: Path
) -> None:
    data = next(m.data for m in named() if m.name.startswith(f"named {name[:60]!r}"))
    outcome = process(press(), laid_down(tmp_path / "in.xlsx", data), tmp_path / "out")
    assert outcome.status == "evaluated", outcome
    shown = " ".join(clean(decode(name)).split())
    reports = sorted((tmp_path / "out").glob("*.docx"))
    assert reports
    for report in reports:
        document = Document(str(report))
        said = "".join(t.text or "" for t in document.element.body.iter(f"{{{W}}}t"))
        assert shown.replace(" ", "") in said.replace(" ", "")


@cache
def fields() -> tuple[str, ...]:
    """A word of its own for every text that a park may type, as far as its reports print it."""
    with TemporaryDirectory() as folder:
        outcome, said = reported(Path(folder), worded(lambda word: word))
    assert outcome.status == "evaluated", outcome.issues
    printed = tuple(word for word in words_of() if word in said)
    assert len(printed) >= 20
    return printed


def words_of() -> tuple[str, ...]:
    return tuple(f"answer{number:03d}x" for number in range(len(texts())))


@cache
def texts() -> tuple[str, ...]:
    """The texts that a park may type: not picked, not counted, no part of a number or a date."""
    kind = shipped().variants["industrial"]
    given = draw(shipped(), kind, 2, "good", seed=1).filling.answers
    items = kind.items()
    return tuple(key for key in given if "__" not in key and items[key].kind == "text")


def worded(change: Callable[[str], str]) -> bytes:
    """The good workbook with every text's own word in its place, changed so."""
    kind = shipped().variants["industrial"]
    filling = draw(shipped(), kind, 2, "good", seed=1).filling
    own = dict(zip(texts(), words_of(), strict=True))
    with TemporaryDirectory() as folder:
        path = Path(folder, "park.xlsx")
        write(shipped(), kind, path, replace(filling, answers={**filling.answers, **own}))
        packed = path.read_bytes()
    result = BytesIO()
    with ZipFile(BytesIO(packed)) as source, ZipFile(result, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith(".xml") and b"answer" in part:
                bent = re.sub("answer[0-9]{3}x", lambda m: escape(change(m[0])), part.decode())
                part = bent.encode()
            target.writestr(name, part)
    return result.getvalue()


def reported(folder: Path, data: bytes) -> tuple[Outcome, str]:
    """What became of it, and all that its Word documents say, without blanks."""
    outcome = process(press(), laid_down(folder / "in.xlsx", data), folder / "out")
    documents = [Document(str(path)) for path in sorted((folder / "out").glob("*.docx"))]
    parts = (t.text or "" for d in documents for t in d.element.body.iter(f"{{{W}}}t"))
    return outcome, "".join("".join(parts).split())


@pytest.mark.parametrize("turn", range(30))
def test_a_hostile_text_in_any_field_stands_in_the_report_as_it_was_typed(
    turn: int, tmp_path: Path
) -> None:
    """Thirty texts go round all fields: every text comes to stand in every field once."""
    texts_ = NAMES[:30]
    typed = {word: texts_[(turn + n) % 30] + word for n, word in enumerate(words_of())}
    outcome, said = reported(tmp_path, worded(typed.__getitem__))
    assert outcome.status == "evaluated", outcome.issues
    expected = {word: "".join(clean(decode(typed[word])).split()) for word in fields()}
    assert {word: text for word, text in expected.items() if text not in said} == {}


def laid_down(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path
