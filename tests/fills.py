"""Fillings as no park would send them (随机填报): gaps, codes, zeros, rows that come and go."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

from zeropark.messages import word, words
from zeropark.model import Item, Standard, Variant
from zeropark.sample import draw, profiles
from zeropark.workbook import Filling

Given = Decimal | str


def fill(standard: Standard, variant: Variant, seed: int) -> Filling:
    """A filling that the seed alone decides."""
    rng = Random(f"{variant.id}/{seed}")  # noqa: S311 -- fillings, not secrets
    levels = profiles(standard)
    drawn = draw(standard, variant, seed % 900 + 1, levels[seed % len(levels)], seed).filling
    wild = rng.choice([0, 0.02, 0.05, 0.2])
    items = variant.items()
    answers = {
        key: value
        for key, old in drawn.answers.items()
        if (value := _changed(rng, items[key.partition("__")[0]], old, wild)) != ""
    }
    rows = {
        table.id: tuple(
            _row(rng, table.columns, row, wild)
            for row in _listed(rng, drawn.rows.get(table.id, ()), wild)
        )
        for table in variant.tables().values()
    }
    declared = {
        id_: rng.choice([word("yes"), word("no"), answer]) if rng.random() < wild else answer
        for id_, answer in drawn.declared.items()
        if rng.random() >= wild / 2
    }
    reasons = {id_: text for id_, text in drawn.reasons.items() if rng.random() >= wild}
    return replace(drawn, answers=answers, rows=rows, declared=declared, reasons=reasons)


def _listed(
    rng: Random, rows: tuple[Mapping[str, Given], ...], wild: float
) -> list[Mapping[str, Given]]:
    kept = [row for row in rows if rng.random() >= wild]
    return kept + [rng.choice(rows) for row in rows if rng.random() < wild]


def _row(
    rng: Random, columns: tuple[Item, ...], row: Mapping[str, Given], wild: float
) -> dict[str, Given]:
    items = {item.id: item for item in columns}
    changed = {
        key: _changed(rng, items[key.partition("__")[0]], old, wild / 3) for key, old in row.items()
    }
    return {key: value for key, value in changed.items() if value != ""}


def _changed(rng: Random, item: Item, old: Given, wild: float) -> Given:
    """The answer as it was or, now and then, another, a code or nothing."""
    if rng.random() >= wild:
        return old
    if not isinstance(old, Decimal):
        return rng.choice(["", old])
    codes = words("codes")
    others: list[Given] = ["", codes["not_recorded"], codes["confidential"]]
    if item.may_be_na:
        others += [codes["not_applicable"]] * 3
    if item.kind != "year":
        exponent = max(-6, int(old.as_tuple().exponent))
        step = Decimal(1).scaleb(exponent)
        others += [Decimal(0), (old * rng.randint(1, 30) / 10).quantize(step), old / 8]
    return rng.choice(others)
