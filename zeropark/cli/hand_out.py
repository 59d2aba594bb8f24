"""``blank`` and ``sample``: workbooks to hand out and to try."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from zeropark.cli import OK, RETURNED
from zeropark.messages import remedy, what, word

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
@click.option(
    "--from",
    "old",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    help=word("help_from"),
)
@click.option(
    "--list", "parks", type=click.Path(path_type=Path, exists=True), help=word("help_list")
)
def blank(
    standard: str, variant: str, output: Path, old: tuple[Path, ...], parks: Path | None
) -> int:
    """One empty workbook per variant, or one per park."""
    from zeropark.workbook import write  # noqa: PLC0415

    if old:
        return _carried(old, output)
    if parks:
        return _listed(parks, standard, variant, output)
    for chosen, kind in _chosen(standard, variant):
        path = output / word("blank_file", title=chosen.title, variant=kind.name)
        output.mkdir(parents=True, exist_ok=True)
        write(chosen, kind, path)
        click.echo(word("written", path=path))
    return OK


def _carried(old: tuple[Path, ...], output: Path) -> int:
    """A workbook per old one, and beside it the list of what was not carried over."""
    from zeropark.batch.folder import safe_name  # noqa: PLC0415
    from zeropark.standard import find, load_all  # noqa: PLC0415
    from zeropark.workbook import Refusal, carry, issue_list, write  # noqa: PLC0415

    standards, code = load_all(find()), OK
    output.mkdir(parents=True, exist_ok=True)
    for book in old:
        carried = carry(book.read_bytes(), book.name, standards)
        if isinstance(carried, Refusal):
            (issue,) = carried.issues
            told = {"what": what(issue.code, issue.params)}
            told |= {"remedy": remedy(issue.code, issue.params)}
            click.echo(word("carried_refused", name=book.name, **told), err=True)
            code = RETURNED
            continue
        park = safe_name(carried.park, book.stem)
        path = output / word("carried_file", park=park, variant=carried.variant.name)
        write(carried.standard, carried.variant, path, carried.filling)
        click.echo(word("written", path=path))
        if carried.issues:
            beside = output / word("carried_list", park=park)
            issue_list(beside, carried.issues)
            click.echo(word("carried_told", count=len(carried.issues), path=beside))
    return code


def _listed(parks: Path, standard: str, variant: str, output: Path) -> int:
    """A workbook per park of a list, with what the list says filled in."""
    from zeropark.batch.folder import safe_name  # noqa: PLC0415
    from zeropark.standard import find, load_all  # noqa: PLC0415
    from zeropark.workbook import RosterError, roster, write  # noqa: PLC0415

    standards = load_all(find())
    if len(standards) > 1 and not standard:
        raise click.UsageError(word("list_standard", known=word("list_sign").join(standards)))
    chosen = standards.get(standard) or next(iter(standards.values()))
    if standard and standard not in standards:
        raise click.UsageError(_unknown("no_such_standard", standard, standards))
    try:
        found = roster(parks.read_bytes(), parks.name, chosen, variant)
    except RosterError as error:
        raise click.UsageError(str(error)) from error
    output.mkdir(parents=True, exist_ok=True)
    for number, park in enumerate(found, 1):
        name = safe_name(park.name, f"{number:03d}")
        path = output / word("carried_file", park=name, variant=park.variant.name)
        write(chosen, park.variant, path, park.filling)
        click.echo(word("written", path=path))
    return OK


@click.command(help=word("help_sample"))
@_STANDARD
@_VARIANT
@click.option("-n", "--number", type=click.IntRange(1), default=5, help=word("help_number"))
@click.option("--seed", type=int, default=1, help=word("help_seed"))
@click.option("--stage", default="", help=word("help_stage"))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), default="samples", help=word("help_output")
)
def sample(standard: str, variant: str, number: int, seed: int, stage: str, output: Path) -> int:
    """Plausible workbooks of every level in turn."""
    from zeropark.sample import draw, profiles  # noqa: PLC0415
    from zeropark.workbook import write  # noqa: PLC0415

    output.mkdir(parents=True, exist_ok=True)
    for chosen, kind in _chosen(standard, variant):
        levels, at = profiles(chosen), _stage(chosen, stage)
        for place in range(number):
            drawn = draw(chosen, kind, place + 1, levels[place % len(levels)], seed, stage)
            path = output / f"{drawn.name}{at}.xlsx"
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


def _stage(standard: "Standard", asked: str) -> str:
    """What the names of the files of a stage asked for end in."""
    names = {stage.id: stage.name for stage in standard.stages}
    if asked and asked not in names:
        raise click.UsageError(_unknown("no_such_stage", asked, names))
    return f"_{names[asked]}" if asked else ""


def _unknown(key: str, given: str, known: object) -> str:
    names = word("list_sign").join(str(name) for name in known)  # type: ignore[attr-defined]
    return word(key, given=given, known=names)
