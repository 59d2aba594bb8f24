"""A workbook in the making (工作簿草稿): its names, its hidden lists and its inputs."""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from zeropark.messages import word, words
from zeropark.model import Item, Standard, Variant
from zeropark.workbook import limits, names
from zeropark.workbook.choices import choices, codes
from zeropark.workbook.filling import Filling
from zeropark.workbook.reckoning.checks import Checks
from zeropark.workbook.reckoning.inputs import Inputs
from zeropark.workbook.style import OPTIONAL, REQUIRED, dress, plain, say

_FORMATS = {
    "percent": "0.00%",
    "date": "yyyy-mm-dd",
    "integer": "0",
    "year": "0",
    "number": "General",
}
_TEXT_FORMAT = "@"
_PROMPT, _PROMPT_TITLE = 255, 32  # what a spreadsheet program shows at most
_NUMBERS = ("number", "percent", "integer", "year")

Area = tuple[tuple[int, int], tuple[int, int]]


@dataclass(slots=True)
class Draft:
    """A workbook being written (草稿): what every sheet of it needs to know."""

    standard: Standard
    variant: Variant
    filling: Filling
    book: Workbook
    lists: Worksheet
    inputs: Inputs
    checks: Checks
    kept: dict[tuple[str, ...], str] = field(default_factory=dict)

    @property
    def preview(self) -> str:
        """The title of the preview; empty where there is no scheme to judge by."""
        known = self.standard.default_scheme in self.standard.schemes
        return word("preview_title") if known else ""

    def worked_out(self, cell: str) -> str:
        """The reference to a cell of the calculation sheet."""
        return f"{names.sheet(names.CALCULATION_SHEET)}!{cell}"

    def name(self, name: str, sheet: Worksheet, area: Area) -> None:
        """Give an area of a sheet a defined name."""
        first, last = area
        reference = names.absolute(sheet.title, first, None if first == last else last)
        self.book.defined_names[name] = DefinedName(name, attr_text=reference)

    def keep(self, values: tuple[str, ...]) -> str:
        """Keep a list on the hidden sheet, once; gives the reference to it."""
        if values not in self.kept:
            column = len(self.kept) + 1
            for row, text in enumerate(values, 1):
                say(plain(self.lists, row, column), text)
            last = (len(values), column)
            self.kept[values] = names.absolute(names.LISTS_SHEET, (1, column), last)
        return self.kept[values]

    def input(self, sheet: Worksheet, area: Area, item: Item) -> None:
        """Make cells inputs of an item: unlocked, coloured, with a prompt and a check."""
        (top, left), (bottom, right) = area
        look = REQUIRED if item.required else OPTIONAL
        across = "right" if item.kind in _NUMBERS else "left"
        number_format = _FORMATS.get(item.kind, _TEXT_FORMAT)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                cell = sheet.cell(row, column)
                dress(cell, replace(look, across=across, number_format=number_format))
        check = self.check(item, names.address(top, left))
        check.add(f"{names.address(top, left)}:{names.address(bottom, right)}")
        sheet.add_data_validation(check)

    def check(self, item: Item, first: str) -> DataValidation:
        """What a spreadsheet program checks and shows at an input of the item (数据验证)."""
        allowed = choices(self.standard, self.variant, item)
        if item.kind == "choice":
            more = (words("codes")["not_applicable"],) if item.may_be_na else ()
            rule = DataValidation(type="list", formula1=self.keep(allowed + more))
            rule.error = word("sheet_choose")
        elif item.kind == "date":
            rule = DataValidation(type="date", operator="between", errorStyle="warning")
            rule.formula1, rule.formula2 = map(str, _serials())
            rule.error = word("sheet_date")
        elif item.kind in _NUMBERS:
            rule = DataValidation(type="custom", errorStyle="warning")
            rule.formula1 = self._number_rule(item, first)
            rule.error = word("sheet_number")
        elif item.kind == "evidence" and self.standard.roles.get("evidence") in self.inputs.tables:
            # several numbers may stand in one cell: what is not on the list is no error here
            rule = DataValidation(type="list", formula1=names.EVIDENCE_NUMBERS)
        else:
            rule = DataValidation()
        rule.allowBlank = rule.showInputMessage = True
        rule.showErrorMessage = item.kind != "evidence"
        rule.promptTitle, rule.prompt = item.name[:_PROMPT_TITLE], _prompt(item)
        return rule

    def _number_rule(self, item: Item, cell: str) -> str:
        bounds = [f"{cell}>={item.minimum}"] if item.minimum is not None else []
        bounds += [f"{cell}<={item.maximum}"] if item.maximum is not None else []
        bounds += [f"{cell}=INT({cell})"] if item.kind in ("integer", "year") else []
        held = f"AND({','.join(bounds)})" if bounds else "TRUE"
        return f"IF(ISNUMBER({cell}),{held},COUNTIF({self.keep(codes(item))},{cell})>0)"


def answer(cell: Cell, item: Item, given: Decimal | str | None) -> None:
    """Write an answer into its cell: numbers and dates as such, all else as text."""
    if isinstance(given, Decimal):
        cell.value = given
    elif given and item.kind == "date" and (day := _day(given)):
        cell.value = _serial(day)
    elif given:
        say(cell, given)


def _prompt(item: Item) -> str:
    unit = word("sheet_unit_is", unit=item.unit) if item.unit else ""
    need = words("heads")["required" if item.required else "optional"]
    text = "\n".join(filter(None, (need, unit, item.hint)))
    return text if len(text) <= _PROMPT else text[: _PROMPT - 1] + "…"


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _serial(day: date) -> int:
    return (day - limits.DAY_ZERO).days


def _serials() -> tuple[int, int]:
    first, last = limits.YEARS
    return _serial(date(first, 1, 1)), _serial(date(last, 12, 31))
