"""Whether what reports list and draw is worked out at all (报告各表各图的行)."""

from collections.abc import Iterator

from zeropark.model import Standard, StandardFault

_ALL_YEARS = ("inventory", "balance", "methods", "energy_lines", "intensity_lines", "series")
_STEPS = ("path",)  # figures of one year, named with it
_FALLING = "falling"
# a chart draws figures that a table prints: which, for each of its lists
_DRAWN_FROM = {"years": "series", "sources": "inventory", "path": "path", "levels": "path"}


def printed(standard: Standard) -> Iterator[StandardFault]:
    """Every line of a table or chart that no variant's quantities give, or no table prints."""
    for key in (*_ALL_YEARS, _FALLING, *_STEPS):
        for id_ in standard.texts.get(key, ()):
            if not _worked_out(standard, id_, dated=key in _STEPS):
                yield _fault(f"texts.{key}", id_)
    for key, ids in standard.texts.get("charts", {}).items():
        table = _DRAWN_FROM.get(key)
        if table is None:
            yield _fault("texts.charts", key)
            continue
        shown = standard.texts.get(table, ())
        yield from (_fault(f"texts.charts.{key}", id_) for id_ in ids if id_ not in shown)


def _fault(where: str, found: str) -> StandardFault:
    return StandardFault("D203", "standard.toml", where, {"found": found})


def _worked_out(standard: Standard, id_: str, *, dated: bool) -> bool:
    """Whether every variant has the quantity, of each year where a table has the years."""
    name, _, year = id_.partition("[")
    reported = {period.id for period in standard.periods if not period.optional}
    if (year and not (dated and year.removesuffix("]") in reported)) or not standard.variants:
        return False
    for variant in standard.variants.values():
        found = next((each for each in variant.quantities if each.id == name), None)
        if found is None or found.per_period != (bool(year) or not dated):
            return False
    return True
