"""The tables of the register (登记库的表)."""

from decimal import Decimal
from typing import Any

from sqlalchemy import (
    Column,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

DATA = MetaData()


class Exact(TypeDecorator[Decimal]):
    """A number to its last digit: NUMERIC, and text in SQLite, which has none."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The type in that database."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:  # noqa: ANN401 -- as declared there
        """What is stored."""
        return f"{value:f}" if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ANN401, ARG002 -- as declared there
        """What was stored."""
        return None if value is None else Decimal(value)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _of(table: str) -> Column[int]:
    return Column(
        f"{table[:-1]}_id", Integer, ForeignKey(f"{table}.id"), nullable=False, index=True
    )


def _text(name: str, *, length: int | None = None) -> Column[str]:
    return Column(name, String(length) if length else Text, nullable=False)


PARKS = Table(
    "parks",
    DATA,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    _text("name"),
)

SUBMISSIONS = Table(
    "submissions",
    DATA,
    _id(),
    Column("park_id", Integer, ForeignKey("parks.id"), index=True),
    Column("sha256", String(64), nullable=False, unique=True),
    _text("book"),
    _text("standard"),
    _text("first_run"),
)

RESULTS = Table(
    "results",
    DATA,
    _id(),
    _of("submissions"),
    Column("digest", String(64), nullable=False),
    _text("run"),
    _text("version"),
    _text("status"),
    _text("trouble"),
    _text("variant"),
    _text("year"),
    _text("scheme"),
    _text("scheme_digest"),
    Column("total", Exact),
    _text("grade"),
    _text("conclusion"),
    UniqueConstraint("submission_id", "digest"),
)

INDICATORS = Table(
    "indicators",
    DATA,
    _id(),
    _of("results"),
    _text("indicator"),
    _text("name"),
    _text("unit"),
    Column("value", Exact),
    Column("target", Exact),
    Column("points", Exact),
    Column("maximum", Exact),
    _text("standing"),
)

QUANTITIES = Table(
    "quantities",
    DATA,
    _id(),
    _of("results"),
    _text("quantity"),
    _text("name"),
    _text("unit"),
    _text("year"),
    Column("value", Exact),
)

ISSUES = Table(
    "issues",
    DATA,
    _id(),
    _of("results"),
    _text("code"),
    _text("level"),
    _text("sheet"),
    _text("cell"),
    _text("name"),
    _text("found"),
    _text("what"),
    _text("remedy"),
)

FILES = Table(
    "files",
    DATA,
    _id(),
    _of("results"),
    _text("folder"),
    _text("name"),
    Column("sha256", String(64), nullable=False),
)
