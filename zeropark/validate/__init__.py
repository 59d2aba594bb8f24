"""``Submission`` → issues (校核): blanks, ranges, evidence, years and the standard's own checks."""

from zeropark.validate.computed import weigh
from zeropark.validate.replies import answered
from zeropark.validate.validation import registered, validate

__all__ = ["answered", "registered", "validate", "weigh"]
