"""Folders elsewhere: workbooks and results over a real SFTP server, the same bytes as here."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from books import named
from folders import laid, tree
from servers import sftp
from test_pool import GOOD, ROOT

from zeropark.batch.lock import LOCK, held

pytest.importorskip("paramiko", reason="the extra [remote] is not installed")

Command = Callable[..., subprocess.CompletedProcess[str]]

SEVERAL = {**GOOD, "3.xlsx": named("甲园区"), "5.xlsx": b"", "说明.txt": b"x"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    with sftp(tmp_path_factory.mktemp("sshd")) as told:
        yield told


@pytest.fixture
def zeropark(server: tuple[str, Path], tmp_path: Path) -> Command:
    """The command as a user starts it who has a key for the server."""
    told = {"key_filename": str(server[1]), "look_for_keys": False, "allow_agent": False}
    more = {"HOME": str(tmp_path / "home"), "FSSPEC_SFTP": json.dumps(told)}

    def command(*arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "generate.py"), *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
            timeout=120,
            env={**os.environ, "PYTHONPATH": str(ROOT), **more},
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
