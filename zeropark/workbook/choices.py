"""What may be chosen (选项): the closed list behind an item, wherever it is kept."""

from zeropark.messages import word, words
from zeropark.model import Item, Standard, Variant


def choices(standard: Standard, variant: Variant, item: Item) -> tuple[str, ...]:
    """The choices of an item in their order; empty if it has no list.

    What an item lists itself follows what it takes from elsewhere.
    """
    return (*_taken(standard, variant, item.choices_from), *item.choices)


def _taken(standard: Standard, variant: Variant, source: str) -> tuple[str, ...]:
    if source == "indicators":
        return tuple(f"{indicator.id} {indicator.name}" for indicator in variant.indicators)
    if source == "aspects":
        return tuple(standard.aspects.values())
    if source == "stages":
        return tuple(stage.name for stage in standard.stages)
    return tuple(dict.fromkeys(factors(standard, source))) if source else ()


def factors(standard: Standard, source: str) -> tuple[str, ...]:
    """One column of a factor table, named as ``factor.<table>.<column>``, row by row."""
    table, column = source.removeprefix("factor.").split(".", 1)
    return tuple(row[column] for row in standard.factors[table].rows)


def codes(item: Item) -> tuple[str, ...]:
    """The words that may stand for an answer that is not given (不适用、未统计、保密)."""
    known = words("codes")
    return tuple(known[code] for code in known if item.may_be_na or code != "not_applicable")


def graded(standard: Standard, item: Item) -> Item:
    """The question beside an answer how its data came about (数据等级)."""
    return Item(
        item.id,
        word("answer_beside", name=item.name, head=words("heads")["grade"]),
        "choice",
        choices=standard.data_grades,
        required=item.required,
        hint=word("sheet_grade_hint"),
    )


def declarations() -> tuple[str, ...]:
    """The two answers to a table's question (有/无)."""
    return word("yes"), word("no")
