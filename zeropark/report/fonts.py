"""Which fonts a preview is drawn with (字体替代): the stand-ins of the data, told apart by name."""

import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from zeropark.report.engine.package import package_of

FILE = Path("shared", "fonts.toml")  # within the folder of templates
_SYSTEM = "/etc/fonts/fonts.conf"
_SECONDS = 20
_STYLES = "word/styles.xml"
_FONTS = re.compile(r"<w:rFonts\b[^>]*>")
_NAMED = re.compile(r'w:(?:ascii|eastAsia)="([^"]+)"')


@dataclass(frozen=True, slots=True)
class StandIn:
    """Fonts that one of others may stand in for (替代字体), best first."""

    names: tuple[str, ...]
    instead: tuple[str, ...]
    bold: bool = False


def stand_ins(templates: Path) -> tuple[StandIn, ...]:
    """What the data says of fonts; nothing where it has no such file."""
    path = templates / FILE
    if not path.is_file():
        return ()
    fonts = tomllib.loads(path.read_text("utf-8"))["font"]
    return tuple(
        StandIn(tuple(f["names"]), tuple(f["instead"]), f.get("bold", False)) for f in fonts
    )


def configuration(fonts: Iterable[StandIn]) -> str:
    """A private fontconfig file: the system's own, and for each name its stand-ins behind it."""
    rules = "".join(_rule(name, font) for font in fonts for name in font.names)
    return (
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">{_SYSTEM}</include>{rules}</fontconfig>'
    )


def _rule(name: str, font: StandIn) -> str:
    """The wanted font itself stays first: where it is installed, nothing stands in for it."""
    families = "".join(f"<string>{escape(family)}</string>" for family in (name, *font.instead))
    bold = (
        '<edit name="weight" mode="assign" binding="strong"><const>bold</const></edit>'
        if font.bold
        else ""
    )
    return (
        '<match target="pattern"><test qual="any" name="family" compare="eq">'
        f"<string>{escape(name)}</string></test>"
        f'<edit name="family" mode="assign" binding="strong">{families}</edit>{bold}</match>'
    )


def substituted(names: Iterable[str], config: Path) -> Mapping[str, str]:
    """For each font that is not installed, the one that stands in for it; nothing where unknown."""
    matcher = shutil.which("fc-match")
    if matcher is None:
        return {}
    found = {name: _match(matcher, name, config) for name in names}
    return {name: said[0] for name, said in found.items() if said and name not in said}


def _match(matcher: str, name: str, config: Path) -> list[str]:
    """The names of the font that fontconfig chooses, in every language it knows."""
    done = subprocess.run(  # noqa: S603 -- the program found above, no shell
        [matcher, "-f", "%{family}", f"{name}:lang=zh-cn"],
        capture_output=True,
        check=False,
        timeout=_SECONDS,
        env={"FONTCONFIG_FILE": str(config)},
        encoding="utf-8",
    )
    return [family for family in done.stdout.split(",") if family]


def fonts_in(document: bytes) -> frozenset[str]:
    """The fonts that the styles of a Word file name (所用字体)."""
    styles = package_of(document, _STYLES).content(_STYLES).decode()
    return frozenset(name for fonts in _FONTS.findall(styles) for name in _NAMED.findall(fonts))
