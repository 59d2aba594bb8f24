"""Issue codes and interface words → Chinese sentences (提示文字): the door to the catalogue."""

import errno
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:  # --help needs words, but no records
    from decimal import Decimal

    from zeropark.model import Issue, Level

LANGUAGE = "zh"
_HELP = "-help"


@cache
def _catalogue(part: str = "") -> Mapping[str, Any]:
    """The catalogue, or that part of it which is a file of its own."""
    name = f"{__path__[0]}/{LANGUAGE}{part}.toml"
    with open(name, "rb") as file:  # noqa: PTH123 -- importing Path takes 5 ms, a tenth of --help
        return tomllib.load(file)


def issue_codes() -> tuple[str, ...]:
    """Every issue code of the catalogue, in its order."""
    return tuple(_catalogue()["issue"])


def _entry(code: str) -> Mapping[str, str]:
    """The entry of a code; a standard's own checks (C…) share one, their words are data."""
    issues: Mapping[str, Mapping[str, str]] = _catalogue()["issue"]
    return issues.get(code) or issues[code[:1]]


def level(code: str) -> "Level":
    """The severity of an issue (级别): ``error`` 错误, ``query`` 需说明 or ``note`` 提示."""
    return cast("Level", _entry(code)["level"])


def rank(level: "Level") -> int:
    """Where a severity stands: what must be mended first, what should be looked at last."""
    return list(words("levels")).index(level)


def ordered(issues: "Iterable[Issue]") -> "list[Issue]":
    """The issues as every list shows them: by severity, each in the order of the workbook."""
    return sorted(issues, key=lambda issue: rank(issue.level))


def what(code: str, params: Mapping[str, object]) -> str:
    """What is wrong (问题), with the parameters put in, and what the park said to it."""
    told = _entry(code)["text"].format_map(params)
    return f"{told}{word('answered', reply=params['reply'])}" if params.get("reply") else told


def remedy(code: str, params: Mapping[str, object]) -> str:
    """What to do about it (怎样修改), with the parameters put in."""
    return _entry(code)["remedy"].format_map(params)


def fault(code: str, params: Mapping[str, object]) -> str:
    """A fault of a standard or template (标准数据的错误), for its author."""
    return str(_catalogue()["fault"][code]).format_map(params)


def word(key: str, **params: object) -> str:
    """An interface word or sentence (界面用语), with the parameters put in."""
    return _sentence(key).format_map(params)


@cache  # a thousand of them are said of one workbook
def _sentence(key: str) -> str:
    words_ = _catalogue(_HELP) if key.startswith("help_") else _catalogue()["word"]
    return str(words_[key])


@cache
def words(key: str) -> Mapping[str, str]:
    """A small table of interface words (词表), such as the codes for a missing answer."""
    return dict(_catalogue()["words"][key])


def percent(share: "Decimal") -> str:
    """A share as people write it (百分数), exactly: 0.985 is 98.5%."""
    return f"{(share * 100).normalize():f}%"


def some(names: Sequence[str], most: int, more: str) -> str:
    """Names in a row (列举); of more than ``most`` those, and in the word ``more`` how many."""
    shown = word("list_sign").join(names[:most])
    return word(more, names=shown, count=len(names)) if names[most:] else shown


def refused(error: OSError) -> str:
    """Why the system refused (系统拒绝的原因): in words where there are some, else as it says."""
    name = errno.errorcode.get(error.errno or 0, "")
    return words("refusals").get(name) or error.strerror or name
