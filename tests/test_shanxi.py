"""The shipped standard against the drafting notes (编制说明 五、7), typed by hand from them."""

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from zeropark.model import Standard
from zeropark.standard import find

# 指标编号 → 方面、名称、目标值、来源值；编制说明 第14～16页
COMMON = {
    "E1": ("能源", "可再生能源占能源消费比重", "0.5", "50%"),
    "B1": ("建筑", "二星级以上绿色建筑面积占总建筑面积比例", "0.6", "30%"),
    "J1": ("基础设施", "清洁能源供热率", "1", "75%"),
    "J2": ("基础设施", "污水集中处理率", "1", "100%"),
    "M1": ("排放管理", "碳排放管理体系", "1", "建立"),
    "M2": ("排放管理", "碳排放或能源运行管理数字化平台（系统）", "1", "建立"),
    "M3": ("排放管理", "零碳工厂（企业）比例", "0.2", "10%"),
    "M4": ("排放管理", "零碳技术创新与科研能力", "1", "具备"),
    "M5": ("排放管理", "零碳宣传", "1", "未给出"),
}
FREIGHT = ("交通", "利用铁路、封闭式皮带廊道、新能源汽车运输大宗货物的比例", "0.8", "80%")
LAMPS = ("能源", "新能源路灯比例", "0.9", "80%")
OWN = {
    "industrial": {
        "P1": ("生产", "单位工业增加值碳排放量下降率", "1", "48%"),
        "E2": ("能源", "工业余热回收利用率", "0.9", "80%"),
        "S1": ("生态环境", "规模以上工业用水重复利用率", "0.95", "95%"),
        "S2": ("生态环境", "新增大宗工业固体废物综合利用率", "0.7", "60%"),
        "T1": FREIGHT,
    },
    "agricultural": {
        "P1": ("生产", "单位农业及相关产业增加值碳排放量下降率", "1", "43%"),
        "E2": LAMPS,
        "S1": ("生态环境", "秸秆、农膜综合回收利用率", "0.95", "86%"),
        "S2": ("生态环境", "畜禽粪污综合利用率", "0.9", "80%"),
        "T1": FREIGHT,
    },
    "tourism": {
        "P1": ("生产", "单位旅游及相关产业增加值碳排放量下降率", "1", "43%"),
        "E2": LAMPS,
        "S1": ("生态环境", "生活污水再生回用率", "0.5", "30%"),
        "S2": ("生态环境", "生活垃圾分类收集率", "0.9", "80%"),
        "T1": ("交通", "低碳运输工具比例", "1", "100%"),
    },
}
ORDER = ("P1", "E1", "E2", "B1", "S1", "S2", "T1", "J1", "J2", "M1", "M2", "M3", "M4", "M5")

# 逐位核对过的因子表；改动任何一个数都要重新核对来源并更新这里
REVIEWED = {
    "electricity.csv": "97b812d94192a4c7b2eec449d847d726ef5b6a4642a2798860592f16df57f860",
    "fuels.csv": "3276bc583ec717a4c5bafc122015f6a4c583da59bc053224f81d32ba3f6d2ed5",
    "gwp.csv": "9222793388512f1c21b9d53722d00f27ab765a2c71e9e84a9c5538581be3beb1",
    "heat.csv": "642287c4ea2b68a8d97c5cf58c4e1ad6f0384d1b2382c5d5b0a1d501cd6c1fa4",
    "constants.csv": "dad76e558493da08d3be0ebf36818ee8c08d776f3bfda17bfd8164d9def22c69",
    "standard_coal.csv": "edc6c106f95b9f899dfba56c3c61e7ea04bdaec07326256b9692db58f7d72b07",
}


@pytest.mark.parametrize("variant", OWN)
def test_each_type_has_the_fourteen_indicators_of_the_notes(shanxi: Standard, variant: str) -> None:
    found = {
        indicator.id: (
            shanxi.aspects[indicator.aspect],
            indicator.name,
            indicator.target,
        )
        for indicator in shanxi.variants[variant].indicators
    }

    expected = {**COMMON, **OWN[variant]}
    assert tuple(found) == ORDER
    assert found == {
        id_: (aspect, name, Decimal(target)) for id_, (aspect, name, target, _) in expected.items()
    }


@pytest.mark.parametrize("variant", OWN)
def test_each_indicator_names_the_value_its_target_came_from(
    shanxi: Standard, variant: str
) -> None:
    expected = {**COMMON, **OWN[variant]}
    for indicator in shanxi.variants[variant].indicators:
        assert expected[indicator.id][3] in indicator.source_value
        assert indicator.source_document


def test_zero_carbon_wants_85_points_and_net_zero_near_zero_75_points(shanxi: Standard) -> None:
    """得分85分（含）以上且温室气体实现净零排放的为零碳；75分（含）以上的为近零碳."""
    grades = [(g.name, g.minimum, g.condition) for g in shanxi.grades]

    assert grades == [
        ("零碳产业园区", Decimal(85), "net <= 0"),
        ("近零碳产业园区", Decimal(75), ""),
    ]
    assert shanxi.below == "未达到近零碳产业园区要求"


def test_the_seven_aspects_stand_in_their_order(shanxi: Standard) -> None:
    assert tuple(shanxi.aspects.values()) == (
        *("生产", "能源", "建筑", "生态环境", "交通", "基础设施", "排放管理"),
    )


def test_the_nine_items_of_the_planning_stage_and_the_three_principles(shanxi: Standard) -> None:
    assert len(shanxi.texts["planning_items"]) == 9
    names = [principle["name"] for principle in shanxi.texts["principles"]]
    assert names == ["自主减排优先", "持续性", "准确性"]
    assert [len(reading["grades"]) for reading in shanxi.texts["readings"]] == [2, 2, 2, 2]


@pytest.mark.parametrize("name", REVIEWED)
def test_no_factor_changed_since_it_was_reviewed(name: str) -> None:
    data = Path(find() / "shared" / name).read_bytes()

    assert hashlib.sha256(data).hexdigest() == REVIEWED[name]
