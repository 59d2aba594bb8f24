"""A web page from a template (网页模板): the same context and sentences as the Word documents."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Template, TemplateSyntaxError, nodes, pass_eval_context
from jinja2.exceptions import SecurityError, TemplateError, UndefinedError
from markupsafe import Markup, escape

from zeropark.model import NOTHING
from zeropark.report.engine.faults import Faults
from zeropark.report.engine.sandbox import (
    GLOBALS,
    Missing,
    PrintError,
    Sandbox,
    forbidden_names,
    imported,
    sandbox,
    undeclared,
    unknown_tools,
)
from zeropark.report.engine.template import digest_of

_TEMPLATE = ".j2"
_LAYOUT = re.compile(r"\s*\n\s*")  # of a macro file: not printed, as in Word
_ERRORS = (
    *(TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError),
    RecursionError,
)


@pass_eval_context
def _shown(_: nodes.EvalContext, value: object) -> str:
    """A value as a page shows it, escaped: nothing is escaped behind it (see ``_Writer``).

    Raises:
        PrintError: the value is ``None``, true or false, or has no text of its own.
    """
    if isinstance(value, Markup):
        return Markup(_LAYOUT.sub("", value))  # noqa: S704 -- was markup before
    if isinstance(value, str | Missing):
        return escape(" ".join(str(value).split("\n")))
    if isinstance(value, bool) or not isinstance(value, int):
        raise PrintError(type(value).__name__)
    return str(value)


def page_name(template: str) -> str:
    """The name of the file that a template of that name makes (文件名)."""
    return template.removesuffix(_TEMPLATE)


@dataclass(frozen=True, slots=True)
class PageTemplate:
    """A page's template (网页模板), ready to be rendered; ``names`` as of a Word template."""

    file: str
    names: frozenset[str]
    digest: str
    _template: Template

    @classmethod
    def load(cls, path: Path, library: Mapping[str, str]) -> "PageTemplate":
        """Compiles and checks a template. Raises StandardError with all its faults."""
        faults, names = Faults(str(path)), set[str]()
        environment = sandbox(library).overlay(finalize=_shown)
        texts = {path.name: path.read_text("utf-8"), **library}
        trees: dict[str, nodes.Template] = {}
        waiting = [path.name]
        while waiting:
            name = waiting.pop()
            tree = _parsed(environment, name, texts[name], faults)
            trees[name] = tree
            names |= undeclared(tree, environment) if not faults.found else set()
            for line, wanted in imported(tree):
                if wanted not in library:
                    faults.add("T113", f"{name}:{line}", name=wanted)
                elif wanted not in (*trees, *waiting):
                    waiting.append(wanted)
        faults.raise_any()
        code = environment.compile(trees[path.name], path.name, path.name)
        template = Template.from_code(environment, code, environment.make_globals(None))
        return cls(str(path), frozenset(names - set(GLOBALS)), digest_of(path, library), template)

    def render(
        self, context: Mapping[str, object], _properties: Mapping[str, str] = NOTHING
    ) -> bytes:
        """The page for one context; unlike a Word file it carries nothing unprinted.

        Raises:
            StandardError: the context does not have what the template asks for.
        """
        faults = Faults(self.file)
        try:
            return self._template.render(context).encode()
        except UndefinedError as error:
            faults.add("T121", name=error.message)
        except PrintError as error:
            faults.add("T122", type=error.message)
        except SecurityError as error:
            faults.add("T123", detail=error.message)
        except _ERRORS as error:
            faults.add("T124", detail=f"{type(error).__name__}: {error}")
        raise faults.error()


def _parsed(environment: Sandbox, name: str, text: str, faults: Faults) -> nodes.Template:
    try:
        tree = environment.parse(text, name)
    except TemplateSyntaxError as error:
        faults.add("T110", f"{name}:{error.lineno}", detail=error.message or "")
        return nodes.Template([])
    for line, found in forbidden_names(tree):
        faults.add("T112", f"{name}:{line}", name=found)
    for line, found in unknown_tools(tree, environment):
        faults.add("T111", f"{name}:{line}", name=found)
    return tree
