"""What is done, written down at once (处理日志): read again piece by piece, or after a kill."""

import json
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Self
from weakref import finalize

from cattrs.preconf.json import make_converter

from zeropark.model import Outcome

_convert = make_converter(detailed_validation=False)
_convert.register_unstructure_hook(Decimal, str)
_convert.register_structure_hook(Decimal, lambda text, _: Decimal(text))


@dataclass(frozen=True, slots=True)
class Done:
    """A finished workbook (已处理的填报表)."""

    key: str  # digest of all that its outcome depends on besides itself
    path: str  # where the workbook is
    stage: str  # where its files are, below the staging folder
    outcome: Outcome


class Lines:
    """Records as lines of a file, found again by their number; memory holds their places only."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._places = array("Q")

    def add(self, data: Mapping[str, Any]) -> int:
        """Write a record; its number."""
        self._places.append(self._stream.seek(0, os.SEEK_END))
        self._stream.write(json.dumps(data).encode() + b"\n")
        return len(self._places) - 1

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, number: int) -> Any:  # noqa: ANN401 -- whatever was written
        self._stream.seek(self._places[number])
        return json.loads(self._stream.readline())

    def recover(self) -> None:
        """Find the lines that an earlier process wrote; one that it did not finish is cut off."""
        self._stream.seek(0)
        place = 0
        while (line := self._stream.readline()).endswith(b"\n"):
            self._places.append(place)
            place += len(line)
        self._stream.truncate(place)


class Journal:
    """The finished workbooks of a run and of the killed ones before it (处理日志)."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("a+b")
        self._lines = Lines(self._stream)
        self._lines.recover()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def add(self, done: Done) -> int:
        """Write down a finished one, to the disk; its number."""
        number = self._lines.add(_convert.unstructure(done))
        self._stream.flush()
        os.fsync(self._stream.fileno())
        return number

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, number: int) -> Done:
        return _convert.structure(self._lines[number], Done)


@dataclass(frozen=True, slots=True)
class Told:
    """Outcomes of a journal in the order of the workbooks, as often as they are asked for."""

    journal: Journal
    numbers: Iterable[int]

    def __iter__(self) -> Iterator[Outcome]:
        return (self.journal[number].outcome for number in self.numbers)


class Outcomes(Sequence[Outcome]):
    """Outcomes in a nameless file (处理结果), read back one by one however many there are."""

    def __init__(self) -> None:
        stream = TemporaryFile()  # noqa: SIM115 -- open as long as an outcome may be asked for
        self._lines = Lines(stream)
        finalize(self, stream.close)

    def append(self, outcome: Outcome) -> None:
        """Put one at the end."""
        self._lines.add(_convert.unstructure(outcome))

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 -- one outcome or a slice, as Sequence has it
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        if not -len(self) <= place < len(self):
            raise IndexError(place)
        return _convert.structure(self._lines[place], Outcome)

    def __iter__(self) -> Iterator[Outcome]:
        return (self[place] for place in range(len(self)))
