"""A tiny standard written into a folder, and answers to it: tests show data beside expectation."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from hypothesis import settings

from zeropark.model import (
    Cell,
    Entry,
    Indicator,
    Issue,
    Item,
    Listing,
    Row,
    Standard,
    State,
    Step,
    Submission,
    Table,
)
from zeropark.standard import load

patient = settings(deadline=None)  # a busy machine is no failure

STANDARD = """
id = "tiny"
title = "小标准"
number = "T/TINY 1"
edition = "2024"
publisher = "某学会"
origin = "试验"
template_version = "1.0"
below = "未达到"
current = "report"
default_scheme = "even"
variants = ["park"]

[aspects]
energy = "能源"
care = "管理"

[roles]
park = "park_name"
region = "region"
plan = "plan"
plan_target = "subject"
evidence = "proofs"
evidence_number = "number"
subject_net_zero = "净零排放"
subject_data = "数据质量"
subject_requirement = "总体要求"

[places]
"%" = 2
"分" = 2

[bands]
exceeds = 1.1
near = 0.9
short = 0.6

[[period]]
id = "base"
name = "基准年"
year = "base_year"

[[period]]
id = "report"
name = "评价年"
year = "report_year"

[[policy]]
id = "caliber"
name = "口径"
value = "all"
options = { all = "全部", fuel = "只计燃料" }
reason = "试验"

[[policy]]
id = "na_policy"
name = "不适用"
value = "exclude_and_rescale"
options = { exclude_and_rescale = "剔除", zero = "零分", full = "满分" }
reason = "试验"

[[grade]]
id = "near_zero"
name = "近零"
minimum = 75

[[grade]]
id = "zero"
name = "零碳"
minimum = 85
condition = "net <= 0"

[[factor]]
id = "fuels"
name = "燃料"
file = "fuels.csv"
key = ["fuel"]
columns = { ef = ["排放因子", "tCO₂/{unit}"] }

[[factor]]
id = "grid"
name = "电网"
file = "grid.csv"
key = ["region"]
year = "year"
columns = { factor = ["", "tCO₂/MWh"] }

[texts]
requirement_items = ["legal"]
"""

COMMON = """
[[sheet]]
id = "basic"
title = "基本信息"

[[sheet.item]]
id = "park_name"
name = "园区名称"
kind = "text"

[[sheet.item]]
id = "region"
name = "地区"
kind = "choice"
choices = ["北", "南"]

[[sheet.item]]
id = "base_year"
name = "基准年"
kind = "year"

[[sheet.item]]
id = "report_year"
name = "评价年"
kind = "year"

[[sheet.item]]
id = "legal"
name = "合规"
kind = "choice"
choices = ["符合", "不符合"]

[[sheet]]
id = "energy"
title = "能源"

[[sheet.item]]
id = "power"
name = "{kind}电量"
kind = "number"
unit = "MWh"
periods = ["base", "report"]
minimum = 0
may_be_na = true
explain = "说明"

[[sheet.table]]
id = "fuels"
name = "燃料"
label = "fuel"
question = "有无燃料？"

[[sheet.table.column]]
id = "fuel"
name = "品种"
kind = "choice"
choices_from = "factor.fuels.fuel"

[[sheet.table.column]]
id = "amount"
name = "用量"
kind = "number"
unit = "t"
periods = ["base", "report"]
minimum = 0

[[sheet.table.column]]
id = "meter"
name = "表号"
kind = "text"
required = false

[[quantity]]
id = "burnt"
name = "燃烧"
unit = "tCO₂"
each = "fuels"
per_period = true
formula = "amount * ef"
factors = { ef = { table = "fuels", column = "ef", key = ["fuel"] } }
clause = "5.1"

[[quantity]]
id = "fuel"
name = "燃料排放"
unit = "tCO₂"
per_period = true
formula = "sum(burnt)"
clause = "5.1"

[[quantity]]
id = "grid_power"
name = "电力排放"
unit = "tCO₂"
per_period = true
formula = "power * grid"
factors = { grid = { table = "grid", column = "factor", key = ["region"] } }
clause = "5.2"

[[quantity]]
id = "net"
name = "净排放"
unit = "tCO₂"
per_period = true
policy = "caliber"
formulas = { all = "fuel + grid_power", fuel = "fuel" }
clause = "5.3"

[[indicator]]
id = "M1"
aspect = "care"
name = "体系"
kind = "qualitative"
unit = "1"
target = 1
target_text = "建立"
formula = "system"
printed = "已建立为1"
clause = "6.2"
source_value = "建立"
source_document = "某文件"
evidence = "制度"

[[check]]
id = "C1"
level = "error"
at = "base_year"
require = "base_year < report_year"
text = "基准年不早于评价年"
remedy = "请核对。"
clause = "4"
"""

PARK = """
id = "park"
name = "园区"
include = ["common.toml"]
sheet_order = ["basic", "care", "energy"]

[terms]
kind = "外购"

[[sheet]]
id = "energy"
title = "能源（重名）"

[[sheet.item]]
id = "loss"
name = "线损率"
kind = "percent"
unit = "%"
minimum = 0
maximum = 1
required = false
explain = "说明"

[[sheet]]
id = "care"
title = "管理"

[[sheet.item]]
id = "system"
name = "体系"
kind = "choice"
choices = ["已建立", "未建立"]
numbers = { "已建立" = 1, "未建立" = 0 }
may_be_na = true
explain = "说明"
evidence = true

[[sheet.table]]
id = "plan"
name = "计划"
label = "measure"

[[sheet.table.column]]
id = "subject"
name = "针对"
kind = "choice"
choices_from = "indicators"

[[sheet.table.column]]
id = "measure"
name = "措施"
kind = "text"

[[sheet.table]]
id = "proofs"
name = "佐证"
label = "number"
at_least = 1

[[sheet.table.column]]
id = "number"
name = "编号"
kind = "text"

[[indicator]]
id = "P1"
aspect = "energy"
name = "下降率"
kind = "quantitative"
unit = "%"
target = 1
target_text = "100%"
formula = "(net[base] - net[report]) / net[base]"
valid = "net[base] > 0"
printed = "（基准年 − 评价年）÷ 基准年"
clause = "6.1"
source_value = "48%"
source_document = "某文件"
evidence = "清单"
"""

MEASURES = """
[[measure]]
id = "P1-01"
indicator = "P1"
variants = ["park"]
text = "节能"
owner = "能源部门"
term = "short"
estimate = "按台账"
proof = "台账"

[[measure]]
id = "P1-02"
indicator = "P1"
variants = []
text = "别处的措施"
owner = "能源部门"
term = "short"
estimate = "按台账"
proof = "台账"

[[measure]]
id = "P1-03"
indicator = "P1"
variants = ["park"]
text = "绿电"
owner = "能源部门"
term = "medium"
estimate = "按合同"
proof = "合同"

[[measure]]
id = "P1-04"
indicator = "P1"
variants = ["park"]
text = "第三条"
owner = "能源部门"
term = "long"
estimate = "按合同"
proof = "合同"

[[measure]]
id = "M1-01"
indicator = "M1"
variants = ["park"]
text = "建制度"
owner = "办公室"
term = "short"
estimate = "—"
proof = "制度"
"""

SCHEME = """
id = "even"
title = "各半"
status = "draft"
basis = "试验"

[rules]
quantitative = { kind = "proportional_capped" }
qualitative = { kind = "boolean" }

[points.park]
P1 = 50
M1 = "50"
"""

FUELS = """fuel,unit,ef,source,mark
煤,t,2.5,某表,V
气,10⁴Nm³,20,某表,V2
"""

GRID = """region,year,factor,source,mark
北,2021,0.8,公告甲,V
北,2023,0.6,公告乙,V
南,2023,0.4,公告乙,V
"""

FILES: Mapping[str, str] = {
    "tiny/standard.toml": STANDARD,
    "tiny/common.toml": COMMON,
    "tiny/park.toml": PARK,
    "tiny/measures.toml": MEASURES,
    "tiny/schemes/even.toml": SCHEME,
    "shared/fuels.csv": FUELS,
    "shared/grid.csv": GRID,
}

Change = tuple[str, str, str]  # file, what stands there once, what is put there


def written(folder: Path, *changes: Change) -> Path:
    """The tiny standard's folder inside ``folder``, each change made in its file."""
    texts = dict(FILES)
    for name, old, new in changes:
        key = name if name in texts else f"tiny/{name}"
        assert texts[key].count(old) == 1, (name, old)
        texts[key] = texts[key].replace(old, new)
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "tiny"


@cache
def tiny(*changes: Change) -> Standard:
    """The tiny standard, loaded, with these changes."""
    with tempfile.TemporaryDirectory() as folder:
        return load(written(Path(folder), *changes))


# ------------------------------------------------------------------ answers

CODES: Mapping[str, State] = {"不适用": "not_applicable", "未统计": "missing"}
Rows = Mapping[str, Sequence[Mapping[str, str]]]


def entry(item: Item, text: str, cell: Cell, period: str = "") -> Entry:
    """The answer as reading gives it: a number, a text, one of the codes, or a blank."""
    if text in {"", *CODES}:
        return Entry(item, cell, CODES.get(text, "missing"), text or None, period)
    numeric = item.kind in {"number", "percent", "integer", "year"}
    return Entry(item, cell, "value", Decimal(text) if numeric else text, period)


def _keys(item: Item) -> list[tuple[str, str]]:
    return [(f"{item.id}__{period}", period) for period in item.periods] or [(item.id, "")]


def row(table: Table, number: int, answers: Mapping[str, str]) -> Row:
    """A row of a table; its cells stand in row ``number`` of a sheet of the table's name."""
    keys = [(column, *key) for column in table.columns for key in _keys(column)]
    entries = {
        key: entry(
            column,
            answers.get(key, ""),
            Cell("b.xlsx", table.name, f"{chr(65 + place)}{number}"),
            period,
        )
        for place, (column, key, period) in enumerate(keys)
    }
    return Row(number, entries)


def submission(  # noqa: PLR0913 -- all that a workbook holds
    standard: Standard,
    answers: Mapping[str, str],
    rows: Rows | None = None,
    declared: Mapping[str, str] | None = None,
    *,
    reasons: Mapping[str, str] | None = None,
    cited: Mapping[str, tuple[str, ...]] | None = None,
    issues: tuple[Issue, ...] = (),
    variant: str = "park",
) -> Submission:
    """A workbook of the variant with these answers; what is not named is blank.

    The answers of each sheet stand from D5 downwards.
    """
    asked = standard.variants[variant]
    entries = {
        key: replace(
            entry(item, answers.get(key, ""), Cell("b.xlsx", sheet.title, f"D{place}"), period),
            name=key,
            reason=(reasons or {}).get(key, ""),
            evidence=(cited or {}).get(key, ()),
        )
        for sheet in asked.sheets
        for place, (item, key, period) in enumerate(
            ((item, *key) for item in sheet.items for key in _keys(item)), 5
        )
    }
    listings = {
        table.id: listing(table, (rows or {}).get(table.id, ()), (declared or {}).get(table.id, ""))
        for table in asked.tables().values()
    }
    return Submission("b.xlsx", "", standard.id, variant, "1.0", entries, listings, issues)


def listing(table: Table, rows: Sequence[Mapping[str, str]], declared: str) -> Listing:
    """A table as submitted, with the answer to its question if it asks one."""
    question = Item(table.id, table.question, "choice", choices=("有", "无"))
    answer = entry(question, declared, Cell("b.xlsx", table.name, "A2"))
    return Listing(
        table,
        tuple(row(table, number, given) for number, given in enumerate(rows, 1)),
        Cell("b.xlsx", table.name, "A1"),
        answer if table.question else None,
    )


# ------------------------------------------------------------------ steps by hand


def step(id_: str, value: str | Decimal | None, state: State = "missing", unit: str = "%") -> Step:
    """A figure as if it had been worked out; without a value, in the given state."""
    if value is None:
        return Step(id_, id_, unit, None, state)
    return Step(id_, id_, unit, Decimal(value))


def indicator(id_: str, target: str = "1", kind: str = "quantitative") -> Indicator:
    """An indicator of which only id, target and kind matter."""
    qualitative = kind == "qualitative"
    return Indicator(
        id_, "energy", f"指标{id_}", "qualitative" if qualitative else "quantitative", "%",
        Decimal(target), target, id_, id_, "6", target, "某文件", "台账",
    )  # fmt: skip
