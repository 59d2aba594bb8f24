"""``blank`` and ``sample``: workbooks to hand out and to try."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeropark.cli import OK
from zeropark.messages import word

if TYPE_CHECKING:  # --help needs words, but no records
    from zeropark.model import Standard, Variant

_STANDARD = click.option("--standard", default="", help=word("help_standard"))
_VARIANT = click.option("--variant", default="", help=word("help_variant"))


@click.command(help=word("help_blank"))
@_STANDARD
@_VARIANT
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default=".", help=word("help_output")
)
def blank(standard: str, variant: str, output: Path) -> int:
    """One empty workbook per variant."""
    from zeropark.workbook import write  # noqa: PLC0415

    for chosen, kind in _chosen(standard, variant):
        path = output / word("blank_file", title=chosen.title, variant=kind.name)
        output.mkdir(parents=True, exist_ok=True)
        write(chosen, kind, path)
        click.echo(word("written", path=path))
    return OK


@click.command(help=word("help_sample"))
@_STANDARD
@_VARIANT
@click.option("-n", "--number", type=click.IntRange(1), default=5, help=word("help_number"))
@click.option("--seed", type=int, default=1, help=word("help_seed"))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default="samples", help=word("help_output")
)
def sample(standard: str, variant: str, number: int, seed: int, output: Path) -> int:
    """Plausible workbooks of every level in turn."""
    from zeropark.sample import draw, profiles  # noqa: PLC0415
    from zeropark.workbook import write  # noqa: PLC0415

    output.mkdir(parents=True, exist_ok=True)
    for chosen, kind in _chosen(standard, variant):
        levels = profiles(chosen)
        for place in range(number):
            drawn = draw(chosen, kind, place + 1, levels[place % len(levels)], seed)
            path = output / f"{drawn.name}.xlsx"
            write(chosen, kind, path, drawn.filling)
            click.echo(word("written", path=path))
    return OK


def _chosen(standard: str, variant: str) -> "Iterator[tuple[Standard, Variant]]":
    """The variants asked for; all of all standards if none is named."""
    from zeropark.standard import find, load_all  # noqa: PLC0415

    standards = load_all(find())
    if standard and standard not in standards:
        raise click.UsageError(_unknown("no_such_standard", standard, standards))
    chosen = [standards[standard]] if standard else list(standards.values())
    variants = [(s, v) for s in chosen for v in s.variants.values() if variant in {"", v.id}]
    if not variants:
        known = {v.id for s in chosen for v in s.variants.values()}
        raise click.UsageError(_unknown("no_such_variant", variant, sorted(known)))
    yield from variants


def _unknown(key: str, given: str, known: object) -> str:
    names = word("list_sign").join(str(name) for name in known)  # type: ignore[attr-defined]
    return word(key, given=given, known=names)
