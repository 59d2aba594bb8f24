"""A folder → ``Standard`` (标准数据的读取): refuses anything unclear, all faults at once."""

from zeropark.standard.load import find, load, load_all, load_scheme

__all__ = ["find", "load", "load_all", "load_scheme"]
