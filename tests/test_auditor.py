"""A reviewer with the report's annex and a pocket calculator (复核): every total comes out again.

Nothing but the text of the Word file is read here. What is printed rounded stands for all it may
have been (± half its last place); answers and factors are exact.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from dump import W, paragraph_text

from zeropark.model import Standard, Submission
from zeropark.plan import plan
from zeropark.report import Documents
from zeropark.sample import draw
from zeropark.score import evaluate
from zeropark.validate import validate
from zeropark.workbook import Filling, read, write

PERIODS = ("基准年", "第二年", "第三年", "第四年", "评价年")
UNKNOWN = {"缺失", "不适用"}
TOKEN = re.compile(r"min\(|[()]|, | [×÷+−] ")
SUM = re.compile(r"Σ（(?P<first>.+)等(?P<count>\d+)项）")
COUNT = re.compile(r"Σ（(?P<count>\d+)项）")
NUMBER = re.compile(r"−?[\d,]+(\.\d+)?%?")
Given = Decimal | str
Rows = tuple[Mapping[str, Given], ...]
FUELS = ("无烟煤", "汽油", "液化石油气", "焦炉煤气")


# ------------------------------------------------------------------ what a printed number may be


@dataclass(frozen=True)
class Span:
    """All that a number may have been before it was printed."""

    low: Fraction
    high: Fraction

    def __add__(self, other: "Span") -> "Span":
        return Span(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Span") -> "Span":
        return Span(self.low - other.high, self.high - other.low)

    def __mul__(self, other: "Span") -> "Span":
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Span(min(corners), max(corners))

    def __truediv__(self, other: "Span") -> "Span":
        assert other.low > 0 or other.high < 0, "divided by what may be zero"
        return self * Span(1 / other.high, 1 / other.low)

    def least(self, other: "Span") -> "Span":
        """The smaller of two numbers."""
        return Span(min(self.low, other.low), min(self.high, other.high))

    def meets(self, other: "Span") -> bool:
        """Whether both may have been the same number."""
        return self.low <= other.high and other.low <= self.high


def exact(text: str) -> Span:
    """A number as printed, and nothing else."""
    plain = Decimal(text.replace(",", "").replace("−", "-").rstrip("%"))
    value = Fraction(plain) / (100 if text.endswith("%") else 1)
    return Span(value, value)


def rounded(text: str) -> Span:
    """All that is printed so: half of the last place up and down."""
    places = len(text.rstrip("%").partition(".")[2])
    half = Fraction(1, 2 * 10**places) / (100 if text.endswith("%") else 1)
    return exact(text) + Span(-half, half)


def test_spans_hold_what_rounding_left_open() -> None:
    assert rounded("1,200.50") == Span(Fraction("1200.495"), Fraction("1200.505"))
    assert rounded("−3%") == Span(Fraction("-0.035"), Fraction("-0.025"))
    # 2.5…3.5 × −1 → −3.5…−2.5
    assert rounded("3") * exact("−1") == Span(Fraction("-3.5"), Fraction("-2.5"))


# ------------------------------------------------------------------ the report as paper


@dataclass(frozen=True)
class Paper:
    """A report's text and its tables by caption, heads left out."""

    text: str
    tables: Mapping[str, list[list[str]]]

    @classmethod
    def of(cls, data: bytes) -> "Paper":
        """The paper that the Word file prints as."""
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            root = ET.fromstring(package.read("word/document.xml"))  # noqa: S314 -- our own output
        body = root.find(f"{W}body")
        assert body is not None
        tables = {
            paragraph_text(caption).partition("\u3000")[2]: _rows(table)
            for caption, table in pairwise(body)
            if table.tag == f"{W}tbl"
        }
        return cls("\n".join(paragraph_text(p) for p in body.iter(f"{W}p")), tables)

    def lines(self) -> list["Line"]:
        """The calculation sheet."""
        return [Line(*row[1:5]) for row in self.tables["计算过程"]]

    def results(self) -> Mapping[str, str]:
        """Result by name; of steps of the same name the last one."""
        return {line.name: line.result for line in self.lines()}


def _rows(table: ET.Element) -> list[list[str]]:
    rows = [
        ["".join(paragraph_text(p) for p in cell.iter(f"{W}p")) for cell in row.iter(f"{W}tc")]
        for row in table.iter(f"{W}tr")
    ]
    return rows[1:]


@dataclass(frozen=True)
class Line:
    """A line of the calculation sheet: name, formula in words, numbers put in, result."""

    name: str
    words: str
    numbers: str
    printed: str

    @property
    def period(self) -> str:
        """The year that the line is about; empty if it is about none."""
        return next((period for period in PERIODS if self.name.startswith(period)), "")

    @property
    def result(self) -> str:
        """The result without its unit, shares with their sign."""
        return re.sub(r" %$", "%", self.printed).split(" ")[0]


# ------------------------------------------------------------------ the reviewer


class Reviewer:
    """Recomputes one line from the lines above it, the answers and the factors."""

    def __init__(self, paper: Paper) -> None:
        self.above: list[Line] = []
        self.given: dict[tuple[str, str], set[str]] = {}
        for _, period, name, value, unit, _, note in paper.tables["计算所用填报数据"]:
            shown = f"{value}%" if unit == "%" else value
            nothing = note.partition("按零计：")[2]  # what a table without rows puts in as zero
            for each in (name, *nothing.split("、")):
                self.given.setdefault((period, each), set()).add(shown)
        self.factors: dict[str, set[str]] = {}
        for name, value, *_ in paper.tables["排放因子和折算系数"]:
            self.factors.setdefault(name, set()).add(value)
        self.targets = {row[2]: row[3] for row in paper.tables["得分总表"]}
        self.maxima = {row[2]: row[6] for row in paper.tables["得分总表"]}

    def recomputed(self, line: Line) -> Span:
        """The line's result, by the numbers put in."""
        names, numbers = _parts(line.words), _parts(line.numbers)
        assert [p for p in names if TOKEN.fullmatch(p)] == [
            p for p in numbers if TOKEN.fullmatch(p)
        ], "the words and the numbers are not the same sum"
        atoms = [
            number if TOKEN.fullmatch(number) else self.atom(line, name, number)
            for name, number in zip(names, numbers, strict=True)
        ]
        value, rest = _sum(atoms)
        assert not rest
        return value

    def atom(self, line: Line, name: str, number: str) -> Span:
        """What a name is worth; the number put in must be printed where the name leads."""
        if gathered := SUM.fullmatch(name):
            return self.gathered(line, gathered["first"], gathered["count"], number)
        assert NUMBER.fullmatch(number), number
        indicator = line.name.removesuffix("得分")
        if name == number:  # a constant of the formula
            return exact(number)
        if name == "目标值":
            assert number == self.targets[indicator]
            return exact(number)
        of, full, _ = name.rpartition("满分")
        if full and (of or indicator) in self.maxima:
            assert number == self.maxima[of or indicator]
            return rounded(number)
        return exact(number) if self.stands(line, name, number) else self.worked(line, name, number)

    def stands(self, line: Line, name: str, number: str) -> bool:
        """Whether the number is an answer or a factor, as printed in tables B.2 and B.3."""
        own = next((p for p in PERIODS if name.startswith(p)), "")
        keys = [(own, name.removeprefix(own)), (line.period, name), ("评价年", name), ("—", name)]
        answers = {value for key in keys for value in self.given.get(key, ())}
        return number in answers | self.factors.get(name, set())

    def worked(self, line: Line, name: str, number: str) -> Span:
        """A figure of a line above, of the same period or of the one named."""
        own = {name, f"{line.period}{name}", *([] if line.period else [f"评价年{name}"])}
        results = {above.result for above in self.above if above.name in own}
        assert number in results, f"{name} = {number} is printed nowhere above"
        return rounded(number)

    def gathered(self, line: Line, first: str, count: str, number: str) -> Span:
        """A sum of lines above that are only counted: the rows of a source."""
        shown = COUNT.fullmatch(number)
        assert shown is not None
        assert shown["count"] == count
        family = f"{line.period}{first.partition('（')[0]}（"
        parts = [above.result for above in self.above if above.name.startswith(family)]
        assert len(parts) == int(count)
        return sum(map(rounded, parts), exact("0"))


def _parts(text: str) -> list[str]:
    """Operators, brackets and what stands between them."""
    pieces, at = [], 0
    for match in TOKEN.finditer(text):
        pieces += [text[at : match.start()], match.group()]
        at = match.end()
    stripped = [
        piece if TOKEN.fullmatch(piece) else piece.strip() for piece in [*pieces, text[at:]]
    ]
    return _unbracketed([piece for piece in stripped if piece])


def _unbracketed(parts: list[str]) -> list[str]:
    """A negative number put in stands in brackets of its own: they are no part of the sum."""
    for at in range(len(parts) - 2):
        if parts[at] == "(" and parts[at + 2] == ")" and parts[at + 1].startswith("−"):
            return [*parts[:at], parts[at + 1], *_unbracketed(parts[at + 3 :])]
    return parts


Atoms = list[Span | str]


def _sum(atoms: Atoms) -> tuple[Span, Atoms]:
    value, rest = _product(atoms)
    while rest and rest[0] in (" + ", " − "):
        sign, (term, rest) = rest[0], _product(rest[1:])
        value = value + term if sign == " + " else value - term
    return value, rest


def _product(atoms: Atoms) -> tuple[Span, Atoms]:
    value, rest = _atom(atoms)
    while rest and rest[0] in (" × ", " ÷ "):
        sign, (factor, rest) = rest[0], _atom(rest[1:])
        value = value * factor if sign == " × " else value / factor
    return value, rest


def _atom(atoms: Atoms) -> tuple[Span, Atoms]:
    head, rest = atoms[0], atoms[1:]
    if isinstance(head, Span):
        return head, rest
    value, rest = _sum(rest)
    while rest[0] == ", ":
        other, rest = _sum(rest[1:])
        value = value.least(other)
    assert rest[0] == ")"
    return value, rest[1:]


# ------------------------------------------------------------------ the reports reviewed


def _more_rows(filling: Filling) -> Filling:
    """The park with so many fuels that the report does not write their sum out, and all else."""
    fuels = filling.rows["fuels"]
    more = tuple({**fuels[0], "fuel": fuel} for fuel in FUELS)
    masses = {key: value for key, value in fuels[1].items() if key.startswith("amount__")}
    steam = {
        "name": "示例蒸汽",
        "flow": "受入",
        "pressure": Decimal("0.76"),  # between two points of the table
        **{key.replace("amount", "mass"): value for key, value in masses.items()},
    }
    burnt = {"kind": "生活垃圾", **masses}
    half, none = Decimal("0.5"), {key.replace("amount", "recovered"): Decimal(0) for key in masses}
    site: Mapping[str, Given] = {
        "site": "非管理型深埋",
        "doc_f": half,
        "ch4_share": half,
        "oxidation": half,
    }
    buried = {"kind": "园林", **site, **masses, **none, "factor_source": "示例"}
    water = {"kind": "生活污水", "treatment": "浅厌氧塘", **masses, **none}
    straw = {
        "fuel": "秸秆",
        "activity_unit": "t",
        "factor": half,
        **masses,
        "factor_source": "示例",
    }
    own: dict[str, Mapping[str, Given]] = {
        "incineration": burnt,
        "landfill": buried,
        "wastewater": water,
        "biomass": straw,
    }
    rows: dict[str, Rows] = {of: (row,) for of, row in own.items()}
    rows |= {"fuels": (*fuels, *more), "steam": (steam,)}
    return replace(
        filling,
        rows={**filling.rows, **rows},
        declared={**filling.declared, "steam": "有", **dict.fromkeys(own, "有")},
    )


CASES = [
    *(
        (v, p)
        for v in ("industrial", "agricultural", "tourism")
        for p in ("excellent", "good", "gaps")
    ),
    ("industrial", "many rows"),
]


@pytest.fixture(scope="session")
def papers(
    shanxi: Standard, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[tuple[str, str], Paper]:
    documents = Documents.load(shanxi)
    path = tmp_path_factory.mktemp("auditor") / "填报表.xlsx"
    found = {}
    for id_, profile in CASES:
        variant, many = shanxi.variants[id_], profile == "many rows"
        sample = draw(shanxi, variant, 1, "good" if many else profile, 7)
        write(shanxi, variant, path, _more_rows(sample.filling) if many else sample.filling)
        submission = read(path.read_bytes(), path.name, {shanxi.id: shanxi})
        assert isinstance(submission, Submission)
        issues = (*submission.issues, *validate(shanxi, submission))
        assert not [issue for issue in issues if issue.level == "error"]
        scheme = shanxi.schemes[shanxi.default_scheme]
        evaluation = evaluate(shanxi, submission, scheme, issues)
        data = documents.render(evaluation, plan(evaluation))["创建评价报告.docx"]
        found[id_, profile] = Paper.of(data)
    return found


@pytest.fixture(params=CASES, ids="-".join)
def paper(request: pytest.FixtureRequest, papers: Mapping[tuple[str, str], Paper]) -> Paper:
    return papers[request.param]


def test_every_line_of_the_calculation_sheet_comes_out_again(paper: Paper) -> None:
    reviewer, wrong, reckoned = Reviewer(paper), [], 0
    for line in paper.lines():
        if any(word in line.numbers for word in UNKNOWN):
            assert line.result in UNKNOWN, line
        else:
            value = reviewer.recomputed(line)
            reckoned += 1
            if not value.meets(rounded(line.result)):
                wrong.append((line, str(value)))
        reviewer.above.append(line)

    assert not wrong
    assert reckoned > len(paper.lines()) * 0.9


def test_the_totals_under_other_schemes_come_out_again(paper: Paper) -> None:
    shown = {row[0]: row[2] for row in paper.tables["不同分值方案下的结果"]}
    schemes: dict[str, list[list[str]]] = {}
    for row in paper.tables["其他分值方案的得分"]:
        if len(row) == 1:
            rows = schemes.setdefault(row[0], [])
        else:
            rows.append(row)
    assert len(schemes) == len(shown) - 1
    for scheme, (*rows, last) in schemes.items():
        counted = [(row[2], row[4]) for row in rows if row[4] != "—"]
        points = sum((rounded(point) for _, point in counted), exact("0"))
        whole = sum((rounded(maximum) for maximum, _ in counted), exact("0"))
        rescaled = len(counted) < len(rows)
        assert whole.meets(rounded(last[2]))
        total = points / rounded(last[2]) * exact("100") if rescaled else points
        assert total.meets(rounded(last[4]))
        assert last[4] == shown[scheme]


def test_what_cannot_be_told_is_never_called_a_number(paper: Paper) -> None:
    for line in paper.lines():
        assert (line.result in UNKNOWN) == any(word in line.numbers for word in UNKNOWN), line


@pytest.mark.parametrize(
    "caption",
    ["温室气体排放量汇总", "两种外购电力核算方法的结果", "排放强度", "排放平衡", "经济与能源消费"],
)
def test_the_figures_of_the_chapters_are_those_of_the_annex(paper: Paper, caption: str) -> None:
    results, compared = paper.results(), 0
    for name, _, base, report, *_ in paper.tables[caption]:
        for period, shown in (("基准年", base), ("评价年", report)):
            if f"{period}{name}" in results:
                assert shown == results[f"{period}{name}"], (period, name)
                compared += 1

    assert compared >= 2 * (len(paper.tables[caption]) - 1)


def test_the_way_from_gross_to_net_is_that_of_the_annex(paper: Paper) -> None:
    results = paper.results()
    rows = paper.tables["从基准年排放到净排放：自主减排、碳汇、抵消"]

    assert {name: value for name, value, *_ in rows} == {name: results[name] for name, *_ in rows}


def test_the_year_by_year_table_is_that_of_the_annex(paper: Paper) -> None:
    results = paper.results()
    rows = paper.tables["逐年排放量与强度"]
    assert [year[:3] for year, *_ in rows] == [*PERIODS[:3], "评价年"]
    for year, gross, _, net, *_ in rows:
        assert gross == results[f"{year[:3]}温室气体排放总量"]
        assert net == results[f"{year[:3]}净零判定所用净排放量"]


def test_every_source_of_every_year_is_that_of_the_annex(paper: Paper) -> None:
    results, compared = paper.results(), 0
    for name, *figures in paper.tables["逐年分源排放量"]:
        for period, shown in zip(PERIODS, figures, strict=True):
            assert shown == results.get(f"{period}{name}", "—"), (period, name)
            compared += shown != "—"

    assert compared == 10 * 4  # the samples report four of five years


def test_the_sources_of_every_year_add_up_to_its_total(paper: Paper) -> None:
    rows = {name: figures for name, *figures in paper.tables["逐年分源排放量"]}
    whole, direct = rows.pop("温室气体排放总量"), rows.pop("直接排放小计（不含外购电力、热力）")
    assert len(rows) == 8
    for year, gross in enumerate(whole):
        if gross not in {"—", *UNKNOWN}:
            parts = sum((rounded(figures[year]) for figures in rows.values()), exact("0"))
            assert parts.meets(rounded(gross))
            assert direct[year] != "—"


def test_each_emission_of_chapter_5_stands_in_the_annex_with_the_same_numbers(
    paper: Paper,
) -> None:
    annex = {(line.name, line.numbers, line.printed) for line in paper.lines()}
    rows = paper.tables["活动数据与排放量计算"]

    assert rows
    assert {
        (f"{period}{name}", numbers, value) for period, name, numbers, value, _ in rows
    } <= annex


@pytest.mark.parametrize("period", ["基准年", "评价年"])
def test_the_sources_listed_in_chapter_5_add_up_to_the_direct_emissions(
    paper: Paper, period: str
) -> None:
    rows = [row for row in paper.tables["活动数据与排放量计算"] if row[0] == period]
    whole = paper.results()[f"{period}直接排放小计（不含外购电力、热力）"]

    assert sum((rounded(row[3].split(" ")[0]) for row in rows), exact("0")).meets(rounded(whole))


def test_value_and_points_of_each_indicator_are_those_of_the_annex(paper: Paper) -> None:
    results = paper.results()
    for _, _, name, _, value, share, _, points, *_ in paper.tables["得分总表"]:
        if share != "—":  # a figure, not 已建立
            assert value == results[name], name
        if value != "不适用":
            assert points == results[f"{name}得分"], name


def test_the_total_said_in_words_is_that_of_the_annex(paper: Paper) -> None:
    said = set(re.findall(r"(?<!改进后)(?<!措施完成后)综合得分为([\d.]+)分", paper.text))

    assert said == {paper.results()["综合得分"]}


def test_the_gross_and_net_emissions_said_in_words_are_those_of_the_annex(paper: Paper) -> None:
    results = paper.results()

    assert f"园区评价年共排放温室气体{results['评价年温室气体排放总量']} " in paper.text
    assert f"评价年净排放量为{results['评价年净零判定所用净排放量']} " in paper.text


def _cells(paper: Paper) -> Iterator[str]:
    yield from (row[5] for row in paper.tables["计算所用填报数据"])


def test_every_answer_is_told_with_its_cell(paper: Paper) -> None:
    assert all(re.fullmatch(r"[^!]+![A-Z]+\d+", cell) for cell in _cells(paper))


def test_the_charts_of_chapter_5_leave_out_nothing_that_its_tables_add_up(shanxi: Standard) -> None:
    texts = shanxi.texts
    charts = texts["charts"]

    totals = ("direct", "gross")
    assert charts["sources"] == [id_ for id_ in texts["inventory"] if id_ not in totals]
    assert charts["path"] == [id_ for id_ in texts["path"] if id_ != "cut_own"]
    assert set(charts["levels"]) < set(charts["path"])
    assert set(charts["years"]) < set(texts["series"])
