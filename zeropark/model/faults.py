"""Faults of a standard's or template's author (标准数据的错误), told all at once."""

from collections.abc import Mapping


class StandardFault(Exception):  # noqa: N818 -- a fault is one entry of a StandardError, not raised alone
    """One fault of a standard or template (标准数据的错误): where it is and what it is."""

    def __init__(self, code: str, file: str, where: str, params: Mapping[str, object]) -> None:
        super().__init__(code, file, where, dict(params))
        self.code, self.file, self.where, self.params = code, file, where, params


class StandardError(ExceptionGroup[StandardFault]):
    """All faults of a standard or template at once, raised before any workbook is touched."""


class RegisterError(Exception):
    """The register cannot be reached or used (登记库无法使用); ``url`` shows no password."""

    def __init__(self, url: str, found: str) -> None:
        super().__init__(url, found)
        self.url, self.found = url, found
