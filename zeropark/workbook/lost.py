"""Places that are not to be found on a sheet (找不到的填写位置), many of them told at once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from zeropark.messages import some
from zeropark.model import Issue

_FEW = 3  # lost places of a sheet are told one by one


def gathered(issues: Sequence[Issue]) -> Iterator[Issue]:
    """The issues, with many lost places of a sheet told once: a column or more was deleted."""
    lost: dict[str, list[Issue]] = defaultdict(list)
    for issue in issues:
        if issue.code == "W121" and issue.cell:
            lost[issue.cell.sheet].append(issue)
    for issue in issues:
        like = lost[issue.cell.sheet] if issue.code == "W121" and issue.cell else []
        if len(like) <= _FEW:
            yield issue
        elif issue is like[0]:
            name = some([each.params["name"] for each in like], _FEW, "cells_more")
            yield replace(issue, params={**issue.params, "name": name})
