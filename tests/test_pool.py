"""Runs that are disturbed: workers die, hang or starve, runs are killed, resumed and locked out."""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from importlib import import_module
from pathlib import Path

import psutil
import pytest
from books import VARIANTS, named, sample, with_power
from folders import laid, tree
from tasks import MEMORY, doubled, hanging, hungry, killed, leaving, logging_, segfault, unreadable

from zeropark.batch import HeldError, Means, Order, Run, books_in, run
from zeropark.batch.crew import Crew
from zeropark.batch.engine import Lost, spread
from zeropark.batch.journal import Lines
from zeropark.batch.lock import LOCK, held
from zeropark.batch.workshop import Workshop, handed_back, process
from zeropark.model import Outcome
from zeropark.standard import find

ROOT = Path(__file__).parents[1]
ORDER = Order(find(), "", reports=False)
TASK = import_module("zeropark.batch.task")

KILLS = int(os.environ.get("ZEROPARK_KILLS", "4"))  # moments at which a run is killed


GOOD = {f"{n}{variant}.xlsx": sample(variant) for n, variant in enumerate(VARIANTS)}
SEVERAL = {**GOOD, "3.xlsx": named("甲园区"), "4.xlsx": sample(), "5.xlsx": b"", "6.xlsx": b"x"}


# ------------------------------------------------------------------ workers that come to harm


@pytest.fixture(params=["fork", "spawn"])
def crew(request: pytest.FixtureRequest) -> Iterator[Crew]:
    """Two processes, forked as on Linux or begun anew as on Windows and macOS.

    Nothing in the test takes long: the limit is far off, however busy the machine is.
    """
    with Crew(2, 3600, MEMORY, request.param) as hired:
        yield hired


def test_every_task_that_harms_its_worker_is_lost_alone_and_its_cause_told() -> None:
    deadly: dict[int, Callable[[int], int]] = {
        5: segfault,
        9: killed,
        11: leaving,
        17: hungry,
        23: hanging,
    }
    with Crew(2, 3, MEMORY) as crew:
        futures = {n: crew.submit(deadly.get(n, doubled), n) for n in range(40)}
        told = dict[int, object]()
        for number, future in futures.items():
            try:
                told[number] = future.result()
            except Lost as loss:
                told[number] = loss.cause
    causes = {
        5: "signal:SIGSEGV",
        9: "signal:SIGKILL",
        11: "exit:3",
        17: "memory",
        23: "time",
    }
    assert told == {n: causes.get(n, 2 * n) for n in range(40)}


def test_a_crew_begun_anew_or_forked_works_survives_and_tells(crew: Crew) -> None:
    good, bad, more = crew.submit(doubled, 4), crew.submit(segfault, 0), crew.submit(doubled, 5)
    assert (good.result(), more.result()) == (8, 10)
    with pytest.raises(Lost, match="SIGSEGV"):
        bad.result()
    with pytest.raises(OSError, match="No space"):
        crew.submit(unreadable, 0).result()
    (record,) = crew.submit(logging_, 0).result().records
    assert "OSError: a slip" in record.getMessage()


def test_a_worker_that_dies_while_it_has_nothing_to_do_is_replaced() -> None:
    with Crew(1, 20, MEMORY) as crew:
        first = crew.submit(os.getpid).result()
        os.kill(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
        second = crew.submit(os.getpid).result()
    assert second != first


def test_a_crew_that_is_left_leaves_no_process_behind() -> None:
    others = psutil.Process().children()
    with Crew(2, 20, MEMORY) as crew:
        idle = crew.submit(os.getpid).result()
        crew.submit(hanging, 0)
        children = [child for child in psutil.Process().children() if child not in others]
        assert idle in {child.pid for child in children}
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_few_tasks_are_handed_in_ahead() -> None:
    begun: list[int] = []
    with Crew(2, 20, MEMORY) as crew:

        def begin(number: int) -> object:
            begun.append(number)
            return crew.submit(doubled, number)

        done = 0
        for number, future in spread(crew, range(100), begin):  # type: ignore[arg-type, var-annotated]
            assert future.result() == 2 * number
            done += 1
            assert len(begun) - done < crew.ahead
    assert done == 100
    assert wait([], 0).done == set()


def test_a_worker_is_held_to_its_memory_and_leaves_no_core() -> None:
    with Crew(1, 20, MEMORY) as crew:
        assert crew.submit(resource.getrlimit, resource.RLIMIT_AS).result()[0] == MEMORY
        assert crew.submit(resource.getrlimit, resource.RLIMIT_CORE).result() == (0, 0)


def test_one_park_in_ten_that_kills_hangs_or_starves_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten of a hundred workbooks: ninety results are right, ten are named with their cause."""
    harm = {3: segfault, 13: killed, 23: hungry, 33: hanging, 43: leaving}
    harm |= {place + 50: way for place, way in harm.items()}
    books = {f"{n:02d}.xlsx": (b"" if n % 9 else GOOD["1agricultural.xlsx"]) for n in range(100)}

    def harmful(workshop: Workshop, book: Path, stage: Path) -> Outcome:
        harm.get(int(book.stem), doubled)(0)
        return process(workshop, book, stage)

    monkeypatch.setattr(TASK, "process", harmful)
    taken, _ = books_in([laid(tmp_path / "in", books)])
    means = Means(2, seconds=2, memory=MEMORY)
    done = run(taken, tmp_path / "out", ORDER, means, lambda _: None)
    failed = {int(Path(o.book).stem): o.trouble for o in done.outcomes if o.status == "failed"}
    once = {3: "signal:SIGSEGV", 13: "signal:SIGKILL", 23: "memory", 33: "time", 43: "exit:3"}
    assert failed == {**once, **{place + 50: cause for place, cause in once.items()}}
    assert sum(o.status != "failed" for o in done.outcomes) == 90
    (judged,) = (o for o in done.outcomes if o.status == "evaluated")  # its twins are returned
    assert judged.book == "00.xlsx"
    told = json.loads((tmp_path / "out" / "check.json").read_text("utf-8"))["books"]
    assert {int(b["book"][:2]): b["trouble"] for b in told if b["trouble"]} == failed
    log = (tmp_path / "out" / "zeropark.log").read_text("utf-8")
    assert "03.xlsx: signal:SIGSEGV" in log


def test_what_only_the_batch_shows_is_marked_under_guard_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are judged alone and returned together; marking the second kills whoever does it."""
    books = {
        "0.xlsx": named("甲园区"),
        "1.xlsx": named("甲园区", with_power('s="STYLE"><v>318100</v>')),
    }
    books |= {"2.xlsx": named("乙园区")}

    def harmful(outcome: Outcome, book: Path, stage: Path) -> Outcome:
        if book.name == "1.xlsx":
            segfault(0)
        return handed_back(outcome, book, stage)

    monkeypatch.setattr("zeropark.batch.settle.handed_back", harmful)
    taken, _ = books_in([laid(tmp_path / "in", books)])
    done = run(taken, tmp_path / "out", ORDER, Means(2), lambda _: None)
    told = {outcome.book: (outcome.status, outcome.trouble) for outcome in done.outcomes}
    assert told == {
        "0.xlsx": ("returned", ""),
        "1.xlsx": ("failed", "signal:SIGSEGV"),
        "2.xlsx": ("evaluated", ""),
    }
    log = (tmp_path / "out" / "zeropark.log").read_text("utf-8")
    assert "1.xlsx: signal:SIGSEGV" in log


# ------------------------------------------------------------------ interrupted, killed, resumed

DEADLY = """
import os, signal, sys
from pathlib import Path
me, moment, seen = os.getpid(), int(sys.argv.pop(1)), 0
signal.signal(signal.SIGINT, signal.default_int_handler)  # as in front of a person, wherever run
def deadly(original):
    def call(*arguments, **named):
        global seen
        if os.getpid() == me:
            seen += 1
            if seen == moment:
                os.kill(me, signal.{signal})
        return original(*arguments, **named)
    return call
os.fsync = deadly(os.fsync)
if "report" in sys.argv:
    from sqlalchemy import Connection
    Connection.execute = deadly(Connection.execute)
for name in ("replace", "unlink", "mkdir", "rmdir"):
    setattr(Path, name, deadly(getattr(Path, name)))
from zeropark.cli import _run
code = _run()
print("moments", seen)
sys.exit(code)
"""


def disturbed(
    folder: Path, moment: int, *arguments: str, by: str = "SIGKILL", command: str = "check"
) -> subprocess.CompletedProcess[str]:
    """A run that gets a signal at the given touch of the disk by the process that leads it."""
    code = DEADLY.replace("{signal}", by)
    line = [sys.executable, "-c", code, str(moment), command, "in", "-o", "out", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [*line, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        timeout=120,
        env=environment,
    )


Undisturbed = tuple[Path, Path, int]  # a folder before a run, after it; touches of the disk


def prepared(folder: Path, command: str) -> Undisturbed:
    """A folder before a run, one after it, and how often the run touched the disk.

    An earlier run under another scheme has left results there, one of them changed by hand.
    """
    before, after = folder / "before", folder / "after"
    laid(before / "in", {**SEVERAL, "7.xlsx": named("乙园区")})
    disturbed(before, 0, "--scheme", "draft-indicator-equal", command=command)
    (before / "in" / "7.xlsx").unlink()
    (before / "out" / "甲园区" / "result.json").write_text("changed", encoding="utf-8")
    shutil.copytree(before, after)
    done = disturbed(after, 0, command=command)
    assert done.returncode == 1, done.stderr
    return before, after, int(done.stdout.split()[-1])


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return prepared(tmp_path_factory.mktemp("check"), "check")


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_run_killed_at_any_moment_and_resumed_leaves_what_an_undisturbed_one_leaves(
    command: str, tmp_path: Path
) -> None:
    before, after, touches = prepared(tmp_path, command)
    whole = tree(after)
    assert ("out/register.sqlite" in whole) == (command == "report")
    moments = random.Random(command).sample(range(2, touches), KILLS)  # noqa: S311 -- any will do
    for moment in (*moments, touches):
        folder = tmp_path / str(moment)
        shutil.copytree(before, folder)
        assert disturbed(folder, moment, command=command).returncode == -signal.SIGKILL
        resumed = disturbed(folder, 0, "--resume", command=command)
        assert resumed.returncode == 1, resumed.stderr
        assert tree(folder) == whole, moment
        shutil.rmtree(folder)


def test_a_run_killed_at_any_moment_and_begun_anew_leaves_the_same(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    before, after, touches = undisturbed
    for moment in (touches // 2, touches - 12, touches - 3):
        folder = tmp_path / str(moment)
        shutil.copytree(before, folder)
        assert disturbed(folder, moment).returncode == -signal.SIGKILL
        disturbed(folder, 0)
        assert tree(folder) == tree(after), moment


def test_no_worker_outlives_a_killed_run_and_no_result_is_half_made(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    before, after, touches = undisturbed
    shutil.copytree(before, tmp_path / "x")
    disturbed(tmp_path / "x", touches // 3)  # returns when nobody holds its output any more
    made = {name: sha for name, sha in tree(tmp_path / "x" / "out").items() if ".json" in name}
    whole = {*tree(before / "out").values(), *tree(after / "out").values()}
    assert [n for n, sha in made.items() if not n.startswith(".") and sha not in whole] == []


def test_ctrl_c_is_a_hundred_and_thirty_says_what_is_done_and_leaves_nothing_half_made(
    undisturbed: Undisturbed, tmp_path: Path
) -> None:
    before, after, touches = undisturbed
    folder = tmp_path / "x"
    shutil.copytree(before, folder)
    assert touches > 20
    done = disturbed(folder, 6, by="SIGINT")  # while workbooks are worked at, nothing placed yet
    assert done.returncode == 130
    assert "共7份；加 --resume 再次运行，可以接着做。" in done.stderr
    assert "已中断" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (folder / "out" / LOCK).exists()
    assert {n: s for n, s in tree(folder / "out").items() if not n.startswith(".")} == tree(
        before / "out"
    )
    disturbed(folder, 0, "--resume")
    assert tree(folder) == tree(after)


class StopError(Exception):
    """What stops a run of the tests."""


@pytest.fixture
def half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., set[str]]:
    """A run stopped after two workbooks; to call it resumes it and names those done then."""
    taken, _ = books_in([laid(tmp_path / "in", SEVERAL)])
    seen: list[str] = []

    def stop(outcome: Outcome) -> None:
        seen.append(outcome.book)
        if len(seen) == 2:
            raise StopError

    with pytest.raises(StopError):
        run(taken, tmp_path / "out", ORDER, Means(), stop)
    marks = tmp_path / "marks"
    marks.mkdir()

    def marked(workshop: Workshop, book: Path, stage: Path) -> Outcome:
        (marks / book.name).touch()
        return process(workshop, book, stage)

    monkeypatch.setattr(TASK, "process", marked)

    def resumed(order: Order = ORDER) -> set[str]:
        run(taken, tmp_path / "out", order, Means(resume=True), lambda _: None)
        return {path.name for path in marks.iterdir()}

    return resumed


DONE_FIRST = {"0industrial.xlsx", "1agricultural.xlsx"}


def test_what_is_finished_is_not_done_again(half: Callable[..., set[str]]) -> None:
    assert half() == set(SEVERAL) - DONE_FIRST


def test_a_workbook_that_changed_is_done_again(
    half: Callable[..., set[str]], tmp_path: Path
) -> None:
    (tmp_path / "in" / "0industrial.xlsx").write_bytes(named("丙园区"))
    assert half() == set(SEVERAL) - {"1agricultural.xlsx"}
    assert (tmp_path / "out" / "丙园区" / "result.json").is_file()


def test_all_is_done_again_under_another_scheme(half: Callable[..., set[str]]) -> None:
    assert half(Order(find(), "draft-indicator-equal", reports=False)) == set(SEVERAL)


def test_all_is_done_again_with_other_templates(
    half: Callable[..., set[str]], tmp_path: Path
) -> None:
    shutil.copytree(find(), tmp_path / "templates")
    (tmp_path / "templates" / "shared" / "README.md").write_text("x", encoding="utf-8")
    assert half(Order(tmp_path / "templates", "", reports=False)) == set(SEVERAL)


def test_a_staged_result_that_was_damaged_is_made_again(
    half: Callable[..., set[str]], tmp_path: Path
) -> None:
    (staged,) = tmp_path.glob("out/.staging/*/000001/result.json")
    staged.write_bytes(b"{}")
    assert half() == set(SEVERAL) - {"0industrial.xlsx"}


def test_without_resume_all_is_done_again(tmp_path: Path, half: Callable[..., set[str]]) -> None:
    taken, _ = books_in([tmp_path / "in"])
    run(taken, tmp_path / "out", ORDER, Means(), lambda _: None)
    assert {path.name for path in (tmp_path / "marks").iterdir()} == set(SEVERAL)
    assert half() == set(SEVERAL)


def test_a_line_that_was_not_written_to_its_end_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "lines"
    path.write_bytes(b'{"a": 1}\n{"b": 2}\n{"c":')
    with path.open("a+b") as stream:
        lines = Lines(stream)
        lines.recover()
        assert [lines[n] for n in range(len(lines))] == [{"a": 1}, {"b": 2}]
        lines.add({"d": 4})
        assert lines[2] == {"d": 4}
    assert path.read_bytes() == b'{"a": 1}\n{"b": 2}\n{"d": 4}\n'


# ------------------------------------------------------------------ one run at a time


def started(folder: Path) -> Run:
    """A run over one empty workbook."""
    taken, _ = books_in([laid(folder / "in", {"5.xlsx": b""})])
    return run(taken, folder / "out", ORDER, Means(since="2026-01-02 03:04:05"), lambda _: None)


def test_a_second_run_is_told_who_holds_the_folder_and_since_when(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with (
        held(tmp_path / "out", "2026-01-02 03:04:05"),
        pytest.raises(HeldError) as told,
    ):
        started(tmp_path)
    assert told.value.holder.pid == os.getpid()
    assert told.value.holder.since == "2026-01-02 03:04:05"
    assert [path.name for path in (tmp_path / "out").iterdir()] == []
    assert started(tmp_path).outcomes[0].status == "returned"


def test_the_command_says_who_holds_the_folder_and_is_three(tmp_path: Path) -> None:
    laid(tmp_path / "in", {"5.xlsx": b""})
    (tmp_path / "out").mkdir()
    with held(tmp_path / "out", "2026-01-02 03:04:05"):
        done = disturbed(tmp_path, 0)
    assert done.returncode == 3
    assert f"本机进程 {os.getpid()}，2026-01-02 03:04:05 开始" in done.stderr


def holding(folder: Path, **changed: object) -> None:
    """A lock as this process would make it, but for what is changed."""
    (folder / "out").mkdir()
    with held(folder / "out", "2026-01-02 03:04:05"):
        told = json.loads((folder / "out" / LOCK).read_text("utf-8"))
    (folder / "out" / LOCK).write_text(json.dumps({**told, **changed}), encoding="utf-8")


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    holding(tmp_path, pid=ended.pid)
    assert len(started(tmp_path).outcomes) == 1
    assert not (tmp_path / "out" / LOCK).exists()


def test_a_process_id_that_another_process_has_by_now_holds_nothing(tmp_path: Path) -> None:
    holding(tmp_path, started=1_000_000)
    assert len(started(tmp_path).outcomes) == 1


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"pid": 1}'])
def test_a_lock_that_nobody_can_read_holds_nothing(tmp_path: Path, damaged: str) -> None:
    holding(tmp_path)
    (tmp_path / "out" / LOCK).write_text(damaged, encoding="utf-8")
    assert len(started(tmp_path).outcomes) == 1


def test_a_lock_of_another_machine_is_believed_and_told_with_what_to_do(tmp_path: Path) -> None:
    holding(tmp_path, host="another", pid=1)
    laid(tmp_path / "in", {"5.xlsx": b""})
    done = disturbed(tmp_path, 0)
    assert done.returncode == 3
    assert "另一台计算机使用（another，进程 1，" in done.stderr
    assert f"删除 {Path('out') / LOCK} 后再运行" in done.stderr
    assert (tmp_path / "out" / LOCK).exists()
