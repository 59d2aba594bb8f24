"""What a worker does (工作进程的任务): one workbook, in whatever process or on whatever machine."""

import logging
import platform
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from logging.handlers import QueueHandler
from pathlib import Path
from queue import SimpleQueue

from zeropark.batch.key import key_of
from zeropark.batch.workshop import Order, Workshop, process
from zeropark.model import Outcome


class OtherDataError(Exception):
    """This worker has another program or other data than the run was started with (版本不一致)."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a worker reports: the outcome, and what it would have written into the log."""

    outcome: Outcome
    records: Sequence[logging.LogRecord]


@lru_cache(maxsize=1)
def shop(order: Order, key: str) -> Workshop:
    """The workshop of that order, opened once per process; a forked worker finds it open.

    Raises OtherDataError if what is here is not what ``key`` was made from.
    """
    if key_of(order) != key:
        raise OtherDataError(platform.node())
    return Workshop.open(order)


def work(order: Order, key: str, book: Path, stage: Path) -> Report:
    """Process one workbook, its files written into ``stage``."""
    workshop = shop(order, key)
    with _gathered() as records:
        outcome = process(workshop, book, stage)
    return Report(outcome, tuple(records))


@contextmanager
def _gathered() -> Iterator[list[logging.LogRecord]]:
    """Log records of the block, kept for whoever started the work."""
    queue: SimpleQueue[logging.LogRecord] = SimpleQueue()
    records: list[logging.LogRecord] = []
    logger = logging.getLogger("zeropark")
    before, through = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [QueueHandler(queue)], False
    try:
        yield records
    finally:
        logger.handlers, logger.propagate = before, through
        while not queue.empty():
            records.append(queue.get())
