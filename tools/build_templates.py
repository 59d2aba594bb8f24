"""Writes the Word templates that we ship (构建 Word 模板), each with its text beside it.

Usage: ``python tools/build_templates.py [FOLDER]``; without one, each into its standard's folder.
"""

import sys
from pathlib import Path

import evaluation_report
import national_report
from word.build import Builder
from word.dump import dump
from word.nodes import Nodes
from word.package import docx
from word.pages import headers
from word.xml import ordered

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
REPORTS = {
    "sx-zero-carbon-park-2024/创建评价报告": evaluation_report,
    "cn-zero-carbon-park-2025/国家级零碳园区评价报告": national_report,
}


def build(nodes: Nodes, title: str, author: str, header: tuple[str, str]) -> tuple[bytes, bytes]:
    """A template and its text (模板与文本)."""
    builder = Builder(nodes)
    body = ordered(builder.body())
    around = headers(*header)
    text = dump(body, around)
    return docx(body, around, builder.charts, title, author), text.encode()


def main(folder: Path | None = None) -> None:
    """Writes both files of every report."""
    for place, report in REPORTS.items():
        path = TEMPLATES / place if folder is None else folder / Path(place).name
        path.parent.mkdir(parents=True, exist_ok=True)
        header = (report.HEADER_LEFT, report.HEADER_RIGHT)
        made = build(report.NODES, report.TITLE, report.AUTHOR, header)
        for suffix, content in zip((".docx", ".txt"), made, strict=True):
            path.with_suffix(suffix).write_bytes(content)
            print(path.with_suffix(suffix))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
