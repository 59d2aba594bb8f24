"""Plausible workbooks for trials (示例填报表): seeded, openly marked as samples, drawn from data.

What may be drawn stands in the standard's ``sample.toml``; nothing here knows an item by name.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from zeropark.compute import compute
from zeropark.formula import total
from zeropark.messages import word
from zeropark.model import GRADE, WHOLE, Item, Stage, Standard, Submission, Table, Variant
from zeropark.score import in_force
from zeropark.workbook import Filling, read, write

Given = Decimal | str
T = TypeVar("T")
_FALLBACK = "good"  # the level that gaps and faults are put into


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample workbook to be written (示例): its park's name, level and content."""

    name: str
    profile: str
    filling: Filling


def profiles(standard: Standard) -> tuple[str, ...]:
    """The levels that samples come in (示例水平), in turn."""
    return tuple(_rules(standard.folder)["profiles"])


def draw(
    standard: Standard, variant: Variant, number: int, profile: str, seed: int, stage: str = ""
) -> Sample:
    """The sample of that number and level; the same seed always draws the same.

    Filled in as far as the stage of that id asks (阶段); without one, as far as the last stage.
    """
    rules = _rules(standard.folder)
    stages = {each.id: each for each in standard.stages}
    at = stages[stage] if stage else (standard.stages or (WHOLE,))[-1]
    rng = Random(f"{seed}/{variant.id}/{number}")  # noqa: S311 -- samples, not secrets
    sample = _Draw(standard, variant, rules, profile, at, f"{number:03d}", rng).sample()
    balance = rules.get("balance")
    if balance and balance["profile"] == profile and at in {WHOLE, *standard.stages[-1:]}:
        return _balanced(standard, variant, sample, balance)
    return sample


@cache
def _rules(folder: Path) -> Mapping[str, Any]:
    text = (folder / "sample.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=Decimal)


def _balanced(
    standard: Standard, variant: Variant, sample: Sample, rule: Mapping[str, str]
) -> Sample:
    """The sample with a table's first row raised to what a quantity leaves to balance."""
    policies = in_force(standard, standard.schemes[standard.default_scheme])
    submission = _submitted(standard, variant, sample.filling)
    left = compute(standard, submission, policies)[rule["quantity"]].value or Decimal(0)
    needed = max(left, Decimal(0)).quantize(Decimal(1), ROUND_CEILING)
    first, *rest = sample.filling.rows[rule["table"]]
    rows = ({**first, rule["column"]: needed}, *rest)
    filling = replace(sample.filling, rows={**sample.filling.rows, rule["table"]: rows})
    return replace(sample, filling=filling)


def _submitted(standard: Standard, variant: Variant, filling: Filling) -> Submission:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sample.xlsx"
        write(standard, variant, path, filling)
        submission = read(path.read_bytes(), path.name, {standard.id: standard})
    assert isinstance(submission, Submission)  # noqa: S101 -- our own writing is readable
    return submission


class _Draw:
    """The drawing of one sample (抽取)."""

    def __init__(
        self,
        standard: Standard,
        variant: Variant,
        rules: Mapping[str, Any],
        profile: str,
        stage: Stage,
        label: str,
        rng: Random,
    ) -> None:
        self.standard, self.variant, self.rules = standard, variant, rules
        self.profile, self.label, self.rng = profile, label, rng
        self.stage = stage
        self.overriding: Mapping[str, Any] = rules.get("stage", {}).get(stage.id, {})
        self.own: Mapping[str, Any] = rules["variant"][variant.id]
        self.name = str(rules["names"][variant.id]).format(n=label)
        self.evidence = self._evidence_numbers()
        self.wobbles: dict[str, Decimal] = {}  # by year: what is drawn of a year moves together

    def sample(self) -> Sample:
        answers: dict[str, Given] = {self.standard.roles["park"]: self.name}
        specs = {**self.own["answers"], **self.rules["answers"], **self.overriding}
        for key, spec in specs.items():
            answers[key] = self._value(spec, answers)
        reasons = self._reasons(str(answers[self._year_item()]))
        self._compare(answers, reasons)
        self._fill_years(answers, self.variant.items().values(), self._years(answers))
        self._disturb(answers, reasons)
        graded = (item.id for item in self.variant.items().values() if item.grade)
        answers |= {f"{item}__{GRADE}": self._grade(item) for item in graded}
        tables = self.variant.tables().values()
        rows = {table.id: self._rows(table, answers) for table in tables}
        rows[self.standard.roles["evidence"]] = tuple(self._evidence_rows())
        filling = Filling(
            answers={key: value for key, value in answers.items() if value != ""},
            reasons=reasons,
            evidence={item: self.evidence[group] for item, group in self._cited()},
            rows=rows,
            declared={
                table.id: word("yes") if rows[table.id] else word("no")
                for table in self.variant.tables().values()
                if table.question
            },
        )
        return Sample(self.name, self.profile, self._asked(filling))

    def _year_item(self) -> str:
        """The item with the year of the last data that are asked for by now."""
        asked = [period for period in self.standard.periods if self.stage.asks(period.stages)]
        current = self.standard.current
        return next((p.year for p in asked if p.id == current), asked[0].year)

    def _asked(self, filling: Filling) -> Filling:
        """Only what the stage asks for: later items, years, columns and tables stay blank."""
        tables = {id_: t for id_, t in self.variant.tables().items() if self.stage.asks(t.stages)}
        rows = {
            id_: tuple(
                self._of_now(row, {c.id: c for c in table.columns}) for row in filling.rows[id_]
            )
            for id_, table in tables.items()
        }
        items = self.variant.items()
        proofs = filling.evidence if self.standard.roles["evidence"] in tables else {}
        return replace(
            filling,
            answers=self._of_now(filling.answers, items),
            reasons=self._of_now(filling.reasons, items),
            evidence=self._of_now(proofs, items),
            rows=rows,
            declared={id_: answer for id_, answer in filling.declared.items() if id_ in tables},
        )

    def _of_now(self, given: Mapping[str, T], items: Mapping[str, Item]) -> Mapping[str, T]:
        late = {p.id for p in self.standard.periods if not self.stage.asks(p.stages)}
        return {
            key: value
            for key, value in given.items()
            for name, _, period in (key.partition("__"),)
            if period not in late and (name not in items or self.stage.asks(items[name].stages))
        }

    def _compare(self, answers: dict[str, Given], reasons: dict[str, str]) -> None:
        """What is asked of each indicator, as a part of its target, or as one of the choices."""
        items = self.variant.items()
        for prefix, rule in self.rules.get("each", {}).items():
            for indicator in self.variant.indicators:
                item = items[f"{prefix}_{indicator.id}"]
                bounds = self._level(rule["by"])
                part = _places(indicator.target * sum(map(Decimal, bounds)) / 2, 2)
                answers[item.id] = item.choices[rule["choice"]] if item.choices else part
                reasons[item.id] = rule["reason"]

    def _value(self, spec: Any, drawn: Mapping[str, Given]) -> Given:  # noqa: ANN401, PLR0911 -- a form of TOML each
        match spec:
            case str():
                return spec.replace("{n}", self.label).replace("{park}", self.name)
            case list():
                return self._value(self.rng.choice(spec), drawn)
            case {"of": key}:
                whole = Decimal(drawn[key])
                bounds = spec.get("range") or self._level(spec["by"])
                return _places(whole * self._between(bounds), spec.get("places", 0))
            case {"sum": keys}:
                return total(Decimal(drawn[key]) for key in keys)
            case {"by": levels}:
                return self._value(self._level(levels), drawn)
            case {"range": bounds}:
                return _places(self._between(bounds), spec.get("places", 0))
            case _:
                return Decimal(spec)

    def _level(self, levels: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- TOML
        return levels.get(self.profile, levels[_FALLBACK])

    def _between(self, bounds: list[Any]) -> Decimal:
        low, high = (Decimal(bound) for bound in bounds)
        return low + (high - low) * self.rng.randint(0, 10_000) / 10_000

    def _years(self, answers: Mapping[str, Given]) -> tuple[str, ...]:
        """The years that the park reports, in their order."""
        periods = self.standard.periods
        return tuple(p.id for p in periods if not p.optional or answers.get(p.year))

    def _fill_years(
        self, answers: dict[str, Given], items: Iterable[Item], years: tuple[str, ...]
    ) -> None:
        """Draw the years between the first and the last near the line that joins these."""
        for item in items:
            first, last = (answers.get(f"{item.id}__{year}") for year in (years[0], years[-1]))
            if not item.periods or not isinstance(first, Decimal) or not isinstance(last, Decimal):
                continue
            for place, year in enumerate(years[1:-1], start=1):
                share = Decimal(place) / (len(years) - 1)
                wobble = self.wobbles.setdefault(
                    year, self._between([Decimal("0.99"), Decimal("1.01")])
                )
                value = (first + (last - first) * share) * (wobble if first != last else 1)
                drawn = value.quantize(min(first, last, key=_fineness))
                answers.setdefault(f"{item.id}__{year}", drawn)

    def _rows(self, table: Table, answers: Mapping[str, Given]) -> tuple[Mapping[str, Given], ...]:
        specs = [
            *self.rules["rows"].get(table.id, ()),
            *self.own["rows"].get(table.id, ()),
        ]
        return tuple(
            self._row(table, spec, answers)
            for spec in specs
            if self.profile in spec.get("only", [self.profile])
            and self.stage.asks(tuple(spec.get("stages", ())))
        )

    def _row(
        self, table: Table, spec: Mapping[str, Any], answers: Mapping[str, Given]
    ) -> Mapping[str, Given]:
        row: dict[str, Given] = {}
        periods = {period.id for period in self.standard.periods} - {*self._years(answers)}
        for key, cell in spec.items():
            if key not in {"only", "stages"} and key.partition("__")[2] not in periods:
                row[key] = self._choice(table, key, self._value(cell, {**answers, **row}))
        self._fill_years(row, table.columns, self._years(answers))
        row |= {c.id: self.evidence[table.id] for c in table.columns if c.kind == "evidence"}
        row |= {f"{c.id}__{GRADE}": self._grade(table.id) for c in table.columns if c.grade}
        return {key: value for key, value in row.items() if value != ""}

    def _choice(self, table: Table, key: str, value: Given) -> Given:
        """An indicator named by its id and a blank stands for its whole label in lists."""
        column = table.column(key.partition("__")[0])
        if column.choices_from == "indicators" and str(value).endswith(" "):
            id_ = str(value).strip()
            indicator = next(i for i in self.variant.indicators if i.id == id_)
            return f"{id_} {indicator.name}"
        return value

    def _reasons(self, year: str) -> dict[str, str]:
        given: Mapping[str, Any] = self.rules["reasons"]
        default = given["default"].replace("{year}", year)
        explained = (item.id for item in self.variant.items().values() if item.explain)
        return {item: str(self._value(given.get(item, default), {})) for item in explained}

    def _grade(self, of: str) -> Given:
        """How the data of an item or of a table's rows came about (数据等级)."""
        rules: Mapping[str, Any] = self.rules["grades"]
        return self._value(rules.get(of, rules["default"]), {})

    def _disturb(self, answers: dict[str, Given], reasons: dict[str, str]) -> None:
        """Put the gaps or the faults of that level into the answers."""
        wrong = {"gaps": self.own["gaps"], "faulty": self.own["faults"]}.get(self.profile, [])
        for change in wrong:
            for key, value in change["answers"].items():
                answers[key] = self._value(value, answers)
                reasons[key] = change.get("reason", reasons.get(key, ""))

    # ------------------------------------------------------------ evidence

    def _cited(self) -> Iterator[tuple[str, str]]:
        """Items that want evidence, each with the heading it stands under."""
        for sheet in self.variant.sheets:
            for item in sheet.items:
                if item.evidence:
                    yield item.id, item.group or item.name

    def _proved(self) -> dict[str, str]:
        """What evidence is shown for: key → name."""
        heads = {head: head for _, head in self._cited()}
        tables = {
            table.id: table.name
            for table in self.variant.tables().values()
            if any(column.kind == "evidence" for column in table.columns)
        }
        return heads | tables

    def _evidence_numbers(self) -> Mapping[str, str]:
        pattern: str = self.rules["evidence"]["number"]
        return {
            key: pattern.replace("{n}", f"{place:02d}")
            for place, key in enumerate(self._proved(), start=1)
        }

    def _evidence_rows(self) -> Iterator[Mapping[str, Given]]:
        names = self._proved()
        for key, number in self.evidence.items():
            row = {field: self._value(spec, {}) for field, spec in self.rules["evidence"].items()}
            title = str(row["title"]).replace("{name}", names[key])
            yield {**row, "number": number, "title": title}


def _fineness(value: Decimal) -> int:
    """The exponent of the last digit: the smaller, the finer."""
    return int(value.as_tuple().exponent)


def _places(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
