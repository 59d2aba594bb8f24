"""What a command costs (开销): CPU seconds of it and its children, wall seconds, peak memory."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Spent:
    """The cost of one run: seconds of CPU and of the clock, and MB of the largest process."""

    cpu: float
    wall: float
    peak: float


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
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in good:
            told.seek(0)
            raise SystemExit(f"{command}\n{told.read().decode()}")
    return Spent(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def zeropark(*words: object) -> Spent:
    """The cost of a zeropark command; workbooks sent back are no failure of the command."""
    return spent(sys.executable, ROOT / "generate.py", *words)


def median(runs: Sequence[Spent]) -> Spent:
    """The medians of several runs, each figure for itself."""
    return Spent(
        statistics.median(run.cpu for run in runs),
        statistics.median(run.wall for run in runs),
        max(run.peak for run in runs),
    )
