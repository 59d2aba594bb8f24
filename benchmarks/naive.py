"""The script that a user would write (对照脚本), one park at a time.

It reads every sheet with ``pandas.read_excel``, draws eight pictures with pyplot at 200 dpi and
fills the very Word templates that zeropark fills, with docxtpl. The calculation in between is a
gift: the facts come from zeropark and their making is not counted. So the script does less than
zeropark, which also checks every answer, traces every figure and lists every issue.

``python benchmarks/naive.py BOOK… --output DIR`` prints one JSON line per report with the CPU
seconds of reading, drawing and writing.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import jinja2
import matplotlib as mpl
import pandas as pd
from docxtpl import DocxTemplate

from zeropark.batch import Order, Workshop, judge
from zeropark.plan import plan
from zeropark.report import context
from zeropark.standard import find

mpl.use("Agg")
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

mpl.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "WenQuanYi Zen Hei", "SimHei"]
_ASPECTS = ("生产", "能源", "建筑", "生态环境", "交通", "基础设施", "排放管理")
T = TypeVar("T")
_IMPORT = re.compile(r"(import \S+ as \w+)(?! with context)")


def main() -> None:
    """Make a report of every workbook and tell what each cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--open-once", action="store_true", help="one ExcelFile for all sheets")
    given = parser.parse_args()
    given.output.mkdir(parents=True, exist_ok=True)
    workshop = Workshop.open(Order(find()))
    for book in given.books:
        print(json.dumps(_costs(workshop, book, given.output, given.open_once)), flush=True)


def _costs(workshop: Workshop, book: Path, output: Path, open_once: bool) -> dict[str, float]:
    facts, templates = _given(workshop, book)
    costs = {"read": _timed(lambda: (_carefully if open_once else _per_sheet)(book))[0]}
    costs["draw"], pictures = _timed(_pictures)
    costs["write"] = 0
    for template in templates:
        shown = pictures if template == templates[0] else ()
        target = output / f"{book.stem}-{template.name}"
        costs["write"] += _timed(lambda: _write(template, facts, shown, target))[0]  # noqa: B023
    return costs


def _given(workshop: Workshop, book: Path) -> tuple[Mapping[str, object], Sequence[Path]]:
    """The facts of a park and the Word templates that zeropark fills with them."""
    submission, _, evaluation = judge(workshop, book.read_bytes(), book.name)
    if evaluation is None:
        raise SystemExit(f"{book}: {submission}")
    facts = context(evaluation, plan(evaluation))
    made = workshop.documents[evaluation.standard.id].render(evaluation, plan(evaluation))
    return facts, [evaluation.standard.folder / name for name in made if name.endswith(".docx")]


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    start = time.process_time()
    done = work()
    return time.process_time() - start, done


def _per_sheet(book: Path) -> list[pd.DataFrame]:
    names = pd.ExcelFile(book).sheet_names
    return [pd.read_excel(book, sheet_name=name, header=None) for name in names]


def _carefully(book: Path) -> list[pd.DataFrame]:
    return list(pd.read_excel(book, sheet_name=None, header=None).values())


def _pictures() -> list[bytes]:
    """Eight pictures: the kinds that the report has, two of each."""
    return [_picture(draw) for draw in (_radar, _bars, _years, _steps) for _ in range(2)]


def _picture(draw: Callable[[Figure], None]) -> bytes:
    figure = plt.figure(figsize=(6, 3.5))
    draw(figure)
    target = BytesIO()
    figure.savefig(target, format="png", dpi=200)
    plt.close(figure)
    return target.getvalue()


def _radar(figure: Figure) -> None:
    axes = figure.add_subplot(projection="polar")
    angles = [turn * 6.2832 / 7 for turn in range(8)]
    axes.plot(angles, [0.9, 0.8, 1, 0.7, 0.6, 1, 0.8, 0.9])
    axes.set_xticks(angles[:-1], _ASPECTS)


def _bars(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.barh([f"评价指标{number}" for number in range(14)], [n / 14 for n in range(14)])


def _years(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.bar([str(year) for year in range(2020, 2025)], [9, 8, 7, 5, 3], label="排放量")
    axes.twinx().plot([1.2, 1.0, 0.8, 0.5, 0.2], label="强度")
    axes.legend()


def _steps(figure: Figure) -> None:
    axes = figure.add_subplot()
    axes.bar(_ASPECTS, [1, 2, 1, 3, 2, 1, 1], bottom=[0, 1, 3, 4, 7, 9, 10])


class _Environment(jinja2.Environment):
    """Jinja as docxtpl uses it, so far changed that it can run zeropark's templates."""

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        shared = _IMPORT.sub(r"\1 with context", source)
        return super().preprocess(shared, name, filename)

    def getattr(self, obj: object, attribute: str) -> object:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def _write(
    template: Path, facts: Mapping[str, object], pictures: Sequence[bytes], target: Path
) -> None:
    document = DocxTemplate(template)
    environment = _Environment(loader=jinja2.FileSystemLoader(template.parent), autoescape=True)
    document.render(facts, environment, autoescape=True)
    for picture in pictures:
        document.docx.add_picture(BytesIO(picture))
    document.save(target)


if __name__ == "__main__":
    main()
