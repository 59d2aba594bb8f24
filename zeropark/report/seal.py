"""What a report was made from (核验信息), carried in the Word file for a machine to read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from zeropark import __version__
from zeropark.model import Evaluation

_PREFIX = "zeropark."
FINAL, DRAFT = "final", "draft"


@dataclass(frozen=True, slots=True)
class Seal:
    """Workbook, standard, scheme, template and program of a report (核验信息), by digests."""

    version: str
    edition: str  # FINAL or DRAFT
    document: str  # the template's file name
    template: str
    standard: str
    standard_digest: str
    scheme: str
    scheme_digest: str
    book: str
    book_sha256: str

    @classmethod
    def of(cls, evaluation: Evaluation, document: str, template: str, *, final: bool) -> "Seal":
        """The seal of one document of this park."""
        scheme, submission = evaluation.result.scheme, evaluation.submission
        return cls(
            version=__version__,
            edition=FINAL if final else DRAFT,
            document=document,
            template=template,
            standard=evaluation.standard.id,
            standard_digest=evaluation.standard.digest,
            scheme=scheme.id,
            scheme_digest=scheme.digest,
            book=submission.book,
            book_sha256=submission.sha256,
        )

    def properties(self) -> Mapping[str, str]:
        """As named values of a Word file."""
        return {f"{_PREFIX}{name}": value for name, value in asdict(self).items()}


def seal_in(properties: Mapping[str, str]) -> Seal | None:
    """The seal among a Word file's named values; ``None`` if it has none or not all of it."""
    names = [each.name for each in fields(Seal)]
    values = [properties.get(f"{_PREFIX}{name}") for name in names]
    told = [value for value in values if value is not None]
    return Seal(*told) if len(told) == len(names) else None
