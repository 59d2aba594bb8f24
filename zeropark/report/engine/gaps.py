"""What a report still lacks (待补), highlighted where a template printed it."""

import re
from functools import cache

from zeropark.messages import word

_NAME = "\0"
_BEHIND = re.compile(
    r"<w:(?:u|effect|bdr|shd|fitText|vertAlign|rtl|cs|em|lang|eastAsianLayout|specVanish|oMath)\b"
    r"|</w:rPr>"
)
_HIGHLIGHT = '<w:highlight w:val="yellow"/>'
_TEXT = '<w:t xml:space="preserve">'
_RUN, _RUN_END = "<w:r>", "</w:t></w:r>"


@cache
def gap_pattern() -> re.Pattern[str]:
    """A gap as templates print it (待补标记); its group says what is wanting."""
    opening, _, closing = word("gap", name=_NAME).partition(_NAME)
    return re.compile(f"{re.escape(opening)}([^<{re.escape(opening[0] + closing)}]*){closing}")


def highlighted(xml: str) -> str:
    """A part with every gap in a run of its own, marked yellow (突出显示)."""
    return gap_pattern().sub(_marked, xml)


def _marked(match: re.Match[str]) -> str:
    xml, at = match.string, match.start()
    text = xml.rfind("<", 0, at)
    run = xml.rfind(_RUN, 0, text)
    if run < 0 or not xml.startswith(("<w:t>", "<w:t "), text):
        return match[0]  # in a property of the file there is nothing to colour
    properties = xml[run + len(_RUN) : xml.find("</w:rPr>", run, text) + len("</w:rPr>")]
    properties = properties if properties.startswith("<w:rPr>") else ""
    coloured = _coloured(properties or "<w:rPr></w:rPr>")
    return f"{_RUN_END}{_RUN}{coloured}{_TEXT}{match[0]}{_RUN_END}{_RUN}{properties}{_TEXT}"


def _coloured(properties: str) -> str:
    """Run properties with the highlight in its place of the schema."""
    if "<w:highlight" in properties:
        return properties
    behind = _BEHIND.search(properties)
    at = behind.start() if behind else len(properties)
    return f"{properties[:at]}{_HIGHLIGHT}{properties[at:]}"
