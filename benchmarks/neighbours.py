"""Whether bad workbooks harm good ones (R3): a hundred good, then the same with every mutant.

`python benchmarks/neighbours.py [好的份数]`: the files of the good parks must be equal byte for
byte. What is returned by itself, as bad, may make the whole take half as long again. Mutants that
are legal (a park may be called `{{ 7*7 }}`) get reports of their own like any other workbook; what
they take is told beside it. Each is a park of its own where its mutation lets it have a name.
"""

import sys
from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from books import named, sample  # noqa: E402 -- the tests' own workbooks
from mutants import all_of_them, cells, values  # noqa: E402

from zeropark.batch import Means, Order, books_in, run  # noqa: E402
from zeropark.batch.workshop import Workshop, process  # noqa: E402
from zeropark.standard import find  # noqa: E402

WORKERS, LONGER = 2, 1.5


def main(good: int) -> int:
    """Run the folders, print what they took; 1 if a good park's files differ or it takes long."""
    parks = {f"好{n:03d}.xlsx": named(f"好园区{n:03d}", sample()) for n in range(good)}
    every = {f"坏{n:03d}.xlsx": data for n, data in enumerate(_mutants())}
    with TemporaryDirectory() as folder:
        bad = _bad(Path(folder) / "alone", every)
        clean, first = _ran(Path(folder) / "clean", parks)
        print(f"好 {good} 份（报告 {len([*clean.glob('*/*.docx')])} 份）{first:.1f} 秒")
        differ, ratio = [], {}
        for what, more in (("自身要退回的", bad), ("全部变异件", every)):
            mixed, took = _ran(Path(folder) / what, parks | more)
            ratio[what] = took / first
            names = [f"好园区{n:03d}" for n in range(good)]
            differ += [name for name in names if _tree(clean / name) != _tree(mixed / name)]
            print(f"另加{what} {len(more)} 份：{took:.1f} 秒，是 {took / first:.2f} 倍")
    print(f"结果有差异的园区 {len(differ)} 个 {differ[:5]}")
    return int(bool(differ) or ratio["自身要退回的"] > LONGER)


def _mutants() -> Iterator[bytes]:
    typed = {mutant.name for mutant in chain(values(), cells())}
    for n, mutant in enumerate(all_of_them()):
        yield named(f"坏园区{n:03d}", mutant.data) if mutant.name in typed else mutant.data


def _bad(folder: Path, books: dict[str, bytes]) -> dict[str, bytes]:
    """Those that are returned by themselves, whatever stands beside them."""
    workshop = Workshop.open(Order(find(), "", reports=False))
    folder.mkdir()
    for name, data in books.items():
        (folder / name).write_bytes(data)
    alone = {n: process(workshop, folder / n, folder / f"{n}.out").status for n in books}
    return {name: data for name, data in books.items() if alone[name] != "evaluated"}


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
