"""Outcomes beside each other (批内定案): what other workbooks and earlier years say of them."""

import logging
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from zeropark.batch.account import compared
from zeropark.batch.apart import told_apart
from zeropark.batch.engine import Engine, Lost, spread
from zeropark.batch.journal import Journal, Outcomes, Told
from zeropark.batch.workshop import handed_back
from zeropark.model import Outcome, Standard

if TYPE_CHECKING:
    from zeropark.register import Register

log = logging.getLogger(__name__)

_AGAIN = "-again"  # ends the name of the folder of what is written anew


def again(stage: Path) -> Path:
    """Where those files of a stage are that were written anew (重写的文件), if any were."""
    return stage.with_name(stage.name + _AGAIN)


@dataclass(frozen=True, slots=True)
class Settled:
    """Outcomes settled (定案的处理结果) and where their files are staged."""

    outcomes: Outcomes = field(default_factory=Outcomes)
    stages: list[Path] = field(default_factory=list)

    def moves(self, folders: Iterable[Path]) -> Iterator[tuple[Path, Path, Mapping[str, str]]]:
        """Where which files are to go: from, to, names with SHA-256."""
        for outcome, stage, folder in zip(self.outcomes, self.stages, folders, strict=True):
            beside = again(stage)
            anew = {n: sha for n, sha in outcome.files.items() if (beside / n).is_file()}
            yield stage, folder, {n: sha for n, sha in outcome.files.items() if n not in anew}
            yield beside, folder, anew


def settled(
    journal: Journal,
    numbers: Sequence[int],
    books: Sequence[Path],
    staging: Path,
    standards: Mapping[str, Standard],
    register: "Register | None",
    engine: Engine,
) -> Settled:
    """Every outcome in the order of the workbooks, with what the others and the register add.

    What was told differently before is listed anew by the engine: a workbook that kills whoever
    marks it costs nothing but itself here either.
    """
    stages = [staging / journal[number].stage for number in numbers]
    apart = zip(told_apart(Told(journal, numbers)), numbers, strict=True)
    compared = (_against_before(told, standards, register) for told, _ in apart)
    changed = (
        (place, told)
        for place, told in enumerate(compared)
        if told != journal[numbers[place]].outcome or (told.status == "returned" and not told.files)
    )
    anew, where = Outcomes(), dict[int, int]()
    begin = partial(_begin, engine, books, stages)
    for (place, told), future in spread(engine, changed, begin):
        where[place] = len(anew)
        anew.append(_ended(told, future))
    done = Settled(stages=stages)
    for place, number in enumerate(numbers):
        told = anew[where[place]] if place in where else journal[number].outcome
        done.outcomes.append(told)
    return done


def _begin(
    engine: Engine, books: Sequence[Path], stages: Sequence[Path], job: tuple[int, Outcome]
) -> Future[Outcome]:
    place, told = job
    return engine.submit(listed_anew, told, books[place], stages[place])


def _ended(told: Outcome, future: Future[Outcome]) -> Outcome:
    try:
        return future.result()
    except Lost as loss:
        cause = loss.cause
    log.error("%s: %s", told.book, cause)
    return Outcome.failed(told.book, told.sha256, cause)


def _against_before(
    outcome: Outcome, standards: Mapping[str, Standard], register: "Register | None"
) -> Outcome:
    """The outcome with what the register has to say of it; what is returned is not compared."""
    if register is None or outcome.account is None or outcome.status != "evaluated":
        return outcome
    past = register.last(outcome)
    if past is None:
        return outcome
    standard = standards[outcome.standard]
    issues = (*outcome.issues, *compared(outcome, standard, past.book, past.year, past.amounts))
    return replace(outcome, issues=issues)


def listed_anew(outcome: Outcome, book: Path, stage: Path) -> Outcome:
    """The outcome with new files that tell of its issues; a returned one keeps no others.

    They are written beside: what is in the stage stays as it was for a run that resumes this one.
    """
    beside = again(stage)
    shutil.rmtree(beside, ignore_errors=True)  # a run that was killed here may have left a piece
    beside.mkdir(parents=True)
    anew = handed_back(outcome, book, beside).files
    kept = outcome.files if outcome.status == "evaluated" else {}
    return replace(outcome, files=dict(sorted({**kept, **anew}.items())))
