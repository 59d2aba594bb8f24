"""What a workbook says it was made from (模板信息), held against the standards installed."""

from collections.abc import Mapping

from zeropark.model import Standard, Variant
from zeropark.workbook import names
from zeropark.workbook.gate import UnreadableError
from zeropark.workbook.grid import Stored
from zeropark.workbook.opened import Opened
from zeropark.workbook.text import clean


def identify(workbook: Opened, standards: Mapping[str, Standard]) -> tuple[Standard, Variant, str]:
    """Standard and variant of a workbook, and the version of its template.

    Raises:
        UnreadableError: it is no template of ours, or of none that is installed.
    """
    stamp = _stamp(workbook)
    if not stamp.get(names.STANDARD):
        raise UnreadableError("W109")
    standard = _standard(stamp, standards)
    variant = standard.variants.get(stamp.get(names.VARIANT, ""))
    if variant is None:
        raise UnreadableError("W112", variant=stamp.get(names.VARIANT, ""))
    version = stamp.get(names.TEMPLATE, "")
    if _order(version) > _order(standard.template_version):
        raise UnreadableError("W113", version=version, known=standard.template_version)
    return standard, variant, version


def older(version: str, standard: Standard) -> bool:
    """Whether a template is older than the one that the standard hands out."""
    return _order(version) < _order(standard.template_version)


def _standard(stamp: Mapping[str, str], standards: Mapping[str, Standard]) -> Standard:
    id_, edition = stamp[names.STANDARD], stamp.get(names.EDITION, "")
    editions = {one.edition: one for one in standards.values() if one.id == id_}
    if not editions:
        raise UnreadableError("W110", standard=id_)
    if edition not in editions:
        known = ", ".join(editions)
        raise UnreadableError("W111", standard=id_, edition=edition, known=known)
    return editions[edition]


def _stamp(workbook: Opened) -> dict[str, str]:
    """The values of the hidden sheet, by name or, if the names are gone, by their keys."""
    if names.META_SHEET not in workbook.tabs:
        return {}
    cells = workbook.grid(names.META_SHEET).cells
    texts = {at: _text(stored) for at, stored in cells.items()}
    return {text: texts.get((row, column + 1), "") for (row, column), text in texts.items()}


def _text(stored: Stored) -> str:
    return clean(stored.text or "").strip()


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isascii() and part.isdigit())
