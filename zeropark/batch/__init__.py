"""One workbook → outcome, many → outcomes (批量处理): staged apart, put in place at the end."""

from zeropark.batch.folder import books_in
from zeropark.batch.lock import HeldError, Holder
from zeropark.batch.run import REGISTER, Means, Run, run
from zeropark.batch.workshop import Order, UnknownSchemeError, Workshop, judge

__all__ = [
    "REGISTER",
    "HeldError",
    "Holder",
    "Means",
    "Order",
    "Run",
    "UnknownSchemeError",
    "Workshop",
    "books_in",
    "judge",
    "run",
]
