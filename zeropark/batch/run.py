"""Many workbooks (批量运行): on as many processes as wanted, one bad one never stops the rest."""

import logging
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from zeropark import __version__
from zeropark.batch import place
from zeropark.batch.crew import Crew
from zeropark.batch.engine import Engine, Lost, spread
from zeropark.batch.folder import distinct, put_lines, safe_name, sha256_of
from zeropark.batch.journal import Done, Journal
from zeropark.batch.key import key_of
from zeropark.batch.lock import LOCK, held
from zeropark.batch.press import Press
from zeropark.batch.record import issue_record
from zeropark.batch.settle import Settled, settled
from zeropark.batch.task import Report, shop, work
from zeropark.batch.workshop import Order, Workshop
from zeropark.model import Outcome
from zeropark.summary import RESERVED, summarise
from zeropark.workbook import limits

MANIFEST, CHECKED, LOG = "batch.json", "check.json", "zeropark.log"
REGISTER = "register.sqlite"
_STAGING, _JOURNAL, _WHOLE = ".staging", "journal.jsonl", "whole"

if TYPE_CHECKING:
    from zeropark.register import Register

log = logging.getLogger(__name__)

Progress = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Means:
    """By what means a run is done (运行方式); none of it changes what comes out."""

    jobs: int = 1
    resume: bool = False  # go on where a run that was killed or interrupted stopped
    since: str = ""  # when the run began, as told to whom it keeps out, and as registered
    cluster: str = ""  # address of a Dask scheduler; empty: this machine's processes
    register: str = ""  # URL of the register; empty: one in the output folder
    seconds: float = limits.SECONDS
    memory: int = limits.MEMORY


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did (运行结果): outcomes in the order of the books, and where their files are."""

    outcomes: Sequence[Outcome]
    folders: Sequence[Path]
    products: Sequence[Path] = ()  # of the batch as a whole


def run(books: Sequence[Path], output: Path, order: Order, means: Means, progress: Progress) -> Run:
    """Process every workbook and put the results in place, with the manifest beside them.

    Raises OSError where the output folder cannot be written, HeldError where another run is at
    work in it. What an interrupted run has done stays for one that resumes it.
    """
    key = key_of(order)
    workshop = shop(order, key)
    manifest = output / (MANIFEST if order.reports else CHECKED)  # a check leaves reports alone
    output.mkdir(parents=True, exist_ok=True)
    with held(output, means.since):
        staging = _staged(output / _STAGING, means)
        crew = Crew(min(means.jobs, len(books) or 1), means.seconds, means.memory)
        with Journal(staging / _JOURNAL) as journal, _logged(output / LOG), crew:
            batch = _Batch(books, staging, order, key, journal, crew)
            done = batch.work(means, progress)
            with _register(means, output, order) as register:
                standards = workshop.standards
                told = settled(journal, done, books, staging, standards, register, crew)
                crew.shutdown()  # what is left concerns the whole batch
                told = _laid_out(order, told)
                outcomes, folders = told.outcomes, _folders(told.outcomes, output)
                products = _products(workshop, order, outcomes, told.stages, folders)
                place.clear(output, manifest)
                whole = (staging / _WHOLE, output, products)
                place.place(staging, chain(told.moves(folders), [whole]))
                put_lines(manifest, _manifest(workshop, outcomes, folders, products))
                if register and order.reports:
                    names = (folder.name for folder in folders)
                    register.add(zip(outcomes, names, strict=True), __version__, means.since)
        place.remove(staging)
    return Run(outcomes, folders, tuple(output / name for name in products))


def _register(
    means: Means, output: Path, order: Order
) -> "AbstractContextManager[Register | None]":
    """The register of that URL or of the output folder; a check does not begin one there."""
    if not (means.register or order.reports or (output / REGISTER).is_file()):
        return nullcontext()
    from zeropark.register import Register  # noqa: PLC0415

    return Register(means.register or f"sqlite:///{(output / REGISTER).absolute()}")


def _staged(staging: Path, means: Means) -> Path:
    """The staging folder, with what an earlier run left in it if that is to be gone on with."""
    place.undo(staging)
    if not means.resume:
        place.remove(staging)
    staging.mkdir(exist_ok=True)
    return staging


@contextmanager
def _logged(path: Path) -> Iterator[None]:
    """A log of this run (运行日志), made only if there is something to write into it."""
    path.unlink(missing_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    logger = logging.getLogger("zeropark")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        handler.close()


# ------------------------------------------------------------------ the work


@dataclass(frozen=True, slots=True)
class _Batch:
    """The workbooks of a run and where its work is kept."""

    books: Sequence[Path]
    staging: Path
    order: Order
    key: str
    journal: Journal
    crew: Crew

    def work(self, means: Means, progress: Progress) -> "array[int]":
        """The number in the journal of every workbook's outcome, in the order of the books."""
        numbers = array("q", [-1]) * len(self.books)
        for place_, number in self._found():
            numbers[place_] = number
            progress(self.journal[number].outcome)
        left = [place_ for place_, number in enumerate(numbers) if number < 0]
        if not left:
            return numbers
        attempt = self.staging / f"{len(list(self.staging.iterdir())):03d}"
        stages = {place_: attempt / f"{place_:06d}" for place_ in left}
        for place_, outcome in self._ended(stages, means):
            numbers[place_] = self._noted(place_, stages[place_], outcome)
            progress(outcome)
        return numbers

    def _ended(self, stages: Mapping[int, Path], means: Means) -> Iterator[tuple[int, Outcome]]:
        """The outcomes as they come. What a cluster gives up is tried again under guard here."""
        left = dict(stages)
        if means.cluster:
            with _cluster(means) as cluster:
                for place_, ended in self._worked(cluster, stages):
                    if isinstance(ended, Outcome):
                        del left[place_]
                        yield place_, ended
        for place_, ended in self._worked(self.crew, left):
            book = self.books[place_]
            if isinstance(ended, Lost):
                log.error("%s: %s", book.name, ended.cause)
                yield place_, Outcome.failed(book.name, sha256_of(book), ended.cause)
            else:
                yield place_, ended

    def _worked(
        self, engine: Engine, stages: Mapping[int, Path]
    ) -> Iterator[tuple[int, Outcome | Lost]]:
        begin = partial(self._begin, engine, stages)
        for place_, future in spread(engine, stages, begin):
            try:
                report = future.result()
            except Lost as loss:
                shutil.rmtree(stages[place_], ignore_errors=True)
                yield place_, loss
                continue
            for record in report.records:
                logging.getLogger(record.name).handle(record)
            yield place_, report.outcome

    def _begin(self, engine: Engine, stages: Mapping[int, Path], place_: int) -> Future[Report]:
        return engine.submit(work, self.order, self.key, self.books[place_], stages[place_])

    def _noted(self, place_: int, stage: Path, outcome: Outcome) -> int:
        told = stage.relative_to(self.staging).as_posix()
        return self.journal.add(Done(self.key, str(self.books[place_]), told, outcome))

    def _found(self) -> Iterator[tuple[int, int]]:
        """The workbooks done before and unchanged since, and where in the journal they stand."""
        known: dict[tuple[str, str], int] = {}
        for number in range(len(self.journal)):
            done = self.journal[number]
            if done.key == self.key and done.outcome.status != "failed":
                known[done.path, done.outcome.sha256] = number
        for place_, book in enumerate(self.books if known else ()):
            number = known.get((str(book), sha256_of(book)), -1)
            if number >= 0 and _whole(self.journal[number], self.staging):
                yield place_, number


def _cluster(means: Means) -> Engine:
    from zeropark.batch.cluster import Cluster  # noqa: PLC0415 -- Dask is an extra

    return Cluster(means.cluster, means.seconds)


def _whole(done: Done, staging: Path) -> bool:
    """Whether its files are there as they were written."""
    stage = staging / done.stage
    return all(sha256_of(stage / name) == sha for name, sha in done.outcome.files.items())


# ------------------------------------------------------------------ putting in place


def _laid_out(order: Order, told: Settled) -> Settled:
    """The same with reports laid out, if the order wants it and there is a program for it."""
    press = Press.of(order)
    if press is None:
        return told
    laid = Settled()
    for outcome, stage in press.pressed(zip(told.outcomes, told.stages, strict=True)):
        laid.outcomes.append(outcome)
        laid.stages.append(stage)
    return laid


def _folders(outcomes: Iterable[Outcome], output: Path) -> list[Path]:
    """A folder for each, of its own, named after the park."""
    names = (safe_name(o.park or Path(o.book).stem, f"{n:06d}") for n, o in enumerate(outcomes))
    taken = {MANIFEST, CHECKED, LOG, REGISTER, LOCK, _STAGING, *RESERVED}
    return [output / name for name in distinct(names, taken=taken)]


def _products(
    workshop: Workshop,
    order: Order,
    outcomes: Sequence[Outcome],
    stages: Sequence[Path],
    folders: Sequence[Path],
) -> Mapping[str, str]:
    """Make what sums up the whole batch, in the staging folder: name → SHA-256."""
    if not order.reports:
        return {}
    whole = folders[0].parent / _STAGING / _WHOLE
    shutil.rmtree(whole, ignore_errors=True)
    whole.mkdir()
    names = [folder.name for folder in folders]
    made = summarise(outcomes, stages, names, workshop.standards, whole, ranked=order.ranked)
    return {name: sha256_of(whole / name) for name in made}


def _manifest(
    workshop: Workshop,
    outcomes: Iterable[Outcome],
    folders: Iterable[Path],
    products: Mapping[str, str],
) -> Iterator[bytes]:
    head = {
        "form": 1,
        "version": __version__,
        "standards": {id_: standard.digest for id_, standard in workshop.standards.items()},
        "schemes": {
            id_: {"id": scheme.id, "status": scheme.status, "digest": scheme.digest}
            for id_, scheme in workshop.schemes.items()
        },
        "products": dict(products),
    }
    books = (_entry(outcome, folder) for outcome, folder in zip(outcomes, folders, strict=True))
    return place.manifest_lines(head, books)


def _entry(outcome: Outcome, folder: Path) -> Mapping[str, object]:
    return {
        "book": outcome.book,
        "sha256": outcome.sha256,
        "park": outcome.park,
        "folder": folder.name,
        "status": outcome.status,
        "summary": dict(outcome.summary),
        "issues": [issue_record(issue) for issue in outcome.issues],
        "trouble": outcome.trouble,
        "files": dict(outcome.files),
    }
