"""What all records share (公用): kinds of answers, levels, and the empty mapping."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal


class _Nothing(Mapping[str, Any]):
    """The empty mapping, immutable and hashable, so that it may be a default of a record."""

    __slots__ = ()

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 -- there is nothing in it
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return 0


NOTHING: Mapping[str, Any] = _Nothing()

Kind = Literal["text", "number", "percent", "integer", "year", "date", "choice", "evidence"]
State = Literal["value", "not_applicable", "missing"]
Level = Literal["error", "query", "note"]
Standing = Literal["met", "near", "short", "far", "not_applicable", "missing"]
