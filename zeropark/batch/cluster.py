"""Many machines (集群): workbooks travel to Dask's workers, what they make travels back.

No machine needs to see another's folders; whoever started the run is the only one who writes.
"""

import os
import platform
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from types import TracebackType
from typing import Any, Self, TypeVar

from distributed import Client, KilledWorker

from zeropark.batch.engine import ClusterError, Lost
from zeropark.batch.folder import put
from zeropark.batch.key import key_of
from zeropark.batch.task import OtherDataError, Report
from zeropark.batch.workshop import Order
from zeropark.standard import find

T = TypeVar("T")
Work = Callable[[Order, str, Path, Path], Report]

_AGAIN = 2  # tries of a task that failed for reasons of the network
_PATIENCE = 30  # seconds for a first worker to be there


@dataclass(frozen=True, slots=True)
class Parcel:
    """What comes back from a worker (返回的包裹): its report and the files it made."""

    report: Report
    files: dict[str, bytes]


class Cluster:
    """An engine whose hands are the workers of a Dask scheduler."""

    def __init__(self, address: str, seconds: float) -> None:
        """Reach the scheduler at that address. Raises ClusterError if none answers."""
        try:
            self._client = Client(address, set_as_default=False, timeout=_PATIENCE)
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, ValueError) as error:
            raise ClusterError(address) from error
        self._executor = self._client.get_executor(pure=False, retries=_AGAIN)
        self._seconds = seconds
        self._open: dict[Future[Any], tuple[Future[Parcel], Path]] = {}

    @property
    def ahead(self) -> int:
        """Two for each thread there is now: workers come and go."""
        threads: Mapping[str, int] = self._client.nthreads()
        return 2 * max(1, sum(threads.values()))

    def submit(self, fn: Callable[..., T], /, *args: Any) -> "Future[T]":  # noqa: ANN401 -- as Executor has it
        """Send a workbook: order, key, where it is, stage. Done once its files are in the stage."""
        future: Future[T] = Future()
        order, key, book, stage = args
        try:
            data = book.read_bytes()
        except OSError:
            future.set_result(fn(*args))  # says so itself
            return future
        sent = self._executor.submit(carried, fn, (order, key), book.name, data, self._seconds)
        self._open[future] = sent, stage
        return future

    def wait(self, futures: Collection["Future[Any]"]) -> "set[Future[Any]]":
        """Those that are done, at least one."""
        if not any(future.done() for future in futures):
            done, _ = wait([sent for sent, _ in self._open.values()], None, FIRST_COMPLETED)
            for future, (sent, stage) in list(self._open.items()):
                if sent in done:
                    _unpack(future, sent, stage)
                    del self._open[future]
        return {future for future in futures if future.done()}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None:
        self._executor.shutdown(wait=False)
        self._client.close()


def _unpack(future: "Future[Any]", sent: "Future[Parcel]", stage: Path) -> None:
    """What came back, put where it belongs; a task that cost workers their lives is lost."""
    try:
        error = sent.exception()
    except CancelledError as cancelled:
        raise ClusterError from cancelled
    if isinstance(error, KilledWorker | MemoryError):
        future.set_exception(Lost(type(error).__name__))
    elif error is not None:
        future.set_exception(error)
    else:
        parcel = sent.result()
        for name, data in parcel.files.items():
            put(stage / name, data)
        future.set_result(parcel.report)


# ------------------------------------------------------------------ on a worker


def carried(work: Work, told: tuple[Order, str], name: str, data: bytes, seconds: float) -> Parcel:
    """Process a workbook that was sent here. A worker that takes too long ends itself."""
    guard = Timer(seconds, os._exit, (1,))
    guard.daemon = True
    guard.start()
    try:
        with TemporaryDirectory() as folder:
            book, stage = Path(folder, "in", name), Path(folder, "out")
            put(book, data)
            report = work(_at_home(*told), told[1], book, stage)
            made = stage.iterdir() if stage.is_dir() else ()
            return Parcel(report, {path.name: path.read_bytes() for path in made})
    finally:
        guard.cancel()


@lru_cache(maxsize=8)
def _at_home(order: Order, key: str) -> Order:
    """The order with the data of this machine, wherever it keeps them.

    Raises OtherDataError if they, or the program, are not what the run was started with.
    """
    for templates in (order.templates, find()):
        here = replace(order, templates=templates)
        if key_of(here) == key:
            return here
    raise OtherDataError(platform.node())
