"""LibreOffice at work for us (排版程序): many files a start, own profile, own fonts, limited time.

What LibreOffice prints are copies in a folder of its own; nothing of the user's is touched.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_NAMES = ("soffice", "libreoffice")
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/opt/libreoffice/program/soffice",
)
MANY = 200  # files per start: a start costs two seconds, and memory grows from file to file
_START, _EACH = 90, 30  # seconds that a start and a file may take on a busy machine
# every bookmark of the document becomes a place of the PDF that has a name and a page
_PRINT = (
    'pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"}}'
)
_EPOCH = "315532800"  # 1 January 1980: what is made does not tell the time


@dataclass(frozen=True, slots=True)
class Office:
    """LibreOffice as found on this machine, with the fonts file it is to use."""

    program: Path
    fonts: Path | None = None  # of fontconfig; without it, the system's own fonts

    @classmethod
    def find(cls) -> "Office | None":
        """LibreOffice by its usual names and places; ``None`` if it is not installed."""
        named = (shutil.which(name) for name in _NAMES)
        found = next(
            (Path(path) for path in (*named, *_PLACES) if path and Path(path).exists()), None
        )
        return cls(found) if found else None

    def printed(self, files: Sequence[Path], folder: Path) -> Mapping[Path, Path]:
        """The files as PDF, each under its own name in ``folder``, bookmarks as destinations.

        A file that LibreOffice dies of, or is not done with in time, is tried once more alone; what
        then is missing from the answer could not be converted. Names must differ.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for start in range(0, len(files), MANY):
            self._run(files[start : start + MANY], folder)
        for file in files:
            if not _made(file, folder).exists():
                self._run([file], folder)
        return {file: _made(file, folder) for file in files if _made(file, folder).exists()}

    def _run(self, files: Sequence[Path], folder: Path) -> None:
        profile = folder.parent / "profile"
        command = [
            str(self.program),
            f"-env:UserInstallation={profile.absolute().as_uri()}",
            *("--headless", "--norestore", "--nolockcheck"),
            *("--convert-to", _PRINT, "--outdir", str(folder)),
            *map(str, files),
        ]
        process = subprocess.Popen(  # noqa: S603 -- the program found above, no shell
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=self._environment(),
            start_new_session=True,
        )
        try:
            process.wait(_START + _EACH * len(files))
        except subprocess.TimeoutExpired:
            pass
        finally:
            _end(process)
        shutil.rmtree(profile, ignore_errors=True)  # a profile that a crash left is not used again

    def _environment(self) -> dict[str, str]:
        added = {"SOURCE_DATE_EPOCH": _EPOCH, "SAL_USE_VCLPLUGIN": "svp"}
        fonts = {"FONTCONFIG_FILE": str(self.fonts)} if self.fonts else {}
        return {**os.environ, **added, **fonts}


def _made(file: Path, folder: Path) -> Path:
    return folder / f"{file.stem}.pdf"


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the program and what it started; LibreOffice is a starter and the program proper."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
