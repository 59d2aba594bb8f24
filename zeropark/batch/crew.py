"""Processes that work side by side, each watched (受监管的进程组): one that dies harms one task."""

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from multiprocessing import connection, get_context, parent_process
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

from zeropark.batch.engine import MEMORY, TIME, Lost

T = TypeVar("T")

_OUT_OF_MEMORY = 70  # exit code of a worker that was refused memory
_PATIENCE = 5.0  # seconds for a worker with nothing left to do to leave by itself


class _Task(Future[Any]):
    """A task handed in; whoever asks for its result has the crew work until it is there."""

    def __init__(self, crew: "Crew", call: tuple[Callable[..., Any], Sequence[Any]]) -> None:
        super().__init__()
        self.crew, self.call = crew, call

    def result(self, timeout: float | None = None) -> Any:  # noqa: ANN401 -- as Future has it
        self.crew.wait([self])
        return super().result(timeout)


@dataclass(slots=True, eq=False)
class _Hand:
    """A worker: its process, the line to it, and what it is at until when."""

    process: Any  # multiprocessing's contexts have no common type for it
    line: connection.Connection
    task: _Task | None = None
    until: float = field(default=0.0)


class Crew(Executor):
    """An executor of processes whose death costs the one task that they were at.

    A task that takes longer than ``seconds`` is stopped. A worker takes no more than ``memory``
    bytes of addresses where the platform can hold it to that. There is no thread beside the
    caller's: work is handed out and taken in while somebody waits for a result, so that workers
    are forked by a process without threads and Ctrl-C arrives where it is expected.
    """

    def __init__(self, size: int, seconds: float, memory: int, method: str = "") -> None:
        # forked workers inherit what is loaded and compiled; only Linux forks without danger
        self._context = get_context(method or ("fork" if sys.platform == "linux" else "spawn"))
        self._size, self._seconds, self._memory = size, seconds, memory
        self._waiting: deque[_Task] = deque()
        self._hands: list[_Hand] = []

    @property
    def ahead(self) -> int:
        """How many tasks are best handed in at once: one under way and one more for each."""
        return 2 * self._size

    def submit(self, fn: Callable[..., T], /, *args: Any, **_: Any) -> Future[T]:  # noqa: ANN401 -- as Executor has it
        """Hand in a task. Its future raises Lost if the worker dies or is stopped."""
        task = _Task(self, (fn, args))
        self._waiting.append(task)
        self._hand_out()
        return task

    def wait(self, futures: Collection[Future[T]]) -> set[Future[T]]:
        """Those that are done, at least one; empty if none was given."""
        while futures and not any(future.done() for future in futures):
            self._take_in()
            self._hand_out()
        return {future for future in futures if future.done()}

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Stop: workers with nothing to do leave by themselves, all others are ended."""
        del wait, cancel_futures  # nothing goes on without its caller
        for hand in self._hands:
            if hand.task is None:
                _tell(hand, None)
            else:
                hand.process.kill()
        for hand in self._hands:
            hand.process.join(_PATIENCE)
            hand.process.kill()
            _buried(hand)
        self._hands.clear()

    # -------------------------------------------------------------- out

    def _hand_out(self) -> None:
        while self._waiting and (hand := self._free()):
            if not _tell(hand, self._waiting[0].call):
                self._dismiss(hand)  # it died while it had nothing to do: no task is to blame
                continue
            hand.task, hand.until = self._waiting.popleft(), monotonic() + self._seconds
            hand.task.set_running_or_notify_cancel()

    def _free(self) -> _Hand | None:
        for hand in self._hands:
            if hand.task is None:
                return hand
        return self._hire() if len(self._hands) < self._size else None

    def _hire(self) -> _Hand:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(  # type: ignore[attr-defined] # of every context
            target=_labour, args=(theirs, self._memory), daemon=True
        )
        process.start()
        theirs.close()  # else its end would never be noticed
        hand = _Hand(process, ours)
        self._hands.append(hand)
        return hand

    # -------------------------------------------------------------- in

    def _take_in(self) -> None:
        busy = [hand for hand in self._hands if hand.task]
        left = min((hand.until for hand in busy), default=0.0) - monotonic()
        heard = connection.wait([hand.line for hand in busy], max(left, 0.0))
        for hand in busy:
            if hand.line in heard:
                self._hear(hand)
            elif monotonic() >= hand.until:
                hand.process.kill()
                self._lost(hand, TIME)

    def _hear(self, hand: _Hand) -> None:
        task = hand.task
        assert task is not None  # noqa: S101 -- only the busy are heard
        try:
            result, error = hand.line.recv()
        except (EOFError, OSError):
            self._lost(hand, "")
            return
        hand.task = None
        if error is None:
            task.set_result(result)
        else:
            task.set_exception(error)

    def _lost(self, hand: _Hand, cause: str) -> None:
        task = hand.task
        assert task is not None  # noqa: S101 -- only the busy are missed
        hand.process.join()
        cause = cause or _cause(hand.process.exitcode)
        self._dismiss(hand)
        task.set_exception(Lost(cause))

    def _dismiss(self, hand: _Hand) -> None:
        hand.process.kill()
        _buried(hand)
        self._hands.remove(hand)


def _tell(hand: _Hand, what: object) -> bool:
    """Whether it could be told."""
    try:
        hand.line.send(what)
    except OSError:
        return False
    return True


def _buried(hand: _Hand) -> None:
    hand.process.join()
    hand.process.close()
    hand.line.close()


def _cause(code: int) -> str:
    """Why a process ended: out of memory, the signal's name, or its exit code."""
    if code == _OUT_OF_MEMORY:
        return MEMORY
    if code >= 0:
        return f"exit:{code}"
    known = {each.value: each.name for each in signal.Signals}
    return f"signal:{known.get(-code, -code)}"


# ------------------------------------------------------------------ a worker's life


def _labour(line: connection.Connection, memory: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started the work
    _hold_to(memory)
    Thread(target=_leave_with_parent, daemon=True).start()
    gc.disable()
    while call := line.recv():
        line.send(_done(*call))
        gc.collect()  # once a task instead of hundreds of times during it
        gc.freeze()  # what is kept from task to task need not be looked through again


def _done(function: Callable[..., Any], args: Sequence[Any]) -> tuple[Any, Exception | None]:
    """The result, or the error that whoever asked for it must be told."""
    from zeropark.model import StandardError  # noqa: PLC0415

    try:
        return function(*args), None
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # what is left in pieces is left behind
    except (StandardError, OSError) as error:
        return None, error


def _hold_to(memory: int) -> None:
    try:
        import resource  # noqa: PLC0415 -- Windows has none
    except ImportError:
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    least = memory if most == resource.RLIM_INFINITY else min(memory, most)
    resource.setrlimit(resource.RLIMIT_AS, (least, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no heap of memory behind


def _leave_with_parent() -> None:
    """End as soon as the parent has: nobody waits for what is being done."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
