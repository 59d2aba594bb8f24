"""The Jinja side of a template, read before use (语法检查): syntax, names, filters, macro files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from jinja2 import TemplateSyntaxError, nodes

from zeropark.report.engine.faults import Faults
from zeropark.report.engine.sandbox import (
    GLOBALS,
    Sandbox,
    forbidden_names,
    imported,
    undeclared,
    unknown_tools,
)
from zeropark.report.engine.source import BLOCKS, Source, is_assignment
from zeropark.report.engine.tags import PRINT, Tag

Where = Callable[[int], tuple[str, ...]]  # a line of the source → the place that a message names


@dataclass(frozen=True, slots=True)
class Checked:
    """A part's source with Jinja's reading of it (语法树)."""

    source: Source
    tree: nodes.Template


@dataclass(slots=True)
class Reader:
    """Reads parts and the macro files that they import, and gathers the names that they use."""

    environment: Sandbox
    library: Mapping[str, str]
    faults: Faults
    names: set[str] = field(default_factory=set)
    _read: set[str] = field(default_factory=set)

    def read(self, source: Source) -> Checked:
        """Jinja's reading of a part (解析部件源码); after a fault of syntax, an empty one."""
        try:
            tree = self.environment.parse(source.text, source.part)
        except TemplateSyntaxError as error:
            self._note_syntax(source, error)
            return Checked(source, nodes.Template([]))
        self._inspect(tree, self.faults, source.place)
        return Checked(source, tree)

    def _note_syntax(self, source: Source, error: TemplateSyntaxError) -> None:
        """Jinja stops at the first fault; each tag alone shows the others."""
        known = len(self.faults.found)
        for tag in source.tags:
            try:
                self.environment.parse(_complete(tag))
            except TemplateSyntaxError as own:
                place = (source.part, tag.paragraph, tag.typed)
                self.faults.add("T110", *place, detail=own.message or "")
        if not known and not self.faults.found:
            self.faults.add("T110", *source.place(error.lineno), detail=error.message or "")

    def _read_macros(self, name: str) -> None:
        if name in self._read:
            return
        self._read.add(name)
        faults = Faults(name, self.faults.found)
        try:
            tree = self.environment.parse(self.library[name], name)
        except TemplateSyntaxError as error:
            faults.add("T110", f"{name}:{error.lineno}", detail=error.message or "")
            return
        self._inspect(tree, faults, lambda line: (f"{name}:{line}",))

    def _inspect(self, tree: nodes.Template, faults: Faults, where: Where) -> None:
        known = len(faults.found)
        for line, name in forbidden_names(tree):
            faults.add("T112", *where(line), name=name)
        for line, name in unknown_tools(tree, self.environment):
            faults.add("T111", *where(line), name=name)
        for line, name in imported(tree):
            if name in self.library:
                self._read_macros(name)
            else:
                faults.add("T113", *where(line), name=name)
        if len(faults.found) == known:  # Jinja cannot follow names through an unknown filter
            self.names |= undeclared(tree, self.environment) - set(GLOBALS)


def _complete(tag: Tag) -> str:
    """A tag as a template of its own: a block with its end, a branch within a block."""
    source = tag.source()
    if tag.kind == PRINT:
        return source
    if tag.word == "elif":
        return f"{{% if x %}}{source}{{% endif %}}"
    if tag.word in BLOCKS and not is_assignment(tag):
        return f"{source}{{% end{tag.word} %}}"
    return "" if tag.word == "else" or tag.word.startswith("end") else source
