"""The faults of one Word template (模板的错误), gathered and then raised together."""

from dataclasses import dataclass, field

from zeropark.model import StandardError, StandardFault

SHOWN = 60  # characters of a paragraph, tag or value that a message quotes


def shortened(text: str) -> str:
    """A text (摘录) short enough to be quoted in a message, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


@dataclass(frozen=True, slots=True)
class Faults:
    """Gathers the faults of the template ``file`` (模板的错误), to be raised at the end."""

    file: str
    found: list[StandardFault] = field(default_factory=list)

    def add(self, code: str, *where: str, **params: object) -> None:
        """Note a fault; ``where`` goes from the part over the paragraph's text to the tag."""
        place = " | ".join(shortened(step) for step in where if step.strip())
        self.found.append(StandardFault(code, self.file, place, params))

    def error(self) -> StandardError:
        """All faults found (全部错误), as one error to raise."""
        return StandardError(self.file, self.found)

    def raise_any(self) -> None:
        """Raise all faults at once, if there are any.

        Raises:
            StandardError: the group of all faults found.
        """
        if self.found:
            raise self.error()
