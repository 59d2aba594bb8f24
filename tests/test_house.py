"""House rules that run (家规): conventions that matter are tests, not habits."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from zeropark import messages
from zeropark.cli import _COMMANDS
from zeropark.model import Standard

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "zeropark"
MODULES = sorted(PACKAGE.rglob("*.py"))
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
ADDRESS = re.compile(r"\$?[A-Z]{1,2}\$?[1-9]\d*(:\$?[A-Z]{1,3}\$?[1-9]\d*)?")
CODE = re.compile(r"[WVCDSTF]\d{3}")
MARK = "V2"  # how sure a factor is


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _docstrings(tree: ast.Module) -> set[int]:
    """The lines at which docstrings stand."""
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef)
    return {
        node.body[0].lineno
        for node in ast.walk(tree)
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr)
    }


def _literals(path: Path) -> Iterator[tuple[int, str]]:
    """Every string of the code that is not a docstring."""
    tree = _tree(path)
    documented = _docstrings(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str() as text) if node.lineno not in documented:
                yield node.lineno, text


def _found(pattern: re.Pattern[str], *, whole: bool = False) -> list[str]:
    match = pattern.fullmatch if whole else pattern.search
    return [
        f"{path.relative_to(ROOT)}:{line} {text!r}"
        for path in MODULES
        for line, text in _literals(path)
        if match(text)
    ]


def test_no_chinese_stands_in_a_string_of_the_package() -> None:
    assert _found(CHINESE) == []


def test_no_cell_address_stands_in_a_string_of_the_package() -> None:
    addresses = [
        found
        for found in _found(ADDRESS, whole=True)
        if not CODE.search(found) and MARK not in found
    ]

    assert addresses == []


def test_every_code_that_is_raised_has_its_sentence_and_every_sentence_its_use() -> None:
    used = {text for path in MODULES for _, text in _literals(path) if CODE.fullmatch(text)}
    written = {code for code in messages.issue_codes() if CODE.fullmatch(code)}
    written |= set(messages._catalogue()["fault"])

    assert used == written


def test_every_issue_says_what_is_wrong_and_what_to_do() -> None:
    for code in messages.issue_codes():
        entry = messages._entry(code)
        assert entry["text"], code
        assert entry["remedy"], code
        assert entry["level"] in {"error", "query", "note"}, code


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_keeps_to_its_length(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE
    functions = (n for n in ast.walk(_tree(path)) if isinstance(n, ast.FunctionDef))
    long = [f.name for f in functions if (f.end_lineno or 0) - f.lineno >= LONGEST_FUNCTION]
    assert long == []


def _calls(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_clock_and_no_float_where_figures_are_made(path: Path) -> None:
    calls = set(_calls(path))
    room = path.relative_to(PACKAGE).parts[0]

    assert room == "cli" or not any(
        call.endswith((".now", ".today", "time.time", ".utcnow")) for call in calls
    )
    assert room == "workbook" or "float" not in calls


def test_only_the_batch_catches_whatever_comes() -> None:
    broad = [
        f"{path.relative_to(PACKAGE)}"
        for path in MODULES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    ]

    assert broad == ["batch/workshop.py"]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_edges_open_packages_and_xml(path: Path) -> None:
    """zipfile and expat belong to the rooms that know Excel and Word."""
    room = path.relative_to(PACKAGE).parts[0]
    imported = {
        name
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [a.name for a in node.names]
        )
    }

    assert room in {"workbook", "report"} or not any(
        name.startswith(("zipfile", "xml", "pyexpat")) for name in imported
    )


def test_every_command_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")

    assert [name for name in _COMMANDS if f"zeropark {name}" not in readme] == []


def test_everything_of_the_standard_says_where_it_comes_from(shanxi: Standard) -> None:
    for variant in shanxi.variants.values():
        owners = (variant.quantities, variant.indicators, variant.checks)
        assert all(each.clause for owner in owners for each in owner)
    for table in shanxi.factors.values():
        for row in table.rows:
            assert row["source"], table.id
            assert row["mark"] in {"V", "V2"}, table.id


def test_no_shipped_scheme_calls_itself_official(shanxi: Standard) -> None:
    """The points are not in the drafting notes: nobody may take a draft for the standard's own."""
    assert {scheme.status for scheme in shanxi.schemes.values()} == {"draft"}
