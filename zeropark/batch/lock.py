"""One run in one output folder at a time (输出文件夹的锁), and who holds it."""

import json
import os
import platform
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from time import sleep

import psutil

LOCK = ".lock"
_SLACK = 2  # seconds by which a system may report a process's start differently
_WRITING = 0.2  # seconds; far longer than it takes to write one line


class HeldError(Exception):
    """Another run is at work in the output folder, or may be (输出文件夹正被占用)."""

    def __init__(self, folder: str, path: str, holder: "Holder") -> None:
        super().__init__(path)
        self.folder, self.path, self.holder = folder, path, holder


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that holds a folder (占用者). ``since`` is as the command told it."""

    host: str
    pid: int
    started: int  # seconds; told by the system, so that a process id used again is noticed
    since: str

    @classmethod
    def this(cls, since: str) -> "Holder":
        """This process."""
        return cls(platform.node(), os.getpid(), _started(os.getpid()) or 0, since)

    @property
    def here(self) -> bool:
        """Whether it is on this machine, where it can be seen whether it lives."""
        return self.host == platform.node()

    @property
    def gone(self) -> bool:
        """Whether it is known to have ended; of another machine's nobody knows here."""
        if not self.here:
            return False
        started = _started(self.pid)
        return started is None or abs(started - self.started) > _SLACK


def _started(pid: int) -> int | None:
    try:
        return round(psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return None


@contextmanager
def held(folder: Path, since: str) -> Iterator[None]:
    """Hold the folder while the block runs. Raises HeldError if somebody else does.

    What a killed run left is taken over.
    """
    path = folder / LOCK
    mine = json.dumps(asdict(Holder.this(since))).encode()
    while not _taken(path, mine):
        holder = _holder(path) or _holder(path, after=_WRITING)
        if holder and not holder.gone:
            raise HeldError(str(folder), str(path), holder)
        _cleared(path, holder)
    try:
        yield
    finally:
        if _read(path) == mine:
            path.unlink(missing_ok=True)


def _taken(path: Path, mine: bytes) -> bool:
    try:
        with path.open("xb") as file:
            file.write(mine)
    except FileExistsError:
        return False
    except OSError:  # a full disk takes the name and not the line
        path.unlink(missing_ok=True)
        raise
    return True


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _holder(path: Path, after: float = 0) -> Holder | None:
    sleep(after)  # it may be being written just now
    return holder_of(_read(path))


def holder_of(lock: bytes) -> Holder | None:
    """Who wrote the lock; ``None`` if nobody did or nobody can be made out."""
    try:
        told: Mapping[str, object] = json.loads(lock)
        return Holder(**told)  # type: ignore[arg-type] # whatever it holds is judged where it is used
    except (ValueError, TypeError):
        return None


def _cleared(path: Path, dead: Holder | None) -> None:
    """Take the lock of the dead away, not the one that another process has put there since."""
    aside = path.with_name(f"{LOCK}.{os.getpid()}")
    with suppress(FileNotFoundError):
        path.replace(aside)
        if _holder(aside) != dead:
            aside.replace(path)
        aside.unlink(missing_ok=True)
