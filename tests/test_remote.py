"""Folders elsewhere: workbooks and results over a real SFTP server, the same bytes as here."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from books import named
from folders import laid, tree
from servers import sftp
from test_pool import GOOD, ROOT, disturbed

from zeropark.batch.lock import LOCK, held

pytest.importorskip("paramiko", reason="the extra [remote] is not installed")

Command = Callable[..., subprocess.CompletedProcess[str]]

SEVERAL = {**GOOD, "3.xlsx": named("甲园区"), "5.xlsx": b"", "说明.txt": b"x"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    with sftp(tmp_path_factory.mktemp("sshd")) as told:
        yield told


@pytest.fixture
def keyed(server: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the test's folder, for whoever is started now: with a key for the server."""
    told = {"key_filename": str(server[1]), "look_for_keys": False, "allow_agent": False}
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("FSSPEC_SFTP", json.dumps(told))
    return f"{server[0]}{tmp_path}"


@pytest.fixture
def zeropark(keyed: str, tmp_path: Path) -> Command:
    """The command as a user starts it who has a key for the server."""
    assert keyed

    def command(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "generate.py"), *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            timeout=120,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    return command


def test_results_elsewhere_are_those_here(
    zeropark: Command, server: tuple[str, Path], tmp_path: Path
) -> None:
    laid(tmp_path / "in", SEVERAL)
    assert zeropark("check", "in", "-o", "here").returncode == 1
    url = f"{server[0]}{tmp_path}"
    done = zeropark("check", f"{url}/in", "-o", f"{url}/there")
    assert done.returncode == 1, done.stderr
    assert "略过：说明.txt" in done.stderr
    assert f"结果在 {url}/there" in done.stdout
    assert tree(tmp_path / "there") == tree(tmp_path / "here")

    (tmp_path / "in" / "3.xlsx").unlink()  # and what is no more goes there as well
    zeropark("check", "in", "-o", "here")
    assert zeropark("check", f"{url}/in", "-o", f"{url}/there").returncode == 1
    assert tree(tmp_path / "there") == tree(tmp_path / "here")


def test_a_folder_elsewhere_that_is_held_is_told(
    zeropark: Command, server: tuple[str, Path], tmp_path: Path
) -> None:
    laid(tmp_path / "in", {"5.xlsx": b""})
    (tmp_path / "there").mkdir()
    with held(tmp_path / "there", "2026-01-02 03:04:05"):
        done = zeropark("check", "in", "-o", f"{server[0]}{tmp_path}/there")
    assert done.returncode == 3
    assert f"本机进程 {os.getpid()}，2026-01-02 03:04:05 开始" in done.stderr
    assert list((tmp_path / "there").iterdir()) == []
    assert not (tmp_path / "there" / LOCK).exists()


def test_a_run_killed_on_its_way_elsewhere_and_resumed_leaves_there_what_it_would_have(
    keyed: str, tmp_path: Path
) -> None:
    """With a register of its own beside: what is there, and what is registered, is the same."""
    laid(tmp_path / "in", SEVERAL)

    def ran(name: str, moment: int, *more: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / f"of {name}").mkdir(exist_ok=True)
        register = f"sqlite:///{tmp_path}/of {name}/register.sqlite"
        words = ("-o", f"{keyed}/{name}", "--register", register, *more)
        return disturbed(tmp_path, moment, *words, command="report")

    whole = ran("whole", 0)
    assert whole.returncode == 1, whole.stderr
    touches = int(whole.stdout.split()[-1])
    for moment in (touches // 4, touches // 2, touches * 2 // 3):
        assert ran(str(moment), moment).returncode == -signal.SIGKILL
        resumed = ran(str(moment), 0, "--resume")
        assert resumed.returncode == 1, resumed.stderr
        for name in ("{}", "of {}"):
            there, expected = (tree(tmp_path / name.format(n)) for n in (moment, "whole"))
            assert expected
            assert there == expected, moment


WANT = """
import sys
from zeropark.batch.lock import HeldError
from zeropark.batch.remote import delivered
print("ready", flush=True)
sys.stdin.readline()
try:
    with delivered(sys.argv[1], sys.argv[2]):
        print("got it", flush=True)
        sys.stdin.readline()
except HeldError as held:
    print(held.holder.since, flush=True)
"""


def test_of_runs_that_want_a_folder_elsewhere_at_once_one_gets_it(
    keyed: str, tmp_path: Path
) -> None:
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", WANT, f"{keyed}/there", f"run {number}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for number in range(4)
    ]

    def heard(each: subprocess.Popen[str]) -> str:
        assert each.stdout
        return each.stdout.readline().strip()

    def told(each: subprocess.Popen[str]) -> None:
        assert each.stdin
        each.stdin.write("\n")
        each.stdin.flush()

    assert {heard(each) for each in runs} == {"ready"}
    for each in runs:
        told(each)
    said = [heard(each) for each in runs]
    assert said.count("got it") == 1
    winner = said.index("got it")
    assert {line for line in said if line != "got it"} == {f"run {winner}"}
    told(runs[winner])
    for each in runs:
        each.communicate(timeout=60)
    assert not (tmp_path / "there" / LOCK).exists()


@pytest.mark.parametrize(
    "place",
    [
        "sftp://127.0.0.1:1/x",
        "sftp://stranger@{host}/x",
        "nonsense://x/y",
        "{server}/no/such/folder",
    ],
)
def test_a_place_that_cannot_be_reached_is_three(
    zeropark: Command, server: tuple[str, Path], place: str
) -> None:
    host = server[0].rpartition("@")[2]
    done = zeropark("check", place.format(server=server[0], host=host))
    assert done.returncode == 3
    assert "无法读写" in done.stderr
    assert "Traceback" not in done.stderr
