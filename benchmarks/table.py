"""Measures zeropark beside the naive script and the floor (对照测量) and prints one table.

Every ratio comes from runs of the same session, taken in turn on the same workbooks; the table
shows medians. ``benchmarks/run --help`` lists the sizes, ``docs/performance.md`` keeps a table.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from spent import ROOT, Spent, median, spent, zeropark

from zeropark.batch.crew import Crew
from zeropark.batch.key import key_of
from zeropark.batch.task import work
from zeropark.batch.workshop import Order
from zeropark.standard import find

T = TypeVar("T")

_MB = "MB"
_DRAWN = 90  # workbooks that are drawn, 0.4 s each
_DIGITS = 6  # of the number in a copy's name
_MOST, _LEADER = 120, 200  # MB
_SPREAD = 400  # workbooks that two processes share
_ENOUGH = 50  # workbooks: the cost of fewer cannot be told
_BARE = "import click\n@click.command()\ndef main():\n    pass\nmain()\n"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table (一行): what, the figure, what it is held against, whether it holds."""

    what: str
    figure: str
    target: str
    holds: bool | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """Where and how much is measured (测量条件)."""

    folder: Path
    books: Sequence[Path]
    rounds: int

    def some(self, count: int) -> Path:
        """A folder with links to so many workbooks."""
        folder = self.folder / f"books-{count}"
        if not folder.exists():
            folder.mkdir()
            for book in self.books[:count]:
                (folder / book.name).hardlink_to(book)
        return folder

    def output(self) -> Path:
        """A new folder for results."""
        return Path(tempfile.mkdtemp(dir=self.folder, prefix="output-"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=int, default=60, help="workbooks of the pipeline measures")
    parser.add_argument(
        "--many",
        type=int,
        default=0,
        help="workbooks of the long run (0: none; else more than 100)",
    )
    parser.add_argument("--rounds", type=int, default=5, help="runs of each command")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        print(_machine(), f"预计用时约 {_minutes(given)} 分钟（空闲时）\n", sep="，", flush=True)
        ground = Ground(Path(name), _drawn(Path(name), max(given.books, given.many)), given.rounds)
        print("| 项目 | 测得 | 要求 | 达到 |\n|---|---|---|---|")
        for measure in (_pipeline, _parallel, _start, _long):
            for line in measure(ground, given.books, given.many):
                mark = {True: "是", False: "否", None: "—"}[line.holds]
                print(f"| {line.what} | {line.figure} | {line.target} | {mark} |", flush=True)


def _minutes(given: argparse.Namespace) -> int:
    """How long it will take, in minutes, by what earlier runs took."""
    round_ = 45 + 0.35 * given.books
    many = (sum(_sizes(given.many)) + given.many + 2 * _SPREAD * given.rounds) * 0.12
    many = many if given.many else 0
    return int((30 + given.rounds * round_ + many) // 60 + 1)


def _drawn(folder: Path, count: int) -> Sequence[Path]:
    """Plausible workbooks of the three types, in turn; beyond some, each drawn one is copied."""
    variants = [folder / variant for variant in ("industrial", "agricultural", "tourism")]
    for kind in variants:
        number = -(-min(count, _DRAWN) // 3)
        zeropark("sample", "--variant", kind.name, "-n", number, "-o", kind)
    kinds = [sorted(kind.glob("*.xlsx")) for kind in variants]
    drawn = [book for trio in zip(*kinds, strict=True) for book in trio]
    if count <= len(drawn):
        return drawn
    script = Path(__file__).with_name("multiply.py")
    subprocess.run([sys.executable, script, str(count), folder / "more", *drawn], check=True)
    return sorted((folder / "more").iterdir(), key=lambda book: book.stem[-_DIGITS - 1 :])


def _machine() -> str:
    return f"{platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}"


# ------------------------------------------------------------------ one process


def _pipeline(ground: Ground, books: int, _many: int) -> Iterator[Line]:
    few = max(books // 6, 3)
    naive, careful, floor, reports, checks = [], [], [], [], []
    for _ in range(ground.rounds):
        naive.append(_told("naive.py", *ground.books[:3], "--output", ground.output()))
        careful.append(
            _told("naive.py", *ground.books[:3], "--open-once", "--output", ground.output())
        )
        floor.append(_told("floor.py", *ground.books[:3]))
        reports.append(_each(ground, "report", few, books))
        checks.append(_each(ground, "check", few, books))
    script, once, least, report, check = map(
        statistics.median, (naive, careful, floor, reports, checks)
    )
    yield Line("对照脚本（逐表 read_excel），每份 CPU", _ms(script), "—")
    yield Line("对照脚本（只打开一次工作簿），每份 CPU", _ms(once), "—")
    yield Line("下限（解压、解析、Jinja、压缩），每份 CPU", _ms(least), "—")
    yield Line("`report`，每份 CPU", _ms(report), "—")
    yield _ratio("对照脚本 ÷ `report`", script / report, 25)
    yield _ratio("对照脚本（只打开一次）÷ `report`", once / report, None)
    yield _ratio("`report` ÷ 下限", report / least, 5, at_most=True)
    yield Line("`check`，每份 CPU", _ms(check), "—")
    yield _ratio("对照脚本 ÷ `check`", script / check, 60)


def _told(script: str, *words: object) -> float:
    """CPU seconds per report, as a script of this folder tells them."""
    command = [sys.executable, Path(__file__).with_name(script), *words]
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        check=True,
    )
    costs: list[Mapping[str, float]] = list(map(json.loads, done.stdout.splitlines()))
    return statistics.median(sum(cost.values()) for cost in costs)


def _each(ground: Ground, command: str, few: int, many: int) -> float:
    """CPU seconds of one workbook more: what starting costs falls out."""
    small, large = (
        zeropark(command, ground.some(count), "-o", ground.output(), "--jobs", 1)
        for count in (few, many)
    )
    return (large.cpu - small.cpu) / (many - few)


# ------------------------------------------------------------------ several processes, start


def _parallel(ground: Ground, books: int, many: int) -> Iterator[Line]:
    """By what so many workbooks more cost, starting and ending left out."""
    few, large = books // 2, min(many, _SPREAD) if many else books
    one, two = (_more(ground, few, large, jobs) for jobs in (1, 2))
    yield Line(f"多做 {large - few} 份，1 个进程／2 个进程，用时", f"{one:.1f} s／{two:.1f} s", "—")
    yield _ratio("2 个进程的效率", one / two / 2, 0.9)


def _more(ground: Ground, few: int, large: int, jobs: int) -> float:
    runs = [_wall(ground, large, jobs) - _wall(ground, few, jobs) for _ in range(ground.rounds)]
    return statistics.median(runs)


def _wall(ground: Ground, count: int, jobs: int) -> float:
    return zeropark("report", ground.some(count), "-o", ground.output(), "--jobs", jobs).wall


def _start(ground: Ground, _books: int, _many: int) -> Iterator[Line]:
    bare = median([spent(sys.executable, "-c", _BARE, "--help") for _ in range(2 * ground.rounds)])
    ours = median([zeropark("--help") for _ in range(2 * ground.rounds)])
    yield Line("`--help`／只有 click 的程序", f"{_ms(ours.wall)}／{_ms(bare.wall)}", "—")
    yield _ratio("`--help` ÷ 只有 click 的程序", ours.wall / bare.wall, 1.3, at_most=True)


# ------------------------------------------------------------------ the long run


def _sizes(many: int) -> list[int]:
    return [size for size in (10, 50, 100, 1_000, 10_000) if size < many] + [many]


def _long(ground: Ground, _books: int, many: int) -> Iterator[Line]:
    if many <= _ENOUGH:
        return
    runs: dict[int, Spent] = {}
    for size in _sizes(many):
        runs[size] = zeropark("report", ground.some(size), "-o", ground.output(), "--jobs", 1)
    costs = {
        (a, b): (runs[b].cpu - runs[a].cpu) / (b - a) for a, b in pairwise(runs) if b - a >= _ENOUGH
    }
    for (a, b), cost in costs.items():
        yield Line(f"第 {a + 1}～{b} 份，每份 CPU（含批次产品）", _ms(cost), "—")
    told = list(costs.values())
    yield _ratio("每份成本，最后一段 ÷ 第一段", told[-1] / told[0], 1.1, at_most=True)
    worker, growth = runs[many].worker, _growth(ground, many)
    yield Line("工作进程的内存（最高）", f"{worker:.0f} {_MB}", f"≤ 120 {_MB}", worker <= _MOST)
    yield Line(
        f"同一工作进程第 {_ENOUGH} 份到第 {many} 份的内存增长",
        f"{growth:.1f} {_MB}",
        f"≤ 2 {_MB}",
        growth <= 2,
    )
    leader = runs[many].leader
    each = (leader - runs[50].leader) / (many - 50) * 1024
    yield Line(
        f"主进程的内存（{many} 份）", f"{leader:.0f} {_MB}", f"≤ 200 {_MB}", leader <= _LEADER
    )
    yield Line("主进程每多一份的内存", f"{each:.0f} kB", "—")


def _growth(ground: Ground, many: int) -> float:
    """What one worker holds more after the last workbook than after the fiftieth."""
    order = Order(find())
    key, stage = key_of(order), ground.output()
    held = {}
    with Crew(1, seconds=60, memory=2**31) as crew:
        for number, book in enumerate(ground.books[:many], start=1):
            _done(crew, work, order, key, book, stage)
            if number in {_ENOUGH, many}:
                held[number] = _done(crew, resident)
    return held[many] - held[_ENOUGH]


def _done(crew: Crew, function: Callable[..., T], *words: object) -> T:
    future = crew.submit(function, *words)
    crew.wait({future})
    return future.result()


def resident() -> float:
    """What the process holds in memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def _ratio(what: str, figure: float, target: float | None, *, at_most: bool = False) -> Line:
    if target is None:
        return Line(what, f"{figure:.2f} 倍", "—")
    holds = figure <= target if at_most else figure >= target
    return Line(what, f"{figure:.2f} 倍", f"{'≤' if at_most else '≥'} {target} 倍", holds)


if __name__ == "__main__":
    main()
