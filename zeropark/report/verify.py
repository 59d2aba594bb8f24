"""Two papers held against each other (核验): where they differ, and what stands there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from zeropark.messages import word
from zeropark.report.paper import Block


@dataclass(frozen=True, slots=True)
class Difference:
    """A text that is not what the workbook gives (不一致处); empty where there is none."""

    place: str
    expected: str
    found: str


def differences(expected: Sequence[Block], found: Sequence[Block]) -> Iterator[Difference]:
    """Every difference in the order of the paper; rows are compared cell by cell."""
    matcher = SequenceMatcher(
        None, [b.texts for b in expected], [b.texts for b in found], autojunk=False
    )
    for kind, start, stop, first, last in matcher.get_opcodes():
        if kind != "equal":
            for pair in zip_longest(expected[start:stop], found[first:last]):
                yield from _between(*pair)


def _between(expected: Block | None, found: Block | None) -> Iterator[Difference]:
    if expected is None or found is None:
        block = expected or found
        assert block is not None  # noqa: S101 -- one of a pair is there
        text = word("aside_sign").join(text for text in block.texts if text)
        yield Difference(block.place, text if expected else "", text if found else "")
    elif len(expected.texts) != len(found.texts):
        sign = word("aside_sign")
        yield Difference(expected.place, sign.join(expected.texts), sign.join(found.texts))
    else:
        for place, (wanted, told) in enumerate(zip(expected.texts, found.texts, strict=True)):
            if wanted != told:
                yield Difference(_place(expected, place), wanted, told)


def _place(block: Block, cell: int) -> str:
    """Where a cell stands: its row, and the head of its column or the label before it."""
    if len(block.texts) == 1:
        return block.place
    heads = block.heads or ("", *block.texts)
    head = heads[cell] if cell < len(heads) else ""
    return word("place_cell", row=block.place, column=head) if head else block.place
