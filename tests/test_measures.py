"""The measures library (改进措施库): whole, unambiguous, and something to offer for every gap."""

import re
import tomllib
from pathlib import Path

import pytest

LIBRARY = Path(__file__).parents[1] / "templates" / "sx-zero-carbon-park-2024" / "measures.toml"
VARIANTS = ("industrial", "agricultural", "tourism")
INDICATORS = ("P1", "E1", "E2", "B1", "S1", "S2", "T1", "J1", "J2", "M1", "M2", "M3", "M4", "M5")
SUBJECTS = {"N0": "net_zero", "D0": "data", "G0": "requirement"}
FIELDS = ["id", "indicator", "variants", "text", "owner", "term", "estimate", "proof"]

MEASURES = tomllib.loads(LIBRARY.read_text(encoding="utf-8"))["measure"]
BY_ID = {measure["id"]: measure for measure in MEASURES}


def offered(variant: str, indicator: str) -> set[str]:
    return {
        measure["id"]
        for measure in MEASURES
        if measure["indicator"] == indicator and variant in measure["variants"]
    }


def test_every_measure_has_its_own_id() -> None:
    assert len(MEASURES) == len(BY_ID)


@pytest.mark.parametrize("measure", MEASURES, ids=list(BY_ID))
def test_a_measure_has_every_field_filled_and_no_other(measure: dict[str, object]) -> None:
    assert list(measure) == FIELDS
    assert all(measure.values())


@pytest.mark.parametrize("measure", MEASURES, ids=list(BY_ID))
def test_an_id_begins_with_what_the_measure_is_for(measure: dict[str, str]) -> None:
    assert re.fullmatch(r"[PEBSTJMNDG]\d-\d\d", measure["id"])
    prefix = measure["id"][:2]
    assert measure["indicator"] == SUBJECTS.get(prefix, prefix)
    assert prefix in INDICATORS or prefix in SUBJECTS


@pytest.mark.parametrize("measure", MEASURES, ids=list(BY_ID))
def test_variants_stand_in_order_and_once(measure: dict[str, list[str]]) -> None:
    variants = measure["variants"]
    assert variants == [variant for variant in VARIANTS if variant in variants]


def test_ids_are_numbered_without_a_hole() -> None:
    for prefix in (*INDICATORS, *SUBJECTS):
        numbers = [int(id_[3:]) for id_ in BY_ID if id_.startswith(prefix)]
        assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("subject", [*INDICATORS, *SUBJECTS.values()])
def test_every_gap_of_every_park_type_has_a_measure(variant: str, subject: str) -> None:
    assert offered(variant, subject)


def test_terms_are_short_medium_or_long() -> None:
    assert {measure["term"] for measure in MEASURES} == {"short", "medium", "long"}


def test_no_two_measures_say_the_same() -> None:
    assert len({measure["text"] for measure in MEASURES}) == len(MEASURES)


def test_texts_are_clauses_in_full_width_punctuation() -> None:
    for measure in MEASURES:
        for name in ("text", "owner", "estimate", "proof"):
            assert not re.search(r"[(),;:。]|同上", measure[name]), measure["id"]


def test_waste_heat_is_for_industry_and_street_lamps_are_for_the_others() -> None:
    assert "E2-02" in offered("industrial", "E2")
    assert "E2-04" in offered("agricultural", "E2") & offered("tourism", "E2")
    assert offered("industrial", "E2").isdisjoint(offered("agricultural", "E2"))


@pytest.mark.parametrize("indicator", ["S1", "S2"])
def test_environment_measures_differ_by_park_type(indicator: str) -> None:
    industrial, agricultural, tourism = (offered(variant, indicator) for variant in VARIANTS)
    assert industrial.isdisjoint(agricultural | tourism)
    assert agricultural.isdisjoint(tourism)


def test_bulk_goods_belong_to_industry_and_farming_and_visitors_to_tourism() -> None:
    assert "T1-01" in offered("industrial", "T1") & offered("agricultural", "T1")
    assert "T1-05" in offered("tourism", "T1")
    assert offered("tourism", "T1").isdisjoint(offered("industrial", "T1"))


def test_a_measure_of_management_is_never_credited_with_nothing() -> None:
    assert BY_ID["M1-01"]["estimate"] == "—"
    assert all(measure["estimate"] != "0" for measure in MEASURES)


def test_typed_by_hand_a_few_measures_read_as_designed() -> None:
    assert BY_ID["E1-01"]["owner"] == "能源部门、业主"
    assert BY_ID["E1-01"]["estimate"] == "装机×小时×电网因子"
    assert BY_ID["T1-03"]["estimate"] == "替代油耗×因子−电耗×因子"
    assert BY_ID["J1-03"]["variants"] == ["agricultural", "tourism"]
    assert BY_ID["N0-02"]["term"] == "long"
    assert BY_ID["G0-01"]["proof"] == "图件、说明"
