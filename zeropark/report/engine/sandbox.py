"""The Jinja environment that templates run in (沙箱): few filters, and nothing lost in silence."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import BuiltinMethodType
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, meta, nodes, pass_eval_context
from jinja2.compiler import CodeGenerator
from jinja2.environment import TemplateModule
from jinja2.exceptions import TemplateRuntimeError
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from zeropark.report.engine.source import XML_FILTER
from zeropark.report.engine.text import characters, marked_macro

# What a report needs to arrange its values. Not here: `safe` (a value could write XML), `attr` and
# `format` (ways around the sandbox), `random`, and what only a web page has a use for.
FILTERS = (
    *("abs", "batch", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first"),
    *("groupby", "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min"),
    *("reject", "rejectattr", "replace", "reverse", "round", "select", "selectattr", "slice"),
    *("sort", "string", "sum", "title", "trim", "truncate", "unique", "upper", "wordcount"),
)
# Methods that only read, and of which a template has a thousand calls.
_READING: Mapping[type, frozenset[str]] = {
    str: frozenset({"rstrip", "rpartition", "split", "count"}),
    dict: frozenset({"get"}),
}
_NONE: frozenset[str] = frozenset()
_OF_LOOPS = frozenset({"index", "index0", "first", "last", "length"})  # plain numbers and signs
GLOBALS = ("range", "cycler", "joiner", "namespace")


class PrintError(TemplateRuntimeError):
    """A value has no form for print (无法打印的值), such as ``None``; the message is its type."""


@pass_eval_context  # else Jinja would print constants by itself, when it compiles
def printed(_: nodes.EvalContext, value: object) -> str:
    """A value as a report prints it (打印值), marked for Word and escaped.

    Raises:
        PrintError: the value is ``None``, true or false, a binary float, a list, or an object
            without a text of its own.
        UndefinedError: the value does not exist.
    """
    if type(value) is str:
        return characters(value)
    if isinstance(value, Markup):
        return marked_macro(value)
    if isinstance(value, bool) or (
        not isinstance(value, int) and type(value).__str__ is object.__str__
    ):
        return _printed_object(value)
    return characters(str(value))


def _printed_object(value: object) -> Markup:
    if hasattr(value, "__html__"):
        return marked_macro(Markup(value))  # noqa: S704 -- an object that writes Word XML
    raise PrintError(type(value).__name__)


def word_xml(value: object) -> Markup:
    """Word XML (Word 元素) for a place between elements.

    Raises:
        PrintError: the value is a text or a number, which must stand inside of a run.
        UndefinedError: the value does not exist.
    """
    if isinstance(value, StrictUndefined):
        str(value)
    return _printed_object(value)


class Missing(StrictUndefined):
    """A name that the context does not hold (未定义的名称); its error message is the name alone."""

    __slots__ = ()
    __abs__ = __round__ = StrictUndefined.__int__  # so that filters fail by the name as well

    @property
    def _undefined_message(self) -> str:
        return self._undefined_hint or str(self._undefined_name)


class _Writer(CodeGenerator):
    """Has a template write what ``printed`` gives as it is (代码生成): nothing is escaped twice."""

    def _output_child_pre(self, _node: object, _frame: object, finalize: Any) -> None:  # noqa: ANN401 -- Jinja's
        self.write(finalize.src)

    def _output_child_post(self, _node: object, _frame: object, _finalize: object) -> None:
        self.write(")")


class Sandbox(ImmutableSandboxedEnvironment):
    """A Jinja environment (沙箱环境) in which a row's keys come before the methods of ``dict``."""

    code_generator_class = _Writer

    def getattr(self, obj: object, attribute: str) -> object:
        """The value behind ``obj.attribute`` (取属性)."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        if type(obj) is TemplateModule and type(obj.__dict__.get(attribute)) is Macro:
            return obj.__dict__[attribute]
        if type(obj) is LoopContext and attribute in _OF_LOOPS:
            return getattr(obj, attribute)
        if attribute in _READING.get(type(obj), _NONE):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def call(self, context: Context, called: object, *args: object, **named: object) -> object:
        """What a call gives (调用); macros of the library need none of the sandbox's looks.

        Nor does a method that Python itself has: one that changes anything is not to be had.
        """
        if isinstance(called, Macro | BuiltinMethodType):
            for of_loops in ("_loop_vars", "_block_vars"):  # what only other callables receive
                named.pop(of_loops, None)
            return called(*args, **named)
        return super().call(context, called, *args, **named)


@lru_cache(maxsize=8)
def _sandbox(library: tuple[tuple[str, str], ...]) -> Sandbox:
    texts = dict(library)

    def load(name: str) -> tuple[str, str, None] | None:
        return (texts[name], name, None) if name in texts else None

    sandbox = Sandbox(
        undefined=Missing,
        autoescape=True,
        finalize=printed,
        loader=FunctionLoader(load),
        auto_reload=False,
        trim_blocks=False,
        optimized=False,  # nothing is worked out where it is only read: there no limit holds
    )
    sandbox.filters = {name: sandbox.filters[name] for name in FILTERS} | {XML_FILTER: word_xml}
    sandbox.globals = {name: sandbox.globals[name] for name in GLOBALS}
    return sandbox


def sandbox(library: Mapping[str, str]) -> Sandbox:
    """The environment for a library of macro files (共用环境), the same for the same library."""
    return _sandbox(tuple(sorted(library.items())))


# ------------------------------------------------------------------ reading a template before use


def undeclared(tree: nodes.Template, environment: Sandbox) -> set[str]:
    """The names that a template takes from its context (所用名称), nothing worked out for it."""
    tracking = meta.TrackingCodeGenerator(environment)
    tracking.optimizer = None
    tracking.visit(tree)
    return tracking.undeclared_identifiers


def _names(node: nodes.Node) -> Iterator[str]:
    match node:
        case nodes.Name():
            yield node.name
        case nodes.Getattr():
            yield node.attr
        case nodes.Keyword():
            yield node.key
        case nodes.Const() if isinstance(node.value, str):
            yield node.value
        case _:
            return


def forbidden_names(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """Names and texts with ``__`` (禁用名称), by which a template could reach Python's inside."""
    for node in tree.find_all(nodes.Node):
        for name in _names(node):
            if "__" in name:
                yield node.lineno, name


def unknown_tools(tree: nodes.Template, environment: Sandbox) -> Iterator[tuple[int, str]]:
    """Filters, tests and statements that there are not (未知过滤器、未知语句)."""
    for statement in tree.find_all((nodes.Include, nodes.Extends, nodes.Block)):
        yield statement.lineno, type(statement).__name__.lower()
    for statement in tree.find_all(nodes.EvalContextModifier):  # what would print markup as such
        yield from ((statement.lineno, option.key) for option in statement.options)
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        known = environment.filters if isinstance(node, nodes.Filter) else environment.tests
        if node.name not in known:
            yield node.lineno, node.name


def imported(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """The macro files that a template names (引用的宏文件), each made to see the context."""
    for node in tree.find_all((nodes.Import, nodes.FromImport)):
        if isinstance(node, nodes.Import | nodes.FromImport):  # all are; the checker needs the word
            node.with_context = True
            target = node.template
            yield node.lineno, target.value if isinstance(target, nodes.Const) else ""
