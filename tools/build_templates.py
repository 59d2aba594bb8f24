"""Writes the Word templates that we ship (构建 Word 模板), each with its text beside it.

Usage: ``python tools/build_templates.py [FOLDER]``; without one, each into its standard's folder.
"""

import sys
from pathlib import Path
from types import ModuleType

import batch_report
import evaluation_report
import national_report
import notice
import plan_review
import self_check
from word.build import Builder
from word.dump import dump
from word.official import OFFICIAL
from word.package import docx
from word.pages import headers, official_footers
from word.styles import RUNNING, STYLES
from word.xml import ordered

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
REPORTS = {
    "sx-zero-carbon-park-2024/创建实施方案评价意见": plan_review,
    "sx-zero-carbon-park-2024/自查报告": self_check,
    "sx-zero-carbon-park-2024/创建评价报告": evaluation_report,
    "sx-zero-carbon-park-2024/评价结果公示": notice,
    "cn-zero-carbon-park-2025/国家级零碳园区评价报告": national_report,
    "shared/综合报告": batch_report,
}
_LOOKS = {"chapters": STYLES, "running": RUNNING, "official": OFFICIAL}


def build(report: ModuleType) -> tuple[bytes, bytes]:
    """A template and its text (模板与文本)."""
    builder = Builder(report.NODES)
    body = ordered(builder.body())
    look = _LOOKS[getattr(report, "LOOK", "chapters")]
    official = look is OFFICIAL
    around = official_footers() if official else headers(report.HEADER_LEFT, report.HEADER_RIGHT)
    text = dump(body, around)
    made = docx(body, around, builder.charts, report.TITLE, report.AUTHOR, look)
    return made, text.encode()


def main(folder: Path | None = None) -> None:
    """Writes both files of every report."""
    for place, report in REPORTS.items():
        path = TEMPLATES / place if folder is None else folder / Path(place).name
        path.parent.mkdir(parents=True, exist_ok=True)
        for suffix, content in zip((".docx", ".txt"), build(report), strict=True):
            path.with_suffix(suffix).write_bytes(content)
            print(path.with_suffix(suffix))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
