"""``report`` and ``check``: a folder of workbooks → results."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import count as counting
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zeropark.cli import ENVIRONMENT, OK, RETURNED
from zeropark.messages import word

if TYPE_CHECKING:  # --help needs words, but no records
    from zeropark.model import Outcome

_PATHS = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
_OUTPUT = click.option(
    "-o", "--output", type=click.Path(path_type=Path), default="output", help=word("help_output")
)
_SCHEME = click.option("--scheme", default="", help=word("help_scheme"))
_JOBS = click.option(
    "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help=word("help_jobs")
)
_RESUME = click.option("--resume", is_flag=True, help=word("help_resume"))


@click.command(help=word("help_report"))
@_PATHS
@_OUTPUT
@_SCHEME
@_JOBS
@_RESUME
@click.option("--rank", "ranked", is_flag=True, help=word("help_rank"))
@click.option("--final", is_flag=True, help=word("help_final"))
@click.option("--pdf", is_flag=True, help=word("help_pdf"))
@click.option("--pages/--no-pages", default=None, help=word("help_pages"))
def report(
    paths: tuple[Path, ...],
    output: Path,
    jobs: int,
    resume: bool,
    **wanted: Any,  # noqa: ANN401 -- what an order holds
) -> int:
    """Read, check, score, render and sum up."""
    if _lacks_office(wanted):
        return ENVIRONMENT
    return _process(paths, output, jobs, resume=resume, **wanted)


def _lacks_office(wanted: dict[str, Any]) -> bool:
    """Whether LibreOffice is asked for and absent; page numbers by default are then Word's."""
    from zeropark.report.office import Office  # noqa: PLC0415

    demanded = wanted["pdf"] or bool(wanted["pages"])
    usual = wanted["pages"] is None and (wanted["final"] or wanted["pdf"])
    wanted["pages"] = bool(wanted["pages"]) or usual
    if not (wanted["pages"] or demanded) or Office.find():
        return False
    click.echo(word("no_office" if demanded else "no_numbers"), err=True)
    wanted["pages"] = False
    return bool(demanded)


@click.command(help=word("help_check"))
@_PATHS
@_OUTPUT
@_SCHEME
@_JOBS
@_RESUME
def check(paths: tuple[Path, ...], output: Path, scheme: str, jobs: int, resume: bool) -> int:
    """Read, check and score; no documents."""
    return _process(paths, output, jobs, resume=resume, scheme=scheme, reports=False)


def _process(
    paths: Sequence[Path],
    output: Path,
    jobs: int,
    *,
    resume: bool,
    **wanted: Any,  # noqa: ANN401 -- what an order holds
) -> int:
    from zeropark.batch import (  # noqa: PLC0415
        HeldError,
        Means,
        Order,
        UnknownSchemeError,
        run,
    )
    from zeropark.standard import find  # noqa: PLC0415

    books = _books(paths)
    means = Means(jobs, resume=resume, since=f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}")
    try:
        with _progress(len(books)) as progress:
            done = run(books, output, Order(find(), **wanted), means, progress)
    except UnknownSchemeError as error:
        raise click.UsageError(word("no_such_scheme", scheme=error.args[0])) from error
    except HeldError as error:
        from zeropark.cli.tell import held_line  # noqa: PLC0415

        click.echo(held_line(error.path, error.holder), err=True)
        return ENVIRONMENT
    _finish(done.outcomes, done.products, output)
    if wanted.get("pdf"):
        _tell_previews(done.outcomes, done.folders)
    return OK if all(o.status == "evaluated" for o in done.outcomes) else RETURNED


def _books(paths: Sequence[Path]) -> tuple[Path, ...]:
    """The workbooks to read; what is left out is told."""
    from zeropark.batch import books_in  # noqa: PLC0415

    given = tuple(paths) or (_default_folder(),)
    for path in given:
        if not path.exists():
            raise click.UsageError(word("no_such_path", path=path))
    books, left = books_in(given)
    for path in left:
        click.echo(word("left_out", name=path.name), err=True)
    if not books:
        raise click.UsageError(word("no_books", paths=word("list_sign").join(map(str, given))))
    return books


def _tell_previews(outcomes: Sequence["Outcome"], folders: Sequence[Path]) -> None:
    """Which reports have no preview, and which fonts the previews are not drawn with."""
    from zeropark.batch import stood_in, unprinted  # noqa: PLC0415
    from zeropark.standard import find  # noqa: PLC0415

    kinds: dict[str, Path] = {}
    for outcome, folder in zip(outcomes, folders, strict=True):
        kinds.update({n: folder / n for n in outcome.files if n.endswith(".docx")})
        for name in unprinted(outcome):
            click.echo(word("no_preview", name=folder / name), err=True)
    pairs = [
        word("stood_in", name=n, instead=i) for n, i in stood_in(kinds.values(), find()).items()
    ]
    if pairs:
        click.echo(word("fonts_stood_in", fonts=word("list_sign").join(pairs)))


def _default_folder() -> Path:
    return Path("workbooks")


@contextmanager
def _progress(count: int) -> "Iterator[Callable[[Outcome], None]]":
    """Told of every workbook that is done; on Ctrl-C it says how far the run had come."""
    done = counting()
    with _bar(count) as advance:
        try:
            yield lambda _: advance(next(done))
        except KeyboardInterrupt:
            click.echo(word("interrupted_at", done=next(done), count=count), err=True)
            raise


@contextmanager
def _bar(count: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, nothing elsewhere: the lines at the end tell all."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    # drawn when a workbook is done, not by a thread: the workers are forked
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(word("working"), total=count)
        bar.refresh()
        yield lambda _: bar.update(task, advance=1, refresh=True)


def _finish(outcomes: "Sequence[Outcome]", products: Sequence[Path], output: Path) -> None:
    from zeropark.cli.tell import outcome_lines  # noqa: PLC0415

    for outcome in outcomes:
        well = outcome.status == "evaluated"
        for line in outcome_lines(outcome):
            click.echo(line, err=not well)
    done = sum(outcome.status == "evaluated" for outcome in outcomes)
    click.echo(word("run_done", done=done, count=len(outcomes), output=output))
    for path in products:
        click.echo(word("product", path=path))
