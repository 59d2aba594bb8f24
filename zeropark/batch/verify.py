"""A report against its workbook (报告核验): made once more from the workbook, then compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from zeropark.batch.workshop import Workshop, judge
from zeropark.messages import word, words
from zeropark.model import Evaluation, Issue
from zeropark.plan import plan
from zeropark.report import Documents
from zeropark.report.paper import Paper, read_paper
from zeropark.report.seal import FINAL, Seal, seal_in
from zeropark.report.verify import Difference, differences

_DIGEST, _SHOWN = 64, 12


class NotSealedError(ValueError):
    """A Word file that this program did not make (不是本程序生成的报告)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found (核验结果)."""

    seal: Seal
    changes: tuple[str, ...]  # what the report was made from and is no longer the same
    differences: tuple[Difference, ...]
    issues: tuple[Issue, ...] = ()  # that keep the workbook from being evaluated at all

    @property
    def agrees(self) -> bool:
        """Whether the report says what its workbook gives, all things being as they were."""
        return not (self.changes or self.differences or self.issues)


def seal_of(report: bytes) -> Seal:
    """What the report says it was made from. Raises NoPaperError, NotSealedError."""
    seal = seal_in(read_paper(report).properties)
    if seal is None:
        raise NotSealedError
    return seal


def verify(workshop: Workshop, report: bytes, workbook: bytes) -> Verdict:
    """The report compared with what the workbook gives now, under the workshop's scheme.

    Raises NoPaperError or NotSealedError where it is no report of this program.
    """
    paper = read_paper(report)
    seal = seal_of(report)
    _, issues, evaluation = judge(workshop, workbook, seal.book)
    if evaluation is None:
        return Verdict(seal, (), (), tuple(i for i in issues if i.level == "error"))
    return _compared(workshop.documents[evaluation.standard.id], evaluation, seal, paper)


def _compared(documents: Documents, evaluation: Evaluation, seal: Seal, paper: Paper) -> Verdict:
    final = seal.edition == FINAL
    made = documents.render(evaluation, plan(evaluation), final=final).get(seal.document)
    if made is None:
        return Verdict(seal, (word("verify_no_template", name=seal.document),), ())
    again = read_paper(made)
    changes = _changes(seal, again.properties)
    return Verdict(seal, tuple(changes), tuple(differences(again.blocks, paper.blocks)))


def _changes(old: Seal, now: Mapping[str, str]) -> Iterator[str]:
    """What is not as it was when the report was made, in words."""
    names = words("sealed")
    for key, value in old.properties().items():
        found = now.get(key, "")
        if value != found:
            name = names[key.rpartition(".")[2]]
            yield word("verify_changed", name=name, old=_short(value), now=_short(found))


def _short(value: str) -> str:
    """A digest by its first signs, anything else whole."""
    return f"{value[:_SHOWN]}…" if len(value) == _DIGEST else value
