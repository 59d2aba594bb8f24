"""From the staging folder into place (就位): whole, tidy, and the same again after a kill."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import count, takewhile
from pathlib import Path
from typing import Any

from zeropark.batch.folder import sha256_of
from zeropark.messages import word

_BOOKS = b' "books": ['
_PLAN = "plan.jsonl"  # what is to go where, written before the first file moves


def clear(output: Path, manifest: Path) -> None:
    """Take away what the last run made; a file changed by hand since is set aside, not lost."""
    folders: set[Path] = set()
    for path, sha in made_by(output, manifest):
        folders.add(path.parent)
        if sha256_of(path) == sha:
            path.unlink()
        elif path.is_file():
            path.replace(_free(path))
    _prune(folders)


def place(staging: Path, moves: Iterable[tuple[Path, Path, Mapping[str, str]]]) -> None:
    """Move every stage's files into its folder. A kill in the middle can be undone by ``undo``."""
    plan = staging / _PLAN
    with plan.open("wb") as stream:
        for stage, folder, files in moves:
            told = folder.relative_to(staging.parent).as_posix()
            line = [str(stage.relative_to(staging)), told, dict(files)]
            stream.write(json.dumps(line).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    for stage, folder, files in _planned(staging):
        for name in files:
            folder.mkdir(parents=True, exist_ok=True)
            (stage / name).replace(folder / name)


def undo(staging: Path) -> None:
    """Move back what a run that was killed while it placed its files had placed."""
    folders: set[Path] = set()
    for stage, folder, files in _planned(staging):
        folders.add(folder)
        for name, sha in files.items():
            if sha256_of(folder / name) == sha:
                stage.mkdir(parents=True, exist_ok=True)
                (folder / name).replace(stage / name)
    _prune(folders)
    (staging / _PLAN).unlink(missing_ok=True)


def remove(staging: Path) -> None:
    """Take the staging folder away, the plan first: there is nothing left to undo."""
    (staging / _PLAN).unlink(missing_ok=True)
    shutil.rmtree(staging, ignore_errors=True)


def _planned(staging: Path) -> Iterator[tuple[Path, Path, Mapping[str, str]]]:
    """What was to go where; nothing of a plan that was not written to its end."""
    with suppress(FileNotFoundError):
        lines = (staging / _PLAN).read_bytes().splitlines(keepends=True)
        for line in lines:
            if line.endswith(b"\n"):
                stage, folder, files = json.loads(line)
                yield staging / stage, staging.parent / folder, files


def _prune(folders: Iterable[Path]) -> None:
    for folder in folders:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _free(path: Path) -> Path:
    """A name beside the file that no earlier one set aside has."""
    names = (f"{path.stem}{word('set_aside')}{number or ''}" for number in count())
    return next(aside for name in names if not (aside := path.with_stem(name)).exists())


# ------------------------------------------------------------------ the manifest


def manifest_lines(head: Mapping[str, Any], books: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The manifest as JSON, each book on a line of its own: written and read piece by piece."""
    text = json.dumps(dict(head), ensure_ascii=False, indent=1)
    yield text.removesuffix("\n}").encode() + b",\n" + _BOOKS
    for place_, book in enumerate(books):
        line = json.dumps(dict(book), ensure_ascii=False)
        yield (",\n" if place_ else "\n").encode() + line.encode("utf-8", "replace")
    yield b"\n ]\n}\n"


def made_by(output: Path, manifest: Path) -> Iterator[tuple[Path, str]]:
    """The files that the last run made, with their SHA-256, by a manifest that can be read."""
    with suppress(OSError, ValueError, LookupError, AttributeError):
        yield from [(output / name, sha) for name, sha in _head(manifest)["products"].items()]
    for book in _books(manifest):
        with suppress(LookupError, TypeError, AttributeError):
            folder = output / book["folder"]
            yield from [(folder / name, sha) for name, sha in book["files"].items()]


def _head(manifest: Path) -> Any:  # noqa: ANN401 -- whatever the file holds
    """What the manifest says before its books."""
    with manifest.open("rb") as stream:
        lines = takewhile(lambda line: not line.startswith(_BOOKS), stream)
        return json.loads(b"".join(lines).rstrip().removesuffix(b",") + b"}")


def _books(manifest: Path) -> Iterator[Any]:
    with suppress(OSError), manifest.open("rb") as stream:
        for line in stream:
            if line.startswith(b'{"book"'):
                with suppress(ValueError):
                    yield json.loads(line.rstrip(b",\n"))
