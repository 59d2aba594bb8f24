"""Whether bad workbooks harm good ones (R3): a hundred good, then the same with every mutant.

`python benchmarks/neighbours.py [好的份数]`: the files of the good parks must be equal byte for
byte, and the whole take at most half as long again.
"""

import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from books import named, sample  # noqa: E402 -- the tests' own workbooks
from mutants import all_of_them  # noqa: E402

from zeropark.batch import Means, Order, books_in, run  # noqa: E402
from zeropark.standard import find  # noqa: E402

WORKERS, LONGER = 2, 1.5


def main(good: int) -> int:
    """Run both folders and print what they took; 1 if a good park's files differ."""
    parks = {f"好{n:03d}.xlsx": named(f"好园区{n:03d}", sample()) for n in range(good)}
    bad = {f"坏{n:03d}.xlsx": mutant.data for n, mutant in enumerate(all_of_them())}
    with TemporaryDirectory() as folder:
        clean, first = _ran(Path(folder) / "clean", parks)
        mixed, second = _ran(Path(folder) / "mixed", parks | bad)
        names = [f"好园区{n:03d}" for n in range(good)]
        differ = [name for name in names if _tree(clean / name) != _tree(mixed / name)]
        reports = sum(name.endswith(".docx") for n in names for name in _tree(clean / n))
    print(f"好 {good} 份（报告 {reports} 份）{first:.1f} 秒；")
    print(f"加 {len(bad)} 份坏的 {second:.1f} 秒，", end="")
    print(f"是 {second / first:.2f} 倍；结果有差异的园区 {len(differ)} 个 {differ[:5]}")
    return int(bool(differ) or not reports or second > LONGER * first)


def _ran(folder: Path, books: dict[str, bytes]) -> tuple[Path, float]:
    source = folder / "in"
    source.mkdir(parents=True)
    for name, data in books.items():
        (source / name).write_bytes(data)
    start = monotonic()
    taken, _ = books_in([source])
    run(taken, folder / "out", Order(find(), ""), Means(WORKERS), lambda _: None)
    return folder / "out", monotonic() - start


def _tree(folder: Path) -> dict[str, str]:
    """The files of a park by name, each with its digest."""
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
