"""The preview as staff see it (结果预览): indicators, points, conclusion and the inventory."""

from collections.abc import Mapping
from dataclasses import replace

from openpyxl.worksheet.worksheet import Worksheet

from zeropark.formula import references
from zeropark.messages import word, words
from zeropark.model import Quantity, Scheme, Standard, Variant
from zeropark.workbook import names
from zeropark.workbook.draft import Draft
from zeropark.workbook.navigation import draw_bar
from zeropark.workbook.pages import Block
from zeropark.workbook.places import places_of
from zeropark.workbook.reckoning.figures import Figures
from zeropark.workbook.reckoning.grid import APART, MISSING, UNKNOWN, quoted
from zeropark.workbook.reckoning.points import Line, Points, Verdict
from zeropark.workbook.reckoning.printed import format_of, shown
from zeropark.workbook.style import (
    GUIDE,
    HEAD,
    LABEL,
    MIDDLE,
    RESULT,
    SHOWN,
    TABLE,
    arrange,
    dress,
    fit,
    label,
    merge,
    plain,
)

_WIDTHS = (8, 40, 20, 18, 9, 12, 12, 14)
_LAST = len(_WIDTHS)
_NAME, _TARGET, _VALUE, _MARK, _MAXIMUM, _POINTS, _BEST = range(2, _LAST + 1)
_YEARS = ((_VALUE, _VALUE), (_MARK, _MAXIMUM), (_POINTS, _BEST))
_LOW = 18  # points of a row of one line
_FEW = 3  # lines of a table that stand under its heads on the page it begins on
_YES_NO = '[=1]"{yes}";[=0]"{no}";General'


def draw_preview(draft: Draft, sheet: Worksheet) -> None:
    """Draw the preview under the standard's default scheme."""
    standard, variant = draft.standard, draft.variant
    scheme = standard.schemes[standard.default_scheme]
    points = Points(standard, variant, scheme, draft.inputs.grid)
    figures = Figures(standard, variant, points.policies, draft.inputs)
    page = _Page(draft, sheet, scheme)
    row = page.opening(points.verdict(figures))
    page.inventory(figures, row)
    whole = Block(row, sheet.max_row, min(row + _FEW, sheet.max_row))
    arrange(sheet, 1, _LAST, blocks=[whole], growing=False)


class _Page:
    """The visible sheet, from top to bottom."""

    def __init__(self, draft: Draft, sheet: Worksheet, scheme: Scheme) -> None:
        self.draft, self.sheet, self.scheme = draft, sheet, scheme
        self.grid = draft.inputs.grid
        self.standard: Standard = draft.standard
        self.variant: Variant = draft.variant
        self.heads: Mapping[str, str] = words("preview_heads")
        self.points_format = format_of(word("point_unit"), self.standard.places)
        for column, width in enumerate(_WIDTHS, 1):
            sheet.column_dimensions[names.letters(column)].width = width

    # ------------------------------------------------------------ from top to bottom

    def opening(self, verdict: Verdict) -> int:
        """Title, what this is, the conclusion and the indicators; gives the next free row."""
        sheet, scheme = self.sheet, self.scheme
        title = word("preview_title")
        draw_bar(sheet, title, [title], _LAST, "")
        status = words("statuses")[scheme.status]
        about = word("preview_about", scheme=scheme.title, status=status)
        if scheme.status != "official":
            about += word("preview_draft")
        label(sheet, 2, (1, _LAST), about, GUIDE)
        fit(sheet, 2, (about, sum(_WIDTHS)))
        row = 4
        if scheme.scored:
            self._result(row, self.heads["total"], "total", verdict.total)
            self._result(row + 1, self.heads["best_total"], "best", verdict.best)
            row += 2
        self._result(row, self.heads["conclusion"], "conclusion", verdict.conclusion)
        row = self._heading(row + 2, self.heads["indicators"])
        heads = ("id", "name", "target", "value", "mark", "maximum", "points", "best")
        for column, key in enumerate(heads if scheme.scored else heads[:_MARK], 1):
            label(sheet, row, (column, column), self.heads[key], HEAD)
        fit(sheet, row, ("", 1))
        for at, line in enumerate(verdict.lines, row + 1):
            self._line(at, line)
        return row + len(verdict.lines) + 2

    def inventory(self, figures: Figures, row: int) -> None:
        """The inventory of every year that must be reported."""
        lines = self._quantities()
        periods = [period for period in self.standard.periods if not period.optional]
        if not lines:
            return
        row = self._heading(row, self.heads["inventory"])
        label(self.sheet, row, (1, _NAME), self.heads["quantity"], HEAD)
        label(self.sheet, row, (_TARGET, _TARGET), self.heads["unit"], HEAD)
        for period, columns in zip(periods, _YEARS, strict=False):
            label(self.sheet, row, columns, period.name, HEAD)
        fit(self.sheet, row, ("", 1))
        for at, quantity in enumerate(lines, row + 1):
            label(self.sheet, at, (1, _NAME), quantity.name, LABEL)
            label(self.sheet, at, (_TARGET, _TARGET), quantity.unit, MIDDLE)
            places = places_of(quantity.unit, self.standard.places)
            form = format_of(quantity.unit, self.standard.places)
            self.sheet.row_dimensions[at].height = _LOW
            for period, columns in zip(periods, _YEARS, strict=False):
                cell = shown(self.grid, figures.figure(quantity.id, period.id), places)
                label(self.sheet, at, columns, "", SHOWN)
                self._show(at, columns[0], cell, form, names.key(quantity.id, period.id))

    # ------------------------------------------------------------ pieces

    def _quantities(self) -> tuple[Quantity, ...]:
        """What the report's inventory adds up to, and what the grades depend on."""
        texts = self.standard.texts
        wanted = [*texts.get("inventory", ()), *texts.get("balance", ())]
        conditions = (grade.condition for grade in self.standard.grades if grade.condition)
        wanted += [ref.name for condition in conditions for ref in references(condition)]
        known = {each.id: each for each in self.variant.quantities if each.per_period}
        return tuple(known[id_] for id_ in dict.fromkeys(wanted) if id_ in known)

    def _heading(self, row: int, text: str) -> int:
        label(self.sheet, row, (1, _LAST), text, TABLE)
        self.sheet.row_dimensions[row].height = 26
        return row + 1

    def _result(self, row: int, text: str, name: str, cell: str) -> None:
        label(self.sheet, row, (1, _NAME), text, LABEL)
        for column in range(_TARGET, _LAST + 1):
            dress(self.sheet.cell(row, column), RESULT)
        merge(self.sheet, row, (_TARGET, _LAST))
        number_format = "@" if name == "conclusion" else self.points_format
        self._show(row, _TARGET, cell, number_format, name, result=True)
        self.sheet.row_dimensions[row].height = 26

    def _line(self, row: int, line: Line) -> None:
        indicator = line.indicator
        label(self.sheet, row, (1, 1), indicator.id, MIDDLE)
        label(self.sheet, row, (_NAME, _NAME), indicator.name, LABEL)
        label(self.sheet, row, (_TARGET, _TARGET), indicator.target_text, MIDDLE)
        answer = _YES_NO.format(yes=word("preview_yes"), no=word("preview_no"))
        quantitative = indicator.kind == "quantitative"
        form = format_of(indicator.unit, self.standard.places) if quantitative else answer
        self._show(row, _VALUE, line.value, form, indicator.id)
        self._show(row, _MARK, line.standing, "@", names.key("mark", indicator.id))
        if self.scheme.scored:
            form, id_ = self.points_format, indicator.id
            self._show(row, _MAXIMUM, line.maximum, form, "")
            self._show(row, _POINTS, line.points, form, names.key("points", id_))
            self._show(row, _BEST, line.best, form, names.key("best", id_))
        fit(
            self.sheet,
            row,
            (indicator.name, _WIDTHS[_NAME - 1]),
            (indicator.target_text, _WIDTHS[_TARGET - 1]),
        )

    def _show(
        self, row: int, column: int, cell: str, form: str, name: str, *, result: bool = False
    ) -> None:
        """Show a cell of the calculation sheet, in words where there is no number."""
        at = self.draft.worked_out(cell)
        states = {
            MISSING: "state_missing",
            APART: "state_not_applicable",
            UNKNOWN: "preview_unknown",
        }
        text = at
        for state, told in states.items():
            text = f"IF({at}={state},{quoted(word(told))},{text})"
        target = plain(self.sheet, row, column)
        target.value = f"={text}"
        dress(target, replace(RESULT if result else SHOWN, number_format=form))
        if name:
            self.draft.name(names.preview(name), self.sheet, ((row, column), (row, column)))
