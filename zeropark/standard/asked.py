"""What a sheet asks, written out (填报项的展开): of each indicator, and at which stages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from zeropark.model import Indicator, Item, Sheet, Table

INDICATORS = "indicators"  # an item asked of each
_NAME = "{indicator}"


def written_out(sheets: Sequence[Sheet], indicators: Sequence[Indicator]) -> Iterator[Sheet]:
    """The sheets with every item in its own right, each knowing the stages it is required at."""
    items = {item.id: item for sheet in sheets for item in sheet.items}
    for sheet in sheets:
        asked = (one for item in sheet.items for one in _each(item, indicators, items))
        yield replace(
            sheet,
            items=tuple(replace(item, stages=item.stages or sheet.stages) for item in asked),
            tables=tuple(_staged(table, sheet.stages) for table in sheet.tables),
        )


def _staged(table: Table, stages: tuple[str, ...]) -> Table:
    own = table.stages or stages
    columns = tuple(replace(column, stages=column.stages or own) for column in table.columns)
    return replace(table, stages=own, columns=columns)


def _each(item: Item, indicators: Sequence[Indicator], items: Mapping[str, Item]) -> Iterator[Item]:
    """The item, or one like it for each indicator, in that indicator's unit or choices."""
    if item.each != INDICATORS:
        yield item
        return
    for indicator in indicators:
        name = item.name.replace(_NAME, indicator.name)
        asked = replace(
            item, id=f"{item.id}_{indicator.id}", name=name, group=indicator.id, each=""
        )
        yield _as_answered(asked, indicator, items)


def _as_answered(item: Item, indicator: Indicator, items: Mapping[str, Item]) -> Item:
    source = items.get(indicator.formula)
    if source is not None and source.choices:
        return replace(item, kind="choice", choices=source.choices, numbers=source.numbers)
    kind = "percent" if indicator.unit == "%" else item.kind
    return replace(item, kind=kind, unit=indicator.unit)
