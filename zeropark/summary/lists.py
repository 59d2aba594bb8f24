"""The lists behind a 汇总表: statistics, indicators and measures in detail, returned workbooks."""

from collections.abc import Iterator, Sequence

from zeropark.messages import rank, remedy, what, word, words
from zeropark.model import Issue, Item, Standard
from zeropark.report.figures import PERCENT
from zeropark.summary.brief import Figure
from zeropark.summary.cells import again, printed, reason
from zeropark.summary.statistics import indicator_rows, own_measures
from zeropark.summary.tables import Handed, Record, Tables
from zeropark.workbook.tabular import Head, Table, Value

_ISSUES = 200  # of a returned workbook; its own list has them all


def statistics(tables: Tables, guide: str) -> Table:
    """How each indicator stands over all parks of a type (指标统计)."""
    heads = words("statistic_heads")
    keys = [key for key in heads if key != "number"]
    widths = {"name": 44, "kind": 14, "target": 16, "aspect": 11, "id": 7}
    numeric = {"parks", "met", "rate", "mean", "median", "lowest", "highest", "missing", "excluded"}
    columns = [Head(heads[k], widths.get(k, 11), "right" if k in numeric else "left") for k in keys]
    rows = [[_cell(row, key) for key in keys] for row in indicator_rows(tables)]
    return Table(
        title=word("statistics_sheet"),
        heading=word("statistics_title", title=tables.standard.title),
        guide=guide,
        heads=columns,
        rows=rows,
        notes=(word("note_median"),),
        frozen=4,
    )


def _head(text: str, width: int, *, right: bool) -> Head:
    return Head(text, width, "right" if right else "left")


def _cell(row: Record, key: str) -> Value:
    value = row[key]
    unit = PERCENT if key == "rate" else row["unit"]
    return printed(value, unit) if isinstance(value, Figure) else value


def indicators(tables: Tables, guide: str) -> Table:
    """Every indicator of every evaluated park (指标明细)."""
    heads, scored = words("indicator_heads"), any(park["scored"] for park in tables.evaluated)
    widths = {"number": 7, "park": 26, "kind": 13, "aspect": 11, "id": 7, "name": 44, "target": 14}
    hidden = set() if scored else {"maximum", "points", "lost"}
    keys = [key for key in heads if key not in hidden]
    numeric = {"value", "maximum", "points", "lost"}
    return Table(
        title=word("indicators_sheet"),
        heading=word("indicators_title", title=tables.standard.title),
        guide=guide,
        heads=[_head(heads[k], widths.get(k, 11), right=k in numeric) for k in keys],
        rows=(_indicator(n, row, keys) for n, row in enumerate(tables.indicators, 1)),
        notes=(word("note_indicators"),),
        frozen=2,
    )


def _indicator(number: int, row: Record, keys: Sequence[str]) -> Sequence[Value]:
    applies = row["standing"] != "not_applicable"
    told: Record = {
        **row,
        "number": number,
        "unit": row["unit"] if row["unit"] not in {"", "1"} else word("dash"),
        "value": printed(row["value"], row["unit"]) if row["quantitative"] else row["value"].shown,
        "maximum": again(row["maximum"]) if applies else word("dash"),
        "points": printed(row["points"]) if applies else word("dash"),
        "lost": printed(row["lost"]) if applies else word("dash"),
    }
    return [told[key] for key in keys]


def measures(tables: Tables, guide: str) -> Table:
    """Every measure, the parks' own and proposed ones (改进措施), with sums of the parks' own."""
    heads = dict(words("measure_heads"))
    units = [_plan_column(tables.standard, f"plan_{key}") for key in ("reduction", "investment")]
    widths = {"number": 7, "id": 13, "subject": 34, "measure": 46, "park": 26, "lead": 18}
    columns = [Head(text, widths.get(key, 14)) for key, text in heads.items()]
    columns += [
        Head(word("head_unit", name=item.name, unit=item.unit) if item else "", 16, "right")
        for item in units
    ]
    return Table(
        title=word("measures_sheet"),
        heading=word("measures_title", title=tables.standard.title),
        guide=guide,
        heads=columns,
        rows=(_measure(n, row, list(heads)) for n, row in enumerate(tables.measures, 1)),
        sums=tuple(_measure_sums(tables, list(heads))),
        notes=(word("note_measures"),),
        frozen=2,
    )


def _plan_column(standard: Standard, role: str) -> Item | None:
    """The column of the plan that has that role, as the park's workbook asks for it."""
    for variant in standard.variants.values():
        plan = variant.tables().get(standard.roles["plan"])
        for column in plan.columns if plan else ():
            if column.id == standard.roles.get(role):
                return column
    return None


def _measure(number: int, row: Record, keys: Sequence[str]) -> Sequence[Value]:
    origin = word("own_measure") if row["own"] else word("suggested")
    told = {**row, "number": number, "origin": origin}
    return [*(told[key] for key in keys), printed(row["reduction"]), printed(row["investment"])]


def _measure_sums(tables: Tables, keys: Sequence[str]) -> Iterator[Sequence[Value]]:
    for kind, own in own_measures(tables, lambda row: str(row["kind"])).items():
        values: list[Value] = ["" for _ in keys]
        values[keys.index("park")] = word("sum_row", kind=kind, count=len(own.parks))
        yield [*values, *(printed(own.figure(key)) for key in ("reduction", "investment"))]


def returned(handed: Sequence[Handed], title: str) -> Table:
    """Every workbook that was not evaluated, with every error (退回补正)."""
    heads = words("returned_heads")
    widths = {"number": 7, "level": 8, "cell": 10, "sheet": 20, "state": 12}
    return Table(
        title=word("returned_sheet"),
        heading=title,
        guide=word("returned_guide") if handed else word("none_returned"),
        heads=[Head(text, widths.get(key, 34)) for key, text in heads.items()],
        rows=([n, *row] for n, row in enumerate(_returned_rows(handed), 1)),
        frozen=3,
    )


def _returned_rows(handed: Sequence[Handed]) -> Iterator[Sequence[Value]]:
    for each in handed:
        outcome = each.outcome
        state = word(f"{outcome.status}_conclusion")
        known = [outcome.book, outcome.park or word("unknown_park"), state]
        issues = sorted(outcome.issues, key=lambda issue: rank(issue.level))[:_ISSUES]
        for issue in issues:
            yield [*known, *_issue(issue)]
        if not issues:
            yield [*known, *["" for _ in range(3)], reason(each), ""]


def _issue(issue: Issue) -> Sequence[Value]:
    place = (issue.cell.sheet, issue.cell.ref) if issue.cell else ("", "")
    told = what(issue.code, issue.params), remedy(issue.code, issue.params)
    return [words("levels")[issue.level], *place, *told]
