"""``Evaluation`` → context → docx (报告): the only room that knows Word."""

from collections.abc import Mapping
from dataclasses import dataclass

from zeropark.model import Evaluation, Plan, Standard, StandardError, StandardFault
from zeropark.report.context import context
from zeropark.report.engine import WordTemplate
from zeropark.report.release import hindrances
from zeropark.report.seal import Seal

__all__ = ["Documents", "context", "hindrances"]

_WORD, _SENTENCES = "*.docx", "*.j2"
_LOCK = "~$"  # Word's own file beside one that is open


@dataclass(frozen=True, slots=True)
class Documents:
    """The Word templates of a standard (报告模板), compiled once."""

    templates: Mapping[str, WordTemplate]

    @classmethod
    def load(cls, standard: Standard) -> "Documents":
        """Every template of the standard's folder. Raises StandardError with all their faults."""
        folder = standard.folder
        library = {path.name: path.read_text("utf-8") for path in folder.glob(_SENTENCES)}
        faults: list[StandardFault] = []
        templates: dict[str, WordTemplate] = {}
        for path in sorted(folder.glob(_WORD)):
            if path.name.startswith(_LOCK):
                continue
            try:
                templates[path.name] = WordTemplate.load(path, library)
            except StandardError as error:
                faults.extend(f for f in error.exceptions if isinstance(f, StandardFault))
        if faults:
            raise StandardError(standard.id, faults)
        return cls(templates)

    def render(
        self, evaluation: Evaluation, plan: Plan, *, final: bool = False
    ) -> Mapping[str, bytes]:
        """Each document's bytes by its file name, as a draft or as final (草稿、定稿)."""
        facts = context(evaluation, plan)
        made: dict[str, bytes] = {}
        for name, template in self.templates.items():
            seal = Seal.of(evaluation, name, template.digest, final=final)
            meta = {**facts["meta"], "final": final, "template": template.digest}
            made[name] = template.render({**facts, "meta": meta}, seal.properties())
        return made
