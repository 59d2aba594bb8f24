"""Folders elsewhere (远程文件夹): workbooks fetched before a run, results delivered after it.

Whatever fsspec reaches: SFTP, S3, WebDAV … The run itself works in a folder of this machine, which
stays for a run that resumes it.
"""

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from time import sleep
from typing import Any

from zeropark.batch.folder import put, sha256_of
from zeropark.batch.lock import LOCK, HeldError, Holder, holder_of
from zeropark.batch.place import made_by
from zeropark.batch.run import CHECKED, MANIFEST, REGISTER

_CACHE = Path.home() / ".cache" / "zeropark"
_WRITING = 1.0  # seconds; far longer than it takes to write one line over there
_KEPT = (MANIFEST, CHECKED, REGISTER)  # what a later run goes by; delivered last


class RemoteError(Exception):
    """A folder elsewhere cannot be reached or used (远程文件夹无法使用)."""


def is_remote(place: str) -> bool:
    """Whether it is an address and not a path."""
    return "://" in place


def fetched(url: str) -> Path:
    """A folder of this machine with the files of that folder, or the one file of that name."""
    folder = _kept(url, "in")
    for path in folder.iterdir():
        path.unlink()
    with _reached(url) as (files, root):
        if not files.exists(root):
            raise RemoteError(url, "")
        names = [root] if files.isfile(root) else files.ls(root, detail=False)
        for name in names:
            if files.isfile(name):
                put(folder / name.rpartition("/")[2], files.cat_file(name))
    return folder


@contextmanager
def delivered(url: str, since: str) -> Iterator[Path]:
    """A folder of this machine to write into; what it holds after the block is at the URL then."""
    folder = _kept(url, "out")
    with _reached(url) as (files, root), _held(files, root, url, since):
        for name in _KEPT:
            if files.exists(f"{root}/{name}"):
                put(folder / name, files.cat_file(f"{root}/{name}"))
        before = _made(folder)
        yield folder
        _deliver(folder, files, root, before)


def _kept(url: str, part: str) -> Path:
    folder = _CACHE / hashlib.sha256(url.encode()).hexdigest()[:24] / part
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


@contextmanager
def _reached(url: str) -> Iterator[tuple[Any, str]]:
    """The file system of an address and the path in it; its failures as RemoteError."""
    files, root = _opened(url)
    try:
        yield files, root
    except _failures() as error:
        raise RemoteError(url, str(error) or type(error).__name__) from error


def _opened(url: str) -> tuple[Any, str]:
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 -- an extra

        files, root = url_to_fs(url)
    except (ImportError, ValueError, OSError) as error:
        raise RemoteError(url, str(error) or type(error).__name__) from error
    except _failures() as error:  # known only once it has tried
        raise RemoteError(url, str(error) or type(error).__name__) from error
    return files, str(root).rstrip("/")


def _failures() -> tuple[type[Exception], ...]:
    """What SFTP raises that is no OSError."""
    paramiko = sys.modules.get("paramiko")
    return (EOFError, paramiko.SSHException) if paramiko else (EOFError,)


@contextmanager
def _held(files: Any, root: str, url: str, since: str) -> Iterator[None]:  # noqa: ANN401 -- of any kind
    """Hold a folder elsewhere while the block runs; what a killed run left is taken over.

    Raises HeldError if another run holds it. Where a kind of storage cannot create a file only if
    there is none, two runs begun within the same moment may both get it.
    """
    files.makedirs(root, exist_ok=True)
    lock, mine = f"{root}/{LOCK}", json.dumps(asdict(Holder.this(since))).encode()
    while not _taken(files, lock, mine):
        told = _read(files, lock)
        if not told:  # it may be being written just now
            sleep(_WRITING)
            told = _read(files, lock)
        holder = holder_of(told)
        if holder and not holder.gone:
            raise HeldError(url, f"{url.rstrip('/')}/{LOCK}", holder)
        _cleared(files, lock, told)
    try:
        yield
    finally:
        if _read(files, lock) == mine:
            files.rm_file(lock)


def _taken(files: Any, lock: str, mine: bytes) -> bool:  # noqa: ANN401 -- likewise
    try:
        files.open(lock, "xb").close()  # a line cannot be written so everywhere, an empty file can
    except (OSError, ValueError, NotImplementedError) as error:
        if files.exists(lock):
            return False
        if isinstance(error, OSError):
            raise
    files.pipe_file(lock, mine)
    return True


def _read(files: Any, path: str) -> bytes:  # noqa: ANN401 -- likewise
    try:
        return bytes(files.cat_file(path))
    except FileNotFoundError:
        return b""


def _cleared(files: Any, lock: str, dead: bytes) -> None:  # noqa: ANN401 -- likewise
    """Take the lock of the dead away, not the one that another run has put there since."""
    aside = f"{lock}.{platform.node()}.{os.getpid()}"
    with suppress(FileNotFoundError):
        files.mv(lock, aside)
        if _read(files, aside) != dead:
            files.mv(aside, lock)
        else:
            files.rm_file(aside)


def _made(folder: Path) -> dict[str, str]:
    """What earlier runs made, by their manifests: path below the folder → SHA-256."""
    told = (made_by(folder, folder / name) for name in (MANIFEST, CHECKED))
    return {path.relative_to(folder).as_posix(): sha for each in told for path, sha in each}


def _deliver(folder: Path, files: Any, root: str, before: dict[str, str]) -> None:  # noqa: ANN401 -- likewise
    """Bring what is new there, each file whole, the manifests last; take away what is no more."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    names = [path.relative_to(folder).as_posix() for path in found]
    names = [name for name in names if not name.startswith(".")]
    for name in sorted(names, key=lambda name: (name in _KEPT, name)):
        target = f"{root}/{name}"
        if before.get(name) == sha256_of(folder / name) and files.exists(target):
            continue
        parent, _, last = target.rpartition("/")
        files.makedirs(parent, exist_ok=True)
        files.pipe_file(f"{parent}/.{last}.part", (folder / name).read_bytes())
        files.mv(f"{parent}/.{last}.part", target)
    for name in before.keys() - set(names):
        with suppress(FileNotFoundError):
            files.rm_file(f"{root}/{name}")
    for parent in {name.rpartition("/")[0] for name in before.keys() - set(names)} - {""}:
        if files.exists(f"{root}/{parent}") and not files.ls(f"{root}/{parent}"):
            files.rmdir(f"{root}/{parent}")
