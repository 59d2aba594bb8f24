"""The sentences of the report (报告用语): which words stand for which facts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeropark.report.engine.sandbox import sandbox
from zeropark.standard import find

Facts = dict[str, Any]
Say = Callable[..., str]

FILE = find() / "sx-zero-carbon-park-2024" / "narrative.j2"
LIBRARY = {FILE.name: FILE.read_text("utf-8")}


def _say(facts: Facts) -> Say:
    """The sentences about a park, as plain text."""
    environment = sandbox(LIBRARY)
    module = environment.get_template(FILE.name).make_module(facts)

    def say(name: str, *values: object) -> str:
        made = str(getattr(module, name)(*values))
        plain = re.sub(r"\s*\n\s*", "", re.sub(r"[\x01-\x07]", "", made))
        return plain.replace("&#39;", "'").replace("&amp;", "&").strip()

    return say


@given(st.text(), st.text("。．；，、;. \n"))
def test_a_closed_text_never_ends_a_sentence_by_itself(text: str, end: str) -> None:
    closed = _say({})("closed", f"{text}字{end}")

    assert closed.endswith("字")


def _indicator(**changed: object) -> Facts:
    met: Facts = {
        "id": "S1",
        "name": "用水重复利用率",
        "quantitative": True,
        "target": "95%",
        "value": "96.20%",
        "standing": "met",
        "exceeds": False,
        "distance": "1.20个百分点",
        "share_of_target": "101.26%",
        "points": "5.00",
        "maximum": "5.00",
        "measures": "—",
        "reasons": "",
        "inputs": [],
        "aspect": "生态环境",
        "declared": "—",
        "differs": False,
        "known": True,
        "cause": "—",
        "comment": "—",
        "estimated": [],
        "pick": 1,
    }
    return met | changed


OPINIONS = {
    "met": (
        _indicator(),
        (
            "经核算，评价年园区用水重复利用率为96.20%，高于95%的目标值1.20个百分点，达到目标要求，"
            "得5.00分（满分5.00分）。"
        ),
    ),
    "met, otherwise worded": (
        _indicator(pick=2, exceeds=True),
        (
            "评价年园区用水重复利用率经核算为96.20%，比95%的目标值高1.20个百分点，优于目标要求，"
            "得5.00分（满分5.00分）。"
        ),
    ),
    "exactly met": (
        _indicator(value="95.00%", distance="0.00个百分点"),
        (
            "经核算，评价年园区用水重复利用率为95.00%，与95%的目标值持平，达到目标要求，"
            "得5.00分（满分5.00分）。"
        ),
    ),
    "an upper limit kept": (
        _indicator(target="≤95%", value="90.00%", distance="5.00个百分点"),
        (
            "经核算，评价年园区用水重复利用率为90.00%，低于95%的目标上限5.00个百分点，达到目标要求，"
            "得5.00分（满分5.00分）。"
        ),
    ),
    "near": (
        _indicator(standing="near", value="91.00%", distance="4.00个百分点", points="4.79"),
        (
            "经核算，评价年园区用水重复利用率为91.00%，与95%的目标值相差4.00个百分点，接近但未达到目标值，"
            "完成程度为101.26%，得4.79分（满分5.00分）。"
        ),
    ),
    "short": (
        _indicator(standing="short", value="60.00%", distance="35.00个百分点", points="3.16"),
        (
            "经核算，评价年园区用水重复利用率为60.00%，未达到95%的目标值，相差35.00个百分点，存在一定差距，"
            "得3.16分（满分5.00分）。"
        ),
    ),
    "far, with measures": (
        _indicator(
            standing="far",
            value="10.00%",
            distance="85.00个百分点",
            points="0.53",
            measures="GJ-S1-01",
        ),
        (
            "经核算，评价年园区用水重复利用率为10.00%，未达到95%的目标值，相差85.00个百分点，差距较大，"
            "得0.53分（满分5.00分）。改进措施见GJ-S1-01。"
        ),
    ),
    "an upper limit broken": (
        _indicator(standing="far", target="≤95%", value="180.00%", distance="85.00个百分点"),
        (
            "经核算，评价年园区用水重复利用率为180.00%，超过95%的目标上限，相差85.00个百分点，差距较大，"
            "得5.00分（满分5.00分）。"
        ),
    ),
    "qualitative, yes": (
        _indicator(
            quantitative=False,
            name="碳排放管理体系",
            value="已建立",
            inputs=[{"name": "体系", "value": "1", "note": "制度已印发。"}],
        ),
        (
            "经查阅资料和现场核查，认定园区已建立碳排放管理体系，得5.00分（满分5.00分）。"
            "园区说明：制度已印发。"
        ),
    ),
    "qualitative, no": (
        _indicator(
            quantitative=False,
            name="碳排放管理体系",
            value="未建立",
            target="建立",
            standing="far",
        ),
        (
            "经查阅资料和现场核查，认定园区未建立碳排放管理体系，未达到“建立”的要求，"
            "该项不得分（满分5.00分）。"
        ),
    ),
    "not applicable": (
        _indicator(standing="not_applicable", reasons="园区无此类用水。"),
        "用水重复利用率不适用：园区无此类用水。不适用指标的处理口径为：剔除。",
    ),
    "missing": (
        _indicator(
            standing="missing",
            reasons="台账明年建立",
            inputs=[
                {"name": "其中：重复用水量", "value": "缺失", "note": "—"},
                {"name": "取新水量", "value": "12", "note": "—"},
            ],
        ),
        (
            "园区未提供计算用水重复利用率所需的重复用水量，评价组无法核实该指标，"
            "按0分计（满分5.00分），待补充数据后重新评定。园区说明：台账明年建立。"
        ),
    ),
    "not computable": (
        _indicator(standing="missing"),
        (
            "现有数据不满足用水重复利用率的计算条件，评价组无法核实该指标，"
            "按0分计（满分5.00分），待补充数据后重新评定。"
        ),
    ),
}


FIGURES = re.compile(r"[\d.]+%?")
TERMS = re.compile("接近但未达到|优于|无法核实|差距较大|存在一定差距|不得分")
GROUND: Facts = {
    "gaps": [],
    "aspects": [],
    "work": {"all": {"states": [{"name": "已完成"}]}},
    "policies": [{"id": "na_policy", "value": "剔除"}],
}


@pytest.mark.parametrize("case", OPINIONS)
def test_the_opinion_on_an_indicator_follows_its_standing(case: str) -> None:
    indicator, expected = OPINIONS[case]
    say = _say(GROUND)

    assert say("opinion", indicator) == expected


@pytest.mark.parametrize("case", OPINIONS)
def test_every_opinion_has_other_wordings_that_keep_figures_and_key_terms(case: str) -> None:
    indicator, _ = OPINIONS[case]
    say = _say(GROUND)
    told = {say("opinion", indicator | {"pick": pick}) for pick in range(32)}
    kept = {(tuple(sorted(FIGURES.findall(each))), *TERMS.findall(each)) for each in told}

    assert len(told) > 1
    assert len(kept) == 1


CONFLICT = _indicator(declared="98%", differs=True, cause="剔除重复计入的冷凝水。")


def test_a_figure_that_the_park_told_otherwise_is_told_with_its_reason_and_the_one_used() -> None:
    say = _say(GROUND)

    assert say("opinion", CONFLICT).endswith(
        "该指标的园区自报值为98%，核定值为96.20%，二者不一致，原因是：剔除重复计入的冷凝水。"
        "本报告采用核定值。"
    )
    assert say("conflict", CONFLICT | {"pick": 8}) == (
        "园区自报该指标为98%，评价组核定为96.20%，原因是：剔除重复计入的冷凝水。本报告采用核定值。"
    )
    assert "【待补：S1自报值与核定值不一致的原因】" in say("conflict", CONFLICT | {"cause": "—"})
    assert say("conflict", CONFLICT | {"differs": False}) == "园区自报值与核定值一致。"
    assert say("conflict", CONFLICT | {"known": False}) == (
        "园区自报该指标为98%，评价组无法核实，未予采用。"
    )


def test_estimates_are_named_and_the_evaluators_own_words_come_last() -> None:
    told = _indicator(estimated=["其中：取新水量"], comment="现场抽查3家，计量完整。")
    say = _say(GROUND)

    assert say("opinion", told).endswith(
        "其中取新水量没有计量或统计，采用估算数据。评价说明：现场抽查3家，计量完整。"
    )
    assert say("estimates", told | {"pick": 16}) == (
        "计算所用的取新水量为估算数据，宜改为计量或统计。"
    )


def test_what_was_done_is_told_after_the_first_indicator_of_an_aspect_that_is_met() -> None:
    first, second = _indicator(), _indicator(id="S2")
    tasks = [{"task": f"任务{n}。", "status": "已完成"} for n in range(4)]
    tasks.append({"task": "其他", "status": "未启动"})
    aspect = {"name": "生态环境", "indicators": [first, second], "tasks": tasks, "pick": 0}
    say = _say(GROUND | {"aspects": [aspect]})

    assert say("work_behind", first) == (
        "与该方面有关、已在实施期内完成的有“任务0”“任务1”“任务2”等4项任务。"
    )
    assert say("work_behind", second) == ""


GRADES = [
    {
        "name": "零碳",
        "minimum": "85",
        "condition": "净零排放",
        "points_reached": True,
        "state": "true",
    },
    {"name": "近零碳", "minimum": "75", "condition": "", "points_reached": True, "state": "true"},
]


def _verdict(total: str, grade: str, conclusion: str, state: str, **more: object) -> Facts:
    top = GRADES[0] | {"state": state, "points_reached": total >= "85"}
    result = {"total": total, "grade": grade, "conclusion": conclusion, "sufficient": True}
    result |= {"grades": [top, GRADES[1]], "near_limit": [], "missing": [], "full": total}
    net = {"text": "0.42 tCO2e", "known": True}
    return {"result": result | more, "values": {"net[report]": net}, "park": {"pick": 0}}


CONCLUSIONS = {
    "A": (
        _verdict("88.30", "zero", "零碳", "true"),
        "综合得分88.30分，不低于85分，且满足净零排放条件，评价结论为：零碳。",
    ),
    "B": (
        _verdict("86.10", "near_zero", "近零碳", "false"),
        (
            "综合得分86.10分，不低于85分，但评价年净排放量为0.42 tCO2e，未满足净零排放条件，"
            "不能认定为零碳；评价结论为：近零碳。"
        ),
    ),
    "C": (
        _verdict("78.50", "near_zero", "近零碳", "true"),
        "综合得分78.50分，达到75分但低于85分，评价结论为：近零碳。",
    ),
    "D": (
        _verdict("68.90", "", "未达到", "false"),
        "综合得分68.90分，低于75分，评价结论为：未达到。",
    ),
    "hardly not": (
        _verdict("84.96", "near_zero", "近零碳", "true", near_limit=["85"], full="84.961234567890"),
        (
            "综合得分84.96分，达到75分但低于85分，评价结论为：近零碳。"
            "综合得分的未修约值为84.9612345…分，按全数值比较法，未达到85分。"
        ),
    ),
    "data missing": (
        _verdict(
            "76.74", "", "数据不足", "none", sufficient=False, missing=["甲率"], best_total="92.12"
        ),
        (
            "因“甲率”的数据缺失，园区能否达到相应等级无法认定。缺失的指标按0分计，综合得分为76.74分；"
            "缺失的指标全部得满分时，综合得分最高为92.12分。评价结论为：数据不足。"
        ),
    ),
    "net emissions missing": (
        _verdict("86.74", "", "数据不足", "none", sufficient=False),
        (
            "因缺少净零排放判定所需的数据，园区能否达到相应等级无法认定。"
            "缺失的指标按0分计，综合得分为86.74分；净零排放条件无法判定。评价结论为：数据不足。"
        ),
    ),
}


@pytest.mark.parametrize("case", CONCLUSIONS)
def test_the_conclusion_says_why(case: str) -> None:
    facts, expected = CONCLUSIONS[case]

    assert _say(facts)("conclusion") == expected


def test_net_zero_by_offsets_is_told_to_rest_on_them() -> None:
    facts = _verdict("88.30", "zero", "零碳", "true")
    facts["values"] = {
        "net[report]": {"text": "-0.62 tCO2e", "known": True},
        "after_sinks[report]": {"text": "6,175.38 tCO2e", "positive": True},
    }

    assert _say(facts)("net_zero") == (
        "评价年净排放量为-0.62 tCO2e，不高于零，满足净零排放条件。"
        "不计入抵消量时净排放量为6,175.38 tCO2e，该结论依赖于已注销的抵消量。"
    )


def _schemes(*conclusions: str) -> list[Facts]:
    return [
        {
            "scheme": f"方案{n}",
            "total": f"{90 - n}.00",
            "conclusion": text,
            "chosen": not n,
            "same": text == conclusions[0],
        }
        for n, text in enumerate(conclusions)
    ]


def test_the_sensitivity_says_whether_schemes_differ() -> None:
    result = {"conclusion": "近零碳"}
    alike = _say({"sensitivity": _schemes("近零碳", "近零碳"), "result": result})
    apart = _say({"sensitivity": _schemes("近零碳", "近零碳", "未达到"), "result": result})

    assert alike("by_scheme") == ("按随标准数据提供的2个分值方案分别试算，结论相同，均为“近零碳”。")
    assert apart("by_scheme") == (
        "按随标准数据提供的3个分值方案分别试算，结论随方案而不同："
        "本报告采用的方案，结论为“近零碳”；按“方案2”，得88.00分，结论为“未达到”。"
    )


def test_the_shortest_way_names_its_steps_and_the_condition_besides() -> None:
    steps = [
        {"name": "甲率", "now": "35.49%", "needed": "100.00%"},
        {"name": "乙率", "now": "缺失", "needed": "42.97%"},
        {"name": "平台", "now": "未建立", "needed": "建立"},
    ]
    climb: Facts = {"grade": "零碳", "minimum": "85", "reached": "85.00", "steps": steps}
    climb |= {"cost": "—", "tonnes": "—"}
    climb |= {"condition": "净零排放", "possible": True}

    assert _say({})("climb", climb) == (
        "最少改进以下3项指标即可达到零碳的分数要求（85分）："
        "甲率由35.49%改进到100.00%；乙率补齐数据并达到42.97%；平台由“未建立”改进为“建立”，"
        "改进后综合得分为85.00分。认定为零碳还须满足净零排放条件。"
    )
    assert _say({})("climb", climb | {"possible": False, "condition": ""}) == (
        "现有失分指标全部达到目标值时，综合得分为85.00分，仍未达到零碳的分数要求（85分）。"
    )


def test_adverse_requirements_are_named() -> None:
    facts: Facts = {
        "texts": {"requirement_items": ["a", "b"]},
        "asked": {"a": {"name": "边界", "adverse": True}, "b": {"name": "规划", "adverse": False}},
    }
    say = _say(facts)

    assert say("requirements") == "总体要求共2项，其中边界不符合或未能核实，应先行整改。"
    assert say("requirements_box") == "□符合　■不符合"


def test_missing_activity_data_give_no_invented_figures() -> None:
    unknown = {"text": "缺失", "known": False, "positive": False}
    steps = ("after_sinks", "offsets_retired", "sinks_total", "ccus_amount", "gross", "net")
    facts = _verdict("86.74", "", "数据不足", "none")
    facts["values"] = {
        f"{step}[report]": unknown for step in (*steps, "net_location", "net_market")
    }
    facts |= {"trend": {"gross": "unknown"}, "inventory": [{"id": "gross"}], "policies": []}
    say = _say(facts)

    assert say("gross") == "因部分活动数据缺失，评价期排放总量及其变化无法完整核算。"
    assert say("own_reduction") == "因数据缺失，扣除碳汇和CCUS后的排放量无法核算。"
    assert say("net_zero") == "因数据缺失，评价年净排放量无法核算，净零排放条件无法判定。"
    assert say("structure") == ""
    assert "不能完整比较" in say("two_methods")
