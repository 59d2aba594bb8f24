"""What a Word template must not hold (模板检查): ways out of the file, and a wrong language."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar
from xml.parsers.expat import ExpatError

from zeropark.report.engine.faults import Faults
from zeropark.report.engine.package import Entry, Package
from zeropark.report.engine.tree import DoctypeError, Element, elements_of, parse

Read = TypeVar("Read")

_SAFE_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_REACHING_FIELD = re.compile(
    r"(?:^|\0)\s*(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK)\b", re.IGNORECASE
)
_LANGUAGE = "zh-CN"  # with any other, LibreOffice breaks pages elsewhere and takes far longer


def parsed(entry: Entry, faults: Faults) -> Element | None:
    """A part as a tree (解析部件), or nothing and a fault."""
    return _guarded(parse, entry, faults)


def _guarded(read: Callable[[bytes], Read], entry: Entry, faults: Faults) -> Read | None:
    try:
        return read(entry.content())
    except ExpatError as error:
        faults.add("T102", entry.name, detail=str(error))
    except DoctypeError:
        faults.add("T102", entry.name, detail="DOCTYPE")
    return None


def check_package(package: Package, faults: Faults) -> None:
    """Notes relationships that reach outside (外部关系) and a language other than Chinese."""
    for entry in package.entries:
        if entry.name.endswith(".rels"):
            _check_relationships(entry, faults)
        elif entry.name == "word/styles.xml":
            _check_language(entry, faults)


def relationships(entry: Entry, faults: Faults) -> Iterator[tuple[str, str, str]]:
    """Id, kind and target of each relationship of a part (关系)."""
    for _, attributes in _guarded(elements_of, entry, faults) or ():
        if "Id" in attributes:
            kind = attributes.get("Type", "").rpartition("/")[2]
            yield attributes["Id"], kind, attributes.get("Target", "")


def _check_relationships(entry: Entry, faults: Faults) -> None:
    for _, attributes in _guarded(elements_of, entry, faults) or ():
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "")
        outside = attributes.get("TargetMode") == "External"
        if kind == "attachedTemplate":
            faults.add("T115", entry.name, target=target)
        elif outside and not (kind == "hyperlink" and _SAFE_LINK.match(target)):
            faults.add("T114", entry.name, kind=kind, target=target)


def _check_language(entry: Entry, faults: Faults) -> None:
    for name, attributes in _guarded(elements_of, entry, faults) or ():
        language = attributes.get("w:eastAsia", _LANGUAGE)
        if name == "w:lang" and language != _LANGUAGE:
            faults.add("T117", entry.name, language=language, expected=_LANGUAGE)


def _field_codes(root: Element) -> Iterator[str]:
    """The codes of all fields of a part, each behind a NUL; Word may cut a code into pieces."""
    for element in root.walk():
        if element.name == "w:fldChar":
            yield "\0"
        elif element.name == "w:instrText":
            yield "".join(text for text in element.children if isinstance(text, str))
        elif element.name == "w:fldSimple":
            yield f"\0{element.attributes.get('w:instr', '')}\0"


def check_fields(root: Element, part: str, faults: Faults) -> None:
    """Notes fields that fetch something from elsewhere (外部域), such as ``INCLUDETEXT``."""
    for found in _REACHING_FIELD.finditer("".join(_field_codes(root))):
        faults.add("T116", part, found[1], field=found[1])
