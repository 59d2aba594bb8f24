"""What an outcome depends on besides its workbook (结果的依据), as one digest."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path

from zeropark.batch.workshop import Order

_PACKAGE = Path(__file__).resolve().parents[1]
_CODE = (".py", ".toml")


def key_of(order: Order) -> str:
    """The digest of program, order and every file that the order names: data, templates, scheme.

    Two runs with the same key make the same files of the same workbook.
    """
    return _digest((_program(), *_told(order)))


@cache
def _program() -> str:
    files = sorted(path for path in _PACKAGE.rglob("*") if path.suffix in _CODE)
    return _digest(_contents(_PACKAGE, files))


def _told(order: Order) -> Iterator[str]:
    """Every word of the order; of a file or folder its contents, wherever it lies."""
    for field in fields(order):
        value = getattr(order, field.name)
        path = Path(value) if value and isinstance(value, str | Path) else None
        yield field.name
        if path is None or not path.exists():
            yield repr(value)
        elif path.is_dir():
            yield from _contents(path, sorted(path.rglob("*")))
        else:
            yield from _contents(path.parent, [path])


def _contents(folder: Path, files: Iterable[Path]) -> Iterator[str]:
    for path in files:
        if path.is_file():
            yield path.relative_to(folder).as_posix()
            yield hashlib.sha256(path.read_bytes()).hexdigest()


def _digest(words: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(words).encode()).hexdigest()
