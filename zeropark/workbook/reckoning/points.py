"""Figures → points → total → conclusion (试算得分), as formulas; mirrors ``score``."""

from collections.abc import Sequence
from dataclasses import dataclass

from zeropark.messages import word, words
from zeropark.model import Indicator, Scheme, Standard, Variant
from zeropark.score import decimal, in_force
from zeropark.workbook.places import places_of
from zeropark.workbook.reckoning.figures import Figures
from zeropark.workbook.reckoning.grid import APART, MISSING, UNKNOWN, Grid, quoted
from zeropark.workbook.reckoning.printed import shown

_DUST = 12  # places of a share that binary arithmetic can be trusted with


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator on the preview (试算一行): cells with what is shown of it."""

    indicator: Indicator
    value: str
    target: str
    maximum: str
    points: str
    standing: str
    best: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the preview concludes (试算结论): cells."""

    lines: tuple[Line, ...]
    total: str
    best: str
    conclusion: str


@dataclass(frozen=True, slots=True)
class _Judged:
    value: str
    attained: str
    target: str
    maximum: str
    points: str


class Points:
    """The points of a variant under a scheme as formulas of the calculation sheet."""

    def __init__(self, standard: Standard, variant: Variant, scheme: Scheme, grid: Grid) -> None:
        self.standard, self.variant, self.scheme, self.grid = standard, variant, scheme, grid
        self.policies = in_force(standard, scheme)
        na_policy = self.policies.get("na_policy")
        self.na_policy = na_policy.value if na_policy else ""
        self.unit = word("point_unit")

    def verdict(self, figures: Figures) -> Verdict:
        """Every indicator's points, the total and what follows from it."""
        judged = tuple(self._judged(i, figures) for i in self.variant.indicators)
        total, best = self._totals(judged)
        lines = zip(self.variant.indicators, judged, strict=True)
        places = places_of(self.unit, self.standard.places)
        grades = tuple(str(grade.minimum) for grade in self.standard.grades)
        return Verdict(
            lines=tuple(self._line(indicator, each) for indicator, each in lines),
            total=shown(self.grid, total, places, grades),
            best=shown(self.grid, best, places, grades),
            conclusion=self._conclusion(judged, total, figures),
        )

    # ------------------------------------------------------------ one indicator

    def _judged(self, indicator: Indicator, figures: Figures) -> _Judged:
        value, target = self._held_against(indicator, figures)
        over = f"{value}/{target}"
        if indicator.direction == "at_most":
            over = f"IF({value}>0,{target}/{value},1)"
        attained = self.grid.single(f"IF(ISNUMBER({value}),{over},{value})")
        number = decimal(self.scheme.points[self.variant.id][indicator.id])
        maximum = self.grid.single(f"{number:f}", f"maximum {indicator.id}")
        earned = f"{maximum}*({self._share(indicator, attained)})"
        full = maximum if self.na_policy == "full" else "0"
        other = f"IF({value}={APART},{full},IF({value}={UNKNOWN},{UNKNOWN},0))"
        points = self.grid.single(
            f"IF(ISNUMBER({attained}),{earned},{other})", f"points {indicator.id}"
        )
        return _Judged(value, attained, target, maximum, points)

    def _held_against(self, indicator: Indicator, figures: Figures) -> tuple[str, str]:
        """The value as it is judged and the target: one may depend on a figure of size."""
        value = figures.figure(indicator.id)
        own, by = self.scheme.targets.get(self.variant.id, {}), indicator.target_by
        if by is None or indicator.id in own:
            number = own.get(indicator.id, indicator.target)
            target = self.grid.single(f"{number:f}", f"target {indicator.id}")
            if by is None:
                return value, target
        else:
            target = self._target_by(indicator, figures.figure(by.of))
        size, (first, _) = figures.figure(by.of), by.steps[0]
        judged = value
        if indicator.id not in own:
            judged = f"IF(ROUND({size}-{first},7)>=0,{value},{APART})"
        missing = f"IF({size}={UNKNOWN},{UNKNOWN},{MISSING})"
        return self.grid.single(f"IF(ISNUMBER({size}),{judged},{missing})", indicator.id), target

    def _target_by(self, indicator: Indicator, size: str) -> str:
        assert indicator.target_by is not None  # noqa: S101 -- asked only where there is one
        steps = indicator.target_by.steps
        text = str(steps[0][1])
        for least, target in steps[1:]:
            text = f"IF(ISNUMBER({size}),IF(ROUND({size}-{least},7)>=0,{target},{text}),{text})"
        return self.grid.single(text, f"target {indicator.id}")

    def _share(self, indicator: Indicator, attained: str) -> str:
        """The share of the points that an attainment earns, by the scheme's rule."""
        rule = self.scheme.rules[self.variant.id][indicator.id]
        if rule.kind == "banded":
            text = "0"
            for least, part in sorted(rule.bands):
                text = f"IF({_reaches(attained, str(least))},{part},{text})"
            return text
        below = f"MAX({attained},0)" if rule.kind == "proportional_capped" else "0"
        return f"IF({_reaches(attained, '1')},1,{below})"

    def _line(self, indicator: Indicator, judged: _Judged) -> Line:
        places = places_of(indicator.unit, self.standard.places)
        limits = ((), (judged.target,)) if indicator.direction == "at_most" else (
            (judged.target,), ())  # fmt: skip
        of_points = places_of(self.unit, self.standard.places)
        best = self.grid.single(f"IF({judged.value}={MISSING},{judged.maximum},{judged.points})")
        return Line(
            indicator=indicator,
            value=shown(self.grid, judged.value, places, *limits),
            target=judged.target,
            maximum=shown(self.grid, judged.maximum, of_points),
            points=shown(self.grid, judged.points, of_points, (judged.maximum,)),
            standing=self._standing(judged),
            best=shown(self.grid, best, of_points, (judged.maximum,)),
        )

    def _standing(self, judged: _Judged) -> str:
        marks, bands = words("marks_of_standing"), self.standard.bands
        text = f"IF({_reaches(judged.attained, str(bands['near']))},{quoted(marks['near'])},{quoted(marks['short'])})"  # noqa: E501
        text = f"IF({_reaches(judged.attained, '1')},{quoted(marks['met'])},{text})"
        other = f"IF({judged.value}={UNKNOWN},{quoted(word('dash'))},{quoted(marks['missing'])})"
        other = f"IF({judged.value}={APART},{quoted(marks['not_applicable'])},{other})"
        return self.grid.single(f"IF(ISNUMBER({judged.attained}),{text},{other})")

    # ------------------------------------------------------------ all of them

    def _totals(self, judged: Sequence[_Judged]) -> tuple[str, str]:
        """The total and what it would be if all that is missing turned out at its best."""
        maxima = [f"IF({each.value}={APART},0,{each.maximum})" for each in judged]
        possible = self.grid.single("+".join(maxima), "possible")
        apart = "+".join(f"IF({each.value}={APART},1,0)" for each in judged)
        scale = "1"
        if self.na_policy in {"", "exclude_and_rescale"}:
            scale = f"IF(OR({apart}=0,{possible}=0),1,100/{possible})"
        scale = self.grid.single(scale, "scale")
        points = ",".join(each.points for each in judged)
        unknown = f"OR({','.join(f'{each.points}={UNKNOWN}' for each in judged)})"
        total = self.grid.single(f"IF({unknown},{UNKNOWN},SUM({points})*{scale})", "total")
        more = "+".join(f"IF({each.value}={MISSING},{each.maximum},0)" for each in judged)
        best = self.grid.single(f"IF({unknown},{UNKNOWN},(SUM({points})+{more})*{scale})", "best")
        return total, best

    def _conclusion(self, judged: Sequence[_Judged], total: str, figures: Figures) -> str:
        """The grade, none, or that the data do not suffice; only the program tells what is left."""
        held = {g.id: figures.condition(g.condition) for g in self.standard.grades if g.condition}
        text = quoted(self.standard.below)
        for grade in reversed(self.standard.grades):
            reached = f"ROUND({total}-{grade.minimum},9)>=0"
            if grade.id in held:
                reached = f"AND({reached},{held[grade.id]}=1)"
            text = f"IF({reached},{quoted(grade.name)},{text})"
        cells = [*(each.value for each in judged), *held.values()]
        missing = f"OR({','.join(f'{cell}={MISSING}' for cell in cells)})"
        apart = f"OR({','.join(f'{cell}={APART}' for cell in held.values())})" if held else "FALSE"
        unknown = f"OR({','.join(f'{cell}={UNKNOWN}' for cell in cells)})"
        text = f"IF(OR({missing},{apart}),{quoted(word('insufficient'))},{text})"
        return self.grid.single(f"IF({unknown},{quoted(word('preview_unknown'))},{text})")


def _reaches(value: str, least: str) -> str:
    return f"ROUND({value}-{least},{_DUST})>=0"
