"""What stands against issuing a report as final (定稿条件): every reason at once, as issues."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from zeropark.compute import leaves
from zeropark.formula import EXACT, Ref, Value, evaluate, gathered, is_sum, references
from zeropark.messages import level, word, words
from zeropark.model import WHOLE, Action, Cell, Evaluation, Issue, Plan, Score, Standard, Step
from zeropark.report.engine.gaps import gap_pattern
from zeropark.report.figures import PERCENT, PLACES, rounded
from zeropark.report.page import page_name
from zeropark.report.paper import read_paper

_WORD = ".docx"
_WAITS = "F110"
_HALF = Decimal("0.5")


def hindrances(
    evaluation: Evaluation, plan: Plan, documents: Mapping[str, bytes]
) -> tuple[Issue, ...]:
    """Every reason why this park's ``documents`` may not be issued as final; no error: they may.

    A document that waits is only remarked upon; ``waiting`` tells which they are.
    A number of a report that another park's report has too shows only in the whole batch.
    """
    concluded = evaluation.stage in (evaluation.standard.stages or (WHOLE,))[-1:]
    return (
        *_unofficial(evaluation),
        *_signed_twice(evaluation),
        *(_of_results(evaluation, plan) if concluded else ()),
        *_sums(evaluation.steps.values(), evaluation.standard.places),
        *_wanting(evaluation.standard, documents),
    )


def waiting(issues: Iterable[Issue]) -> frozenset[str]:
    """The documents that stay drafts while the others become final (仍为草稿的文件)."""
    return frozenset(issue.params["document"] for issue in issues if issue.code == _WAITS)


def _of_results(evaluation: Evaluation, plan: Plan) -> Iterator[Issue]:
    """What only stands against results, not against a plan or a self-inspection."""
    yield from _unproven(evaluation)
    yield from _unplanned(evaluation, plan.actions)
    yield from _unassigned(plan.actions)
    yield from _open_findings(evaluation)


def _issue(code: str, cell: Cell | None, **params: str) -> Issue:
    return Issue(code, level(code), cell, {"name": "", "found": "", **params})


def _unofficial(evaluation: Evaluation) -> Iterator[Issue]:
    scheme = evaluation.result.scheme
    if scheme.status != "official":
        status = words("statuses")[scheme.status]
        yield _issue("F101", None, name=scheme.title, found=status)


def _signed_twice(evaluation: Evaluation) -> Iterator[Issue]:
    """Source: 编制、审核、批准 must be three people, or nobody has looked twice."""
    signers = evaluation.standard.roles.get("signers", "").split()
    entries = [evaluation.submission.entries[item] for item in signers]
    for number, entry in enumerate(entries):
        same = [e for e in entries[:number] if entry.text and e.text == entry.text]
        if same:
            others = word("list_sign").join(e.item.name for e in same)
            yield _issue("F102", entry.cell, name=entry.item.name, found=entry.text, others=others)


def _unproven(evaluation: Evaluation) -> Iterator[Issue]:
    """Indicators that earned points by answers beside which no evidence is named."""
    proofs = evaluation.submission.evidence()
    for score in evaluation.result.scores:
        cells = [leaf.cell for leaf in leaves(score.value) if leaf.cell]
        earned = score.points.value and score.standing != "not_applicable"
        if earned and not any(proofs.get(cell) for cell in cells):
            yield _issue("F103", next(iter(cells), None), name=score.indicator.name)


def _unplanned(evaluation: Evaluation, actions: Iterable[Action]) -> Iterator[Issue]:
    """What is not met and has no measure of the park's own; a proposal is nobody's promise."""
    actions = tuple(actions)
    own = {action.target for action in actions if action.own}
    unmet = {s.indicator.id: s.indicator.name for s in evaluation.result.scores if _unmet(s)}
    subjects = {a.target: evaluation.standard.roles.get(f"subject_{a.target}") for a in actions}
    wanted = unmet | {id_: name for id_, name in subjects.items() if name}
    table = evaluation.submission.listings[evaluation.standard.roles["plan"]]
    for id_, name in wanted.items():
        if id_ not in own:
            yield _issue("F104", table.cell, name=name)


def _unassigned(actions: Iterable[Action]) -> Iterator[Issue]:
    """Measures of the park's own that do not say who, until when, and how one will know."""
    for action in actions:
        if action.row and action.lacking:
            cell = next(iter(action.row.entries.values())).cell
            yield _issue("F109", cell, name=action.id, found=word("list_sign").join(action.lacking))


def _unmet(score: Score) -> bool:
    return score.standing not in {"met", "not_applicable"}


def _open_findings(evaluation: Evaluation) -> Iterator[Issue]:
    """Nonconformities that are not closed; the first choice of their state says closed."""
    roles, submission = evaluation.standard.roles, evaluation.submission
    listing = submission.listings.get(roles.get("nonconformities", ""))
    for row in listing.rows if listing else ():
        entry = row.entries[roles["nonconformities_state"]]
        if entry.text != entry.item.choices[0]:
            yield _issue("F105", entry.cell, name=entry.name or entry.item.name, found=entry.text)


def _sums(steps: Iterable[Step], places: Mapping[str, int]) -> Iterator[Issue]:
    """Sums as printed that their parts as printed do not make, other than by rounding each once.

    Nothing that a park can mend, but never to be issued.
    """
    for step in steps:
        if step.value is None or not step.formula or not is_sum(step.formula):
            continue
        made, printed = evaluate(step.formula, _parts(step, places)), _printed(step, places)
        most = _HALF.scaleb(-_digits(step.unit, places)) * (len(step.inputs) + 1)
        if EXACT.abs(EXACT.subtract(made, printed)) > most:
            yield _issue("F106", None, name=step.name, found=f"{printed:f}", parts=f"{made:f}")


def _parts(step: Step, places: Mapping[str, int]) -> Mapping[Ref, Value]:
    several = gathered(step.formula)
    found: dict[Ref, Value] = {}
    for ref in references(step.formula):
        named = zip(step.names, step.inputs, strict=True)
        values = tuple(_printed(part, places) for name, part in named if name == str(ref))
        found[ref] = values if ref in several or len(values) != 1 else values[0]
    return found


def _printed(step: Step, places: Mapping[str, int]) -> Decimal:
    """The figure as a reader of the report sees it: worked out ones rounded, answers as given."""
    value = step.value or Decimal(0)
    return rounded(value, _digits(step.unit, places)) if step.inputs or step.formula else value


def _digits(unit: str, places: Mapping[str, int]) -> int:
    return places.get(unit, PLACES) + (2 if unit == PERCENT else 0)


def _wanting(standard: Standard, documents: Mapping[str, bytes]) -> Iterator[Issue]:
    """What the documents themselves say is wanting; one that waits is told of in one line."""
    late = {page_name(document.file) for document in standard.documents if document.waits}
    for name, data in documents.items():
        gaps = tuple(_gaps(name, data))
        if name not in late:
            yield from gaps
        elif gaps:
            told = word("list_sign").join(dict.fromkeys(gap.params["name"] for gap in gaps))
            yield _issue(_WAITS, None, name=told, document=name)


def _gaps(document: str, data: bytes) -> Iterator[Issue]:
    """Everything that a document says is wanting, each once with its place."""
    told: dict[tuple[str, str], None] = {}
    if document.endswith(_WORD):
        texts = [(each.place, text) for each in read_paper(data).blocks for text in each.texts]
    else:
        texts = [("", data.decode())]
    for place, text in texts:
        told.update(dict.fromkeys((place, gap) for gap in gap_pattern().findall(text)))
    for place, gap in told:
        yield _issue("F107", None, name=gap, document=document, place=place)
