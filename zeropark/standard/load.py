"""Reading the files of a standard and putting them together (标准的装载)."""

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, TypeVar

from zeropark.formula import references
from zeropark.model import (
    FactorTable,
    Indicator,
    Measure,
    Policy,
    Quantity,
    Scheme,
    Sheet,
    Standard,
    StandardError,
    StandardFault,
    Variant,
)
from zeropark.standard.lint import formulas, lint, repeated
from zeropark.standard.points import lint_scheme
from zeropark.standard.structure import (
    FactorSource,
    MeasuresFile,
    SchemeFile,
    StandardFile,
    VariantFile,
    structure,
)

T = TypeVar("T")

SHARED = "shared"
_MERGED = ("sheet", "quantity", "indicator", "check")


def find() -> Path:
    """The folder of standards: what the wheel carries, or ``templates/`` of a clone."""
    package = Path(__file__).resolve().parents[1]
    carried = package / "templates"
    return carried if carried.is_dir() else package.parent / "templates"


def load_all(folder: Path) -> Mapping[str, Standard]:
    """Every standard of the folder by id. Raises StandardError with the faults of all of them."""
    faults: list[StandardFault] = []
    standards: dict[str, Standard] = {}
    for path in sorted(folder.glob("*/standard.toml")):
        try:
            standard = load(path.parent)
        except StandardError as error:
            faults.extend(_leaves(error))
        else:
            standards[standard.id] = standard
    if faults:
        raise StandardError("standards", faults)
    return standards


def _leaves(error: StandardError) -> Iterator[StandardFault]:
    yield from (fault for fault in error.exceptions if isinstance(fault, StandardFault))


def load(folder: Path) -> Standard:
    """The standard of that folder. Raises StandardError with every fault and its path."""
    reader = _Reader(folder)
    file = reader.record("standard.toml", StandardFile)
    variants = [reader.variant(f"{name}.toml") for name in file.variants] if file else []
    measures = reader.record("measures.toml", MeasuresFile)
    schemes = [reader.scheme(path) for path in sorted(folder.glob("schemes/*.toml"))]
    if reader.faults or file is None or measures is None:
        raise StandardError(folder.name, reader.faults)
    for part in ("period", "policy", "grade", "factor"):
        reader.faults.extend(repeated(getattr(file, part), "standard.toml", part))
    reader.faults.extend(repeated(measures.measure, "measures.toml", "measure"))
    reader.faults.extend(repeated((s for s in schemes if s), "schemes", "scheme"))
    policies = {policy.id: policy for policy in file.policy}
    factors = {source.id: reader.factor(source, policies) for source in file.factor}
    reader.finish()
    standard = _assemble(
        file,
        variants=tuple(variant for variant in variants if variant),
        schemes=tuple(scheme for scheme in schemes if scheme),
        factors=factors,
        measures=measures.measure,
        reader=reader,
    )
    reader.faults.extend(lint(standard))
    reader.finish()
    ordered = {id_: _ordered(variant, reader) for id_, variant in standard.variants.items()}
    reader.finish()
    return replace(standard, variants=ordered)


def load_scheme(path: Path, standard: Standard) -> Scheme:
    """A user's own scheme file (用户分值方案). Raises StandardError with every fault."""
    reader = _Reader(path.parent)
    scheme = reader.scheme(path)
    if scheme:
        scheme = replace(_with_rules(scheme, standard.variants), status="user")
        reader.faults.extend(lint_scheme(scheme, standard, path.name))
    reader.finish()
    assert scheme is not None  # noqa: S101 -- finish() raised otherwise
    return scheme


def _assemble(
    file: StandardFile,
    *,
    variants: tuple[VariantFile, ...],
    schemes: tuple[Scheme, ...],
    factors: Mapping[str, FactorTable],
    measures: tuple[Measure, ...],
    reader: "_Reader",
) -> Standard:
    by_id = {v.id: _variant(v, tuple(file.aspects)) for v in variants}
    return Standard(
        id=file.id,
        title=file.title,
        number=file.number,
        edition=file.edition,
        publisher=file.publisher,
        origin=file.origin,
        template_version=file.template_version,
        below=file.below,
        aspects=file.aspects,
        periods=file.period,
        current=file.current,
        roles=file.roles,
        places=file.places,
        bands=file.bands,
        policies={policy.id: policy for policy in file.policy},
        grades=tuple(sorted(file.grade, key=lambda grade: -grade.minimum)),
        variants=by_id,
        schemes={scheme.id: _with_rules(scheme, by_id) for scheme in schemes},
        default_scheme=file.default_scheme,
        factors=factors,
        measures=measures,
        texts=file.texts,
        digest=reader.digest(),
        folder=reader.folder,
        data_grades=file.data_grades,
        watches=file.watch,
    )


def _variant(file: VariantFile, aspects: tuple[str, ...]) -> Variant:
    rank = {id_: place for place, id_ in enumerate(file.sheet_order)}
    sheets = sorted(file.sheet, key=lambda sheet: rank.get(sheet.id, len(rank)))

    def place(indicator: Indicator) -> int:
        return aspects.index(indicator.aspect) if indicator.aspect in aspects else len(aspects)

    indicators = tuple(sorted(file.indicator, key=place))
    return Variant(
        id=file.id,
        name=file.name,
        sheets=tuple(_by_indicator(sheet, indicators) for sheet in _joined(sheets)),
        quantities=file.quantity,
        indicators=indicators,
        checks=file.check,
        terms=file.terms,
    )


def _joined(sheets: list[Sheet]) -> Iterator[Sheet]:
    """Sheets of one id become one: a variant adds to what the common file asks."""
    for id_ in dict.fromkeys(sheet.id for sheet in sheets):
        first, *more = (sheet for sheet in sheets if sheet.id == id_)
        yield replace(
            first,
            items=sum((sheet.items for sheet in more), first.items),
            tables=sum((sheet.tables for sheet in more), first.tables),
        )


def _by_indicator(sheet: Sheet, indicators: tuple[Indicator, ...]) -> Sheet:
    """Groups named by an indicator's id stand in the indicators' order, under its full name."""
    rank = {indicator.id: place for place, indicator in enumerate(indicators)}
    heads = {indicator.id: f"{indicator.id} {indicator.name}" for indicator in indicators}
    items = sorted(sheet.items, key=lambda item: rank.get(item.group, -1))
    return replace(
        sheet,
        items=tuple(replace(item, group=heads.get(item.group, item.group)) for item in items),
    )


def _with_rules(scheme: Scheme, variants: Mapping[str, Variant]) -> Scheme:
    """Every indicator with a rule: that of its kind, or its own."""
    kinds, own = scheme.rules[""], {id_: rules for id_, rules in scheme.rules.items() if id_}
    of_kind = {
        variant.id: {indicator.id: kinds[indicator.kind] for indicator in variant.indicators}
        for variant in variants.values()
    }
    ids = dict.fromkeys((*of_kind, *own))
    rules = {id_: {**of_kind.get(id_, {}), **own.get(id_, {})} for id_ in ids}
    return replace(scheme, rules=rules)


def _ordered(variant: Variant, reader: "_Reader") -> Variant:
    """Quantities and indicators in the order of what needs what (计算次序)."""
    known = {q.id for q in variant.quantities} | {i.id for i in variant.indicators}
    owners: tuple[Quantity | Indicator, ...] = (*variant.quantities, *variant.indicators)
    graph = {
        owner.id: {ref.name for text in formulas(owner) for ref in references(text)} & known
        for owner in owners
    }
    try:
        return replace(variant, order=tuple(TopologicalSorter(graph).static_order()))
    except CycleError as error:
        cycle = " → ".join(error.args[1])
        reader.faults.append(
            StandardFault("D305", f"{variant.id}.toml", variant.id, {"found": cycle})
        )
        return variant


class _Reader:
    """The files of one standard, read once; gathers faults and the digest of all bytes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[StandardFault] = []
        self.hashes: dict[str, str] = {}

    def finish(self) -> None:
        """Raise what has gathered."""
        if self.faults:
            raise StandardError(self.folder.name, self.faults)

    def digest(self) -> str:
        """SHA-256 over the names and contents of every file read."""
        lines = "".join(f"{name} {sha}\n" for name, sha in sorted(self.hashes.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    def text(self, path: Path, name: str) -> str | None:
        try:
            data = path.read_bytes()
            self.hashes[name] = hashlib.sha256(data).hexdigest()
            return data.decode("utf-8-sig")
        except OSError:
            self.faults.append(StandardFault("D101", name, "", {}))
        except UnicodeDecodeError:
            self.faults.append(StandardFault("D102", name, "", {}))
        return None

    def toml(self, name: str, path: Path | None = None) -> dict[str, Any] | None:
        text = self.text(path or self.folder / name, name)
        try:
            return None if text is None else tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            self.faults.append(StandardFault("D103", name, "", {"found": str(error)}))
            return None

    def record(self, name: str, into: type[T], data: dict[str, Any] | None = None) -> T | None:
        data = self.toml(name) if data is None else data
        if data is None:
            return None
        built = structure(data, into, name)
        if isinstance(built, list):
            self.faults.extend(built)
            return None
        return built

    def variant(self, name: str) -> VariantFile | None:
        data = self.toml(name)
        if data is None:
            return None
        named, terms = data.get("include", []), data.get("terms")
        included = [self.toml(file) or {} for file in named] if isinstance(named, list) else []
        for key in _MERGED:
            data[key] = [entry for part in (*included, data) for entry in part.get(key, ())]
        data = _in_terms(data, terms) if isinstance(terms, dict) else data
        return self.record(name, VariantFile, data)

    def scheme(self, path: Path) -> Scheme | None:
        name = path.relative_to(self.folder).as_posix()
        data = self.toml(name, path)
        file = self.record(name, SchemeFile, data) if data is not None else None
        if file is None:
            return None
        if file.status not in {"official", "draft", "user"}:
            self.faults.append(StandardFault("D202", name, "status", {"found": file.status}))
            return None
        if odd := {"quantitative", "qualitative"} ^ set(file.rules):
            found = ", ".join(sorted(odd))
            self.faults.append(StandardFault("D203", name, "rules", {"found": found}))
            return None
        return Scheme(
            id=file.id,
            title=file.title,
            status=file.status,  # type: ignore[arg-type]
            basis=file.basis,
            points=file.points,
            rules={**file.rule, "": file.rules},
            policies=file.policies,
            targets=file.targets,
            digest=self.hashes[name],
            scored=file.scored,
            reference=file.reference,
        )

    def factor(self, source: FactorSource, policies: Mapping[str, Policy]) -> FactorTable:
        name = f"{SHARED}/{source.file}"
        text = self.text(self.folder.parent / SHARED / source.file, name) or ""
        chosen_by = {k: v[1:] for k, v in source.where.items() if v[1:] in policies and v[0] == "@"}
        rows = [
            row
            for row in csv.DictReader(io.StringIO(text))
            if all(
                row.get(k) in (policies[chosen_by[k]].options if k in chosen_by else {v})
                for k, v in source.where.items()
            )
        ]
        self.faults.extend(_set_faults(source, rows, chosen_by, policies, name))
        for column in (*source.key, *filter(None, (source.year,))):
            if rows and column not in rows[0]:
                self.faults.append(StandardFault("D203", name, source.id, {"found": column}))
        numbers: dict[tuple[int, str], Decimal] = {}
        for place, row in enumerate(rows):
            self.faults.extend(_row_faults(source, row, name, place))
            numbers.update(_numbers(source, row, place))
        table = FactorTable(
            id=source.id,
            name=source.name,
            key=source.key,
            year=source.year,
            columns=source.columns,
            rows=tuple(rows),
            numbers=numbers,
            file=name,
            chosen_by=chosen_by,
            sets=tuple(rows),
        )
        return table if self.faults else table.under(policies)


def _set_faults(
    source: FactorSource,
    rows: list[dict[str, str]],
    chosen_by: Mapping[str, str],
    policies: Mapping[str, Policy],
    file: str,
) -> Iterator[StandardFault]:
    """A fault for each choice that leaves no rows, whoever may make it (因子集为空)."""
    if not rows:
        yield StandardFault("D401", file, source.id, {})
        return
    for column, policy in chosen_by.items():
        for option in sorted(set(policies[policy].options) - {row[column] for row in rows}):
            yield StandardFault("D401", file, f"{source.id}.{policy}.{option}", {})


def _numbers(
    source: FactorSource, row: Mapping[str, str], place: int
) -> Iterator[tuple[tuple[int, str], Decimal]]:
    for column in source.columns:
        try:
            yield (place, column), Decimal(row.get(column, ""))
        except InvalidOperation:
            continue


def _row_faults(
    source: FactorSource, row: Mapping[str, str], file: str, place: int
) -> Iterator[StandardFault]:
    where = f"{source.id}[{place}]"
    for column in source.columns:
        if (place, column) not in dict(_numbers(source, row, place)):
            yield StandardFault("D402", file, where, {"found": row.get(column, ""), "name": column})
    if not row.get("source"):
        yield StandardFault("D403", file, where, {})
    if row.get("mark") not in {"V", "V2"}:
        yield StandardFault("D404", file, where, {"found": row.get("mark", "")})


def _in_terms(data: Any, terms: Mapping[str, str]) -> Any:  # noqa: ANN401 -- a tree of TOML
    """The data with ``{term}`` replaced by the variant's own word."""
    if isinstance(data, dict):
        return {key: _in_terms(value, terms) for key, value in data.items()}
    if isinstance(data, list):
        return [_in_terms(value, terms) for value in data]
    if isinstance(data, str) and "{" in data:
        for key, term in terms.items():
            data = data.replace(f"{{{key}}}", f"{term}")
    return data
