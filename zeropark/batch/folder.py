"""Files in and out (输入与输出): which are workbooks, what outputs are called, safe writing."""

import errno
import hashlib
import os
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

_FORBIDDEN = frozenset('/\\:*?"<>|')
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
_LETTERS, _BYTES = 80, 180  # room for an ending within the 255 bytes of most file systems

WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".ods", ".xlsb", ".csv", ".xlt", ".xltx"})
_LOCKS = ("~$", "._", ".")

# Full, over its quota, read-only, failing, or a share that went away: of the disk, not of a file.
_OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.ESTALE})


def books_in(paths: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The files to read and those left out, of files and folders; each once, by name.

    In whatever order they are given, what is made of them is the same.

    Excel's lock files (``~$…``), hidden files and what is not a table file are left out of a
    folder; a file that is named itself is always read.
    """
    taken: dict[Path, None] = {}
    left: dict[Path, None] = {}
    for path in paths:
        inside = path.is_dir()
        for file in sorted(path.iterdir(), key=_order) if inside else (path,):
            wanted = not inside or (_is_file(file) and _is_book(file))
            (taken if wanted else left)[file.absolute()] = None
    found = sorted(taken, key=lambda file: (*_order(file), str(file)))
    return tuple(found), tuple(file for file in left if file.is_file())


def _order(path: Path) -> tuple[str, str]:
    return unicodedata.normalize("NFC", path.name), path.name


def _is_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _is_book(path: Path) -> bool:
    return path.suffix.casefold() in WORKBOOKS and not path.name.startswith(_LOCKS)


def safe_name(name: str, fallback: str) -> str:
    """A name that every file system takes (安全文件名): inside its folder, not too long."""
    text = unicodedata.normalize("NFC", name)
    kept = ("_" if sign in _FORBIDDEN or _invisible(sign) else sign for sign in text)
    text = "".join(kept)[:_LETTERS]
    text = text.encode("utf-8", "replace")[:_BYTES].decode("utf-8", "ignore").strip(". ")
    if not text.strip("_"):
        return fallback
    return f"_{text}" if text.casefold().partition(".")[0] in _RESERVED else text


def _invisible(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def distinct(names: Iterable[str], taken: Collection[str] = ()) -> Iterator[str]:
    """The names, numbered where one is taken or the same to a file system as an earlier one."""
    used = {name.casefold() for name in taken}
    for name in names:
        chosen, count = name, 1
        while chosen.casefold() in used:
            count += 1
            chosen = f"{name}_{count}"
        used.add(chosen.casefold())
        yield chosen


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all (原子写入): beside it, to the disk, then in its place."""
    put_lines(path, (data,))


def put_lines(path: Path, pieces: Iterable[bytes]) -> None:
    """The same piece by piece, for what is too large to be held."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except OSError as error:
        error.filename = error.filename or str(path)  # of what is written the system names nothing
        raise
    finally:
        part.unlink(missing_ok=True)


def of_the_disk(error: Exception) -> bool:
    """Whether it says that the disk takes nothing more (磁盘故障), whatever is written to it."""
    return isinstance(error, OSError) and error.errno in _OF_THE_DISK


def sha256_of(path: Path) -> str:
    """A file's SHA-256; empty if there is none to read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
