"""What a figure rests on (追溯)."""

from collections.abc import Iterator

from zeropark.model import Step


def leaves(step: Step) -> Iterator[Step]:
    """The cells and factors that a figure rests on, each once (数据来源)."""
    seen: set[str] = set()
    stack = [step]
    while stack:
        current = stack.pop()
        if current.id in seen:
            continue
        seen.add(current.id)
        if not current.inputs:
            yield current
        stack.extend(reversed(current.inputs))
