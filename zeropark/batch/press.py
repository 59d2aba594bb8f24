"""Reports laid out (排版): page numbers into their contents, and a PDF preview beside each.

All reports of a run share one LibreOffice. A report on which it fails keeps the references that
Word fills in when it opens the file; the others have their numbers.
"""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from zeropark.batch.folder import put, sha256_of
from zeropark.batch.settle import again
from zeropark.batch.workshop import Order
from zeropark.model import Outcome
from zeropark.report.contents import for_layout, numbered, pages
from zeropark.report.fonts import configuration, fonts_in, stand_ins, substituted
from zeropark.report.office import MANY, Office

_WORD, _PRINT = ".docx", ".pdf"
# What LibreOffice writes of the moment into a PDF; the same report gives the same preview.
_MOMENT = re.compile(
    rb"(?<=/CreationDate\(D:)\d{14}|(?<=/DocChecksum /)[0-9A-F]{32}"
    rb"|(?<=/ID \[ <)[0-9A-F]{32}>\s<[0-9A-F]{32}(?=> \])"
)
_STILL = re.compile(rb"[0-9A-F]")


@dataclass(frozen=True, slots=True)
class Press:
    """What is to be made of every report, and by which program (排版要求)."""

    office: Office
    templates: Path  # where the data say which fonts stand in for which
    pages: bool  # page numbers into the contents
    pdf: bool  # a preview beside each report

    @classmethod
    def of(cls, order: Order) -> "Press | None":
        """What the order wants of it; ``None`` if nothing, or where there is no LibreOffice."""
        office = Office.find() if order.pages or order.pdf else None
        return cls(office, order.templates, order.pages, order.pdf) if office else None

    def pressed(self, staged: Iterable[tuple[Outcome, Path]]) -> Iterator[tuple[Outcome, Path]]:
        """The outcomes with their reports laid out, and where they then are, in their order.

        The files as first staged stay for a run that resumes.
        """
        source = iter(staged)
        while some := [_beside(outcome, stage) for outcome, stage in islice(source, MANY)]:
            with TemporaryDirectory() as folder:
                made = self._made(some, Path(folder))
            yield from made

    def _made(
        self, some: Sequence[tuple[Outcome, Path]], folder: Path
    ) -> list[tuple[Outcome, Path]]:
        fonts = folder / "fonts.conf"
        fonts.write_text(configuration(stand_ins(self.templates)), "utf-8")
        office = replace(self.office, fonts=fonts)
        reports = [stage / name for outcome, stage in some for name in _reports(outcome)]
        copies = {path: folder / f"{n:06d}{_WORD}" for n, path in enumerate(reports)}
        for path, copy in copies.items():
            copy.write_bytes(for_layout(path.read_bytes()))
        prints = office.printed([*copies.values()], folder / "printed")
        for path, copy in copies.items():
            if copy in prints:
                self._finish(path, prints[copy].read_bytes())
        return [(_with_files(outcome, stage), stage) for outcome, stage in some]

    def _finish(self, report: Path, pdf: bytes) -> None:
        if self.pages:
            document = report.read_bytes()
            put(report, numbered(document, pages(document, pdf)))
        if self.pdf:
            put(report.with_suffix(_PRINT), _still(pdf))


def _beside(outcome: Outcome, stage: Path) -> tuple[Outcome, Path]:
    if not _reports(outcome):
        return outcome, stage
    beside = stage.with_name(f"{stage.name}-pressed")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(stage, beside)
    if again(stage).is_dir():
        shutil.copytree(again(stage), beside, dirs_exist_ok=True)
    return outcome, beside


def _reports(outcome: Outcome) -> list[str]:
    return [name for name in outcome.files if name.endswith(_WORD)]


def _with_files(outcome: Outcome, stage: Path) -> Outcome:
    names = _reports(outcome)
    names += [f"{Path(name).stem}{_PRINT}" for name in names]
    made = {name: sha for name in names if (sha := sha256_of(stage / name))}
    return replace(outcome, files={**outcome.files, **made})


def _still(pdf: bytes) -> bytes:
    """The preview without the moment at which it was made, byte for byte as long."""
    return _MOMENT.sub(lambda match: _STILL.sub(b"0", match[0]), pdf)


def unprinted(outcome: Outcome) -> list[str]:
    """The reports of a park that no preview was made of."""
    drawn = {Path(name).stem for name in outcome.files if name.endswith(_PRINT)}
    return [name for name in _reports(outcome) if Path(name).stem not in drawn]


def stood_in(reports: Iterable[Path], templates: Path) -> Mapping[str, str]:
    """The fonts that the reports name and this machine lacks, each with what is drawn instead."""
    names = {name for path in reports for name in fonts_in(path.read_bytes())}
    with TemporaryDirectory() as folder:
        config = Path(folder, "fonts.conf")
        config.write_text(configuration(stand_ins(templates)), "utf-8")
        return substituted(sorted(names), config)
