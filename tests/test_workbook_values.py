"""How a single cell is read: what counts as a number, a date, a choice, and what is asked back."""

import string
from decimal import Decimal
from unicodedata import normalize

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zeropark.messages import issue_codes, remedy, what
from zeropark.model import Item, Kind
from zeropark.workbook.answers import Answer, Question, found, read_answer, separate
from zeropark.workbook.formats import shape
from zeropark.workbook.grid import Nature, Shape, Stored
from zeropark.workbook.numerals import as_decimal
from zeropark.workbook.text import clean, decode, escape

RATES = {  # unit wanted → units that may be given, with what one of them is worth
    "MWh": {"万kWh": "10", "kWh": "0.001"},
    "GJ": {"kJ": "0.000001", "百万千焦": "1"},
    "t": {"kg": "0.001", "万t": "10000"},
    "10⁴Nm³": {"万Nm³": "1", "Nm³": "0.0001"},
    "tCO₂e": {"万tCO2e": "10000"},
}


def ask(kind: Kind, unit: str = "", *, na: bool = False, choices: tuple[str, ...] = ()) -> Question:
    return Question(Item("x", "项", kind, unit, may_be_na=na), choices)


def ask_in(unit: str) -> Question:
    rates = {given: Decimal(worth) for given, worth in RATES.get(unit, {}).items()}
    return Question(Item("x", "项", "number", unit), rates=rates)


def typed(text: str, question: Question | None = None) -> Answer:
    return read_answer(Stored("text", text), question or ask("number", "t"))


def stored(
    text: str | None,
    question: Question | None = None,
    *,
    nature: Nature = "number",
    form: Shape = "general",
    formula: str | None = None,
) -> Answer:
    return read_answer(Stored(nature, text, formula, form), question or ask("number", "t"))


def codes(answer: Answer) -> list[str]:
    return [remark.code for remark in answer.remarks]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234", "1234"),
        (" 12.50 ", "12.50"),
        ("-3", "-3"),
        (".5", "0.5"),
        ("1e3", "1000"),
        ("１２３", "123"),
        ("１２３．４５", "123.45"),
        ("1,234", "1234"),
        ("1，234", "1234"),
        ("1 234", "1234"),
        ("1\u00a0234", "1234"),
        ("1,234,567.8", "1234567.8"),
        ("1.2万", "12000"),
        ("1.2亿", "120000000"),
        ("12 t", "12"),
        ("12t", "12"),
        ("\u200b12\ufeff", "12"),
        ("12\n", "12"),
        ("\u22125", "-5"),
    ],
)
def test_text_with_one_reading_is_read_as_a_number(text: str, number: str) -> None:
    answer = typed(text)
    assert (answer.state, answer.value) == ("value", Decimal(number))
    assert codes(answer) in ([], ["V120"])


def test_how_a_number_was_read_is_said_only_if_it_stood_otherwise() -> None:
    assert codes(typed("1234")) == []
    (remark,) = typed("１，２３４").remarks
    assert (remark.code, remark.params["read"]) == ("V120", "1234")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12,34", "V105"),
        ("1,234 567", "V105"),
        ("1.234,5", "V105"),
        ("1_000", "V105"),
        ("1.2.3", "V105"),
        ("NaN", "V105"),
        ("inf", "V105"),
        ("-Infinity", "V105"),
        ("一百二十", "V105"),
        ("0x10", "V105"),
        ("(5)", "V105"),
        ("约50", "V106"),
        ("≥50", "V106"),
        ("50以上", "V106"),
        ("10~20", "V106"),
        ("10～20", "V106"),
        ("10-20", "V106"),
        ("12/34", "V106"),
        ("9" * 41, "V107"),
        ("9" * 6000, "V107"),
        ("½", "V108"),
        ("1²", "V108"),
        ("１½", "V108"),
        ("①", "V108"),
        ("\u0661\u0662\u0663", "V108"),
        ("98%", "V109"),
        ("98％", "V109"),
        ("1200吨标准煤", "V111"),
        ("12吨", "V111"),
        ("12kg", "V111"),
        ("12m³", "V111"),
        ("12 tCO₂e", "V111"),
        ("1e²", "V111"),
        ("1e400", "V112"),
        ("-", "V118"),
        ("——", "V118"),
        ("无", "V118"),
        ("/", "V118"),
        ("N/A", "V118"),
        ("见附件", "V118"),
    ],
)
def test_text_that_is_no_single_number_is_not_taken(text: str, code: str) -> None:
    answer = typed(text)
    assert (answer.state, answer.value) == ("missing", None)
    assert codes(answer) == [code]


def test_a_unit_with_a_digit_in_it_may_stand_behind_the_number() -> None:
    assert typed("12 km²", ask("number", "km²")).value == Decimal(12)
    assert typed("12km2", ask("number", "km²")).value == Decimal(12)
    assert typed("3.5万kWh", ask("number", "万kWh")).value == Decimal("3.5")
    assert typed("2024年", ask("year")).value == Decimal(2024)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1200万kWh", "MWh", "12000"),
        ("1200 万 kWh", "MWh", "12000"),
        ("1,200 万kwh", "MWh", "12000"),
        ("１２００万ｋＷｈ", "MWh", "12000"),
        ("12000000kWh", "MWh", "12000"),
        ("0.5 kWh", "MWh", "0.0005"),
        ("3.5 万t", "t", "35000"),
        ("-120kg", "t", "-0.12"),
        ("120 kJ", "GJ", "0.00012"),
        ("1.2亿kJ", "GJ", "120"),
        ("2104Nm3", "10⁴Nm³", "0.2104"),
        ("12 104Nm3", "10⁴Nm³", "1.2104"),
        ("3万tCO₂e", "tCO₂e", "30000"),
        ("1234567890123456789012345678901.5kg", "t", "1234567890123456789012345678.9015"),
    ],
)
def test_a_unit_that_the_standard_converts_is_converted_exactly_and_said(
    text: str, unit: str, value: str
) -> None:
    answer = typed(text, ask_in(unit))
    (remark,) = answer.remarks
    assert str(answer.value) == value
    assert (remark.code, remark.params["read"], remark.params["unit"]) == ("V127", value, unit)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("5 10⁴Nm³", "10⁴Nm³", "5"),
        ("5万Nm³", "10⁴Nm³", "5"),
        ("5百万千焦", "GJ", "5"),
        ("5000万元", "万元", "5000"),
    ],
)
def test_a_unit_worth_the_same_is_no_conversion(text: str, unit: str, value: str) -> None:
    answer = typed(text, ask_in(unit))
    assert (answer.value, codes(answer)) == (Decimal(value), ["V120"])


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("12 t", "MWh"),
        ("12万t", "MWh"),
        ("12 MJ", "GJ"),
        ("12 m³", "10⁴Nm³"),
        ("12 kWh·h", "MWh"),
        ("12 tce", "t"),
        ("12 t/a", "t"),
    ],
)
def test_a_unit_without_a_conversion_is_refused_with_those_that_have_one(
    text: str, unit: str
) -> None:
    answer = typed(text, ask_in(unit))
    (remark,) = answer.remarks
    assert (answer.state, answer.value, remark.code) == ("missing", None, "V111")
    assert remark.params["units"] == "、".join((unit, *RATES[unit]))


def test_ten_thousand_alone_is_no_number_where_the_unit_counts_by_it_too() -> None:
    for text in ("5000万", "1.2亿"):
        assert codes(typed(text, ask("number", "万元"))) == ["V111"]
    assert typed("5000万元", ask("number", "万元")).value == Decimal(5000)


@given(st.decimals(0, 10**9, allow_nan=False, places=3), st.sampled_from(sorted(RATES["MWh"])))
def test_a_converted_number_is_the_number_times_what_the_unit_is_worth(
    number: Decimal, unit: str
) -> None:
    answer = typed(f"{number:f}{unit}", ask_in("MWh"))
    assert answer.value == number * Decimal(RATES["MWh"][unit])


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("0.98", "0.98"),
        ("0.97999999999999998", "0.98"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("100", "100"),
        ("1E+2", "100"),
        ("1.5E-3", "0.0015"),
        ("-0", "0"),
        ("123456789012345", "123456789012345"),
    ],
)
def test_a_stored_number_is_its_shortest_decimal(number: str, value: str) -> None:
    answer = stored(number)
    assert str(answer.value) == value
    assert codes(answer) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [("1e999", "V112"), ("NaN", "V105"), ("INF", "V105"), ("abc", "V105"), ("12,5", "V105")],
)
def test_what_is_stored_as_a_number_and_is_none_is_said(number: str, code: str) -> None:
    assert codes(stored(number)) == [code]


def test_percentages_are_shares() -> None:
    share = ask("percent", "%")
    assert stored("0.98", share, form="percent").value == Decimal("0.98")
    assert codes(stored("0.98", share, form="percent")) == []
    for text in ("98%", "98％", "98 %"):
        assert typed(text, share).value == Decimal("0.98")
        assert codes(typed(text, share)) == ["V120"]


@pytest.mark.parametrize("number", ["0.98", "98"])
def test_a_percentage_without_a_sign_is_asked_about_and_not_taken(number: str) -> None:
    share = ask("percent", "%")
    for answer in (stored(number, share), typed(number, share)):
        assert (answer.state, codes(answer)) == ("missing", ["V110"])
    (remark,) = stored("98", share).remarks
    assert (remark.params["share"], remark.params["percent"]) == ("9800%", "98%")


def test_codes_for_no_answer_are_three_states_never_zero() -> None:
    assert typed("不适用", ask("number", na=True)).state == "not_applicable"
    assert codes(typed("不适用", ask("number"))) == ["V119"]
    for code in ("未统计", " 保密 "):
        answer = typed(code)
        assert (answer.state, answer.value, codes(answer)) == ("missing", code.strip(), [])
    assert typed("不适用", ask("text")).value == "不适用"
    assert typed("不适用", ask("choice", choices=("适用", "不适用"))).value == "不适用"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (stored(None, formula="A1+A2"), "V101"),
        (stored("", nature="number", formula="A1+A2"), "V101"),
        (stored("#DIV/0!", nature="error", formula="1/0"), "V102"),
        (stored("1", nature="boolean"), "V103"),
        (stored("45000", form="date"), "V104"),
        (stored("2024-01-01", nature="day"), "V104"),
        (stored("1", nature="twice"), "V124"),
        (stored("#VALUE!", nature="error", formula='_xlfn.DISPIMG("ID_1",1)'), "V126"),
        (typed('=DISPIMG("ID_1",1)'), "V126"),
        (stored("", nature="text", formula='""'), "V123"),
    ],
)
def test_each_kind_of_nothing_is_told_apart(answer: Answer, code: str) -> None:
    assert (answer.state, codes(answer)) == ("missing", [code])


def test_a_blank_cell_is_no_answer_and_no_fault() -> None:
    for blank in (None, Stored("text", None), Stored("text", " \n\u200b"), Stored("number", "")):
        assert read_answer(blank, ask("number")) == Answer()


def test_a_formula_with_its_result_is_read_and_a_link_to_another_workbook_is_said() -> None:
    assert stored("7", formula="A1+A2") == Answer("value", Decimal(7))
    linked = stored("77", formula="[1]Sheet1!A1*2")
    assert (linked.value, codes(linked)) == (Decimal(77), ["V122"])
    assert codes(stored("77", formula="SUM(Table1[量])")) == []


def test_a_format_that_scales_what_is_seen_is_asked_about() -> None:
    answer = stored("12345", form="scaled")
    assert (answer.value, codes(answer)) == (Decimal(12345), ["V125"])


@pytest.mark.parametrize(
    ("code", "form"),
    [
        ("General", "general"),
        ("0.00", "general"),
        ("#,##0", "general"),
        ('0.00"m"', "general"),
        ("[Red]0.0", "general"),
        ("0.00%", "percent"),
        ("yyyy-mm-dd", "date"),
        ('yyyy"年"m"月"d"日"', "date"),
        ("[$-804]aaaa;@", "general"),
        ('0!.0,"万"', "scaled"),
        ("#,##0,", "scaled"),
        ("#,##0;[Red]-#,##0,", "general"),
    ],
)
def test_a_number_format_is_known_by_its_signs(code: str, form: str) -> None:
    assert shape(code) == form


def test_integers_and_years() -> None:
    assert stored("7", ask("integer")).value == Decimal(7)
    assert codes(stored("7.5", ask("integer"))) == ["V113"]
    assert stored("2024", ask("year")).value == Decimal(2024)
    for year in ("1989", "2101", "20240101", "2024.5"):
        assert codes(stored(year, ask("year"))) == ["V114"]


@pytest.mark.parametrize(
    "text",
    ["2025-12-31", "2025.12.31", "2025/12/31", "2025年12月31日", "２０２５年１２月３１日",
     "2025 年 12 月 31 日"],
)  # fmt: skip
def test_a_typed_date_is_read_in_the_usual_writings(text: str) -> None:
    assert typed(text, ask("date")) == Answer("value", "2025-12-31")


def test_a_date_cell_is_read_in_both_calendars() -> None:
    question = Question(Item("x", "项", "date"), date1904=True)
    assert stored("46022", ask("date"), form="date").value == "2025-12-31"
    assert stored("46022.75", ask("date"), form="date").value == "2025-12-31"
    assert stored("44560", question, form="date").value == "2025-12-31"
    assert stored("2025-12-31T00:00:00", ask("date"), nature="day").value == "2025-12-31"


@pytest.mark.parametrize("serial", ["0", "60", "-1", "2958466", "1e9"])
def test_a_date_outside_the_years_is_no_date(serial: str) -> None:
    assert codes(stored(serial, ask("date"), form="date")) == ["V115"]


def test_what_may_or_may_not_be_a_date_is_asked_about() -> None:
    assert codes(stored("46022", ask("date"))) == ["V116"]
    assert codes(stored("20251231", ask("date"))) == ["V116"]
    assert codes(typed("20251231", ask("date"))) == ["V116"]
    for text in ("2025-02-30", "12/31/2025", "去年", "2025-13-01", "1066-10-14"):
        assert codes(typed(text, ask("date"))) == ["V115"]


def test_a_choice_is_the_standards_wording_however_wide_it_was_typed() -> None:
    question = ask("choice", choices=("工业类", "A（甲）", "10"))
    assert typed(" 工业类 ", question).value == "工业类"
    assert typed("Ａ(甲)", question).value == "A（甲）"
    assert stored("10", question).value == "10"
    (remark,) = typed("商业类", question).remarks
    assert (remark.code, remark.params["choices"]) == ("V117", "工业类、A（甲）、10")


def test_text_is_cleaned_and_that_is_said() -> None:
    text = ask("text")
    assert typed(" 园区\r\n名称 ", text) == Answer("value", "园区\n名称")
    for dirty, kept in (("a\x0bb", "a\ufffdb"), ("a\u202eb", "ab"), ("a\ufffeb", "a\ufffdb")):
        answer = typed(dirty, text)
        assert (answer.value, codes(answer)) == (kept, ["V121"])
    assert stored("13800000000", text).value == "13800000000"
    assert stored("46022", text, form="date").value == "2025-12-31"


def test_template_code_and_markup_in_text_stay_as_typed() -> None:
    for text in ("{{ 7*7 }}", "{% if %}", "</w:t>", "a & b <x>", "]]>", "=1+1", "𠮷𰻝 🏭"):
        assert typed(text, ask("text")) == Answer("value", text)


def test_escapes_of_a_workbook_are_undone_once() -> None:
    assert decode("a_x000B_b") == "a\x0bb"
    assert decode("a_x005F_x000B_b") == "a_x000B_b"
    assert decode(escape("a_x000B_b")) == "a_x000B_b"


def test_evidence_numbers_are_divided_by_any_usual_sign() -> None:
    assert separate("E01、E02，E03; E04\nE05") == ("E01", "E02", "E03", "E04", "E05")


def test_a_message_repeats_what_is_seen_in_the_cell() -> None:
    assert found(Stored("number", "0.98", None, "percent")) == "98.00%"
    assert found(Stored("boolean", "1")) == "TRUE"
    assert found(Stored("number", None, "A1+B1")) == "=A1+B1"
    assert len(found(Stored("text", "长" * 100))) == 60
    assert found(None) == ""


def test_every_code_of_this_room_has_a_sentence_that_needs_no_more_than_is_given() -> None:
    given = (
        "name found error date share percent unit first last choices read formula standard "
        "edition known variant version sheet copy original rows units kind ref book"
    )
    params = dict.fromkeys(given.split(), "·")
    ours = [
        code for code in issue_codes() if code[:3] in ("W10", "W11", "W12", "V10", "V11", "V12")
    ]
    assert len(ours) > 40
    for code in ours:
        assert what(code, params)
        assert remedy(code, params)


def test_what_a_fuzzer_found_stays_mended() -> None:
    """A sentence never repeats what no writer accepts; a number is judged as it is converted."""
    for text in ("\x01", "\ud800", "4\x0b5"):
        (remark,) = stored(text, form="date").remarks
        assert clean(remark.params["date"]) == remark.params["date"]
    (remark,) = stored("#\x02", nature="error").remarks
    assert clean(remark.params["error"]) == remark.params["error"]
    assert stored("\x1c0").value == Decimal(0)


@given(st.text(max_size=45))
def test_any_text_gives_a_finite_decimal_or_a_remark(text: str) -> None:
    for kind in ("number", "percent", "integer", "year"):
        answer = read_answer(Stored("text", text), Question(Item("x", "项", kind, "t")))
        if answer.state == "value":
            assert isinstance(answer.value, Decimal)
            assert answer.value.is_finite()
        else:
            assert codes(answer) or not clean(text).strip() or text.strip() in ("未统计", "保密")


@given(st.text(string.digits + ",. -+%eE万t", min_size=1, max_size=12))
def test_full_width_writing_reads_like_half_width(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)
    assume(normalize("NFKC", wide) == text)
    plain, full = typed(text), typed(wide)
    assert (plain.state, plain.value) == (full.state, full.value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_stored_number_is_exact(number: float) -> None:
    assert as_decimal(repr(number)) == Decimal(repr(number))


@given(st.text(max_size=50))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
