"""``history``: a park over the years, from the register."""

from difflib import get_close_matches
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeropark.cli import ENVIRONMENT, OK
from zeropark.messages import word, words

if TYPE_CHECKING:
    from decimal import Decimal

    from rich.table import Table

    from zeropark.model import Standard
    from zeropark.register import Entry

_WIDTH = 220  # of a file or a pipe


@click.command(help=word("help_history"))
@click.argument("park")
@click.option("--register", default="", help=word("help_register"))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default="output", help=word("help_output")
)
def history(park: str, register: str, output: Path) -> int:
    """What is kept of a park, a table for each standard."""
    from rich.console import Console  # noqa: PLC0415

    from zeropark.batch import REGISTER  # noqa: PLC0415
    from zeropark.model import RegisterError  # noqa: PLC0415
    from zeropark.register import Register  # noqa: PLC0415
    from zeropark.standard import find, load_all  # noqa: PLC0415

    path = output / REGISTER
    if not (register or path.is_file()):
        raise click.UsageError(word("no_register", path=path))
    try:
        with Register(register or f"sqlite:///{path.absolute()}") as opened:
            entries, parks = opened.history(park), opened.parks()
    except RegisterError as error:
        click.echo(word("register_unread", url=error.url, found=error.found), err=True)
        return ENVIRONMENT
    if not entries:
        near = word("list_sign").join(get_close_matches(park, parks)) or word("dash")
        raise click.UsageError(word("no_such_park", given=park, known=near))
    standards = load_all(find())
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    for id_, told in groupby(entries, lambda entry: entry.standard):
        console.print(_table(park, id_, list(told), standards.get(id_)))
    return OK


def _table(park: str, id_: str, entries: "list[Entry]", standard: "Standard | None") -> "Table":
    from rich.table import Table  # noqa: PLC0415

    title = standard.title if standard else id_
    table = Table(title=word("history_title", park=park, standard=title), title_justify="left")
    heads = words("history_heads")
    amounts = {id_: head for entry in entries for id_, head in _heads(entry).items()}
    for head in (*heads.values(), *amounts.values()):
        table.add_column(head, overflow="fold")
    for entry in entries:
        table.add_row(
            *_told(entry, standard), *(_amount(entry, each, standard) for each in amounts)
        )
    return table


def _heads(entry: "Entry") -> dict[str, str]:
    told = entry.amounts.items()
    return {id_: f"{name}{word('sheet_unit', unit=unit)}" for id_, (name, unit, _) in told}


def _figure(value: "Decimal | None", unit: str, standard: "Standard | None") -> str:
    from zeropark.report.figures import figure  # noqa: PLC0415

    return (
        word("dash") if value is None else figure(value, unit, standard.places if standard else {})
    )


def _amount(entry: "Entry", quantity: str, standard: "Standard | None") -> str:
    _, unit, value = entry.amounts.get(quantity, ("", "", None))
    return _figure(value, unit, standard)


def _told(entry: "Entry", standard: "Standard | None") -> tuple[str, ...]:
    shown = {
        "year": entry.year,
        "book": entry.book,
        "status": words("outcomes")[entry.status],
        "total": _figure(entry.total, word("point_unit"), standard),
        "conclusion": entry.conclusion,
        "scheme": entry.scheme,
        "issues": str(entry.issues),
        "run": entry.run,
    }
    return tuple(shown[head] for head in words("history_heads"))
