"""``report`` and ``check``: a folder of workbooks → results."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from itertools import count as counting
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zeropark.cli import ENVIRONMENT, OK, RETURNED
from zeropark.messages import word

if TYPE_CHECKING:  # --help needs words, but no records
    from zeropark.model import Outcome

_PATHS = click.argument("paths", nargs=-1)  # of this machine or, as addresses, of others
_OUTPUT = click.option("-o", "--output", default="output", help=word("help_output_anywhere"))
_SCHEME = click.option("--scheme", default="", help=word("help_scheme"))
_TROUBLES = {
    "RegisterError": "register_failed",
    "ClusterError": "cluster_failed",
    "OtherDataError": "other_data",
    "RemoteError": "remote_failed",
}

_MEANS = (  # by what means a run is done; none of it changes what comes out
    click.option(
        "--jobs", type=click.IntRange(1), default=os.cpu_count() or 1, help=word("help_jobs")
    ),
    click.option("--resume", is_flag=True, help=word("help_resume")),
    click.option("--cluster", default="", help=word("help_cluster")),
    click.option("--register", default="", help=word("help_register")),
)
_HOW = ("jobs", "resume", "cluster", "register")
_TEMPLATE = click.option(
    "--template", "own", type=click.Path(path_type=Path), help=word("help_template")
)


def _with_means(command: Callable[..., int]) -> Callable[..., int]:
    """The command with the options of how a run is done."""
    for option in reversed(_MEANS):
        command = option(command)
    return command


@click.command(help=word("help_report"))
@_PATHS
@_OUTPUT
@_SCHEME
@_TEMPLATE
@_with_means
@click.option("--rank", "ranked", is_flag=True, help=word("help_rank"))
@click.option("--final", is_flag=True, help=word("help_final"))
@click.option("--pdf", is_flag=True, help=word("help_pdf"))
@click.option("--pages/--no-pages", default=None, help=word("help_pages"))
def report(
    paths: tuple[str, ...],
    output: str,
    **given: Any,  # noqa: ANN401 -- options of several kinds
) -> int:
    """Read, check, score, render and sum up."""
    how = {name: given.pop(name) for name in _HOW}
    wanted = given  # what is left is what an order holds
    own: Path | None = wanted["own"]
    if own and not own.is_dir():
        raise click.UsageError(word("no_such_folder", path=own))
    if _lacks_office(wanted):
        return ENVIRONMENT
    return _process(paths, output, how, **wanted)


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
@_with_means
def check(paths: tuple[str, ...], output: str, scheme: str, **means: Any) -> int:  # noqa: ANN401 -- likewise
    """Read, check and score; no documents."""
    return _process(paths, output, means, scheme=scheme, reports=False)


def _process(
    paths: Sequence[str],
    output: str,
    how: Mapping[str, Any],
    **wanted: Any,  # noqa: ANN401 -- what an order holds
) -> int:
    """Run it with its means ``how``, and say what became of every workbook."""
    from zeropark.batch import Means, Order, run  # noqa: PLC0415
    from zeropark.standard import find  # noqa: PLC0415

    since = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S}"
    with _faults_told():
        books = _books([_here(place) for place in paths] or [_default_folder()])
        with _folder(output, since) as folder, _progress(len(books)) as progress:
            means = Means(**how, since=since)
            done = run(books, folder, Order(find(), **wanted), means, progress)
    products = [f"{output}/{path.relative_to(folder).as_posix()}" for path in done.products]
    _finish(done.outcomes, products, output)
    if wanted.get("pdf"):
        _tell_previews(done.outcomes, done.folders)
    return OK if all(o.status == "evaluated" for o in done.outcomes) else RETURNED


def _here(place: str) -> Path:
    """A path of this machine; what is elsewhere is fetched first."""
    from zeropark.batch.remote import fetched, is_remote  # noqa: PLC0415

    return fetched(place) if is_remote(place) else Path(place)


def _folder(place: str, since: str) -> AbstractContextManager[Path]:
    """The folder to write into; if the place is elsewhere, it is brought there afterwards."""
    from zeropark.batch.remote import delivered, is_remote  # noqa: PLC0415

    return delivered(place, since) if is_remote(place) else nullcontext(Path(place))


def _books(given: Sequence[Path]) -> Sequence[Path]:
    """The workbooks there are; what else lies there is said to be left out."""
    from zeropark.batch import books_in  # noqa: PLC0415

    for path in given:
        if not path.exists():
            raise click.UsageError(word("no_such_path", path=path))
    books, left = books_in(given)
    for path in left:
        click.echo(word("left_out", name=path.name), err=True)
    if not books:
        raise click.UsageError(word("no_books", paths=word("list_sign").join(map(str, given))))
    return books


@contextmanager
def _faults_told() -> Iterator[None]:
    """What keeps a run from being done, told to the person who can do something about it."""
    from zeropark.batch import (  # noqa: PLC0415
        ClusterError,
        HeldError,
        OtherDataError,
        UnknownSchemeError,
    )
    from zeropark.batch.remote import RemoteError  # noqa: PLC0415
    from zeropark.cli.tell import held_line  # noqa: PLC0415
    from zeropark.model import RegisterError  # noqa: PLC0415

    try:
        yield
    except UnknownSchemeError as error:
        raise click.UsageError(word("no_such_scheme", scheme=error.args[0])) from error
    except HeldError as error:
        click.echo(held_line(error), err=True)
        raise click.exceptions.Exit(ENVIRONMENT) from error
    except (RegisterError, ClusterError, OtherDataError, RemoteError) as error:
        where, found = (*error.args, "")[:2]
        click.echo(word(_TROUBLES[type(error).__name__], where=where, found=found), err=True)
        raise click.exceptions.Exit(ENVIRONMENT) from error


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
    """Told of every workbook that is done; if the run is stopped it says how far it had come."""
    done = counting()
    with _bar(count) as advance:
        try:
            yield lambda _: advance(next(done))
        except KeyboardInterrupt:
            click.echo(word("interrupted_at", done=next(done), count=count), err=True)
            raise
        except OSError:
            if reached := next(done):
                click.echo(word("stopped_at", done=reached, count=count), err=True)
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


def _finish(outcomes: "Sequence[Outcome]", products: Sequence[str], output: str) -> None:
    from zeropark.cli.tell import outcome_lines  # noqa: PLC0415

    for outcome in outcomes:
        well = outcome.status == "evaluated"
        for line in outcome_lines(outcome):
            click.echo(line, err=not well)
    done = sum(outcome.status == "evaluated" for outcome in outcomes)
    click.echo(word("run_done", done=done, count=len(outcomes), output=output))
    for path in products:
        click.echo(word("product", path=path))
