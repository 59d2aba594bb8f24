"""Many workbooks (批量运行): on as many processes as wanted, one bad one never stops the rest."""

import json
import logging
import multiprocessing
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from zeropark import __version__
from zeropark.batch.apart import told_apart
from zeropark.batch.folder import distinct, put, safe_name, sha256_of
from zeropark.batch.press import Press
from zeropark.batch.record import as_json, issue_record
from zeropark.batch.workshop import Order, Workshop, process
from zeropark.messages import word
from zeropark.model import Outcome
from zeropark.workbook import issue_list

MANIFEST, CHECKED, LOG = "batch.json", "check.json", "zeropark.log"
_STAGING = ".staging"

Progress = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did (运行结果): outcomes in the order of the books, and where their files are."""

    outcomes: tuple[Outcome, ...]
    folders: tuple[Path, ...]


def run(books: Sequence[Path], output: Path, order: Order, jobs: int, progress: Progress) -> Run:
    """Process every workbook and put the results in place, with the manifest beside them.

    Raises OSError where the output folder cannot be written.
    """
    workshop = Workshop.open(order)
    manifest = output / (MANIFEST if order.reports else CHECKED)  # a check leaves reports alone
    staging = output / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    try:
        stages = [staging / f"{place:06d}" for place in range(len(books))]
        with _logged(output / LOG):
            outcomes = _all(workshop, order, books, stages, jobs, progress)
        outcomes = list(map(_settled, told_apart(outcomes), stages))
        if press := Press.of(order):
            outcomes = list(press.pressed(zip(outcomes, stages, strict=True)))
        folders = _placed(outcomes, stages, output, manifest)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    put(manifest, as_json(_manifest(workshop, outcomes, folders)))
    return Run(tuple(outcomes), tuple(folders))


@contextmanager
def _logged(path: Path) -> Iterator[None]:
    """A log of this run (运行日志), made only if there is something to write into it."""
    path.unlink(missing_ok=True)
    handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    log = logging.getLogger("zeropark")
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        handler.close()


# ------------------------------------------------------------------ the work

_workshop: Workshop | None = None


def _all(
    workshop: Workshop,
    order: Order,
    books: Sequence[Path],
    stages: Sequence[Path],
    jobs: int,
    progress: Progress,
) -> list[Outcome]:
    if jobs == 1 or len(books) == 1:
        return list(_serial(workshop, books, stages, progress))
    global _workshop  # noqa: PLW0603 -- forked workers inherit what is loaded and compiled
    _workshop = workshop
    with _pool(order, min(jobs, len(books))) as pool:
        done = _spread(pool, books, stages, progress)
    for place in set(range(len(books))) - set(done):
        done[place] = _alone(order, books[place], stages[place])
        progress(done[place])
    return [done[place] for place in range(len(books))]


def _serial(
    workshop: Workshop, books: Sequence[Path], stages: Sequence[Path], progress: Progress
) -> Iterator[Outcome]:
    for book, stage in zip(books, stages, strict=True):
        outcome = process(workshop, book, stage)
        progress(outcome)
        yield outcome


def _pool(order: Order, jobs: int) -> Executor:
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    return ProcessPoolExecutor(jobs, context, initializer=_open, initargs=(order,))


def _open(order: Order) -> None:
    global _workshop  # noqa: PLW0603 -- one workshop per process
    _workshop = _workshop or Workshop.open(order)


def _work(book: Path, stage: Path) -> Outcome:
    assert _workshop is not None  # noqa: S101 -- the initializer opened it
    return process(_workshop, book, stage)


def _spread(
    pool: Executor, books: Sequence[Path], stages: Sequence[Path], progress: Progress
) -> dict[int, Outcome]:
    """The outcomes by place, as far as no worker died of its workbook."""
    done: dict[int, Outcome] = {}
    try:
        places = {
            pool.submit(_work, book, stage): place
            for place, (book, stage) in enumerate(zip(books, stages, strict=True))
        }
        for future in as_completed(places):
            outcome = future.result()
            done[places[future]] = outcome
            progress(outcome)
    except BrokenProcessPool:
        pass  # nobody knows of which workbook: the rest are tried one by one
    return done


def _alone(order: Order, book: Path, stage: Path) -> Outcome:
    """The outcome of a workbook in a process of its own, of which that process may die."""
    shutil.rmtree(stage, ignore_errors=True)
    with _pool(order, 1) as pool:
        try:
            return pool.submit(_work, book, stage).result()
        except BrokenProcessPool as error:
            return Outcome(
                book.name, "", sha256_of(book), "failed", (), trouble=type(error).__name__
            )


# ------------------------------------------------------------------ putting in place


def _settled(outcome: Outcome, stage: Path) -> Outcome:
    """A returned workbook leaves its list of issues and nothing else."""
    if outcome.status != "returned":
        return outcome
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    path = stage / word("issue_list_file")
    issue_list(path, outcome.issues)
    return replace(outcome, files={path.name: sha256_of(path)})


def _placed(
    outcomes: Sequence[Outcome], stages: Sequence[Path], output: Path, manifest: Path
) -> list[Path]:
    """Move each one's files to its own folder; what an earlier run made there goes first."""
    _clear(output, manifest)
    names = (safe_name(o.park or Path(o.book).stem, f"{n:06d}") for n, o in enumerate(outcomes))
    folders = [output / name for name in distinct(names, taken={MANIFEST, CHECKED, LOG})]
    for outcome, stage, folder in zip(outcomes, stages, folders, strict=True):
        for name in outcome.files:
            folder.mkdir(parents=True, exist_ok=True)
            (stage / name).replace(folder / name)
    return folders


def _clear(output: Path, manifest: Path) -> None:
    """Take away what the last run made; a file changed by hand since is set aside, not lost."""
    made = _made(output, manifest)
    for path, sha in made.items():
        if sha256_of(path) == sha:
            path.unlink()
        elif path.is_file():
            path.replace(_free(path))
    for folder in {path.parent for path in made}:
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()


def _made(output: Path, manifest: Path) -> Mapping[Path, str]:
    """The files that the last run made, with their SHA-256, by a manifest that can be read."""
    try:
        books = json.loads(manifest.read_text("utf-8"))["books"]
        return {
            output / book["folder"] / name: sha
            for book in books
            for name, sha in book["files"].items()
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def _free(path: Path) -> Path:
    """A name beside the file that no earlier one set aside has."""
    names = (f"{path.stem}{word('set_aside')}{number or ''}" for number in count())
    return next(aside for name in names if not (aside := path.with_stem(name)).exists())


def _manifest(
    workshop: Workshop, outcomes: Sequence[Outcome], folders: Sequence[Path]
) -> dict[str, object]:
    return {
        "form": 1,
        "version": __version__,
        "standards": {id_: standard.digest for id_, standard in workshop.standards.items()},
        "schemes": {
            id_: {"id": scheme.id, "status": scheme.status, "digest": scheme.digest}
            for id_, scheme in workshop.schemes.items()
        },
        "books": [
            {
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
            for outcome, folder in zip(outcomes, folders, strict=True)
        ],
    }
