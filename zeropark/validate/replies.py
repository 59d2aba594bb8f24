"""Issues that want a word and got one (需说明的事项的答复)."""

from collections.abc import Iterable
from dataclasses import replace

from zeropark.model import Issue, Reply


def answered(issues: Iterable[Issue], replies: Iterable[Reply]) -> tuple[Issue, ...]:
    """The issues, those that want a word and got one (需说明) now only noted, with that word.

    An answer holds for what stood there when it was given: of another content it is asked anew.
    """
    said = {(r.code, r.sheet, r.name, r.found): r.text for r in replies}
    return tuple(_with_reply(issue, said.get(_asked(issue), "")) for issue in issues)


def _asked(issue: Issue) -> tuple[str, str, str, str]:
    given = issue.params.get
    sheet = issue.cell.sheet if issue.cell else given("sheet", "")
    return issue.code, sheet, given("name", "").strip(), given("found", "").strip()


def _with_reply(issue: Issue, reply: str) -> Issue:
    if not reply or issue.level != "query":
        return issue
    return replace(issue, level="note", params={**issue.params, "reply": reply})
