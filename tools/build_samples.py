"""Draws the sample workbooks of ``workbooks/`` and has LibreOffice save them (示例填报表).

The main job then reads files that a real spreadsheet program wrote. Run after the questions change.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory

from zeropark.sample import draw
from zeropark.standard import find, load
from zeropark.workbook import write

ROOT = Path(__file__).resolve().parents[1]
SEED = 2024
LEVELS = {
    "sx-zero-carbon-park-2024": {
        "industrial": ("excellent", "good", "mediocre"),
        "agricultural": ("excellent", "good", "gaps"),
        "tourism": ("excellent", "mediocre", "gaps"),
    },
    "cn-zero-carbon-park-2025": {"park": ("excellent", "good")},
}


def main() -> None:
    """Write every sample anew."""
    office = which("soffice")
    if office is None:
        raise SystemExit("需要 LibreOffice（soffice）。")
    with TemporaryDirectory() as folder:
        drawn = list(_drawn(Path(folder)))
        subprocess.run(  # noqa: S603 -- a fixed program on our own files
            [
                office,
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "xlsx:Calc MS Excel 2007 XML",
                "--outdir",
                str(ROOT / "workbooks"),
                *map(str, drawn),
            ],
            check=True,
        )


def _drawn(folder: Path) -> Iterator[Path]:
    for name, variants in LEVELS.items():
        standard = load(find() / name)
        for variant, levels in variants.items():
            for number, level in enumerate(levels, start=1):
                sample = draw(standard, standard.variants[variant], number, level, SEED)
                path = folder / f"{sample.name}.xlsx"
                write(standard, standard.variants[variant], path, sample.filling)
                yield path


if __name__ == "__main__":
    main()
