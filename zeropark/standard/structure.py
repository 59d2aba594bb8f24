"""Plain TOML data → records, strictly (严格取值): no coercion, no unknown key, every fault told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from operator import eq
from typing import Any, TypeVar

from cattrs import Converter, transform_error
from cattrs.errors import ClassValidationError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, override

from zeropark.model import (
    NOTHING,
    Check,
    Document,
    Grade,
    Indicator,
    Measure,
    NearZero,
    Period,
    PlanPart,
    Policy,
    Quantity,
    Rule,
    Sheet,
    Signal,
    Stage,
    StandardFault,
    Table,
    TemplateChange,
    Trend,
    Verdict,
    Watch,
)

T = TypeVar("T")

# Arrays of tables are named in the singular in TOML: [[sheet.item]], [[sheet.table.column]].
_SINGULAR: Mapping[str, str] = {"items": "item", "tables": "table", "columns": "column"}
_RENAMED = {Sheet: ("items", "tables"), Table: ("columns",)}


@dataclass(frozen=True, slots=True)
class FactorSource:
    """Which rows of a factor file a standard uses (因子表的取用)."""

    id: str
    name: str
    file: str
    columns: Mapping[str, tuple[str, str]]
    key: tuple[str, ...] = ()
    year: str = ""
    where: Mapping[str, str] = NOTHING  # "@<policy>" stands for that policy's value


@dataclass(frozen=True, slots=True)
class StandardFile:
    """``standard.toml`` as it stands."""

    id: str
    title: str
    number: str
    edition: str
    publisher: str
    origin: str
    template_version: str
    below: str
    current: str
    default_scheme: str
    variants: tuple[str, ...]
    aspects: Mapping[str, str]
    roles: Mapping[str, str]
    places: Mapping[str, int]
    bands: Mapping[str, Decimal]
    period: tuple[Period, ...]
    policy: tuple[Policy, ...]
    grade: tuple[Grade, ...]
    factor: tuple[FactorSource, ...]
    texts: Mapping[str, Any]
    data_grades: tuple[str, ...] = ()
    stage: tuple[Stage, ...] = ()
    document: tuple[Document, ...] = ()
    plan_part: tuple[PlanPart, ...] = ()
    verdict: tuple[Verdict, ...] = ()
    signal: tuple[Signal, ...] = ()
    watch: tuple[Watch, ...] = ()
    trend: Trend | None = None
    near_zero: NearZero | None = None
    template_change: tuple[TemplateChange, ...] = ()


@dataclass(frozen=True, slots=True)
class VariantFile:
    """A variant's file together with those it includes."""

    id: str
    name: str
    sheet_order: tuple[str, ...]
    sheet: tuple[Sheet, ...]
    indicator: tuple[Indicator, ...]
    include: tuple[str, ...] = ()
    terms: Mapping[str, str] = NOTHING
    quantity: tuple[Quantity, ...] = ()
    check: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasuresFile:
    """``measures.toml`` as it stands."""

    measure: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class SchemeFile:
    """A scheme's file as it stands: rules by kind of indicator, and exceptions by indicator."""

    id: str
    title: str
    status: str
    basis: str
    rules: Mapping[str, Rule]
    points: Mapping[str, Mapping[str, Fraction]]
    rule: Mapping[str, Mapping[str, Rule]] = NOTHING
    policies: Mapping[str, str] = NOTHING
    targets: Mapping[str, Mapping[str, Decimal]] = NOTHING
    scored: bool = True
    reference: bool = False


def structure(data: Mapping[str, Any], into: type[T], file: str) -> T | list[StandardFault]:
    """The record, or every fault of the data with its path."""
    try:
        return _converter().structure(data, into)
    except (ClassValidationError, IterableValidationError) as error:
        return [
            StandardFault("D201", file, path.strip(), {"found": message})
            for message, _, path in (line.partition(" @ ") for line in transform_error(error))
        ]


@cache
def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    for plain in (str, bool, int):
        converter.register_structure_hook(plain, _exactly)
    converter.register_structure_hook(Decimal, _decimal)
    converter.register_structure_hook(Fraction, _fraction)
    converter.register_structure_hook_func(
        lambda type_: type_ == Mapping[str, Any], lambda data, _: data
    )
    for texts in (tuple[str, ...], tuple[str, str]):
        listed = _listed(converter.get_structure_hook(texts))
        converter.register_structure_hook_func(partial(eq, texts), listed)
    for record, names in _RENAMED.items():
        hook = _renamed(converter, record, names)
        converter.register_structure_hook(record, hook)
    return converter


def _renamed(converter: Converter, record: type, names: tuple[str, ...]) -> Any:  # noqa: ANN401 -- a cattrs hook
    renames = {name: override(rename=_SINGULAR[name]) for name in names}
    return make_dict_structure_fn(
        record,
        converter,
        _cattrs_forbid_extra_keys=True,
        **renames,  # type: ignore[arg-type]
    )


def _listed(hook: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Only a list is a list of texts: a text would be taken apart into its letters."""

    def structure_list(value: Any, type_: Any) -> Any:  # noqa: ANN401 -- a cattrs hook
        if type(value) is not list:
            raise TypeError(f"{value!r}: list")
        return hook(value, type_)

    return structure_list


def _exactly(value: Any, type_: type) -> Any:  # noqa: ANN401 -- whatever TOML gives
    if type(value) is not type_:
        raise TypeError(f"{value!r}: {type_.__name__}")
    return value


def _decimal(value: Any, _: type) -> Decimal:  # noqa: ANN401 -- whatever TOML gives
    if type(value) not in {int, Decimal}:
        raise TypeError(f"{value!r}: Decimal")
    return Decimal(value)


def _fraction(value: Any, _: type) -> Fraction:  # noqa: ANN401 -- whatever TOML gives
    if type(value) not in {int, Decimal, str}:
        raise TypeError(f"{value!r}: Fraction")
    return Fraction(value)
