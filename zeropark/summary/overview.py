"""Tables → what the batch's report receives (综合报告上下文): counts and averages as printed.

Documented name by name in ``docs/报告模板.md``. Only evaluated parks are counted in results.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from zeropark import __version__
from zeropark.formula import EXACT, compare, total
from zeropark.messages import some, word, words
from zeropark.report.context.charts import plain
from zeropark.report.figures import PERCENT
from zeropark.summary.brief import Figure
from zeropark.summary.cells import conclusion, reason
from zeropark.summary.gathered import by_aspect, by_half_year, by_origin, tasks
from zeropark.summary.statistics import indicator_rows, share, shown
from zeropark.summary.tables import Handed, Record, Tables, mean, median, numbers, records

_HALF = Decimal("0.5")
_NAMED = 10  # parks named of a shortcoming; more are told by their number


def overview(tables: Tables) -> dict[str, Any]:
    """Everything that the template of the batch's report may print."""
    parks = [*records(tables.parks)]
    done = tables.evaluated
    indicators = list(_indicators(tables))
    return {
        "standard": _standard(tables),
        "scheme": _scheme(done),
        "version": __version__,
        "counts": _counts(parks),
        "kinds": [_kind(name, parks) for name in tables.kinds if name],
        "regions": list(_regions(parks)),
        "conclusions": _conclusions(tables, done),
        "bands": list(_bands(tables, done)),
        "points": list(_points(tables, done)),
        "indicators": indicators,
        "common": [i for i in indicators if i["common"]],
        "amount_head": _amount_head(done),
        "amounts": list(_amounts(tables, done)),
        "conditions": list(_conditions(done)),
        "tasks": tasks(tables),
        "measures": by_origin(tables),
        "measures_by_aspect": list(by_aspect(tables)),
        "measures_by_half_year": list(by_half_year(tables)),
        "quality": _quality(done),
        "agencies": _counted(record["agency"] for record in done),
        "reasons": _reasons(tables),
        "returned": [_returned(n, each) for n, each in enumerate(tables.returned, 1)],
        "parks": [_park(n, record) for n, record in enumerate(parks, 1)],
        "charts": _charts(tables, done),
    }


def _standard(tables: Tables) -> Record:
    standard = tables.standard
    told = {key: getattr(standard, key) for key in ("id", "title", "number", "publisher")}
    return {**told, "aspects": list(standard.aspects.values())}


def _scheme(done: Sequence[Record]) -> Record:
    first = done[0] if done else {}
    return {
        "title": first.get("scheme_title", word("dash")),
        "draft": bool(first.get("draft")),
        "scored": bool(first.get("scored")),
    }


# ------------------------------------------------------------------ who handed in


def _counts(parks: Sequence[Record]) -> Record:
    states = Counter(record["status"] for record in parks)
    known = {key: states[key] for key in ("evaluated", "returned", "failed", "underway")}
    return {"all": len(parks), **known, "unread": sum(not record["known"] for record in parks)}


def _kind(name: str, parks: Sequence[Record]) -> Record:
    return {"name": name, **_counts([record for record in parks if record["kind"] == name])}


def _regions(parks: Sequence[Record]) -> Iterator[Record]:
    """Parks by place, in the order of the table."""
    ordered = sorted(parks, key=lambda record: (record["region_place"], record["city_place"]))
    places = dict.fromkeys((r["region"], r["city"]) for r in ordered if r["region"] or r["city"])
    for region, city in places:
        mine = [r for r in parks if (r["region"], r["city"]) == (region, city)]
        yield {"name": f"{region}{city}", **_counts(mine)}


# ------------------------------------------------------------------ results


def _conclusions(tables: Tables, done: Sequence[Record]) -> list[Record]:
    """How many parks reached each conclusion, by type and in all."""
    standard = tables.standard
    names = [*(grade.name for grade in standard.grades), standard.below, word("insufficient")]
    kinds = [kind for kind in tables.kinds if kind]
    found = []
    for name in names:
        mine = [record for record in done if record["conclusion"] == name]
        counts = [sum(record["kind"] == kind for record in mine) for kind in kinds]
        rate = share(standard, len(mine), len(done)).shown
        found.append({"name": name, "count": len(mine), "share": rate, "kinds": counts})
    return found


def _bands(tables: Tables, done: Sequence[Record]) -> Iterator[Record]:
    """Parks by the points that the grades ask for; unrounded totals decide."""
    limits = sorted({grade.minimum for grade in tables.standard.grades}, reverse=True)
    totals = [record["total"].number for record in done]
    above: Decimal | None = None
    for limit in limits:
        mine = sum(_between(value, limit, above) for value in totals)
        name = word("band_from", least=limit)
        if above is not None:
            name = word("band_between", least=limit, most=above)
        yield {"name": name, "count": mine, "share": share(tables.standard, mine, len(done)).shown}
        above = limit
    mine = sum(not _between(value, limits[-1], None) for value in totals)
    rate = share(tables.standard, mine, len(done)).shown
    yield {"name": word("band_below", most=limits[-1]), "count": mine, "share": rate}


def _between(value: Decimal, least: Decimal, above: Decimal | None) -> bool:
    return compare(">=", value, least) and (above is None or compare("<", value, above))


def _mean_points(tables: Tables, mine: Sequence[Record], id_: str) -> str:
    known = numbers(record["aspects"][id_].points for record in mine)
    return shown(tables.standard, mean(known), word("point_unit")).shown


def _points(tables: Tables, done: Sequence[Record]) -> Iterator[Record]:
    """Averages of the points by type: in all and by aspect."""
    unit = word("point_unit")
    for kind in dict.fromkeys(record["kind"] for record in done):
        mine = [record for record in done if record["kind"] == kind]
        totals = numbers(record["total"] for record in mine)
        ends = {"highest": max(totals), "lowest": min(totals), "median": median(totals)}
        yield {
            "kind": kind,
            "count": len(mine),
            "mean": shown(tables.standard, mean(totals), unit).shown,
            **{key: shown(tables.standard, value, unit).shown for key, value in ends.items()},
            "aspects": [_mean_points(tables, mine, id_) for id_ in tables.standard.aspects],
        }


def _indicators(tables: Tables) -> Iterator[Record]:
    """The indicators of each type, and those that most parks fail (共性问题)."""
    for row in indicator_rows(tables):
        printed = {key: _with_unit(row[key], row["unit"]) for key in _STATISTICS}
        yield {
            **{key: row[key] for key in ("kind", "id", "name", "aspect", "target")},
            **{key: row[key] for key in ("parks", "met", "missing", "excluded")},
            "rate": row["rate"].shown,
            **printed,
            "common": row["share"] is not None and row["share"] < _HALF,
            "unmet": _named(row["unmet"]),
            "unmet_count": len(row["unmet"]),
        }


_STATISTICS = ("mean", "median", "highest", "lowest")


def _with_unit(figure: Figure, unit: str) -> str:
    return f"{figure.shown}{unit}" if unit == PERCENT and figure.exact is not None else figure.shown


def _named(names: Sequence[str]) -> str:
    return some(names, _NAMED, "names_more")


def _amounts(tables: Tables, done: Sequence[Record]) -> Iterator[Record]:
    """The sums of emissions and the like, by type and figure."""
    for kind in dict.fromkeys(record["kind"] for record in done):
        mine = [record for record in done if record["kind"] == kind]
        for id_, amount in mine[0]["amounts"].items():
            known = numbers(record["amounts"][id_].value for record in mine)
            sums = {"sum": total(known) if known else None, "mean": mean(known)}
            yield {
                "kind": kind,
                "name": amount.name,
                "unit": amount.unit,
                "count": len(known),
                **{k: shown(tables.standard, v, amount.unit).shown for k, v in sums.items()},
            }


def _amount_head(done: Sequence[Record]) -> str:
    """What the figure in the list of parks is called: the last of them."""
    amounts = list(done[0]["amounts"].values()) if done else []
    heads = [word("head_unit", name=amount.name, unit=amount.unit) for amount in amounts]
    return heads[-1] if heads else word("amount_head")


def _conditions(done: Sequence[Record]) -> Iterator[Record]:
    """How many parks each grade's condition holds for, does not, or is not known."""
    for place, condition in enumerate(done[0]["conditions"] if done else ()):
        states = Counter(record["conditions"][place].state for record in done)
        known = {"yes": states["true"], "no": states["false"], "unknown": states["none"]}
        yield {"name": condition.name, **known}


# ------------------------------------------------------------------ quality and lists


def _quality(done: Sequence[Record]) -> Record:
    queries = [record["queries"] for record in done]
    estimated = [r for r in done if plain(r["estimated"]) and Decimal(plain(r["estimated"]))]
    return {
        "queries": sum(queries),
        "queried": sum(query > 0 for query in queries),
        "estimated": _named([word("estimated_of", **record) for record in estimated]),
        "insufficient": sum(not record["sufficient"] for record in done),
    }


def _counted(texts: Iterable[str]) -> list[Record]:
    found = Counter(text or word("untold") for text in texts)
    return [{"name": name, "count": count} for name, count in found.most_common()]


def _reasons(tables: Tables) -> list[Record]:
    """The errors for which workbooks were returned, by code, most frequent first."""
    codes: Counter[str] = Counter()
    books: dict[str, set[str]] = {}
    for handed in tables.returned:
        for issue in handed.outcome.issues:
            if issue.level == "error":
                codes[issue.code] += 1
                books.setdefault(issue.code, set()).add(handed.outcome.book)
    return [{"code": c, "count": n, "books": len(books[c])} for c, n in codes.most_common()]


def _returned(place: int, handed: Handed) -> Record:
    outcome = handed.outcome
    state = word(f"{outcome.status}_conclusion")
    name = outcome.park or word("unknown_park")
    return {"n": place, "book": outcome.book, "park": name, "state": state, "why": reason(handed)}


def _park(place: int, record: Record) -> Record:
    """A park in the list at the end."""
    done, dash = record["status"] == "evaluated", word("dash")
    amount = list(record["amounts"].values())[-1] if done and record["amounts"] else None
    return {
        "n": place,
        "name": record["park"],
        "kind": record["kind"] or dash,
        "place": f"{record['region']}{record['city']}" or dash,
        "total": record["total"].shown if done and record["scored"] else dash,
        "met": word("met_of", **record) if done else dash,
        "amount": amount.value.shown if amount else dash,
        "conclusion": conclusion(record),
    }


# ------------------------------------------------------------------ charts


def _charts(tables: Tables, done: Sequence[Record]) -> Record:
    """The charts: by name, ``name alt categories series``; each repeats a table's figures."""
    kinds = [kind for kind in tables.kinds if any(r["kind"] == kind for r in done)]
    rates = {kind: _rates(tables, [r for r in done if r["kind"] == kind]) for kind in kinds}
    graded = [(row["name"], f"{row['count']}") for row in _conclusions(tables, done)]
    names = list(tables.standard.aspects.values())
    return {
        "conclusions": _chart("batch_conclusions", graded if done else []),
        "aspects": _series("batch_aspects", names, rates),
    }


def _rates(tables: Tables, mine: Sequence[Record]) -> list[str]:
    return [_rate(tables, mine, id_) for id_ in tables.standard.aspects]


def _rate(tables: Tables, mine: Sequence[Record], id_: str) -> str:
    """The average share of an aspect's points: their sum over that of what could be reached."""
    judged = [r["aspects"][id_] for r in mine if r["aspects"][id_].judged]
    most = total(part.maximum.number for part in judged)
    if not most:
        return ""
    reached = EXACT.divide(total(part.points.number for part in judged), most)
    return plain(shown(tables.standard, min(reached, Decimal(1)), PERCENT).shown)


def _chart(id_: str, points: Sequence[tuple[str, str]]) -> Record:
    names = [name for name, _ in points]
    return _series(id_, names, {words("charts")[id_]: [figure for _, figure in points]})


def _series(id_: str, names: Sequence[str], series: dict[str, list[str]]) -> Record:
    title = words("charts")[id_]
    lines = [
        word("chart_line", name=name, points=_listed(names, values))
        for name, values in series.items()
    ]
    told = word("chart_text", name=title, lines=word("sentence_sign").join(lines))
    some = [{"name": name, "values": values} for name, values in series.items() if any(values)]
    return {"name": title, "alt": told, "categories": list(names), "series": some}


def _listed(names: Sequence[str], values: Sequence[str]) -> str:
    pairs = zip(names, values, strict=False)
    return word("list_sign").join(f"{name} {value}" for name, value in pairs)
