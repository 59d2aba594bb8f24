"""Workbooks of the shipped standard for the tests of batch and command: drawn once, then edited."""

import re
import tempfile
from functools import cache
from html import escape
from pathlib import Path

from workbook_park import WORKBOOK, edited, with_cell

from zeropark.model import Standard
from zeropark.sample import draw, profiles
from zeropark.standard import find, load
from zeropark.workbook import write

POWER = "v_el_in__report"  # the name of the cell of the electricity bought
VARIANTS = ("industrial", "agricultural", "tourism")


@cache
def shipped() -> Standard:
    """The shipped standard."""
    return load(find() / "sx-zero-carbon-park-2024")


def _part(place: int) -> str:
    return f"xl/worksheets/sheet{place}.xml"


_SHEETS = [sheet.id for sheet in shipped().variants["industrial"].sheets]  # after the front page
BASIC, ENERGY = (_part(_SHEETS.index(id_) + 2) for id_ in ("basic", "energy"))
META = _part(len(_SHEETS) + 3)  # after the lists


@cache
def sample(variant: str = "industrial", profile: str = "good") -> bytes:
    """A workbook of that variant and level as the park would send it."""
    standard = shipped()
    number = profiles(standard).index(profile) + 1
    drawn = draw(standard, standard.variants[variant], number, profile, seed=1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "sample.xlsx")
        write(standard, standard.variants[variant], path, drawn.filling)
        return path.read_bytes()


def named(park: str, data: bytes | None = None) -> bytes:
    """The workbook (the good industrial one if none is given) of a park of that name.

    Its certificates have numbers of their own; those of ``sharing`` have not.
    """
    mark = "示例绿证"
    own = f"{escape(park)}-{mark}"
    return sharing(park, edited(data or sample(), ENERGY, lambda text: text.replace(mark, own)))


def sharing(park: str, data: bytes) -> bytes:
    """The workbook of a park of that name, all else the same."""
    text = f's="STYLE" t="inlineStr"><is><t xml:space="preserve">{escape(park)}</t></is>'
    return with_cell(data, where(data, "v_park_name"), text, BASIC)


def with_power(xml: str) -> bytes:
    """The good industrial workbook with the cell of the electricity bought replaced.

    ``STYLE`` in ``xml`` stands for the cell's style.
    """
    return with_cell(sample(), where(sample(), POWER), xml, ENERGY)


def of_another_edition() -> bytes:
    """The good industrial workbook as if made from another edition of the standard."""
    assert shipped().edition.startswith("2024")
    return edited(sample(), META, lambda text: text.replace("<t>2024", "<t>2019"))


def where(data: bytes, name: str) -> str:
    """The cell of that name."""
    found: list[str] = []

    def look(text: str) -> str:
        found.extend(re.findall(rf'<definedName name="{name}">[^<]*!([^<]*)<', text))
        return text

    edited(data, WORKBOOK, look)
    return found[0].replace("$", "")
