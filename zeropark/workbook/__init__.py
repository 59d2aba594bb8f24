"""The only room that knows Excel (填报表): blank workbooks out, submitted ones in."""

from collections.abc import Sequence
from pathlib import Path

from zeropark.model import Issue, Standard, Variant
from zeropark.workbook.filling import Filling, Refusal
from zeropark.workbook.marked import MarkedCopy, mark
from zeropark.workbook.reading import read

__all__ = ["Filling", "MarkedCopy", "Refusal", "issue_list", "mark", "read", "write"]

# openpyxl takes a third of a second to import; only what writes needs it.


def write(standard: Standard, variant: Variant, path: Path, filling: Filling | None = None) -> None:
    """Write the workbook of a variant (填报表), blank or filled; same in, same bytes out."""
    from zeropark.workbook import blank  # noqa: PLC0415

    blank.write(standard, variant, path, filling or Filling())


def issue_list(path: Path, issues: Sequence[Issue]) -> None:
    """Write the list of issues for staff (问题清单), one row each, every cell as text."""
    from zeropark.workbook import returned  # noqa: PLC0415

    returned.issue_list(path, issues)
