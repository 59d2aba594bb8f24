"""Writes the Word templates that we ship (构建 Word 模板), each with its text beside it.

Usage: ``python tools/build_templates.py [FOLDER]``; without one, into ``templates/``.
"""

import sys
from pathlib import Path

import evaluation_report as report
from word.build import Builder
from word.dump import dump
from word.package import docx
from word.pages import headers
from word.xml import ordered

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
STANDARD = "sx-zero-carbon-park-2024"
NAME = "创建评价报告"


def build() -> dict[str, bytes]:
    """The template and its text, by file name (模板与文本)."""
    body = ordered(Builder(report.NODES).body())
    around = headers(report.HEADER_LEFT, report.HEADER_RIGHT)
    text = dump(body, around)
    return {
        f"{NAME}.docx": docx(body, around, report.TITLE, report.AUTHOR),
        f"{NAME}.txt": text.encode(),
    }


def main(folder: Path) -> None:
    """Writes both files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in build().items():
        (folder / name).write_bytes(content)
        print(folder / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATES / STANDARD)
