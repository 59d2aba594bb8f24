"""The machine a run is done on: its disk may be full or read-only, its settings are its own."""

import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Self

import pytest
from books import VARIANTS, named, sample
from folders import laid, tree

from zeropark.batch import Means, Order, books_in, run
from zeropark.batch.folder import put
from zeropark.batch.lock import LOCK
from zeropark.cli import ENVIRONMENT, OK
from zeropark.messages import words
from zeropark.standard import find

ROOT = Path(__file__).parents[1]
TASK = import_module("zeropark.batch.task")
BOOKS = {f"{variant}.xlsx": sample(variant) for variant in VARIANTS}
HERE = {**os.environ, "PYTHONPATH": str(ROOT)}


def command(*arguments: object) -> list[str]:
    """The command line of a run of its own."""
    main = "import sys; from zeropark.cli import main; sys.argv[0] = 'zeropark'; main()"
    return [sys.executable, "-c", main, *map(str, arguments)]


def called(
    *arguments: object, environment: Mapping[str, str] = HERE
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
        env=environment,
    )


# ------------------------------------------------------------------ a disk that takes no more


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_a_disk_that_takes_no_more_ends_the_run_and_not_each_workbook(
    code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Met in a worker, by one of several workbooks."""
    leader, written = os.getpid(), os.fsync

    def refusing(file: int) -> None:
        if os.getpid() != leader:
            raise OSError(code, os.strerror(code))
        written(file)

    monkeypatch.setattr(os, "fsync", refusing)
    taken, _ = books_in([laid(tmp_path / "in", BOOKS)])
    with pytest.raises(OSError, match=os.strerror(code)) as told:
        run(taken, tmp_path / "out", Order(find(), reports=False), Means(2), lambda _: None)
    assert told.value.errno == code
    assert str(told.value.filename).endswith("result.json")
    assert errno.errorcode[code] in words("refusals")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".staging"]
    assert not [path for path in tmp_path.rglob("*") if path.name.endswith(".part")]


def test_a_name_that_one_workbook_alone_brings_ends_that_one_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system refuses to one workbook is that one's; the others are judged."""

    def refusing(path: Path, data: bytes) -> None:
        if "000000" in str(path):
            raise OSError(errno.ENAMETOOLONG, "File name too long", str(path))
        put(path, data)

    monkeypatch.setattr(import_module("zeropark.batch.workshop"), "put", refusing)
    taken, _ = books_in([laid(tmp_path / "in", BOOKS)])
    done = run(taken, tmp_path / "out", Order(find(), reports=False), Means(), lambda _: None)
    assert [o.status for o in done.outcomes] == ["failed", "evaluated", "evaluated"]


def test_a_lock_that_the_disk_takes_in_name_only_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a full disk does: the name goes in, the line does not."""
    monkeypatch.setattr(Path, "open", lambda path, *_: _Full(path))
    with (
        pytest.raises(OSError, match="No space"),
        import_module("zeropark.batch.lock").held(tmp_path, ""),
    ):
        pass
    assert not (tmp_path / LOCK).exists()


class _Full:
    """A file whose name is there and that takes nothing."""

    def __init__(self, path: Path) -> None:
        path.touch()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the name where it is."""

    def write(self, _: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


MOUNT = "mount -t tmpfs -o size={size}k tmpfs out && {run}; code=$?; cp -a out kept; exit $code"


def mountable() -> bool:
    """Whether a file system of a test's own can be mounted here (Linux, and not everywhere)."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    line = [unshare, "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(line, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not mountable(), reason="no file system can be mounted here without rights")
@pytest.mark.parametrize("size", [40, 400, 900, 1200, 1300])  # KiB; all of it takes about 1,340
def test_a_disk_that_is_full_leaves_whole_files_and_is_gone_on_with(
    size: int, tmp_path: Path
) -> None:
    """A real one, full in the first workbook, the next, the tables, the register."""
    laid(tmp_path / "in", BOOKS)
    (tmp_path / "out").mkdir()
    line = " ".join(f"'{word}'" for word in command_quoted("report", "in", "-o", "out/x"))
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", MOUNT.format(size=size, run=line)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=tmp_path,
        env=HERE,
    )
    assert done.returncode == ENVIRONMENT, done.stderr
    assert "磁盘空间不足" in done.stderr
    assert "Traceback" not in done.stderr
    whole = called("report", tmp_path / "in", "-o", tmp_path / "whole")
    assert whole.returncode == OK, whole.stderr
    kept, expected = tmp_path / "kept" / "x", tree(tmp_path / "whole")
    files = {n: s for n, s in tree(kept).items() if not n.startswith(".staging") and s}
    assert {n: s for n, s in files.items() if n != "register.sqlite"}.items() <= expected.items()
    resumed = called("report", tmp_path / "in", "-o", kept, "--resume")
    assert resumed.returncode == OK, resumed.stderr
    assert tree(kept) == expected


def command_quoted(*arguments: object) -> list[str]:
    """The command line as a shell takes it between quotes."""
    return [word.replace("'", '"') for word in command(*arguments)]


def test_an_output_folder_that_cannot_be_written_is_told_before_anything_is_done(
    tmp_path: Path,
) -> None:
    laid(tmp_path / "in", BOOKS)
    (tmp_path / "out").write_bytes(b"a file, not a folder")
    done = called("check", tmp_path / "in", "-o", tmp_path / "out" / "deeper")
    assert done.returncode == ENVIRONMENT
    assert "路径中有一段不是文件夹" in done.stderr
    assert "Traceback" not in done.stderr


# ------------------------------------------------------------------ settings of the machine


SETTINGS = (
    {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "0"},
    {"TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.GB18030", "PYTHONHASHSEED": "4711"},
    {"TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "random"},
)


def test_neither_clock_nor_language_nor_order_nor_processes_change_a_byte(tmp_path: Path) -> None:
    """Of reports, tables, page, manifest; of the register only the moment of the run differs."""
    books = {
        **BOOKS,
        "带 空格.xlsx": named("甲园区"),
        "坏.xlsx": b"x",
        "重复.xlsx": named("甲园区"),
    }
    inbox = laid(tmp_path / "in", books)
    files = sorted(inbox.iterdir())
    orders = (files, files[::-1], [inbox])
    made = []
    for number, (settings, given) in enumerate(zip(SETTINGS, orders, strict=True)):
        output = tmp_path / f"out{number}"
        jobs = 1 + number % 2
        environment = {**HERE, **settings}
        done = called("report", *given, "-o", output, "--jobs", jobs, environment=environment)
        assert done.returncode == 1, done.stderr
        made.append(tree(output))
    assert {"batch.json", "register.sqlite", "汇总表.xlsx", "index.html"} <= made[0].keys()
    assert made[0] == made[1]
    assert made[0] == made[2]
