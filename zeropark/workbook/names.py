"""The defined names (名称) of a workbook: how an id becomes one, in one place for both ways.

Every input carries such a name, so it is found wherever its sheet or row has moved to.
"""

from functools import lru_cache

STANDARD, EDITION, VARIANT, DIGEST, TEMPLATE = META = (
    "m_standard",
    "m_edition",
    "m_variant",
    "m_digest",
    "m_template",
)
EVIDENCE_NUMBERS = "l_evidence"  # what the evidence sheet numbers, to pick from
META_SHEET = "zeropark"
LISTS_SHEET = "zeropark.lists"
CALCULATION_SHEET = "zeropark.calculation"
_ALPHABET = 26


def key(id_: str, period: str = "") -> str:
    """The key of an answer (填报值的键): ``<id>`` or ``<id>__<period>``."""
    return f"{id_}__{period}" if period else id_


def value(answer: str) -> str:
    """The name of the cell that holds an answer, by its key."""
    return f"v_{answer}"


def reason(item: str) -> str:
    """The name of the words beside an item (说明)."""
    return f"n_{item}"


def evidence(item: str) -> str:
    """The name of the evidence numbers beside an item (佐证编号)."""
    return f"e_{item}"


def grade(item: str) -> str:
    """The name of the data grade beside an item (数据等级)."""
    return f"g_{item}"


def body(table: str) -> str:
    """The name of a table's rows without its heads (明细表)."""
    return f"t_{table}"


def reach(table: str) -> str:
    """The name of a table's rows and the blank row below them, for formulas (明细表及其下一行)."""
    return f"x_{table}"


def progress(of: str, sheet: str) -> str:
    """The name of the cell that counts what a sheet has or wants (填报进度)."""
    return f"s_{of}__{sheet}"


def preview(figure: str) -> str:
    """The name of the cell that previews a figure (结果预览)."""
    return f"p_{figure}"


def head(table: str, column: str) -> str:
    """The name of a column's head, by the column's key."""
    return f"c_{table}__{column}"


def question(table: str) -> str:
    """The name of the cell that says whether the park has such things (有/无)."""
    return f"d_{table}"


@lru_cache(maxsize=512)
def letters(column: int) -> str:
    """The letters of a column, counted from 1 (列标)."""
    name = ""
    while column:
        column, rest = divmod(column - 1, _ALPHABET)
        name = chr(ord("A") + rest) + name
    return name


def address(row: int, column: int, dollar: str = "") -> str:
    """The address of a cell (单元格地址), absolute with a dollar sign given."""
    return f"{dollar}{letters(column)}{dollar}{row}"


def sheet(title: str) -> str:
    """The title of a sheet as a reference writes it."""
    doubled = title.replace("'", "''")
    return f"'{doubled}'"


def absolute(title: str, first: tuple[int, int], last: tuple[int, int] | None = None) -> str:
    """An absolute reference to a cell or area of a sheet, as a defined name holds it."""
    reference = f"{sheet(title)}!{address(*first, dollar='$')}"
    return f"{reference}:{address(*last, dollar='$')}" if last else reference
