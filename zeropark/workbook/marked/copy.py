"""A package with some parts changed (文件包副本): all others are carried over as they lie."""

import copy
import posixpath
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from zeropark.workbook.gate import UnreadableError, part_name
from zeropark.workbook.marked.markup import (
    Edited,
    elements,
    escape_markup,
    first,
    named,
    quoteattr,
    utf8,
)
from zeropark.workbook.parts import Package

TYPES = "[Content_Types].xml"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can name
_LOCAL_HEAD = 30  # bytes of an entry's own header before its name
_NAME_LENGTH = struct.Struct("<2H")
_DESCRIPTOR = 0x8  # sizes stand behind the data; in the copy they stand before it
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True, slots=True)
class Link:
    """What a part is related to (关系): id, kind, and the part it means."""

    id: str
    kind: str
    part: str


@dataclass(slots=True)
class Copy:
    """The parts of a package, read as they are asked for, changed where they are put."""

    data: bytes
    package: Package
    base: str  # namespace of relations
    changed: dict[str, bytes] = field(default_factory=dict)
    added: dict[str, bytes] = field(default_factory=dict)

    def content(self, name: str) -> bytes:
        """A part as it stands by now, in UTF-8."""
        key = part_name(name)
        known = self.changed.get(key) or self.added.get(name)
        return known if known is not None else utf8(self.package.content(name))

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return part_name(name) in self.package.entries or name in self.added

    def put(self, name: str, content: bytes | str) -> None:
        """Change a part, or add it."""
        data = content.encode() if isinstance(content, str) else content
        if part_name(name) in self.package.entries:
            self.changed[part_name(name)] = data
        else:
            self.added[name] = data

    def links(self, part: str) -> Iterator[Link]:
        """The relations of a part within the package."""
        rels = _relations(part)
        if not self.has(rels):
            return
        folder = posixpath.dirname(part)
        for found in elements(self.content(rels), named("Relationship")):
            given = found.attributes
            if given.get("TargetMode") != "External":
                target = posixpath.join("/", folder, given.get("Target", "").replace("\\", "/"))
                kind = given.get("Type", "").rpartition("/")[2]
                yield Link(given.get("Id", ""), kind, posixpath.normpath(target).lstrip("/"))

    def link(self, part: str, kind: str, target: str) -> str:
        """Relate a part to another; gives the relation's id."""
        rels = _relations(part)
        if not self.has(rels):
            self.put(rels, f'{_DECLARATION}<Relationships xmlns="{_RELATIONSHIPS}"/>')
        content = self.content(rels)
        found = elements(content, named("Relationships", "Relationship"))
        taken = {element.attributes.get("Id") for element in found}
        id_ = next(i for n in range(len(found) + 1) if (i := f"rIdZ{n + 1}") not in taken)
        edited = Edited(content)
        whole = found[0]
        tag = f"{whole.prefix.decode()}Relationship"
        values = f'Id="{id_}" Type="{self.base}/{kind}" Target={quoteattr("/" + target)}'
        edited.append(whole, f"<{tag} {values}/>")
        self.put(rels, edited.done())
        return id_

    def declare(self, part: str, kind: str) -> None:
        """Say of what content type a part is."""
        self._declare(f'Override PartName={quoteattr("/" + part)} ContentType="{kind}"')

    def declare_extension(self, extension: str, kind: str) -> None:
        """Say of what content type all parts of an extension are, unless that is said."""
        found = elements(self.content(TYPES), named("Default"))
        known = {element.attributes.get("Extension", "").casefold() for element in found}
        if extension not in known:
            self._declare(f'Default Extension="{extension}" ContentType="{kind}"')

    def _declare(self, text: str) -> None:
        edited = Edited(self.content(TYPES))
        whole = first(elements(edited.part, named("Types")), "Types")
        if whole is None:
            raise UnreadableError("W105")
        edited.append(whole, f"<{whole.prefix.decode()}{text}/>")
        self.put(TYPES, edited.done())

    def type_of(self, part: str) -> str:
        """The content type of a part; empty if none is said."""
        for element in elements(self.content(TYPES), named("Override")):
            if part_name(element.attributes.get("PartName", "")) == part_name(part):
                return element.attributes.get("ContentType", "")
        return ""

    def free(self, pattern: str) -> str:
        """A name for a new part, with a number in the place of the braces."""
        number = 1
        while self.has(name := pattern.format(number)):
            number += 1
        return name

    def packed(self) -> bytes:
        """The whole package: what was not changed as it lies in the original."""
        result = BytesIO()
        with ZipFile(result, "w", ZIP_DEFLATED) as target:
            for key, entry in self.package.entries.items():
                if key in self.changed:
                    _write(target, entry.filename, self.changed[key])
                else:
                    _carry(self.data, entry, target)
            for name, content in self.added.items():
                _write(target, name, content)
        return result.getvalue()


def text_part(root: str, attributes: Mapping[str, str], inside: str) -> str:
    """A new part from its root element."""
    given = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"{_DECLARATION}<{root}{given}>{inside}</{root}>"


def text(content: str) -> str:
    """Characters as markup holds them."""
    return escape_markup(content)


def _relations(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _write(target: ZipFile, name: str, content: bytes) -> None:
    entry = ZipInfo(name, _EPOCH)
    entry.compress_type = ZIP_DEFLATED
    target.writestr(entry, content)


def _carry(data: bytes, entry: ZipInfo, target: ZipFile) -> None:
    """Copy an entry's packed bytes; the library itself has no way to do so."""
    lengths = _NAME_LENGTH.unpack_from(data, entry.header_offset + _LOCAL_HEAD - 4)
    start = entry.header_offset + _LOCAL_HEAD + sum(lengths)
    carried = copy.copy(entry)
    carried.flag_bits &= ~_DESCRIPTOR
    stream = target.fp
    if stream is None:
        raise UnreadableError("W105")
    carried.header_offset = stream.tell()
    stream.write(carried.FileHeader())
    stream.write(data[start : start + entry.compress_size])
    target.filelist.append(carried)
    target.NameToInfo[carried.filename] = carried
    target.start_dir = stream.tell()
