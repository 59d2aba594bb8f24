"""The gate (入口检查): what kind of file this is, and whether its package may be opened."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from zeropark.messages import words
from zeropark.workbook import limits

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1
_LOOK = 1024  # bytes that are looked at to name the kind of a file
_BEGINNINGS = {
    "pdf": (b"%pdf",),
    "html": (b"<html", b"<!doctype html", b"<table", b"<meta"),
    "xml": (b"<?xml", b"<"),
    "picture": (b"\xff\xd8\xff", b"\x89png", b"gif8"),
    "archive": (b"rar!", b"7z\xbc\xaf", b"\x1f\x8b"),
}


class UnreadableError(Exception):
    """A file that cannot be read (无法读取): the code of the sentence that says why."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def other_kind(kind: str) -> UnreadableError:
    """The refusal of a file that is of another kind, which is named."""
    return UnreadableError("W102", kind=words("kinds")[kind])


def open_package(data: bytes) -> tuple[ZipFile, dict[str, ZipInfo]]:
    """The package and its parts by name, in one case and with ``/``.

    Raises:
        UnreadableError: it is no workbook, is damaged, or is beyond what is read.
    """
    _check_kind(data)
    try:
        package = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, OSError, RuntimeError) as damage:
        raise UnreadableError("W105") from damage
    entries = package.infolist()
    _check_size(entries)
    names = [part_name(entry.filename) for entry in entries]
    if len(set(names)) < len(names):
        raise UnreadableError("W108")
    return package, dict(zip(names, entries, strict=True))


def part_name(name: str) -> str:
    """The name of a part as it is compared; some programs write a backslash or another case."""
    return name.replace("\\", "/").lstrip("/").lower()


def _check_kind(data: bytes) -> None:
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableError("W101")
    if data.startswith(_OLE):
        raise UnreadableError("W104" if _ENCRYPTED_STREAM in data else "W103")
    if not data.startswith(_ZIP):
        raise other_kind(_kind(data))
    if len(data) > limits.FILE:
        raise UnreadableError("W106")


def _kind(data: bytes) -> str:
    """What a file is that is no package, by how it begins."""
    start = data[:_LOOK].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for kind, signs in _BEGINNINGS.items():
        if start.startswith(signs):
            return kind
    return "other" if b"\0" in start else "csv"


def _check_size(entries: list[ZipInfo]) -> None:
    if len(entries) > limits.PARTS or any(map(_too_large, entries)):
        raise UnreadableError("W106")
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise UnreadableError("W105")
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise UnreadableError("W104")


def _too_large(entry: ZipInfo) -> bool:
    swollen = entry.file_size > limits.RATIO * max(entry.compress_size, 1)
    return entry.file_size > limits.PART or (swollen and entry.file_size > limits.RATIO_FROM)
