"""What does the work (执行引擎): processes of this machine or a cluster, asked in the same way."""

from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Future
from itertools import islice
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

T = TypeVar("T")
J = TypeVar("J")

TIME, MEMORY = "time", "memory"  # causes of a loss besides signals


class Lost(Exception):  # noqa: N818 -- a loss is what it is
    """Whoever was at the task died of it or was stopped (处理中断); ``cause`` says of what."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class ClusterError(Exception):
    """The cluster cannot be reached or is gone (集群无法使用)."""


class Engine(Protocol):
    """An executor that can also be waited for."""

    @property
    def ahead(self) -> int:
        """How many tasks are best handed in at once."""

    def submit(self, fn: Callable[..., T], /, *args: Any) -> Future[T]:  # noqa: ANN401 -- as Executor has it
        """Hand in a task. Its future raises Lost if the task cost the worker its life."""

    def wait(self, futures: Collection[Future[T]]) -> set[Future[T]]:
        """Those that are done, at least one."""

    def __enter__(self) -> Self:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> bool | None:
        """End, whatever is still under way."""


def spread(
    engine: Engine, jobs: Iterable[J], begin: Callable[[J], Future[T]]
) -> Iterator[tuple[J, Future[T]]]:
    """Each job with its finished future, as they finish; few are handed in ahead of time."""
    waiting, going = iter(jobs), dict[Future[T], J]()
    while True:
        for job in islice(waiting, max(0, engine.ahead - len(going))):
            going[begin(job)] = job
        if not going:
            return
        for future in engine.wait(going):
            yield going.pop(future), future
