"""One workbook, start to end (单个填报表的处理): read, check, score, render, stage."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from zeropark.batch.account import account
from zeropark.batch.folder import of_the_disk, put, safe_name
from zeropark.batch.record import issues_record, printed, record
from zeropark.messages import refused, word
from zeropark.model import (
    Cell,
    Evaluation,
    Issue,
    Outcome,
    Scheme,
    Standard,
    StandardError,
    Submission,
)
from zeropark.plan import plan
from zeropark.report import Documents, hindrances, strangers, waiting
from zeropark.score import evaluate
from zeropark.standard import load_all, load_scheme
from zeropark.summary import BRIEF, abridged, written
from zeropark.validate import answered, registered, validate, weigh
from zeropark.workbook import Refusal, disagreements, issue_list, mark, read

log = logging.getLogger(__name__)

RESULT, ISSUES = "result.json", "issues.json"


class UnknownSchemeError(LookupError):
    """There is neither a scheme of that id nor a file of that name (没有这个分值方案)."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is told to do (运行要求)."""

    templates: Path
    scheme: str = ""  # an id, or a path to a file; empty: each standard's default
    reports: bool = True  # False: check only
    own: Path | None = None  # a folder of templates that take the place of shipped ones
    ranked: bool = False  # whether the tables of the batch rank the parks
    final: bool = False  # issue reports as final, or tell what stands against it
    pages: bool = False  # page numbers into the contents of reports; needs LibreOffice
    pdf: bool = False  # a preview beside each report; likewise


@dataclass(frozen=True, slots=True)
class Workshop:
    """Standards, schemes and templates, loaded and compiled once per process."""

    standards: Mapping[str, Standard]
    schemes: Mapping[str, Scheme]
    documents: Mapping[str, Documents]
    final: bool = False

    @classmethod
    def open(cls, order: Order) -> "Workshop":
        """Everything the order needs. Raises StandardError with all faults of all files."""
        standards = load_all(order.templates)
        documents = _documents(standards, order) if order.reports else {}
        return cls(standards, schemes_for(standards, order.scheme), documents, order.final)


def _documents(standards: Mapping[str, Standard], order: Order) -> Mapping[str, Documents]:
    if order.own and (faults := [*strangers(order.own, standards)]):
        raise StandardError(str(order.own), faults)
    return {id_: Documents.load(standard, order.own) for id_, standard in standards.items()}


def schemes_for(standards: Mapping[str, Standard], wanted: str) -> Mapping[str, Scheme]:
    """Each standard's scheme: the wanted one where it fits, else the standard's default.

    Where it fits none, raises UnknownSchemeError, or StandardError with the file's faults under the
    standard that it is nearest to.
    """
    fitting: dict[str, Scheme] = {}
    errors: list[UnknownSchemeError | StandardError] = []
    for id_, standard in standards.items():
        try:
            fitting[id_] = scheme_for(standard, wanted)
        except (UnknownSchemeError, StandardError) as error:
            errors.append(error)
    if errors and not fitting:
        raise min(errors, key=lambda error: len(getattr(error, "exceptions", ())))
    return {id_: fitting.get(id_) or scheme_for(s, "") for id_, s in standards.items()}


def scheme_for(standard: Standard, wanted: str) -> Scheme:
    """The scheme of that id, of that file, or the standard's default.

    Raises StandardError if a file has faults, UnknownSchemeError if there is neither id nor file.
    """
    if not wanted:
        return standard.schemes[standard.default_scheme]
    if wanted in standard.schemes:
        return standard.schemes[wanted]
    path = Path(wanted)
    if path.is_file():
        return load_scheme(path, standard)
    raise UnknownSchemeError(wanted)


def judge(
    workshop: Workshop, data: bytes, book: str
) -> tuple[Submission | Refusal, tuple[Issue, ...], Evaluation | None]:
    """What was read, every issue, and the evaluation unless an error stops it."""
    submission = read(data, book, workshop.standards)
    if isinstance(submission, Refusal):
        return submission, submission.issues, None
    standard = workshop.standards[submission.standard]
    replies = submission.replies
    issues = answered((*submission.issues, *validate(standard, submission)), replies)
    if any(issue.level == "error" for issue in issues):
        return submission, issues, None
    evaluation = evaluate(standard, submission, workshop.schemes[standard.id], issues)
    weighed = (*weigh(standard, submission, evaluation.steps), *disagreements(evaluation))
    issues = (*issues, *answered(weighed, replies))
    return submission, issues, replace(evaluation, issues=issues)


def process(workshop: Workshop, path: Path, staging: Path) -> Outcome:
    """The outcome of one workbook, its files written into ``staging``.

    A fault of ours is recorded as such and told in the log; the batch goes on. Raises OSError where
    the disk takes no more: that is no fault of this workbook, and no other would fare better.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        issue = Issue("W190", "error", None, {"name": path.name, "found": refused(error)})
        return Outcome(path.name, "", "", "returned", (issue,))
    try:
        return _processed(workshop, data, path.name, staging)
    except (StandardError, MemoryError):
        raise  # of the whole run; of the process, which its supervisor ends
    except Exception as error:  # the one place where a fault of ours is caught
        if of_the_disk(error):
            raise
        log.exception("%s", path.name)
        sha = hashlib.sha256(data).hexdigest()
        return Outcome.failed(path.name, sha, type(error).__name__)


def _processed(workshop: Workshop, data: bytes, book: str, staging: Path) -> Outcome:
    submission, issues, evaluation = judge(workshop, data, book)
    sha = hashlib.sha256(data).hexdigest()
    outcome = Outcome(book, "", sha, "returned" if evaluation is None else "evaluated", issues)
    if isinstance(submission, Submission):
        outcome = replace(
            outcome,
            park=_park(workshop, submission),
            standard=submission.standard,
            registered=_registered(workshop, submission),
            summary=_about(workshop, submission),
        )
    staging.mkdir(parents=True, exist_ok=True)
    if evaluation is not None:
        outcome = _evaluated(workshop, evaluation, outcome, staging)
    hand_back(outcome, data, staging)
    return replace(outcome, files=_hashes(staging))


def hand_back(outcome: Outcome, data: bytes, staging: Path) -> None:
    """Write what tells the park of its issues: their list, as JSON too, and its marked workbook.

    The workbook is marked if it must be mended or wants an answer, and can be marked at all.
    """
    if not outcome.issues:
        return
    issue_list(staging / word("issue_list_file"), outcome.issues)
    put(staging / ISSUES, issues_record(outcome))
    asked = any(issue.level == "query" for issue in outcome.issues)
    if outcome.standard and (outcome.status == "returned" or asked):
        name = "marked_file" if outcome.status == "returned" else "queried_file"
        if copy := mark(data, outcome.issues):
            park = safe_name(outcome.park or Path(outcome.book).stem, outcome.sha256[:8])
            put(staging / word(name, park=park, ending=copy.ending), copy.data)


def handed_back(outcome: Outcome, path: Path, staging: Path) -> Outcome:
    """A returned workbook with the files that tell of it, should only the batch have shown why."""
    data = path.read_bytes() if path.is_file() else b""
    same = hashlib.sha256(data).hexdigest() == outcome.sha256
    hand_back(outcome, data if same else b"", staging)
    return replace(outcome, files=_hashes(staging))


def _park(workshop: Workshop, submission: Submission) -> str:
    return submission.text(workshop.standards[submission.standard].roles["park"])


def _about(workshop: Workshop, submission: Submission) -> Mapping[str, str]:
    """What lists of parks say of one that is returned as well: its type and where it is."""
    standard = workshop.standards[submission.standard]
    places = {role: standard.roles.get(role, "") for role in ("region", "city", "level")}
    answers = {role: submission.text(item) for role, item in places.items() if item}
    return {"variant": standard.variants[submission.variant].name, **answers}


def _registered(workshop: Workshop, submission: Submission) -> Mapping[str, Cell]:
    entries = registered(workshop.standards[submission.standard], submission)
    return {entry.text: entry.cell for entry in entries}


def _evaluated(
    workshop: Workshop, evaluation: Evaluation, outcome: Outcome, staging: Path
) -> Outcome:
    """The outcome with what is printed; returned with every reason if it may not be final."""
    standard = evaluation.standard
    documents, measures = workshop.documents.get(standard.id), plan(evaluation)
    final = workshop.final
    made = documents.render(evaluation, measures, final=final) if documents else {}
    against = hindrances(evaluation, measures, made) if final else ()
    outcome = replace(outcome, issues=(*outcome.issues, *against))
    if any(issue.level == "error" for issue in against):
        return replace(outcome, status="returned")
    if documents and (late := waiting(against)):
        made = {**made, **documents.render(evaluation, measures, only=late)}
    put(staging / RESULT, record(evaluation))
    if documents is not None:
        put(staging / BRIEF, written(abridged(evaluation, measures)))
    for name, data in made.items():
        put(staging / name, data)
    number = evaluation.submission.entries.get(standard.roles.get("report_number", ""))
    issued = number.text if final and number else ""
    figures = {**outcome.summary, **printed(evaluation)}
    return replace(outcome, summary=figures, report_number=issued, account=account(evaluation))


def _hashes(folder: Path) -> Mapping[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
    }
