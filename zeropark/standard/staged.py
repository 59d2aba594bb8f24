"""Whether a standard's stages, documents and verdicts hold together (阶段与文件的审查)."""

from collections.abc import Iterator

from zeropark.formula import FormulaError, is_condition, parse, references
from zeropark.model import Standard, StandardFault, Variant
from zeropark.review import COUNTS

_FILE = "standard.toml"


def staged(standard: Standard) -> Iterator[StandardFault]:
    """Every fault in what a standard says of its stages."""
    yield from _named(standard)
    yield from _verdicts(standard)
    for variant in standard.variants.values():
        yield from _asked(standard, variant)
        yield from _parts(standard, variant)


def _fault(where: str, found: str, code: str = "D203", file: str = _FILE) -> StandardFault:
    return StandardFault(code, file, where, {"found": found})


def _named(standard: Standard) -> Iterator[StandardFault]:
    """Stages are named where they are, and the item that says which one it is is there."""
    role = standard.roles.get("stage")
    if standard.stages and not role:
        yield _fault("roles", "stage", "D204")
    known = {stage.id for stage in standard.stages}
    owners = {f"period.{period.id}": period.stages for period in standard.periods}
    owners |= {f"document.{document.id}": document.stages for document in standard.documents}
    for where, stages in owners.items():
        yield from (_fault(where, id_) for id_ in sorted(set(stages) - known))


def _asked(standard: Standard, variant: Variant) -> Iterator[StandardFault]:
    known = {stage.id for stage in standard.stages}
    tables = variant.tables().values()
    columns = (column for table in tables for column in table.columns)
    items = (*variant.items().values(), *columns)
    owners = [(item.id, item.stages) for item in items]
    owners += [(table.id, table.stages) for table in tables]
    owners += [(check.id, check.stages) for check in variant.checks]
    file = f"{variant.id}.toml"
    for where, stages in owners:
        yield from (_fault(where, id_, file=file) for id_ in sorted(set(stages) - known))
    role = standard.roles.get("stage")
    if standard.stages and role and role not in variant.items():
        yield _fault("roles.stage", role, file=file)


def _parts(standard: Standard, variant: Variant) -> Iterator[StandardFault]:
    single = {*variant.items(), *variant.tables(), *(q.id for q in variant.quantities)}
    for part in standard.plan_parts:
        for need in part.needs:
            name = need.partition("[")[0]
            if name not in single and f"{name}_{variant.indicators[0].id}" not in single:
                yield _fault(f"plan_part.{part.name}", need)


def _verdicts(standard: Standard) -> Iterator[StandardFault]:
    """Each verdict but the last compares what is counted; the last is for what is left."""
    *ruled, last = standard.verdicts or (None,)
    if last is not None and last.when:
        yield _fault(f"verdict.{last.name}", last.when, "D202")
    for verdict in ruled:
        where = f"verdict.{verdict.name}"
        try:
            parse(verdict.when)
        except FormulaError as error:
            yield _fault(where, f"{error.text} ← {error.found}", error.code)
            continue
        if not is_condition(verdict.when):
            yield _fault(where, verdict.when, "D304")
        for ref in references(verdict.when):
            if ref.name not in COUNTS:
                yield _fault(where, str(ref))
