"""Many workbooks: each is judged for itself, and the output is whole, tidy and the same again."""

import json
import os
from collections.abc import Mapping
from hashlib import sha256
from importlib import import_module
from pathlib import Path

import pytest
from books import VARIANTS, named, of_another_edition, sample, sharing, with_power
from small import written
from workbook_park import workbook

from zeropark.batch import Means, Order, Run, UnknownSchemeError, books_in, run
from zeropark.batch.folder import distinct, put, safe_name
from zeropark.batch.workshop import Workshop, process, scheme_for
from zeropark.model import Outcome, StandardError
from zeropark.standard import find, load

ORDER = Order(find(), "", reports=False)
TASK, WORKING = (import_module(f"zeropark.batch.{name}") for name in ("task", "workshop"))

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512


def laid(folder: Path, books: Mapping[str, bytes]) -> Path:
    """The folder with these files in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in books.items():
        (folder / name).write_bytes(data)
    return folder


def ran(folder: Path, books: Mapping[str, bytes], jobs: int = 1, order: Order = ORDER) -> Run:
    """A run over these workbooks, its output in ``folder / "out"``."""
    taken, _ = books_in([laid(folder / "in", books)])
    return run(taken, folder / "out", order, Means(jobs), lambda _: None)


def told(done: Run) -> dict[str, tuple[str, list[str]]]:
    """What became of each book, and the codes of its errors."""
    return {
        o.book: (o.status, [issue.code for issue in o.issues if issue.level == "error"])
        for o in done.outcomes
    }


def tree(folder: Path) -> dict[str, str]:
    """Every file below the folder with its SHA-256."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def tidy(folder: Path) -> bool:
    """Whether nothing half made lies about."""
    return not [p for p in folder.rglob("*") if p.name.startswith(".") or p.name.endswith(".part")]


# ------------------------------------------------------------------ which files are read


def test_workbooks_are_read_and_locks_hidden_files_and_others_left_out(tmp_path: Path) -> None:
    names = ("乙.xlsx", "甲.xlsx", "~$甲.xlsx", "._甲.xlsx", ".hidden.xlsx", "说明.docx", "旧.XLS")
    laid(tmp_path, dict.fromkeys(names, b""))
    (tmp_path / "folder.xlsx").mkdir()
    taken, left = books_in([tmp_path])
    assert [path.name for path in taken] == ["乙.xlsx", "旧.XLS", "甲.xlsx"]
    assert {path.name for path in left} == set(names) - {path.name for path in taken}


def test_a_file_that_is_named_is_always_read_and_each_only_once(tmp_path: Path) -> None:
    laid(tmp_path, {"a.xlsx": b"", "notes.txt": b""})
    named_ = [tmp_path / "notes.txt", tmp_path, tmp_path / "a.xlsx", tmp_path / "." / "a.xlsx"]
    taken, _ = books_in(named_)
    assert [path.name for path in taken] == ["a.xlsx", "notes.txt"]  # by name


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    laid(tmp_path / "elsewhere", {"a.xlsx": b""})
    folder = laid(tmp_path / "in", {"b.xlsx": b""})
    (folder / "link.xlsx").symlink_to(tmp_path / "elsewhere" / "a.xlsx")
    taken, _ = books_in([folder])
    assert [path.name for path in taken] == ["b.xlsx"]


# ------------------------------------------------------------------ names of folders


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("晋阳产业园", "晋阳产业园"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", "fallback"),
        ("", "fallback"),
        ("   ", "fallback"),
        ("///", "fallback"),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j"),
        ("C:\\Windows", "C__Windows"),
        ("CON", "_CON"),
        ("con.txt", "_con.txt"),
        ("COM1", "_COM1"),
        ("CONSUL", "CONSUL"),
        (".hidden", "hidden"),
        ("name. ", "name"),
        ("a\0b\nc\u202ed\u200be", "a_b_c_d_e"),
        ("\ud800x", "_x"),
        ("e\u0301", "é"),
        ("🏭园区", "🏭园区"),
    ],
)  # fmt: skip
def test_any_name_becomes_one_that_every_file_system_takes(name: str, safe: str) -> None:
    assert safe_name(name, "fallback") == safe


@pytest.mark.parametrize("sign", ["a", "园", "🏭", "é"])
def test_a_long_name_is_cut_within_the_limits_of_a_file_system(sign: str) -> None:
    name = safe_name(sign * 500, "fallback")
    assert 0 < len(name) <= 80
    assert len(name.encode()) <= 180
    assert set(name) == {sign}


def test_names_that_a_file_system_takes_for_one_are_numbered() -> None:
    names = ["A", "a", "A_2", "b", "a"]
    assert list(distinct(names)) == ["A", "a_2", "A_2_2", "b", "a_3"]
    assert list(distinct(["batch.json", "B"], taken={"Batch.json"})) == ["batch.json_2", "B"]


# ------------------------------------------------------------------ safe writing


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new" / "a.json"
    put(path, b"one")
    put(path, b"two")
    assert tree(tmp_path) == {"new/a.json": sha256(b"two").hexdigest()}

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        put(path, b"three")
    assert tree(tmp_path) == {"new/a.json": sha256(b"two").hexdigest()}


# ------------------------------------------------------------------ good and bad together

TEXT = 's="STYLE" t="inlineStr"><is><t>三万左右</t></is>'
UNCALCULATED = 's="STYLE"><f>15000*2</f>'

BAD: Mapping[str, tuple[bytes, str]] = {
    "空.xlsx": (b"", "W101"),
    "文本.xlsx": ("园区名称,示例".encode(), "W102"),
    "网页.xlsx": (b"<html><table></table></html>", "W102"),
    "旧版.xls": (OLE, "W103"),
    "半截.xlsx": (sample()[:20_000], "W105"),
    "别的模板.xlsx": (workbook(), "W110"),
    "别的版本.xlsx": (of_another_edition(), "W111"),
    "文字.xlsx": (named("文字园区", with_power(TEXT)), "V106"),
    "公式.xlsx": (named("公式园区", with_power(UNCALCULATED)), "V101"),
}
GOOD = {f"好{variant}.xlsx": sample(variant) for variant in VARIANTS}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    """A run over good workbooks and bad ones of every kind, and its output."""
    folder = tmp_path_factory.mktemp("mixed")
    return ran(folder, {**GOOD, **{name: data for name, (data, _) in BAD.items()}}), folder / "out"


def test_every_bad_workbook_is_returned_for_its_reason(mixed: tuple[Run, Path]) -> None:
    outcomes = told(mixed[0])
    assert {name: outcomes[name] for name in BAD} == {
        name: ("returned", [code]) for name, (_, code) in BAD.items()
    }


def test_every_good_workbook_is_evaluated_all_the_same(mixed: tuple[Run, Path]) -> None:
    outcomes = told(mixed[0])
    assert {name: outcomes[name] for name in GOOD} == {name: ("evaluated", []) for name in GOOD}


def test_a_good_one_has_its_result_and_a_bad_one_its_list_of_issues_only(
    mixed: tuple[Run, Path],
) -> None:
    done, _ = mixed
    for outcome, folder in zip(done.outcomes, done.folders, strict=True):
        made = sorted(path.name for path in folder.iterdir())
        assert made == sorted(outcome.files)
        if outcome.status == "evaluated":
            assert made == ["result.json"]
        else:
            marked = [f"退回修改-{safe_name(outcome.park, '')}.xlsx"] if outcome.park else []
            assert made == sorted(["issues.json", "问题清单.xlsx", *marked])


def test_nothing_half_made_and_no_log_remains(mixed: tuple[Run, Path]) -> None:
    _, output = mixed
    assert tidy(output)
    assert [path.name for path in output.iterdir() if path.is_file()] == ["check.json"]


def test_the_manifest_tells_every_book_its_sum_its_status_and_its_files(
    mixed: tuple[Run, Path],
) -> None:
    done, output = mixed
    manifest = json.loads((output / "check.json").read_text("utf-8"))
    data = {**GOOD, **{name: data for name, (data, _) in BAD.items()}}
    assert [book["book"] for book in manifest["books"]] == [o.book for o in done.outcomes]
    for book in manifest["books"]:
        assert book["sha256"] == sha256(data[book["book"]]).hexdigest()
        for name, sha in book["files"].items():
            path = output / book["folder"] / name
            assert sha256(path.read_bytes()).hexdigest() == sha
    assert manifest["schemes"]["sx-zero-carbon-park-2024"]["id"] == "draft-aspect-equal"
    assert manifest["schemes"]["sx-zero-carbon-park-2024"]["status"] == "draft"


def test_a_result_holds_every_number_as_text_and_every_input_of_every_step(
    mixed: tuple[Run, Path],
) -> None:
    done, _ = mixed
    place = next(n for n, o in enumerate(done.outcomes) if o.status == "evaluated")
    result = json.loads((done.folders[place] / "result.json").read_text("utf-8"))
    steps = result["steps"]
    assert all(isinstance(s["value"], str) for s in steps.values() if s["state"] == "value")
    assert all(source in steps for s in steps.values() for source in s.get("inputs", ()))
    leaves = [s for s in steps.values() if "inputs" not in s]
    # a cell, a factor with its source, or a number that the standard itself writes
    assert all(s.get("cell") or s.get("source") or s["formula"].isdigit() for s in leaves)
    assert len(result["result"]["scores"]) == 14


# ------------------------------------------------------------------ two workbooks of one park


def test_two_workbooks_of_one_park_are_both_returned_and_named(tmp_path: Path) -> None:
    books = {
        "一.xlsx": sample(),
        "二.xlsx": with_power('s="STYLE"><v>318100</v>'),
        "三.xlsx": sample("tourism"),
    }
    done = ran(tmp_path, books)
    assert told(done) == {
        "一.xlsx": ("returned", ["W191"]),
        "二.xlsx": ("returned", ["W191"]),
        "三.xlsx": ("evaluated", []),
    }
    first = done.outcomes[0].issues[0]
    assert first.params["books"] == "一.xlsx、二.xlsx"
    assert first.params["name"] == "示例工业园区002"
    assert [f.name for f in done.folders] == [
        "示例工业园区002",
        "示例文化旅游园区002",
        "示例工业园区002_2",
    ]


def test_of_many_workbooks_of_one_park_a_message_names_some_and_counts_all(tmp_path: Path) -> None:
    books = {f"{n}.xlsx": with_power(f's="STYLE"><v>{318100 + n}</v>') for n in range(7)}
    (issue, *_) = ran(tmp_path, books).outcomes[6].issues
    assert issue.params["books"] == "0.xlsx、1.xlsx、2.xlsx、3.xlsx、4.xlsx等7份"


def test_the_same_file_twice_is_judged_once_and_the_other_told_as_such(tmp_path: Path) -> None:
    done = ran(tmp_path, {"一.xlsx": sample(), "二.xlsx": sample()})
    told_ = {outcome.book: outcome for outcome in done.outcomes}
    assert {name: one.status for name, one in told_.items()} == {
        "一.xlsx": "evaluated",
        "二.xlsx": "returned",
    }
    (issue,) = told_["二.xlsx"].issues
    assert (issue.code, issue.params["book"]) == ("W193", "一.xlsx")


def test_a_faulty_second_workbook_of_a_park_returns_the_first_too(tmp_path: Path) -> None:
    done = ran(tmp_path, {"一.xlsx": sample(), "二.xlsx": with_power(TEXT)})
    assert told(done) == {
        "一.xlsx": ("returned", ["W191"]),
        "二.xlsx": ("returned", ["W191", "V106"]),
    }


def test_the_same_file_named_twice_is_read_once(tmp_path: Path) -> None:
    path = laid(tmp_path, {"一.xlsx": sample()}) / "一.xlsx"
    taken, _ = books_in([path, tmp_path, path])
    done = run(taken, tmp_path / "out", ORDER, Means(), lambda _: None)
    assert told(done) == {"一.xlsx": ("evaluated", [])}


def test_a_name_written_in_another_width_is_the_same_park(tmp_path: Path) -> None:
    done = ran(tmp_path, {"一.xlsx": named("Ａ园区"), "二.xlsx": named("a园区")})
    assert {status for status, _ in told(done).values()} == {"returned"}


# ------------------------------------------------------------------ hostile names

HOSTILE = (
    "../../../../tmp/x",
    "/etc/passwd",
    "..",
    "CON",
    "a/b",
    "a:b",  # the same folder as the one before, but another park
    "batch.json",
    "zeropark.log",
    ".staging",
    "=HYPERLINK(1)",
    "<script>alert(1)</script>&amp;",
    "{{ 7 * 7 }}",
    "长" * 300,
    "长" * 299 + "短",  # differs from the one before only where names are cut
    "e\u0301\u202e\u200b园",
    "%s%n$(reboot)`id`",
)


def test_whatever_a_park_is_called_its_files_stay_in_its_own_folder(tmp_path: Path) -> None:
    books = {f"{n:02d}.xlsx": named(name) for n, name in enumerate(HOSTILE)}
    done = ran(tmp_path, books)
    output = tmp_path / "out"
    assert told(done) == {name: ("evaluated", []) for name in books}
    assert all(folder.parent == output for folder in done.folders)
    assert len({folder.name.casefold() for folder in done.folders}) == len(HOSTILE)
    assert all((folder / "result.json").is_file() for folder in done.folders)
    assert {path.name for path in tmp_path.iterdir()} == {"in", "out"}
    assert {path.name for path in output.iterdir()} == {
        "check.json",
        *(folder.name for folder in done.folders),
    }
    assert tidy(output)


# ------------------------------------------------------------------ again and again

SEVERAL = {**GOOD, "坏.xlsx": b"", "文字.xlsx": named("文字园区", with_power(TEXT))}


def test_a_second_run_makes_the_same_bytes(tmp_path: Path) -> None:
    ran(tmp_path, SEVERAL)
    before = tree(tmp_path / "out")
    ran(tmp_path, SEVERAL)
    assert tree(tmp_path / "out") == before


def test_two_processes_make_the_same_bytes_as_one(tmp_path: Path) -> None:
    ran(tmp_path / "one", SEVERAL, jobs=1)
    ran(tmp_path / "two", SEVERAL, jobs=2)
    assert tree(tmp_path / "one" / "out") == tree(tmp_path / "two" / "out")
    assert tidy(tmp_path / "two" / "out")


def test_what_is_no_longer_there_leaves_the_output_too(tmp_path: Path) -> None:
    ran(tmp_path, GOOD)
    (tmp_path / "in" / "好tourism.xlsx").unlink()
    ran(tmp_path, {})
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "check.json",
        "示例农业园区002",
        "示例工业园区002",
    ]


def test_a_result_changed_by_hand_is_set_aside_every_time(tmp_path: Path) -> None:
    one = {"一.xlsx": sample()}
    ran(tmp_path, one)
    path = tmp_path / "out" / "示例工业园区002" / "result.json"
    whole = path.read_bytes()
    for words in (b"first", b"second"):
        path.write_bytes(words)
        ran(tmp_path, one)
        assert path.read_bytes() == whole
    aside = {p.name: p.read_bytes() for p in path.parent.iterdir() if p != path}
    assert sorted(aside.values()) == [b"first", b"second"]
    assert all(name.startswith("result（改动备份）") for name in aside)


def test_files_that_are_not_ours_stay_where_they_are(tmp_path: Path) -> None:
    one = {"一.xlsx": sample()}
    folder = laid(tmp_path / "out" / "示例工业园区002", {"批注.txt": "核对".encode()})
    laid(tmp_path / "out", {"说明.txt": b"x"})
    ran(tmp_path, one)
    ran(tmp_path, one)
    assert (folder / "批注.txt").read_text("utf-8") == "核对"
    assert (tmp_path / "out" / "说明.txt").read_bytes() == b"x"


@pytest.mark.parametrize(
    "manifest", ["", "{", "[]", "null", '{"books": 1}', '{"books": [1]}', '{"books": [{}]}']
)
def test_a_damaged_manifest_stops_nothing(tmp_path: Path, manifest: str) -> None:
    laid(tmp_path / "out", {"check.json": manifest.encode()})
    assert told(ran(tmp_path, {"坏.xlsx": b""})) == {"坏.xlsx": ("returned", ["W101"])}


# ------------------------------------------------------------------ faults of ours


def test_an_internal_fault_is_told_as_failed_and_the_batch_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    evaluate = WORKING.evaluate

    def faulty(*arguments: object) -> object:
        if arguments[1].variant == "tourism":  # type: ignore[attr-defined]
            raise ZeroDivisionError("a slip of ours")
        return evaluate(*arguments)

    monkeypatch.setattr(WORKING, "evaluate", faulty)
    done = ran(tmp_path, GOOD)

    assert {o.book: (o.status, o.trouble) for o in done.outcomes} == {
        "好industrial.xlsx": ("evaluated", ""),
        "好agricultural.xlsx": ("evaluated", ""),
        "好tourism.xlsx": ("failed", "ZeroDivisionError"),
    }
    log = (tmp_path / "out" / "zeropark.log").read_text("utf-8")
    assert "好tourism.xlsx" in log
    assert "a slip of ours" in log
    assert "Traceback" not in "".join(capfd.readouterr())
    assert tidy(tmp_path / "out")
    assert not (tmp_path / "out" / "好tourism").exists()


def test_the_log_of_an_earlier_run_is_not_kept(tmp_path: Path) -> None:
    laid(tmp_path / "out", {"zeropark.log": b"old"})
    ran(tmp_path, {"坏.xlsx": b""})
    assert not (tmp_path / "out" / "zeropark.log").exists()


def test_a_worker_that_dies_takes_no_other_workbook_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deadly(workshop: Workshop, book: Path, stage: Path) -> Outcome:
        if book.name == "死.xlsx":
            os._exit(1)
        return process(workshop, book, stage)

    monkeypatch.setattr(TASK, "process", deadly)
    seen: list[str] = []
    taken, _ = books_in([laid(tmp_path / "in", {**GOOD, "死.xlsx": b""})])
    done = run(taken, tmp_path / "out", ORDER, Means(2), lambda outcome: seen.append(outcome.book))

    assert {o.book: o.status for o in done.outcomes} == {
        **dict.fromkeys(GOOD, "evaluated"),
        "死.xlsx": "failed",
    }
    assert sorted(seen) == sorted([*GOOD, "死.xlsx"])
    assert tidy(tmp_path / "out")


def test_a_workbook_that_cannot_be_opened_is_an_issue(tmp_path: Path) -> None:
    gone = tmp_path / "不在.xlsx"
    outcome = process(Workshop.open(ORDER), gone, tmp_path / "stage")
    assert outcome.status == "returned"
    assert [issue.code for issue in outcome.issues] == ["W190"]


# ------------------------------------------------------------------ standards and schemes


def test_a_faulty_standard_stops_the_run_before_anything_is_made(tmp_path: Path) -> None:
    written(tmp_path / "templates", ("schemes/even.toml", "P1 = 50", "P1 = 49"))
    order = Order(tmp_path / "templates", "", reports=False)
    with pytest.raises(StandardError):
        ran(tmp_path, {"一.xlsx": sample()}, order=order)
    assert not (tmp_path / "out").exists()


def test_a_scheme_is_found_by_its_id_by_its_file_or_by_default(tmp_path: Path) -> None:
    standard = load(written(tmp_path))
    own = tmp_path / "own.toml"
    even = (tmp_path / "tiny" / "schemes" / "even.toml").read_text("utf-8")
    own.write_text(even.replace('"even"', '"own"'), encoding="utf-8")
    assert scheme_for(standard, "").id == "even"
    assert scheme_for(standard, "even").status == "draft"
    assert scheme_for(standard, str(own)).status == "user"
    with pytest.raises(UnknownSchemeError):
        scheme_for(standard, "odd")


def test_a_park_is_judged_under_the_scheme_that_was_ordered(tmp_path: Path) -> None:
    order = Order(find(), "draft-indicator-threshold", reports=False)
    (outcome,) = ran(tmp_path, {"一.xlsx": sample()}, order=order).outcomes
    assert outcome.summary["scheme"] == "draft-indicator-threshold"


def test_a_check_leaves_the_reports_of_an_earlier_run_alone(tmp_path: Path) -> None:
    books = {"一.xlsx": sample()}
    ran(tmp_path, books, order=Order(find()))
    reports = set(tmp_path.rglob("out/*/*.docx"))
    ran(tmp_path, books)

    assert reports
    assert set(tmp_path.rglob("out/*/*.docx")) == reports


def test_one_certificate_in_two_parks_returns_both_and_no_third(tmp_path: Path) -> None:
    """The certificates of the good sample stand in a second park's workbook as well."""
    books = {"一.xlsx": sample(), "二.xlsx": sharing("另一园区", sample())}
    books["三.xlsx"] = sample("tourism")
    done = told(ran(tmp_path, books))

    assert done["一.xlsx"] == ("returned", ["W192"] * 4)  # a certificate of each year
    assert done["二.xlsx"] == ("returned", ["W192"] * 4)
    assert done["三.xlsx"] == ("evaluated", [])
