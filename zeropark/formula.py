"""Arithmetic written in the standard (公式): parse → value, names, and the formula written out.

The language is closed: numbers, names, ``name[period]``, ``+ - * /``, ``sum min max``, and one
comparison where a condition stands. Python's grammar is borrowed through ``ast`` and whitelisted
node by node; nothing is ever executed.
"""

import ast
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache, reduce

# Wide enough that the dust of a division never reaches the 20th place, where limits are compared.
EXACT = Context(prec=50)
DUST = Decimal("1e-20")

Value = Decimal | tuple[Decimal, ...]


class FormulaError(ValueError):
    """A formula that the language does not allow (公式错误): code and what it stumbled over."""

    def __init__(self, code: str, text: str, found: str) -> None:
        super().__init__(code, text, found)
        self.code, self.text, self.found = code, text, found


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written (常数)."""

    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A name (引用), in the period at hand or a named one."""

    name: str
    period: str = ""

    def __str__(self) -> str:
        return f"{self.name}[{self.period}]" if self.period else self.name


@dataclass(frozen=True, slots=True)
class Operation:
    """Two sides and an operator (运算): arithmetic or, at the top, a comparison."""

    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """``sum``, ``min`` or ``max`` of its arguments (求和、取小、取大)."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | Ref | Operation | Call

_ARITHMETIC: Mapping[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_COMPARED: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_COMPARISON: Mapping[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_FUNCTIONS = ("sum", "min", "max")
_BINDING = {"+": 1, "-": 1, "*": 2, "/": 2}
_EXCEL = {"==": "=", "!=": "<>"}
_SEEN = 7  # places of a difference that binary arithmetic can be trusted with
_PRINTED = {"*": "×", "/": "÷", "-": "−", "<=": "≤", ">=": "≥", "==": "=", "!=": "≠"}  # noqa: RUF001


@cache
def parse(text: str) -> Node:
    """The formula as a tree. Raises FormulaError for anything outside the language."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        if isinstance(tree, ast.Compare):
            return _comparison(tree, text)
        return _arithmetic(tree, text)
    except FormulaError:
        raise
    except (SyntaxError, ValueError, RecursionError) as error:
        raise FormulaError("D301", text, str(error)) from error


def _comparison(tree: ast.Compare, text: str) -> Node:
    if len(tree.ops) != 1 or type(tree.ops[0]) not in _COMPARISON:
        raise FormulaError("D302", text, ast.unparse(tree))
    sign = _COMPARISON[type(tree.ops[0])]
    return Operation(sign, _arithmetic(tree.left, text), _arithmetic(tree.comparators[0], text))


def _arithmetic(tree: ast.expr, text: str) -> Node:
    match tree:
        case ast.Constant(value=value) if type(value) in {int, float}:
            written = ast.get_source_segment(text.strip(), tree) or ""
            return _number(written, text)
        case ast.Name(id=name):
            return Ref(name)
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Name(id=period)):
            return Ref(name, period)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            sign = _ARITHMETIC[type(op)]
            return Operation(sign, _arithmetic(left, text), _arithmetic(right, text))
        case ast.Call(func=ast.Name(id=function), args=[_, *_] as args, keywords=[]) if (
            function in _FUNCTIONS
        ):
            return Call(function, tuple(_arithmetic(arg, text) for arg in args))
        case _:
            raise FormulaError("D302", text, ast.unparse(tree))


def _number(written: str, text: str) -> Number:
    if not written.replace(".", "", 1).isdecimal() or not written.isascii():
        raise FormulaError("D302", text, written)
    return Number(Decimal(written), written)


def is_condition(text: str) -> bool:
    """Whether the formula compares (条件) rather than works out a number."""
    node = parse(text)
    return isinstance(node, Operation) and node.sign in _COMPARISON.values()


@cache  # a standard's formulas are asked again in every row of every workbook
def references(text: str) -> tuple[Ref, ...]:
    """Every name the formula uses, each once, in reading order (引用的名称)."""
    return tuple(dict.fromkeys(ref for ref, _ in _walk(parse(text), gathered=False)))


def gathered(text: str) -> frozenset[Ref]:
    """The names that stand directly in ``sum``, ``min`` or ``max``: only there may rows stand."""
    walked = tuple(_walk(parse(text), gathered=False))
    return frozenset(ref for ref, inside in walked if inside) - {
        r for r, inside in walked if not inside
    }


def is_sum(text: str) -> bool:
    """Whether the formula does nothing but add and subtract names (合计)."""
    return _adds(parse(text))


def _adds(node: Node) -> bool:
    match node:
        case Operation(sign="+" | "-", left=left, right=right):
            return _adds(left) and _adds(right)
        case Call(function="sum", arguments=arguments):
            return all(map(_adds, arguments))
    return isinstance(node, Ref)


def ratio(text: str) -> tuple[Ref, Ref] | None:
    """The two names of a formula that only divides one by the other (比值); ``None`` for others."""
    match parse(text):
        case Operation(sign="/", left=Ref() as part, right=Ref() as whole):
            return part, whole
    return None


def _walk(node: Node, *, gathered: bool) -> Iterator[tuple[Ref, bool]]:
    match node:
        case Ref():
            yield node, gathered
        case Operation(left=left, right=right):
            yield from _walk(left, gathered=False)
            yield from _walk(right, gathered=False)
        case Call(arguments=arguments):
            for argument in arguments:
                yield from _walk(argument, gathered=True)


def evaluate(text: str, values: Mapping[Ref, Value]) -> Decimal:
    """The formula's value (计算结果). Raises ArithmeticError where a divisor is zero."""
    value = _value(parse(text), values)
    if isinstance(value, tuple):
        raise FormulaError("D303", text, text)
    return value


def holds(text: str, values: Mapping[Ref, Value]) -> bool:
    """Whether the comparison is true (条件成立), division dust apart."""
    node = parse(text)
    if not isinstance(node, Operation):
        raise FormulaError("D304", text, text)
    left, right = _single(node.left, values), _single(node.right, values)
    return compare(node.sign, left, right)


def settle(value: Decimal) -> Decimal:
    """The value without the dust that division leaves past the 20th place (全数值比较法)."""
    return EXACT.quantize(value, DUST) if value.adjusted() < EXACT.prec + DUST.adjusted() else value


def total(numbers: Iterable[Decimal]) -> Decimal:
    """The exact sum (合计)."""
    return reduce(EXACT.add, numbers, Decimal(0))


def compare(sign: str, left: Decimal, right: Decimal) -> bool:
    """Compare two full values, not rounded ones. Source: GB/T 8170—2008 全数值比较法."""
    return _COMPARED[sign](settle(left), settle(right))


def _single(node: Node, values: Mapping[Ref, Value]) -> Decimal:
    value = _value(node, values)
    if isinstance(value, tuple):
        raise FormulaError("D303", str(node), str(node))
    return value


def _value(node: Node, values: Mapping[Ref, Value]) -> Value:
    match node:
        case Number(value=value):
            return value
        case Ref():
            return values[node]
        case Operation(sign=sign, left=left, right=right):
            return _apply(sign, _single(left, values), _single(right, values))
        case Call(function=function, arguments=arguments):
            return _gather(function, tuple(_flat(arguments, values)))


def _apply(sign: str, left: Decimal, right: Decimal) -> Decimal:
    match sign:
        case "+":
            return EXACT.add(left, right)
        case "-":
            return EXACT.subtract(left, right)
        case "*":
            return EXACT.multiply(left, right)
        case _:
            return EXACT.divide(left, right)


def _gather(function: str, numbers: tuple[Decimal, ...]) -> Decimal:
    if function == "sum":
        return total(numbers)
    if not numbers:
        raise ZeroDivisionError(function)
    return min(numbers) if function == "min" else max(numbers)


def _flat(arguments: tuple[Node, ...], values: Mapping[Ref, Value]) -> Iterator[Decimal]:
    for argument in arguments:
        value = _value(argument, values)
        if isinstance(value, tuple):
            yield from value
        else:
            yield value


def written(text: str, word: Callable[[Ref], str]) -> str:
    """The formula with each name replaced by ``word``: names, or the numbers put in (代入式)."""
    return _write(parse(text), word, 0)


def excel(text: str, word: Callable[[Ref], str]) -> str:
    """The formula as a spreadsheet works it out (表格公式), each name replaced by ``word``.

    Spreadsheets reckon in binary: a comparison leaves out what lies past the seventh place.
    """
    node = parse(text)
    if isinstance(node, Operation) and node.sign in _COMPARISON.values():
        left, right = _excel(node.left, word, 1), _excel(node.right, word, 2)
        return f"ROUND({left}-{right},{_SEEN}){_EXCEL.get(node.sign, node.sign)}0"
    return _excel(node, word, 0)


def _excel(node: Node, word: Callable[[Ref], str], binding: int) -> str:
    match node:
        case Number(text=text):
            return text
        case Ref():
            return word(node)
        case Call(function=function, arguments=arguments):
            inside = ",".join(_excel(argument, word, 0) for argument in arguments)
            return f"{function.upper()}({inside})"
        case Operation(sign=sign, left=left, right=right):
            own = _BINDING[sign]
            text = f"{_excel(left, word, own)}{sign}{_excel(right, word, own + (sign in '-/'))}"
            return f"({text})" if own < binding else text


def _write(node: Node, word: Callable[[Ref], str], binding: int) -> str:
    match node:
        case Number(text=text):
            return text
        case Ref():
            return word(node)
        case Call(function="sum", arguments=(Ref() as rows,)):
            # a name may stand for several rows written out: a ÷ (b + c)
            text = word(rows)
            return f"({text})" if binding and " + " in text else text
        case Call(function="sum", arguments=(single,)):
            return _write(single, word, binding)
        case Call(function=function, arguments=arguments):
            inside = ", ".join(_write(argument, word, 0) for argument in arguments)
            return f"{function}({inside})"
        case Operation(sign=sign, left=left, right=right):
            own = _BINDING.get(sign, 0)
            # a − (b − c) and a ÷ (b × c) keep their brackets
            text = (
                f"{_write(left, word, own)} {_PRINTED.get(sign, sign)} "
                f"{_write(right, word, own + (sign in '-/'))}"
            )
            return f"({text})" if own < binding else text
