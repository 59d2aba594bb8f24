"""Where a figure is worked out (溯源链接): the bookmark of its row in the calculation annex."""

from zeropark.report.context.case import Record


def facts(printed: Record) -> Record:
    """``links``: the bookmark by a figure's id, such as ``net[report]`` or ``points:P1``."""
    answers = {row["id"]: f"source_{row['n']}" for row in printed["sources"]}
    rows = {row["id"]: f"calc_{row['n']}" for row in printed["calculation"]}
    return {"links": answers | rows}
