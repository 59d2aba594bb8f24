"""What a command costs (开销): CPU seconds of it and its children, wall seconds, peak memory."""

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_EVERY = 0.1  # seconds between two looks at the memory


@dataclass(frozen=True, slots=True)
class Spent:
    """The cost of one run: seconds of CPU and of the clock, and most MB of its processes."""

    cpu: float
    wall: float
    leader: float  # the process that was started
    worker: float  # the largest of those that it started; 0 where it started none


def spent(*command: object, good: Sequence[int] = (0, 1)) -> Spent:
    """Run a command to its end; one that ends otherwise than well is a fault of the benchmark."""
    start = time.perf_counter()
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            [str(word) for word in command],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=told,
            stderr=told,
        )
        peaks: dict[int, float] = {}
        with _watched(process.pid, peaks):
            _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in good:
            told.seek(0)
            raise SystemExit(f"{command}\n{told.read().decode()}")
    leader = peaks.pop(process.pid, 0.0)
    return Spent(usage.ru_utime + usage.ru_stime, wall, leader, max(peaks.values(), default=0.0))


@contextmanager
def _watched(leader: int, peaks: dict[int, float]) -> Iterator[None]:
    """Look now and then how much memory a process and its workers have had at most."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(_EVERY):
            for pid in (leader, *_children(leader)):
                with suppress(OSError, IndexError):  # it may have ended just now
                    status = Path(f"/proc/{pid}/status").read_text()
                    peaks[pid] = int(status.partition("VmHWM:")[2].split()[0]) / 1024

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _children(pid: int) -> Sequence[int]:
    with suppress(OSError):
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return ()


def zeropark(*words: object) -> Spent:
    """The cost of a zeropark command; workbooks sent back are no failure of the command."""
    return spent(sys.executable, ROOT / "generate.py", *words)


def median(runs: Sequence[Spent]) -> Spent:
    """The medians of several runs, each figure for itself."""
    return Spent(
        statistics.median(run.cpu for run in runs),
        statistics.median(run.wall for run in runs),
        max(run.leader for run in runs),
        max(run.worker for run in runs),
    )
