"""Many workbooks out of a few (复制填报表): each the same answers under a name of its own.

Drawing a workbook takes a third of a second, so twenty thousand would take two hours. A park's name
is also in the numbers of its certificates, so the copies share none.

``python benchmarks/multiply.py COUNT FOLDER BOOK…``
"""

import sys
import zipfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

_FAST = 1  # of zlib's levels


def main() -> None:
    """Write so many workbooks into the folder."""
    count, folder, *books = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    for number, book in enumerate(islice(cycle(map(Path, books)), int(count)), start=1):
        name = f"{book.stem}第{number:06d}份"
        _copy(book, Path(folder) / f"{name}.xlsx", name)


def _copy(book: Path, target: Path, name: str) -> None:
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.startswith("xl/") and entry.filename.endswith(".xml"):
                for was, now in zip(_written(book.stem), _written(name), strict=True):
                    content = content.replace(was, now)
            new.writestr(entry.filename, content, zipfile.ZIP_DEFLATED, _FAST)


def _written(text: str) -> Iterator[bytes]:
    """A text as XML may hold it."""
    yield text.encode()
    yield text.encode("ascii", "xmlcharrefreplace")


if __name__ == "__main__":
    main()
