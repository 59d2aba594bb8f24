"""A cluster: a real Dask scheduler and two worker processes, the same outputs, nothing lost."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from books import named
from folders import laid, tree
from servers import free_port, sftp
from test_pool import GOOD, ORDER, ROOT

from zeropark.batch import Means, Run, books_in, run
from zeropark.batch.task import OtherDataError
from zeropark.cli import _run
from zeropark.model import Outcome

pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

SEVERAL = {**GOOD, "3.xlsx": named("甲园区"), "5.xlsx": b"", "6.xlsx": b"x"}

# stands in for a workbook that brings its worker down, wherever it is processed
POISON = """
import os, signal
from zeropark.batch import task
whole = task.process
def process(workshop, book, stage):
    if book.name.startswith("poison"):
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(workshop, book, stage)
task.process = process
"""


@contextmanager
def started(folder: Path, *extra: str) -> Iterator[tuple[str, list[psutil.Popen]]]:
    """The address of a scheduler, and its two workers."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    environment = {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}
    common = {"cwd": folder, "env": environment, "stdout": subprocess.DEVNULL}
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"]
    scheduler += ["--port", str(port), "--no-dashboard", "--dashboard-address", "127.0.0.1:0"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1"]
    worker += ["--no-dashboard", "--host", "127.0.0.1", "--local-directory", str(folder), *extra]
    log = (folder / "dask.log").open("wb")
    processes = [
        psutil.Popen(command, **common, stderr=log)  # type: ignore[arg-type]
        for command in (scheduler, worker, worker)
    ]
    try:
        yield address, processes[1:]
    finally:
        for process in processes:
            for child in (*process.children(recursive=True), process):
                child.kill()
        psutil.wait_procs(processes, timeout=10)
        log.close()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "sitecustomize.py").write_text(POISON, encoding="utf-8")
    with started(folder, "--preload", "sitecustomize") as (address, _):
        yield address


def ran(folder: Path, books: dict[str, bytes], address: str, **means: object) -> Run:
    """A run over these workbooks, its output in ``folder / "out"``."""
    taken, _ = books_in([laid(folder / "in", books)])
    how = Means(2, cluster=address, **means)  # type: ignore[arg-type]
    return run(taken, folder / "out", ORDER, how, lambda _: None)


def test_a_cluster_makes_the_same_bytes_as_this_machine(cluster: str, tmp_path: Path) -> None:
    ran(tmp_path / "here", SEVERAL, "")
    ran(tmp_path / "there", SEVERAL, cluster)
    assert tree(tmp_path / "there" / "out") == tree(tmp_path / "here" / "out")


def test_a_cluster_fills_a_folder_elsewhere_with_the_same_bytes(
    cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workbooks from a server, work on the cluster, results to the server."""
    pytest.importorskip("paramiko", reason="the extra [remote] is not installed")
    ran(tmp_path, SEVERAL, "")
    (tmp_path / "sshd").mkdir()
    with sftp(tmp_path / "sshd") as (server, key):
        told = {"key_filename": str(key), "look_for_keys": False, "allow_agent": False}
        monkeypatch.setenv("FSSPEC_SFTP", json.dumps(told))
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        url = f"{server}{tmp_path}"
        words = ["check", f"{url}/in", "-o", f"{url}/there", "--cluster", cluster]
        done = subprocess.run(
            [sys.executable, ROOT / "generate.py", *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
    assert done.returncode == 1, done.stderr
    assert tree(tmp_path / "there") == tree(tmp_path / "out")


def test_a_workbook_that_kills_workers_is_isolated_and_its_cause_told(
    cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given up by the cluster, it is tried once more under guard on this machine."""
    task = sys.modules["zeropark.batch.task"]
    whole = task.process

    def process(workshop: object, book: Path, stage: Path) -> Outcome:
        if book.name.startswith("poison"):
            os.kill(os.getpid(), signal.SIGKILL)
        done: Outcome = whole(workshop, book, stage)
        return done

    monkeypatch.setattr(task, "process", process)
    done = ran(tmp_path, {**SEVERAL, "poison.xlsx": b""}, cluster)
    told = {o.book: (o.status, o.trouble) for o in done.outcomes}
    assert told.pop("poison.xlsx") == ("failed", "signal:SIGKILL")
    assert {book: status for book, (status, _) in told.items()} == {
        **dict.fromkeys([*GOOD, "3.xlsx"], "evaluated"),
        "5.xlsx": "returned",
        "6.xlsx": "returned",
    }


def test_a_worker_killed_in_the_middle_loses_nothing(tmp_path: Path) -> None:
    """The process that works is killed with what watches over it: half of the cluster is gone."""
    books = {**SEVERAL, **{f"{n:02d}.xlsx": b"" for n in range(20, 60)}}
    ran(tmp_path / "here", books, "")
    (tmp_path / "dask").mkdir()
    with started(tmp_path / "dask") as (address, workers):
        taken, _ = books_in([laid(tmp_path / "there" / "in", books)])
        seen: list[str] = []

        def progress(outcome: Outcome) -> None:
            seen.append(outcome.book)
            if len(seen) == 5:
                for process in (*workers[0].children(recursive=True), workers[0]):
                    process.kill()

        means = Means(cluster=address)
        run(taken, tmp_path / "there" / "out", ORDER, means, progress)
    assert sorted(seen) == sorted(books)
    assert tree(tmp_path / "there" / "out") == tree(tmp_path / "here" / "out")


def test_a_worker_with_other_data_is_refused_by_name(cluster: str, tmp_path: Path) -> None:
    shutil.copytree(ORDER.templates, tmp_path / "templates")
    taken, _ = books_in([laid(tmp_path / "in", GOOD)])
    order = type(ORDER)(tmp_path / "templates", "", reports=False)
    run(taken, tmp_path / "out", order, Means(cluster=cluster), lambda _: None)  # it can be seen
    shutil.move(tmp_path / "templates", tmp_path / "gone")
    with pytest.raises(OtherDataError):
        sys.modules["zeropark.batch.cluster"]._at_home(order, "another")


def test_a_scheduler_that_is_not_there_is_three(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(laid(tmp_path / "in", {"5.xlsx": b""}).parent)
    monkeypatch.setattr("zeropark.batch.cluster._PATIENCE", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    monkeypatch.setattr(sys, "argv", ["zeropark", "check", "in", "--cluster", address])
    assert _run() == 3
    assert f"无法使用集群 {address}" in capfd.readouterr().err
