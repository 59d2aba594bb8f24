"""``explain``, ``diff``, ``standards``: where a figure came from, what changed, what there is."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeropark.cli import OK, RETURNED
from zeropark.messages import word, words

if TYPE_CHECKING:  # --help needs words, but no records
    from zeropark.batch import Workshop
    from zeropark.model import Evaluation, Standard, Step


@click.command(help=word("help_explain"))
@click.argument("workbook", type=click.Path(path_type=Path))
@click.argument("figure", default="")
@click.option("--scheme", default="", help=word("help_scheme"))
def explain(workbook: Path, figure: str, scheme: str) -> int:
    """A figure's trace down to cells and factors."""
    from zeropark.batch import judge  # noqa: PLC0415
    from zeropark.cli.tell import issue_lines  # noqa: PLC0415
    from zeropark.report.trace import tree  # noqa: PLC0415

    if not workbook.is_file():
        raise click.UsageError(word("no_such_path", path=workbook))
    _, issues, evaluation = judge(_workshop(scheme), workbook.read_bytes(), workbook.name)
    if evaluation is None:
        for line in issue_lines(issues):
            click.echo(line, err=True)
        return RETURNED
    for line in tree(_step(evaluation, figure), evaluation.standard):
        click.echo(line)
    return OK


def _step(evaluation: "Evaluation", figure: str) -> "Step":
    """The figure of that id; the total if none is named."""
    step = evaluation.steps.get(figure or "total")
    if step is None:
        known = word("list_sign").join(id_ for id_ in evaluation.steps if "#" not in id_)
        raise click.UsageError(word("no_such_figure", given=figure, known=known))
    return step


@click.command(help=word("help_diff"))
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--scheme", default="", help=word("help_scheme"))
def diff(old: Path, new: Path, scheme: str) -> int:
    """Changed answers, and indicators, score and grade as they change with them."""
    from zeropark.cli.differ import compare  # noqa: PLC0415

    for path in (old, new):
        if not path.is_file():
            raise click.UsageError(word("no_such_path", path=path))
    lines, judged = compare(_workshop(scheme), old, new)
    for line in lines:
        click.echo(line)
    return OK if judged else RETURNED


def _workshop(scheme: str) -> "Workshop":
    """What workbooks are judged with, no documents loaded."""
    from zeropark.batch import Order, UnknownSchemeError, Workshop  # noqa: PLC0415
    from zeropark.standard import find  # noqa: PLC0415

    try:
        return Workshop.open(Order(find(), scheme, reports=False))
    except UnknownSchemeError as error:
        raise click.UsageError(word("no_such_scheme", scheme=error.args[0])) from error


@click.command(help=word("help_standards"))
def standards() -> int:
    """What is installed."""
    from zeropark.standard import find, load_all  # noqa: PLC0415

    for standard in load_all(find()).values():
        for line in _lines(standard):
            click.echo(line)
    return OK


def _lines(standard: "Standard") -> list[str]:
    """A standard with its variants, schemes and factor tables."""
    variants = [
        word("variant_line", id=v.id, name=v.name, count=len(v.indicators))
        for v in standard.variants.values()
    ]
    schemes = [
        word("scheme_line", id=s.id, title=s.title, status=words("statuses")[s.status])
        for s in standard.schemes.values()
    ]
    factors = [
        word("factor_line", id=t.id, name=t.name, count=len(t.rows), file=t.file)
        for t in standard.factors.values()
    ]
    head = word("standard_line", id=standard.id, title=standard.title, digest=standard.digest[:12])
    return [head, *variants, *schemes, *factors]
