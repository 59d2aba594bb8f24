"""Outcomes → what the secretariat gets (汇总): 汇总表.xlsx, 综合报告.docx, index.html.

The only room that imports pandas, and only when a batch is summed up.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from zeropark.messages import word
from zeropark.model import Outcome, Standard
from zeropark.summary.abridge import abridged
from zeropark.summary.brief import BRIEF, Brief, read, written

__all__ = ["BRIEF", "RESERVED", "Brief", "abridged", "read", "summarise", "written"]

# Names in the output folder that no park's folder may take.
RESERVED = tuple(word(key) for key in ("summary_file", "overview_file", "page_file"))


def summarise(
    outcomes: Sequence[Outcome],
    stages: Sequence[Path],
    folders: Sequence[str],
    standards: Mapping[str, Standard],
    output: Path,
    *,
    ranked: bool = False,
) -> tuple[str, ...]:
    """Write the products of a batch into ``output`` and give their names (批次产品).

    Each outcome has a stage, where an evaluated one has its ``summary.json`` now, and the name of
    the folder that it will be found in.
    """
    from zeropark.summary.products import products  # noqa: PLC0415

    return products(outcomes, stages, folders, standards, output, ranked=ranked)
