"""``Evaluation`` → context → docx (报告): the only room that knows Word."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from zeropark.model import Evaluation, Plan, Standard, StandardError, StandardFault
from zeropark.report.context import context
from zeropark.report.engine import WordTemplate
from zeropark.report.page import PageTemplate, page_name
from zeropark.report.release import hindrances, waiting
from zeropark.report.seal import Seal

__all__ = ["Documents", "context", "hindrances", "strangers", "waiting"]

_WORD, _PAGE, _SENTENCES = ".docx", ".html.j2", ".j2"
_LOCK = "~$"  # Word's own file beside one that is open

Template = WordTemplate | PageTemplate


@dataclass(frozen=True, slots=True)
class Documents:
    """The templates of a standard's documents (文件模板), compiled once, by file name."""

    templates: Mapping[str, Template]
    stages: Mapping[str, tuple[str, ...]]  # at which each is made; none named: at all

    @classmethod
    def load(cls, standard: Standard, own: Path | None = None) -> "Documents":
        """Every template of the standard's folder, those of the folder ``own`` in their place.

        Raises StandardError with all faults of all templates.
        """
        library = {
            path.name: path.read_text("utf-8")
            for path in sorted(standard.folder.glob(f"*{_SENTENCES}"))
            if not path.name.endswith(_PAGE)
        }
        shipped = {path.name: path for path in _files(standard.folder)}
        replaced = {p.name: p for p in _files(own) if p.name in shipped} if own else {}
        faults = [
            StandardFault("D101", document.file, document.id, {})
            for document in standard.documents
            if document.file not in shipped
        ]
        templates: dict[str, Template] = {}
        for name, path in {**shipped, **replaced}.items():
            kind = PageTemplate if name.endswith(_PAGE) else WordTemplate
            try:
                templates[name] = kind.load(path, library)
            except StandardError as error:
                faults.extend(f for f in error.exceptions if isinstance(f, StandardFault))
        if faults:
            raise StandardError(standard.id, faults)
        return cls(templates, _stages(standard, templates))

    def render(
        self,
        evaluation: Evaluation,
        plan: Plan,
        *,
        final: bool = False,
        only: Collection[str] = (),
    ) -> Mapping[str, bytes]:
        """The bytes of each document of the park's stage by its file name, draft or final.

        Where some are named in ``only``, no others.
        """
        facts = context(evaluation, plan)
        made: dict[str, bytes] = {}
        for name, template in self.templates.items():
            if not evaluation.stage.asks(self.stages[name]):
                continue
            file = page_name(name)
            if only and file not in only:
                continue
            seal = Seal.of(evaluation, name, template.digest, final=final)
            meta = {**facts["meta"], "final": final, "template": template.digest}
            told = {**facts, "meta": meta}
            made[file] = template.render(told, seal.properties())
        return made


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name.endswith((_WORD, _PAGE)) and not path.name.startswith(_LOCK):
            yield path


def _stages(standard: Standard, names: Mapping[str, Template]) -> Mapping[str, tuple[str, ...]]:
    """At which stages each is made: as the standard says, a file it does not name at the last."""
    last = tuple(stage.id for stage in standard.stages[-1:])
    named = {document.file: document.stages for document in standard.documents}
    return {name: named.get(name, last) for name in names}


def strangers(folder: Path, standards: Mapping[str, Standard]) -> Iterator[StandardFault]:
    """A fault for each template of a folder that takes no shipped one's place, by its name."""
    shipped = {path.name for standard in standards.values() for path in _files(standard.folder)}
    own = [path.name for path in _files(folder)]
    known = ", ".join(sorted(shipped))
    for name in own:
        if name not in shipped:
            yield StandardFault("T130", str(folder / name), "", {"known": known})
    if not own:
        yield StandardFault("T131", str(folder), "", {"known": known})
