"""What stands in the inputs (填报内容), as formulas: answers asked once and rows of tables."""

from collections.abc import Mapping

from zeropark.messages import word, words
from zeropark.model import Item, Standard, Table, Variant
from zeropark.workbook import names
from zeropark.workbook.reckoning.grid import APART, MISSING, NTH, UNKNOWN, Grid, quoted, span


class Inputs:
    """The inputs of a variant as the calculation sheet reaches them, by their names."""

    def __init__(
        self, standard: Standard, variant: Variant, rows: Mapping[str, int], grid: Grid
    ) -> None:
        self.standard, self.grid = standard, grid
        self.rows = rows  # rows of each table that are worked out
        self.items = variant.items()
        self.tables = variant.tables()

    # ------------------------------------------------------------ rows of a table

    def filled(self, table: Table) -> str:
        """Whether anything stands in a row: 1 or 0."""
        row = f"INDEX({names.reach(table.id)},{NTH},0)"
        some = f"IFERROR(SUMPRODUCT(LEN(TRIM({row}))),1)"
        text = f"IF({NTH}>{self.height(table)},0,IF({some}>0,1,0))"
        return self.grid.column(text, self.rows[table.id], quoted(table.id))

    def height(self, table: Table) -> str:
        """How many rows a table has by now; below them stands a blank one."""
        return self.grid.single(f"ROWS({names.reach(table.id)})-1", table.id)

    def overfull(self, table: Table) -> str:
        """Whether there are more rows than this sheet works out."""
        area, height = names.reach(table.id), self.height(table)
        below = f"SUMPRODUCT(LEN(TRIM(INDEX({area},ROWS({area}),0))))>0"
        return self.grid.single(f"OR({height}>{self.rows[table.id]},{below})", table.id)

    def says_none(self, table: Table) -> str:
        """Whether no row of the kind counts as zero: 无, or 有 with rows of other kinds."""
        if not table.question:
            return "TRUE"
        answer, filled = names.question(table.id), span(self.filled(table), self.rows[table.id])
        some = f"AND({answer}={quoted(word('yes'))},SUM({filled})>0)"
        return self.grid.single(f"OR({answer}={quoted(word('no'))},{some})", table.id)

    def place(self, table: Table, key: str) -> str:
        """Which column of a table stands under a head, from 1 on."""
        head, area = names.head(table.id, key), names.reach(table.id)
        return self.grid.single(f"COLUMN({head})-COLUMN({area})+1", key)

    def raw(self, table: Table, key: str) -> str:
        """What stands in a row under a head."""
        area = names.reach(table.id)
        cell = f"INDEX({area},{NTH},{self.place(table, key)})"
        text = f'IF({NTH}>{self.height(table)},"",IFERROR(IF({cell}="","",{cell}),{UNKNOWN}))'
        return self.grid.column(text, self.rows[table.id], quoted(f"{table.id} {key}"))

    # ------------------------------------------------------------ answers

    def answered(
        self, name: str, period: str, table: Table | None
    ) -> tuple[Item, str, Table | None] | None:
        """The answer of that name in the row at hand, or asked once: its item, cell and table."""
        for column in table.columns if table else ():
            if table and column.id == name:
                key = names.key(name, period if period in column.periods else "")
                return column, self.raw(table, key), table
        if name not in self.items:
            return None
        item = self.items[name]
        key = names.key(name, period if period in item.periods else "")
        return item, names.value(key), None

    def worth(self, item: Item, cell: str, table: Table | None) -> str:
        """What an answer is worth: its number, or why there is none."""
        codes = words("codes")
        apart = APART if item.may_be_na else MISSING
        blank = [f"{cell}={quoted(text)}" for text in ("", *codes.values())]
        text = f"IF(OR({','.join(blank)}),{MISSING},{UNKNOWN})"
        text = f"IF({cell}={quoted(codes['not_applicable'])},{apart},{text})"
        if item.kind == "choice":
            for choice in item.choices:
                text = f"IF({cell}={quoted(choice)},{item.numbers.get(choice, MISSING)},{text})"
        else:
            whole = item.kind in ("integer", "year")
            number = f"IF({cell}=INT({cell}),{cell},{MISSING})" if whole else cell
            text = f"IF(ISNUMBER({cell}),{number},{text})"
        text = f"IFERROR({text},{UNKNOWN})"
        return self.put(text, table, names.value(item.id))

    def put(self, text: str, table: Table | None, label: str) -> str:
        """Put a formula beside each row of a table, or into a cell of its own."""
        if table is None:
            return self.grid.single(text, label)
        return self.grid.column(text, self.rows[table.id])
