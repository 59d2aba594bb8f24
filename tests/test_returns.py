"""The whole way round: filled in by LibreOffice, returned, mended in the marked copy, accepted."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from books import VARIANTS, shipped
from test_office import PYTHON, SCRIPT, has_office

from zeropark.batch import Means, Order, books_in, run
from zeropark.model import GRADE, Item, Outcome, Variant
from zeropark.sample import draw, profiles
from zeropark.standard import find
from zeropark.workbook import Filling, names, write

pytestmark = pytest.mark.skipif(
    not os.environ.get("CI") and not has_office(),
    reason="LibreOffice with its Python bridge (python3-uno) is not installed",
)

Typed = Mapping[str, str | float]
VAGUE = {"v_el_in__report": "约30万"}  # an error, in every variant
ATTACHED = {"v_el_in__report": "见附件"}  # a query


@dataclass(frozen=True)
class Round:
    """What became of a park at each stage of its way."""

    straight: Outcome  # the same answers from our own writer
    returned: Outcome
    mended: Outcome
    asked: Outcome
    answered: Outcome


def typed(filling: Filling, variant: Variant) -> dict[str, str | float]:
    """What a person types into which named cells; a plus says how far below the name."""
    items, told = variant.items(), {}
    for key, given in filling.answers.items():
        id_ = key.partition("__")[0]
        graded = key.endswith(f"__{GRADE}")
        name = names.grade(id_) if graded else names.value(key)
        told[name] = keyed(None if graded else items[id_], given)
    told |= {names.reason(id_): text for id_, text in filling.reasons.items()}
    told |= {names.evidence(id_): text for id_, text in filling.evidence.items()}
    told |= {names.question(id_): text for id_, text in filling.declared.items()}
    tables = {table.id: table for sheet in variant.sheets for table in sheet.tables}
    for id_, rows in filling.rows.items():
        columns = {item.id: item for item in tables[id_].columns}
        for number, row in enumerate(rows, 1):
            for key, given in row.items():
                column = None if key.endswith(f"__{GRADE}") else columns[key.partition("__")[0]]
                told[f"{names.head(id_, key)}+{number}"] = keyed(column, given)
    return told


def keyed(item: Item | None, given: Decimal | str) -> str | float:
    if isinstance(given, Decimal):
        return float(given)
    return f"={given}" if item and item.kind == "date" else given


def office(folder: Path, *jobs: Mapping[str, object]) -> None:
    """Have LibreOffice type into workbooks and save them."""
    (folder / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
    command = [PYTHON, str(SCRIPT), str(folder / "profile"), "typed", str(folder / "jobs.json")]
    subprocess.run(command, check=True, capture_output=True, timeout=400)


def job(source: Path, target: Path, cells: Typed, more: object = ()) -> Mapping[str, object]:
    return {"source": str(source), "target": str(target), "names": cells, "cells": more}


def judged(folder: Path, *books: Path) -> dict[str, tuple[Outcome, Path]]:
    """Every book judged by itself, with the folder of what was made of it."""
    told = {}
    for book in books:
        taken, _ = books_in([book])
        done = run(taken, folder / book.stem, Order(find(), "", False), Means(), lambda _: None)
        told[book.stem] = done.outcomes[0], done.folders[0]
    return told


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Round]:
    """Every variant's way: two sessions of LibreOffice, one to fill in and one to mend."""
    folder = tmp_path_factory.mktemp("rounds")
    standard, fills, jobs = shipped(), {}, []
    for variant in map(standard.variants.__getitem__, VARIANTS):
        number = profiles(standard).index("good") + 1
        filling = draw(standard, variant, number, "good", seed=1).filling
        write(standard, variant, folder / f"straight-{variant.id}.xlsx", filling)
        write(standard, variant, folder / f"blank-{variant.id}.xlsx")
        fills[variant.id] = typed(filling, variant)
        for stage, fault in (("returned", VAGUE), ("asked", ATTACHED)):
            target = folder / f"{stage}-{variant.id}.xlsx"
            jobs.append(job(folder / f"blank-{variant.id}.xlsx", target, fills[variant.id] | fault))
    office(folder, *jobs)
    stages = [f"{stage}-{v}" for v in VARIANTS for stage in ("straight", "returned", "asked")]
    told = judged(folder / "first", *(folder / f"{stage}.xlsx" for stage in stages))
    again = []
    for id_ in VARIANTS:
        (marked,) = told[f"returned-{id_}"][1].glob("退回修改-*.xlsx")
        right = {name: fills[id_][name] for name in VAGUE}
        again.append(job(marked, folder / f"mended-{id_}.xlsx", right))
        (queried,) = told[f"asked-{id_}"][1].glob("请说明-*.xlsx")
        reply = [["修改清单", "I5", "结算单在途，下月补报"]]
        again.append(job(queried, folder / f"answered-{id_}.xlsx", {}, reply))
    office(folder, *again)
    told |= judged(
        folder / "second",
        *(folder / f"{stage}-{v}.xlsx" for v in VARIANTS for stage in ("mended", "answered")),
    )
    order = ("straight", "returned", "mended", "asked", "answered")
    return {v: Round(*(told[f"{stage}-{v}"][0] for stage in order)) for v in VARIANTS}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_workbook_filled_in_by_libreoffice_is_returned_mended_and_judged_like_ours(
    rounds: Mapping[str, Round], variant: str
) -> None:
    way = rounds[variant]
    assert (way.straight.status, way.straight.issues) == ("evaluated", ())
    assert way.returned.status == "returned"
    assert [issue.code for issue in way.returned.issues] == ["V106"]
    assert (way.mended.status, way.mended.issues) == ("evaluated", ())
    assert way.mended.summary == way.straight.summary


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_query_that_was_answered_in_libreoffice_passes(
    rounds: Mapping[str, Round], variant: str
) -> None:
    way = rounds[variant]
    assert [(i.code, i.level) for i in way.asked.issues] == [("V118", "query")]
    (issue,) = way.answered.issues
    assert (issue.code, issue.level) == ("V118", "note")
    assert issue.params["reply"] == "结算单在途，下月补报"
