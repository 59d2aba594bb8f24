"""One workbook → outcome, many → outcomes (批量处理): staged apart, put in place at the end."""

from zeropark.batch.engine import ClusterError
from zeropark.batch.folder import books_in
from zeropark.batch.lock import HeldError, Holder
from zeropark.batch.press import stood_in, unprinted
from zeropark.batch.run import REGISTER, Means, Run, run
from zeropark.batch.task import OtherDataError
from zeropark.batch.verify import NotSealedError, Verdict, seal_of, verify
from zeropark.batch.workshop import Order, UnknownSchemeError, Workshop, judge

__all__ = [
    "REGISTER",
    "ClusterError",
    "HeldError",
    "Holder",
    "Means",
    "NotSealedError",
    "Order",
    "OtherDataError",
    "Run",
    "UnknownSchemeError",
    "Verdict",
    "Workshop",
    "books_in",
    "judge",
    "run",
    "seal_of",
    "stood_in",
    "unprinted",
    "verify",
]
