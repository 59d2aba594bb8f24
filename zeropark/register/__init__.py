"""What became of every submission over the years (登记库), in SQLite or PostgreSQL.

The only room that knows SQLAlchemy, which takes a third of a second to import: import this room
where it is needed. The tables are written down in ``docs/登记库.md``.
"""

from zeropark.register.register import Entry, Past, Register

__all__ = ["Entry", "Past", "Register"]
