"""``Evaluation`` + ``Plan`` → what a Word template receives (报告上下文): printed text, ready to place.

Documented name by name in ``docs/报告模板.md``; a test holds every template to it. Values are text
as printed; ``pick`` is a stable number that sentences choose their wording by.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from zeropark import __version__
from zeropark.compute import leaves
from zeropark.formula import EXACT, compare, total
from zeropark.messages import word, words
from zeropark.model import (
    Action,
    Entry,
    Evaluation,
    Gap,
    Item,
    Plan,
    Result,
    Row,
    Score,
    Standard,
    Step,
)
from zeropark.report.figures import figure, given, value_of, with_unit
from zeropark.report.trace import in_words, with_numbers

Record = dict[str, Any]


def context(evaluation: Evaluation, plan: Plan) -> Record:
    """Everything a template of this park's documents may print."""
    return _Context(evaluation, plan).all()


class _Context:
    """One park's printed facts as they are gathered (汇集)."""

    def __init__(self, evaluation: Evaluation, plan: Plan) -> None:
        self.e, self.plan = evaluation, plan
        self.standard: Standard = evaluation.standard
        self.submission = evaluation.submission
        self.texts = self.standard.texts
        self.periods = {period.id: period.name for period in self.standard.periods}
        self.dash = word("dash")

    def all(self) -> Record:
        return {
            "standard": self._standard(),
            "variant": {"id": self.e.variant.id, "name": self.e.variant.name},
            "terms": dict(self.e.variant.terms),
            "texts": self.texts,
            "meta": self._meta(),
            "park": self._park(),
            "years": self._years(),
            "answers": self._answers(),
            "asked": self._asked(),
            "tables": self._tables(),
            "values": self._values(),
            "inventory": self._lines("inventory"),
            "balance": self._lines("balance"),
            "methods": self._lines("methods"),
            "energy": self._lines("energy_lines"),
            "intensity": self._lines("intensity_lines"),
            "trend": self._trend(),
            "activity": list(self._activity()),
            "factors": list(self._factors()),
            "aspects": [self._aspect(id_) for id_ in self.standard.aspects],
            "indicators": [self._indicator(score) for score in self.e.result.scores],
            "result": self._result(),
            "sensitivity": [self._scheme(result) for result in (self.e.result, *self.e.others)],
            "readings": list(self._readings()),
            "policies": list(self._policies()),
            "gaps": [self._gap(place, gap) for place, gap in enumerate(self.plan.gaps, start=1)],
            "climbs": [self._climb(climb) for climb in self.plan.climbs],
            "actions": [self._action(n, a) for n, a in enumerate(self.plan.actions, start=1)],
            "work": self._work(),
            "calculation": list(self._calculation()),
            "sources": list(self._sources()),
            "issues": list(self._issues()),
        }

    # ------------------------------------------------------------ who, what, when

    def _standard(self) -> Record:
        s = self.standard
        return {
            "id": s.id,
            "title": s.title,
            "number": s.number,
            "edition": s.edition,
            "publisher": s.publisher,
            "origin": s.origin,
            "digest": s.digest,
            "short_digest": s.digest[:12],
        }

    def _meta(self) -> Record:
        return {
            "version": __version__,
            "book": self.submission.book,
            "sha256": self.submission.sha256,
            "template_version": self.submission.template_version,
        }

    def _park(self) -> Record:
        roles = self.standard.roles
        name = self.submission.text(roles["park"])
        return {
            "name": name,
            "region": self.submission.text(roles["region"]),
            "pick": _pick(name),
        }

    def _years(self) -> Record:
        return {p.id: self.submission.text(p.year) for p in self.standard.periods}

    def _answers(self) -> Record:
        """Every single answer as printed, by ``<item>`` or ``<item>__<period>``."""
        return {key: self._entry(entry) for key, entry in self.submission.entries.items()}

    def _asked(self) -> Record:
        """Every single item with its answer and the words and proofs beside it, by item."""
        return {
            item.id: self._item(item)
            for sheet in self.e.variant.sheets
            for item in sheet.items
            if not item.periods
        }

    def _item(self, item: Item) -> Record:
        entry = self.submission.entries[item.id]
        return {
            "name": item.name,
            "unit": item.unit,
            "hint": item.hint,
            "clause": item.clause,
            "answer": self._entry(entry),
            "given": entry.state == "value",
            "reason": entry.reason or self.dash,
            "evidence": self._proofs(entry.evidence),
            "adverse": bool(item.choices) and entry.text != item.choices[0],
            "pick": _pick(self.submission.text(self.standard.roles["park"]), item.id),
        }

    def _entry(self, entry: Entry) -> str:
        if entry.state != "value":
            absent = isinstance(entry.value, str) or entry.state == "not_applicable"
            return word(f"state_{entry.state}") if absent else self.dash
        if isinstance(entry.value, Decimal):
            if entry.item.kind == "year":
                return f"{entry.value:f}"
            return with_percent(given(entry.value, entry.item.unit), entry.item)
        return _date(entry.text) if entry.item.kind == "date" else entry.text or self.dash

    def _tables(self) -> Record:
        """Every table's rows: printed text by column, ``n`` the number, blanks as a dash."""
        return {
            id_: [self._row(row) | {"n": n} for n, row in enumerate(listing.rows, start=1)]
            for id_, listing in self.submission.listings.items()
        }

    def _row(self, row: Row) -> Record:
        return {column: self._entry(entry) for column, entry in row.entries.items()}

    def _proofs(self, numbers: Iterable[str]) -> str:
        return word("list_sign").join(numbers) or self.dash

    # ------------------------------------------------------------ figures

    def _print(self, step: Step, limits: Iterable[Decimal] = ()) -> str:
        return value_of(step, self.standard.places, tuple(limits))

    def _values(self) -> Record:
        """Every computed figure by its id, with its unit where ``text`` is printed."""
        return {
            id_: {
                "text": with_unit(self._print(step), step.unit if step.value is not None else ""),
                "value": self._print(step),
                "unit": step.unit,
                "known": step.value is not None,
                "negative": step.value is not None and step.value < 0,
                "zero": step.value is not None and not step.value,
                "positive": step.value is not None and step.value > 0,
            }
            for id_, step in self.e.steps.items()
        }

    def _lines(self, key: str) -> list[Record]:
        """The lines of a table of figures: one column per period, and the change between them."""
        ids: Iterable[str] = self.texts.get(key, ())
        return [self._line(id_) for id_ in ids]

    def _line(self, id_: str) -> Record:
        steps = {period: self.e.steps[f"{id_}[{period}]"] for period in self.periods}
        now = steps[self.standard.current]
        return {
            "id": id_,
            "name": now.name,
            "unit": now.unit,
            "clause": now.clause,
            "change": self._change(steps),
            "share": self._share_of_gross(now),
            **{period: self._print(step) for period, step in steps.items()},
        }

    def _change(self, steps: Mapping[str, Step]) -> str:
        first, last = (steps[p].value for p in (next(iter(steps)), self.standard.current))
        if first is None or last is None or first <= 0:
            return self.dash
        change = EXACT.divide(EXACT.subtract(last, first), first)
        return with_unit(figure(change, "%", self.standard.places), "%")

    def _share_of_gross(self, step: Step) -> str:
        whole = self.e.steps.get("gross")
        if whole is None or not whole.value or step.value is None or whole.value < 0:
            return self.dash
        return with_unit(
            figure(EXACT.divide(step.value, whole.value), "%", self.standard.places), "%"
        )

    def _trend(self) -> Record:
        """How each line of the inventory moved, as words choose by it: ``fell rose steady``."""
        return {line["id"]: self._movement(line["id"]) for line in self._lines("inventory")}

    def _movement(self, id_: str) -> str:
        first, last = (
            self.e.steps[f"{id_}[{p}]"].value
            for p in (next(iter(self.periods)), self.standard.current)
        )
        if first is None or last is None:
            return "unknown"
        if compare("==", first, last):
            return "steady"
        return "fell" if last < first else "rose"

    def _activity(self) -> Iterator[Record]:
        """Row by row, what the inventory was worked out from: activity × factors = emission."""
        for quantity in self.e.variant.quantities:
            for step in self._family(quantity.id):
                yield {
                    "name": step.name,
                    "period": self.periods.get(step.period, ""),
                    "numbers": with_numbers(step, self.standard.places),
                    "value": self._print(step),
                    "unit": step.unit,
                    "cell": word("list_sign").join(str(s.cell) for s in step.inputs if s.cell),
                }

    def _family(self, id_: str) -> Iterator[Step]:
        return (
            step for key, step in self.e.steps.items() if key.startswith(f"{id_}[") and "#" in key
        )

    def _factors(self) -> Iterator[Record]:
        """Each factor used, once: value, unit, source, and the rule that chose it."""
        seen: set[tuple[str, str]] = set()
        for step in self.e.steps.values():
            for source in step.inputs:
                key = (source.name, f"{source.value}")
                if source.id.startswith("factor:") and key not in seen:
                    seen.add(key)
                    yield {
                        "name": source.name,
                        "value": self._print(source),
                        "unit": source.unit,
                        "source": source.source,
                        "note": source.note or self.dash,
                    }

    # ------------------------------------------------------------ judgement

    def _indicator(self, score: Score) -> Record:
        indicator = score.indicator
        limits = (score.target,)
        shown = self._print(score.value, limits)
        known = score.value.value is not None
        quantitative = indicator.kind == "quantitative"
        places = self.standard.places
        return {
            "id": indicator.id,
            "aspect": self.standard.aspects[indicator.aspect],
            "name": indicator.name,
            "quantitative": quantitative,
            "unit": indicator.unit if quantitative else self.dash,
            "target": with_unit(given(score.target, indicator.unit), indicator.unit)
            if quantitative
            else indicator.target_text,
            "value": self._shown(score, shown),
            "known": known,
            "standing": score.standing,
            "mark": words("marks_of_standing")[score.standing],
            "maximum": figure(score.maximum, score.points.unit, places),
            "points": figure(
                score.points.value or Decimal(0), score.points.unit, places, (score.maximum,)
            ),
            "lost": figure(score.lost, score.points.unit, places),
            "rate": self._rate(score),
            "distance": self._distance(score),
            "share_of_target": self._share_of_target(score),
            "exceeds": self._exceeds(score),
            "rule": words("rules")[score.rule.kind],
            "printed": indicator.printed,
            "in_words": in_words(score.value, self.standard),
            "numbers": with_numbers(score.value, places),
            "clause": indicator.clause,
            "source_value": indicator.source_value,
            "source_document": indicator.source_document,
            "usual_evidence": indicator.evidence,
            "convention": indicator.convention or self.dash,
            "inputs": [self._input(step) for step in self._cells(score.value)],
            "evidence": self._proofs(self._evidence_of(score.value)),
            "reasons": self._reasons_of(score.value),
            "tasks": self._tasks_of(indicator.aspect),
            "measures": word("list_sign").join(
                action.id for action in self.plan.actions if action.target == indicator.id
            ),
            "pick": _pick(self.submission.text(self.standard.roles["park"]), indicator.id),
        }

    def _shown(self, score: Score, shown: str) -> str:
        if score.value.value is None:
            return shown
        if score.indicator.kind == "quantitative":
            return with_unit(shown, score.indicator.unit)
        entries = [self._answer_at(step) for step in self._cells(score.value)]
        return word("list_sign").join(entries)

    def _answer_at(self, step: Step) -> str:
        """What was answered in the cell that a step stands for."""
        entries = self.submission.entries.values()
        return next(self._entry(entry) for entry in entries if entry.cell == step.cell)

    def _rate(self, score: Score) -> str:
        rate = EXACT.divide(score.points.value or Decimal(0), score.maximum)
        return with_unit(figure(rate, "%", self.standard.places, (Decimal(1),)), "%")

    def _distance(self, score: Score) -> str:
        """How far from the target, in 个百分点 for shares (difference of two percentages)."""
        if score.value.value is None:
            return self.dash
        away = abs(EXACT.subtract(score.value.value, score.target))
        text = figure(away, score.indicator.unit, self.standard.places)
        return word("points_apart", value=text) if score.indicator.unit == "%" else text

    def _share_of_target(self, score: Score) -> str:
        if score.value.value is None or not score.target:
            return self.dash
        share = EXACT.divide(score.value.value, score.target)
        return with_unit(figure(share, "%", self.standard.places, (Decimal(1),)), "%")

    def _exceeds(self, score: Score) -> bool:
        limit = EXACT.multiply(score.target, self.standard.bands["exceeds"])
        return score.value.value is not None and compare(">=", score.value.value, limit)

    def _cells(self, step: Step) -> Iterator[Step]:
        return (leaf for leaf in leaves(step) if leaf.cell)

    def _input(self, step: Step) -> Record:
        return {
            "name": step.name,
            "period": self.periods.get(step.period, ""),
            "value": self._print(step),
            "unit": step.unit or self.dash,
            "cell": str(step.cell),
        }

    def _evidence_of(self, step: Step) -> Iterable[str]:
        """The evidence numbers beside every answer that the figure rests on, each once."""
        cells = {leaf.cell for leaf in self._cells(step)}
        entries = [
            *self.submission.entries.values(),
            *(
                entry
                for listing in self.submission.listings.values()
                for row in listing.rows
                if any(e.cell in cells for e in row.entries.values())
                for entry in row.entries.values()
            ),
        ]
        beside = (e for e in entries if e.cell in cells or e.item.kind == "evidence")
        return dict.fromkeys(number for entry in beside for number in entry.evidence)

    def _reasons_of(self, step: Step) -> str:
        """The reasons given for what is missing or does not apply, each once."""
        absent = (leaf for leaf in self._cells(step) if leaf.value is None and leaf.note)
        return word("sentence_sign").join(
            dict.fromkeys(leaf.note.rstrip(word("stop")) for leaf in absent)
        )

    def _tasks_of(self, aspect: str) -> Record:
        name = self.standard.aspects[aspect]
        return next(line for line in self._work()["aspects"] if line["name"] == name)

    def _aspect(self, id_: str) -> Record:
        scores = [s for s in self.e.result.scores if s.indicator.aspect == id_]
        judged = [s for s in scores if s.standing != "not_applicable"]
        maximum = total(score.maximum for score in judged)
        points = total(score.points.value or Decimal(0) for score in judged)
        places, unit = self.standard.places, self.e.result.total.unit
        name = self.standard.aspects[id_]
        return {
            "id": id_,
            "name": name,
            "requirement": self.texts["aspect_requirements"][id_],
            "indicators": [self._indicator(score) for score in scores],
            "count": len(scores),
            "met": sum(score.standing == "met" for score in scores),
            "judged": len(judged),
            "maximum": figure(maximum, unit, places),
            "points": figure(points, unit, places, (maximum,)),
            "rate": with_unit(
                figure(EXACT.divide(points, maximum), "%", places, (Decimal(1),)), "%"
            )
            if maximum
            else self.dash,
            "work": self._tasks_of(id_),
            "tasks": [
                r for r in self._tables()[self.standard.roles["tasks"]] if name in r.values()
            ],
            "pick": _pick(self.submission.text(self.standard.roles["park"]), id_),
        }

    def _result(self) -> Record:
        result = self.e.result
        return {**self._scheme(result), **self._verdict(result)}

    def _verdict(self, result: Result) -> Record:
        grades = self.standard.grades
        limits = tuple(grade.minimum for grade in grades)
        unit = result.total.unit
        value = result.total.value or Decimal(0)
        judged = [s for s in result.scores if s.standing != "not_applicable"]
        return {
            "lost": figure(EXACT.subtract(Decimal(100), value), unit, self.standard.places),
            "best_total": figure(result.best_total, unit, self.standard.places, limits),
            "full": f"{value.normalize():f}"[:24],
            "near_limit": [f"{m}" for m in limits if m > value > m - Decimal("0.05")],
            "grades": [
                {
                    "name": grade.name,
                    "minimum": f"{grade.minimum}",
                    "points_reached": compare(">=", value, grade.minimum),
                    "condition": grade.condition_name,
                    "holds": words("holds")[str(result.conditions[grade.id]).lower()],
                    "state": str(result.conditions[grade.id]).lower(),
                    "clause": grade.clause,
                }
                for grade in grades
            ],
            "met": sum(score.standing == "met" for score in judged),
            "count": len(result.scores),
            "judged": len(judged),
            "missing": [s.indicator.name for s in judged if s.standing == "missing"],
            "not_applicable": [
                s.indicator.name for s in result.scores if s.standing == "not_applicable"
            ],
        }

    def _scheme(self, result: Result) -> Record:
        limits = tuple(grade.minimum for grade in self.standard.grades)
        places, unit = self.standard.places, result.total.unit
        return {
            "scheme": result.scheme.title,
            "scheme_id": result.scheme.id,
            "scheme_digest": result.scheme.digest[:12],
            "basis": result.scheme.basis,
            "status": words("statuses")[result.scheme.status],
            "draft": result.scheme.status != "official",
            "total": figure(result.total.value or Decimal(0), unit, places, limits),
            "grade": result.grade.id if result.grade else "",
            "conclusion": self._conclusion(result),
            "sufficient": result.sufficient,
            "chosen": result is self.e.result,
            "same": self._conclusion(result) == self._conclusion(self.e.result),
        }

    def _conclusion(self, result: Result) -> str:
        if not result.sufficient:
            return word("insufficient")
        return result.grade.name if result.grade else self.standard.below

    def _readings(self) -> Iterator[Record]:
        """How the same total would be called elsewhere; for orientation only."""
        value = self.e.result.total.value or Decimal(0)
        for reading in self.texts.get("readings", ()):
            reached = [
                name for name, least in reading["grades"] if compare(">=", value, Decimal(least))
            ]
            yield {
                "standard": reading["standard"],
                "grades": word("list_sign").join(
                    word("grade_from", name=name, least=least) for name, least in reading["grades"]
                ),
                "reading": reached[0] if reached else word("no_grade"),
            }

    def _policies(self) -> Iterator[Record]:
        for policy in self.e.policies.values():
            yield {
                "name": policy.name,
                "value": policy.options[policy.value],
                "reason": policy.reason,
                "clause": policy.clause or self.dash,
                "changed": policy.value != self.standard.policies[policy.id].value,
            }

    # ------------------------------------------------------------ gaps, plan, work

    def _gap(self, place: int, gap: Gap) -> Record:
        shown = self._indicator(gap.score)
        return {
            **shown,
            "n": place,
            "share": with_unit(figure(gap.share, "%", self.standard.places), "%"),
            "actions": [action.id for action in gap.actions],
        }

    def _climb(self, climb: Any) -> Record:  # noqa: ANN401 -- Climb, shown field by field
        unit = self.e.result.total.unit
        places = self.standard.places
        return {
            "grade": climb.grade.name,
            "minimum": f"{climb.grade.minimum}",
            "condition": climb.grade.condition_name,
            "possible": climb.possible,
            "reached": figure(climb.reached, unit, places),
            "steps": [
                {
                    "id": score.indicator.id,
                    "name": score.indicator.name,
                    "now": self._shown(score, self._print(score.value, (score.target,))),
                    "needed": self._needed(score, value),
                }
                for score, value in climb.steps
            ],
        }

    def _needed(self, score: Score, value: Decimal) -> str:
        """The value to reach, rounded up so that reaching what is printed is enough."""
        if score.indicator.kind == "qualitative":
            return score.indicator.target_text
        unit, places = score.indicator.unit, self.standard.places
        step = Decimal(1).scaleb(-places.get(unit, 4) - 2 * (unit == "%"))
        up = EXACT.multiply(-(EXACT.divide(-value, step)).to_integral_value("ROUND_FLOOR"), step)
        return with_unit(figure(min(up, max(score.target, value)), unit, places), unit)

    def _action(self, place: int, action: Action) -> Record:
        row = {column.id: self.dash for column in self._plan_columns()}
        own = self._row(action.row) if action.row else {}
        return {
            **row,
            **{key: text or self.dash for key, text in action.fields.items()},
            **own,
            "n": place,
            "id": action.id,
            "subject": self._subject(action.target),
            "target": action.target,
            "own": action.own,
            "proposed": word("proposed") if not action.own else "",
            "priority": action.priority,
            "term": action.fields.get("term", ""),
        }

    def _plan_columns(self) -> tuple[Item, ...]:
        return self.e.variant.tables()[self.standard.roles["plan"]].columns

    def _subject(self, target: str) -> str:
        names = {
            s.indicator.id: f"{s.indicator.id} {s.indicator.name}" for s in self.e.result.scores
        }
        return names.get(target) or self.standard.roles[f"subject_{target}"]

    def _work(self) -> Record:
        """The tasks counted: in all, by state, by aspect; investment planned and made."""
        roles = self.standard.roles
        rows = self.submission.listings[roles["tasks"]].rows
        lines = [
            {
                "name": name,
                **self._tally([r for r in rows if r.text(roles["tasks_aspect"]) == name]),
            }
            for name in self.standard.aspects.values()
        ]
        return {"all": self._tally(rows), "aspects": lines}

    def _tally(self, rows: Iterable[Row]) -> Record:
        roles, rows = self.standard.roles, list(rows)
        table = self.e.variant.tables()[roles["tasks"]]
        done, *_ = states = table.column(roles["tasks_status"]).choices
        counts = {
            state: sum(r.text(roles["tasks_status"]) == state for r in rows) for state in states
        }
        planned, invested = (
            total(r.entries[roles[key]].number or Decimal(0) for r in rows)
            for key in ("tasks_planned", "tasks_invested")
        )
        return {
            "count": len(rows),
            "done": counts[done],
            "open": len(rows) - counts[done],
            "states": [{"name": state, "count": count} for state, count in counts.items()],
            "rate": self._ratio(Decimal(counts[done]), Decimal(len(rows))),
            "planned": given(planned, ""),
            "invested": given(invested, ""),
            "invested_rate": self._ratio(invested, planned),
        }

    def _ratio(self, part: Decimal, whole: Decimal) -> str:
        if not whole:
            return self.dash
        return with_unit(
            figure(EXACT.divide(part, whole), "%", self.standard.places, (Decimal(1),)), "%"
        )

    # ------------------------------------------------------------ annexes

    def _calculation(self) -> Iterator[Record]:
        """Every step in the order worked out: formula, numbers put in, result, basis."""
        shown: set[str] = set()
        for step in self.e.steps.values():
            if step.id in shown or not step.formula:
                continue
            shown.add(step.id)
            yield {
                "n": len(shown),
                "id": step.id,
                "name": f"{self.periods.get(step.period, '')}{step.name}",
                "in_words": in_words(step, self.standard) or self.dash,
                "numbers": with_numbers(step, self.standard.places) or self.dash,
                "value": self._print(step),
                "unit": step.unit,
                "clause": step.clause or self.dash,
                "note": step.note or self.dash,
            }

    def _sources(self) -> Iterator[Record]:
        """Every answer that a figure rests on, with its cell."""
        seen: set[str] = set()
        for step in self.e.steps.values():
            for leaf in step.inputs:
                if leaf.cell and leaf.id not in seen:
                    seen.add(leaf.id)
                    yield {**self._input(leaf), "n": len(seen), "note": leaf.note or self.dash}

    def _issues(self) -> Iterator[Record]:
        """What was asked back and may be answered in words; errors stop the report."""
        for issue in self.e.issues:
            yield {
                "level": words("levels")[issue.level],
                "cell": str(issue.cell) if issue.cell else self.dash,
                "code": issue.code,
                **spoken(issue.code, issue.params),
            }


def spoken(code: str, params: Mapping[str, str]) -> Record:
    """What an issue says, and what to do (问题与处理)."""
    from zeropark.messages import remedy, what  # noqa: PLC0415

    return {"what": what(code, params), "remedy": remedy(code, params)}


def with_percent(text: str, item: Item) -> str:
    """A share with its sign; other numbers stand under a head that names their unit."""
    return f"{text}%" if item.unit == "%" else text


def _date(text: str) -> str:
    year, month, day = text.split("-")
    return word("date", year=year, month=int(month), day=int(day))


def _pick(*of: str) -> int:
    """A stable number for a choice of wording (用语选择): the same for the same park and place."""
    return int.from_bytes(hashlib.sha256("/".join(of).encode()).digest()[:4])

