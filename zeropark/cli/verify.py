"""``verify``: whether a report is what its workbook gives."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeropark.cli import OK, RETURNED
from zeropark.messages import word, words

if TYPE_CHECKING:  # --help needs words, but no records
    from zeropark.batch import Verdict
    from zeropark.report.verify import Difference

_MOST = 50  # differences on the terminal
_LONGEST = 120  # signs of a text that are shown


@click.command(help=word("help_verify"))
@click.argument("report", type=click.Path(path_type=Path))
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("--scheme", default="", help=word("help_verify_scheme"))
@click.option(
    "--template", "own", type=click.Path(path_type=Path), help=word("help_verify_template")
)
def verify(report: Path, workbook: Path, scheme: str, own: Path | None) -> int:
    """The report made again from the workbook, and compared."""
    for path in (report, workbook):
        if not path.is_file():
            raise click.UsageError(word("no_such_path", path=path))
    if own and not own.is_dir():
        raise click.UsageError(word("no_such_folder", path=own))
    verdict = _verdict(report, workbook, scheme, own)
    key = "verify_agrees" if verdict.agrees else "verify_differs"
    state = words("editions")[verdict.seal.edition]
    click.echo(word(key, report=report.name, workbook=workbook.name, state=state))
    for line in _lines(verdict):
        click.echo(line, err=True)
    return OK if verdict.agrees else RETURNED


def _verdict(report: Path, workbook: Path, scheme: str, own: Path | None) -> "Verdict":
    from zeropark import batch  # noqa: PLC0415
    from zeropark.report.paper import NoPaperError  # noqa: PLC0415
    from zeropark.standard import find  # noqa: PLC0415

    data = report.read_bytes()
    try:
        wanted = scheme or batch.seal_of(data).scheme
        workshop = batch.Workshop.open(batch.Order(find(), wanted, own=own))
        return batch.verify(workshop, data, workbook.read_bytes())
    except batch.UnknownSchemeError as error:
        raise click.UsageError(word("no_such_scheme", scheme=error.args[0])) from error
    except NoPaperError as error:
        raise click.UsageError(word("not_a_report", path=report)) from error
    except batch.NotSealedError as error:
        raise click.UsageError(word("not_sealed", path=report)) from error


def _lines(verdict: "Verdict") -> Iterator[str]:
    """What is different, told in the order of causes: made from, evaluated, printed."""
    from zeropark.cli.tell import issue_lines  # noqa: PLC0415

    yield from (f"  {change}" for change in verdict.changes)
    if verdict.issues:
        yield word("verify_not_evaluated")
        yield from issue_lines(verdict.issues)
    for difference in verdict.differences[:_MOST]:
        yield _line(difference)
    if len(verdict.differences) > _MOST:
        yield word("verify_more", count=len(verdict.differences) - _MOST)


def _line(difference: "Difference") -> str:
    if not difference.expected or not difference.found:
        key = "verify_lacking" if difference.expected else "verify_extra"
    else:
        key = "verify_line"
    expected, found = _cut(difference.expected), _cut(difference.found)
    return word(key, place=difference.place, expected=expected, found=found)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
