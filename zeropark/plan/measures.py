"""What is to be done (改进措施): the park's own, and proposals where something needs one."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from zeropark.formula import EXACT
from zeropark.messages import words
from zeropark.model import Action, Climb, Evaluation, Measure, Row
from zeropark.plan.outlook import target_of
from zeropark.plan.ways import judged

_PROPOSED = 2  # library measures proposed where the park has none
_NOTABLE = Decimal("0.2")  # of an indicator's points lost: medium priority
_DUTIES = ("plan_lead", "plan_deadline", "plan_acceptance")
_TOP = 3  # a reduction in the first of so many parts of all of them: medium priority


class Measures:
    """The park's own measures, and proposals where something needs one and has none."""

    def __init__(self, evaluation: Evaluation, climbs: Sequence[Climb]) -> None:
        self.evaluation = evaluation
        self.roles = evaluation.standard.roles
        self.subjects = {
            key.removeprefix("subject_"): name
            for key, name in self.roles.items()
            if key.startswith("subject_")
        }
        steps = climbs[0].steps if climbs else ()
        self.lifting = {rise.score.indicator.id for rise in steps}
        self.counts: dict[str, int] = {}
        self.much = self._much()

    def all(self) -> tuple[Action, ...]:
        """Every measure, by the order of the indicators, then of the other subjects."""
        own = [self._own(row) for row in self._rows()]
        served = {action.target for action in own}
        proposed = [
            self._proposed(target, measure)
            for target in self._needy()
            if target not in served
            for measure in self._measures(target)
        ]
        order = [score.indicator.id for score in self.evaluation.result.scores]
        place = {target: n for n, target in enumerate((*order, *self.subjects))}
        return tuple(sorted((*own, *proposed), key=lambda action: place[action.target]))

    def _rows(self) -> tuple[Row, ...]:
        return self.evaluation.submission.listings[self.roles["plan"]].rows

    def _own(self, row: Row) -> Action:
        target = target_of(self.evaluation, row)
        fields = {column: entry.text for column, entry in row.entries.items()}
        return self._action(target, fields, row)

    def _proposed(self, target: str, measure: Measure) -> Action:
        fields = {
            "measure": measure.text,
            "lead": measure.owner,
            "term": words("terms")[measure.term],
            "estimate": measure.estimate,
            "acceptance": measure.proof,
        }
        return self._action(target, fields, None)

    def _action(self, target: str, fields: Mapping[str, str], row: Row | None) -> Action:
        self.counts[target] = self.counts.get(target, 0) + 1
        prefix = words("subject_codes").get(target, target)
        return Action(
            id=f"GJ-{prefix}-{self.counts[target]:02d}",
            target=target,
            own=row is not None,
            fields=fields,
            priority=self._given(row) or self._priority(target, row),
            row=row,
            lacking=self._lacking(row),
        )

    def _given(self, row: Row | None) -> str:
        """The priority that the plan itself states; it comes before the one worked out."""
        return row.text(self.roles.get("plan_priority", "")) if row else ""

    def _lacking(self, row: Row | None) -> tuple[str, ...]:
        """What a measure of the park's own does not say: who, until when, how one will know."""
        table = self.evaluation.variant.tables()[self.roles["plan"]]
        duties = [self.roles[role] for role in _DUTIES if role in self.roles]
        return tuple(table.column(id_).name for id_ in duties if row and not row.text(id_))

    def _measures(self, target: str) -> tuple[Measure, ...]:
        variant = self.evaluation.variant.id
        fitting = (
            measure
            for measure in self.evaluation.standard.measures
            if measure.indicator == target and variant in measure.variants
        )
        return tuple(fitting)[:_PROPOSED]

    def _needy(self) -> Iterator[str]:
        """Everything that ought to have a measure: unmet indicators, gates, data, requirements."""
        evaluation = self.evaluation
        for score in judged(evaluation.result):
            if score.standing != "met":
                yield score.indicator.id
        if False in evaluation.result.conditions.values():
            yield "net_zero"
        if not evaluation.result.sufficient:
            yield "data"
        items = evaluation.variant.items()
        required: Sequence[str] = evaluation.standard.texts.get("requirement_items", ())
        if any(evaluation.submission.text(id_) != items[id_].choices[0] for id_ in required):
            yield "requirement"

    def _priority(self, target: str, row: Row | None) -> str:
        """高: a gate, or part of the shortest way up; 中: a notable loss or cut; 低: the rest."""
        if target in self.subjects or target in self.lifting:
            return words("priorities")["high"]
        score = next(s for s in self.evaluation.result.scores if s.indicator.id == target)
        lost = score.lost >= EXACT.multiply(_NOTABLE, score.maximum)
        notable = (lost and score.lost > 0) or self._cut(row) >= self.much
        return words("priorities")["medium" if notable else "low"]

    def _cut(self, row: Row | None) -> Decimal:
        entry = row.entries.get(self.roles.get("plan_reduction", "")) if row else None
        return (entry.number if entry else None) or Decimal(0)

    def _much(self) -> Decimal:
        """From how much on a reduction is among the largest third of the plan's."""
        cuts = sorted((cut for row in self._rows() if (cut := self._cut(row)) > 0), reverse=True)
        return cuts[len(cuts) // _TOP - 1] if len(cuts) >= _TOP else Decimal("Infinity")
