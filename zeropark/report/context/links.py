"""Where a figure is worked out (溯源链接): the bookmark of its row in the calculation annex."""

from collections.abc import Iterator, Mapping

from zeropark.messages import word
from zeropark.report.context.case import Case, Record


def facts(case: Case, printed: Record) -> Record:
    """``links``: the bookmark by a figure's id, such as ``net[report]`` or ``points:P1``.

    An answer in a table is found by table, row and column, such as ``sources#1.amount[base]``.

    ``beside``: by the same ids, what tables print of a row's figure besides itself, such as a
    change or the points lost, so that who follows a link finds the figure that he came from.
    """
    answers = {row["id"]: f"source_{row['n']}" for row in printed["sources"]}
    rows = {row["id"]: f"calc_{row['n']}" for row in printed["calculation"]}
    cells = {row["cell"]: f"source_{row['n']}" for row in printed["sources"]}
    told: dict[str, list[str]] = {}
    for id_, key, figure in (*_of_points(printed, case.dash), *_of_lines(case, printed)):
        if id_ in rows and figure != case.dash:
            told.setdefault(id_, []).append(word(key, figure=figure))
    beside = {id_: word("sentence_sign").join(dict.fromkeys(each)) for id_, each in told.items()}
    others = {each["total_id"]: f"scheme_{each['n']}" for each in printed["others"]}
    tables = dict(_of_tables(case, cells))
    return {"links": {**tables, **others, **answers, **rows}, "beside": beside}


def _of_tables(case: Case, cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The bookmarks of the answers in tables that the calculation took."""
    for id_, listing in case.submission.listings.items():
        for n, row in enumerate(listing.rows, start=1):
            for entry in row.entries.values():
                if mark := cells.get(str(entry.cell)):
                    period = f"[{entry.period}]" if entry.period else ""
                    yield f"{id_}#{n}.{entry.item.id}{period}", mark


def _of_points(printed: Record, dash: str) -> Iterator[tuple[str, str, str]]:
    """What the tables of scores and of gaps say of an indicator's points."""
    for indicator in printed["indicators"]:
        if indicator["standing"] != "not_applicable":
            share = indicator["share_of_target"] if indicator["quantitative"] else dash
            yield f"points:{indicator['id']}", "beside_share", share
            yield f"points:{indicator['id']}", "beside_rate", indicator["rate"]
            yield f"points:{indicator['id']}", "beside_lost", indicator["lost"]
    for gap in printed["gaps"]:
        yield f"points:{gap['id']}", "beside_of_lost", gap["share"]


def _of_lines(case: Case, printed: Record) -> Iterator[tuple[str, str, str]]:
    """What the tables of figures say of a line: its change, its part, the change in a year."""
    for key in ("inventory", "balance", "methods", "intensity"):
        for line in printed[key]:
            now = f"{line['id']}[{case.standard.current}]"
            yield now, "beside_change", line["change"] if len(case.periods) > 1 else case.dash
            yield now, "beside_whole", line["share"] if key == "inventory" else case.dash
    for year in printed["series"]:
        for id_, change in zip(case.texts.get("series", ()), year["changes"], strict=True):
            yield f"{id_}[{year['period']}]", "beside_before", change
    for line in printed["quality"]:
        yield line["id"], "beside_graded", line["share"]
    for line in printed["path"]:
        yield line["id"], "beside_first", line["share"]
