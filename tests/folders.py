"""Folders laid out and compared (文件夹比较)."""

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from zeropark.batch import REGISTER


def laid(folder: Path, books: Mapping[str, bytes]) -> Path:
    """The folder with these files in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in books.items():
        (folder / name).write_bytes(data)
    return folder


def tree(folder: Path) -> dict[str, str]:
    """Every file and folder below the folder, files with their SHA-256."""
    return {path.relative_to(folder).as_posix(): digest(path) for path in folder.rglob("*")}


def digest(path: Path) -> str:
    """Of what the file holds; of the register's rows but for the moment of the run; or nothing."""
    if path.name == REGISTER:
        with closing(sqlite3.connect(path)) as register:
            told = "\n".join(register.iterdump())
        told = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "", told)
        return sha256(told.encode()).hexdigest()
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
