"""A park's result in brief (结果摘要): what the secretariat's products are made from.

Kept as ``summary.json`` in the park's folder, so that ten thousand results need not be in memory.
The form is written down in ``docs/结果文件.md``.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

BRIEF = "summary.json"
FORM = 1  # version of the form of summary.json


@dataclass(frozen=True, slots=True)
class Figure:
    """A number (数值): in full, and as the reports print it, without its unit.

    ``exact`` is ``None`` where it is missing or does not apply; ``shown`` then says so.
    """

    exact: Decimal | None
    shown: str

    @property
    def number(self) -> Decimal:
        """The number in full, nothing counted as zero, for sums."""
        return self.exact or Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """An aspect's points (方面得分) and how many of its judged indicators are met."""

    id: str
    name: str
    points: Figure
    maximum: Figure
    rate: str
    met: int
    judged: int


@dataclass(frozen=True, slots=True)
class Reached:
    """What an indicator reached (指标结果): a share is a share, not a percentage, in ``exact``."""

    id: str
    name: str
    aspect: str
    unit: str
    quantitative: bool
    value: Figure  # shown with its unit
    target: str
    maximum: str
    points: Figure
    lost: Figure
    standing: str
    mark: str
    formula: str  # in words; empty where nothing is worked out
    numbers: str  # the formula with the numbers put in
    cells: tuple[str, ...]  # where the answers stand that it rests on

    @property
    def judged(self) -> bool:
        """Whether it counts (是否参评)."""
        return self.standing != "not_applicable"


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of the inventory or the energy balance (排放量等) that lists of parks show."""

    id: str
    name: str
    unit: str
    value: Figure


@dataclass(frozen=True, slots=True)
class Condition:
    """Whether a grade's condition holds (等级条件): ``true``, ``false`` or ``none``."""

    name: str
    state: str
    shown: str


@dataclass(frozen=True, slots=True)
class Tally:
    """The tasks of an aspect (创建任务): money in 万元."""

    name: str
    count: int
    done: int
    planned: Decimal
    invested: Decimal


@dataclass(frozen=True, slots=True)
class Deed:
    """A measure of the plan (改进措施); one that is not ``own`` was proposed from the library."""

    id: str
    subject: str
    aspect: str
    own: bool
    measure: str
    lead: str
    deadline: str  # year-month-day, or how soon a proposed one should be done
    reduction: Figure
    investment: Figure
    acceptance: str
    priority: str


@dataclass(frozen=True, slots=True)
class Brief:
    """An evaluated park in brief (园区摘要)."""

    standard: str
    title: str
    variant: str
    kind: str
    scheme: str
    scheme_title: str
    draft: bool
    scored: bool
    book: str
    sha256: str
    stage: str  # of the work, where it is not yet at the last one: then nothing is final
    park: str
    region: str
    city: str
    level: str
    agency: str
    term: str
    total: Figure
    best_total: str
    grade: str
    conclusion: str
    sufficient: bool
    estimated: str
    queries: int
    conditions: tuple[Condition, ...]
    aspects: tuple[Part, ...]
    indicators: tuple[Reached, ...]
    amounts: tuple[Amount, ...]
    tasks: tuple[Tally, ...]
    measures: tuple[Deed, ...]

    @property
    def judged(self) -> int:
        """How many indicators count (参评指标数)."""
        return sum(each.judged for each in self.indicators)

    @property
    def met(self) -> int:
        """How many of them are met (达标指标数)."""
        return sum(each.standing == "met" for each in self.indicators)

    @property
    def shortest(self) -> tuple[Reached, ...]:
        """Where most points were lost, worst first, at most three (主要短板)."""
        short = (each for each in self.indicators if each.judged and each.standing != "met")
        return tuple(sorted(short, key=lambda each: -each.lost.number)[:3])


def written(brief: Brief) -> bytes:
    """The record as JSON, numbers as text."""
    data = {"form": FORM, **asdict(brief)}
    return (json.dumps(data, ensure_ascii=False, default=_text) + "\n").encode()


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(value)


def read(data: bytes) -> Brief:
    """The record again. Raises LookupError, TypeError or ValueError if it is not one."""
    raw: dict[str, Any] = json.loads(data)
    if raw.pop("form") != FORM:
        raise ValueError(FORM)
    raw["total"] = _figure(raw["total"])
    raw["conditions"] = tuple(Condition(**each) for each in raw["conditions"])
    raw["aspects"] = tuple(Part(**_figures(each, "points", "maximum")) for each in raw["aspects"])
    raw["indicators"] = tuple(_reached(each) for each in raw["indicators"])
    raw["amounts"] = tuple(Amount(**_figures(each, "value")) for each in raw["amounts"])
    raw["tasks"] = tuple(_tally(each) for each in raw["tasks"])
    raw["measures"] = tuple(
        Deed(**_figures(each, "reduction", "investment")) for each in raw["measures"]
    )
    return Brief(**raw)


def _figure(raw: Mapping[str, Any]) -> Figure:
    return Figure(None if raw["exact"] is None else Decimal(raw["exact"]), raw["shown"])


def _figures(raw: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {**raw, **{name: _figure(raw[name]) for name in names}}


def _reached(raw: Mapping[str, Any]) -> Reached:
    figures = _figures(raw, "value", "points", "lost")
    return Reached(**{**figures, "cells": tuple(raw["cells"])})


def _tally(raw: Mapping[str, Any]) -> Tally:
    money = {name: Decimal(raw[name]) for name in ("planned", "invested")}
    return Tally(**{**raw, **money})
