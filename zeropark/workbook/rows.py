"""Rows of a sheet as XML (表格行): a table for reading may have more of them than memory holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from xml.sax.saxutils import escape as markup

from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet.worksheet import Worksheet

from zeropark.workbook import names
from zeropark.workbook.style import Look, dress
from zeropark.workbook.text import escape


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a cell shows (单元格) and the number of its style; nothing: an empty cell."""

    value: str | int | Decimal
    style: int


def style(sheet: Worksheet, look: Look) -> int:
    """The number under which a sheet's workbook keeps a look; from then on it does."""
    cell = WriteOnlyCell(sheet)
    dress(cell, look)
    return int(cell.style_id)


def row(number: int, cells: Iterable[Drawn], height: float) -> bytes:
    """A row of so many points; a text stays a text, whatever it begins with."""
    inside = "".join(_cell(f"{names.letters(n)}{number}", each) for n, each in enumerate(cells, 1))
    return f'<row r="{number}" ht="{height}" customHeight="1">{inside}</row>'.encode()


def _cell(address: str, cell: Drawn) -> str:
    if not isinstance(cell.value, str):
        return f'<c r="{address}" s="{cell.style}"><v>{cell.value:f}</v></c>'
    text = markup(escape(cell.value))
    if not text:
        return f'<c r="{address}" s="{cell.style}"/>'
    inside = f'<is><t xml:space="preserve">{text}</t></is>'
    return f'<c r="{address}" s="{cell.style}" t="inlineStr">{inside}</c>'
