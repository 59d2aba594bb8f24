"""Tasks for a crew of processes, most of which harm whoever does them.

A worker that is begun anew imports this module and nothing else: it is there at once.
"""

import logging
import os
import signal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zeropark.batch.task import Report

MEMORY = 2 << 30  # as the command allows


def doubled(number: int) -> int:
    return 2 * number


def segfault(_: int) -> int:
    os.kill(os.getpid(), signal.SIGSEGV)
    return 0


def killed(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def leaving(_: int) -> int:
    os._exit(3)


def hanging(_: int) -> int:
    while True:
        signal.pause()


def hungry(_: int) -> int:
    return len(bytearray(4 * MEMORY))


def unreadable(_: int) -> int:
    raise OSError(28, "No space left on device", "disk")


def logging_(_: int) -> "Report":
    from zeropark.batch.task import Report, _gathered  # noqa: PLC0415
    from zeropark.model import Outcome  # noqa: PLC0415

    with _gathered() as records:
        logging.getLogger("zeropark.batch").error("%s", "甲.xlsx", exc_info=OSError("a slip"))
    return Report(Outcome("甲.xlsx", "", "", "failed", ()), tuple(records))
