"""The register over the years: in SQLite and in a real PostgreSQL, each thing in it once."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from books import named, sample, shipped, with_power
from servers import postgresql
from small import STANDARD, written
from sqlalchemy import create_engine, text
from test_cli import Command, laid, zeropark

from zeropark.batch.account import compared
from zeropark.model import Account, Amount, Outcome, RegisterError, StandardError, StandardFault
from zeropark.register import Register
from zeropark.standard import load

__all__ = ["zeropark"]  # a fixture of the command's own tests

TABLES = ("parks", "submissions", "results", "indicators", "quantities", "issues", "files")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgresql() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty register."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'register.sqlite'}"
        return
    place = request.getfixturevalue("server")
    yield place
    engine = create_engine(place.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as database:
        for table in reversed(TABLES):
            database.execute(text(f"DROP TABLE IF EXISTS {table}"))
    engine.dispose()


def counts(url: str) -> dict[str, int]:
    """How many rows each table has."""
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as database:
        told = {t: database.scalar(text(f"SELECT count(*) FROM {t}")) for t in TABLES}  # noqa: S608
    engine.dispose()
    return {table: int(count or 0) for table, count in told.items()}


def submission(
    sha: str, year: int, amounts: dict[int, str], *, park: str = "甲园区", status: str = "evaluated"
) -> Outcome:
    """An outcome with its gross emissions by year."""
    told = tuple(Amount("gross", "总量", "tCO₂e", str(y), Decimal(v)) for y, v in amounts.items())
    account = Account("industrial", str(year), "even", "d", Decimal("80.5"), "near", (), told)
    return Outcome(
        f"{sha}.xlsx",
        park,
        sha,
        "evaluated" if status == "evaluated" else "returned",
        (),
        summary={"conclusion": "结论"},
        files={"result.json": "f" * 64},
        standard="sx",
        account=account if status == "evaluated" else None,
    )


# ------------------------------------------------------------------ once and to the last digit


def test_what_is_added_twice_is_there_once(url: str) -> None:
    told = [(submission("a", 2024, {2020: "100", 2024: "50"}), "甲园区")]
    with Register(url) as register:
        register.add(told, "1", "2026-01-01")
    first = counts(url)
    with Register(url) as register:
        register.add(told, "1", "2026-02-02")
    assert counts(url) == first
    assert first == {**dict.fromkeys(TABLES, 1), "indicators": 0, "issues": 0, "quantities": 2}


def test_a_new_result_of_a_known_workbook_stands_beside_the_first(url: str) -> None:
    one = submission("a", 2024, {2024: "50"})
    with Register(url) as register:
        register.add([(one, "甲")], "1", "2026-01-01")
        register.add([(one, "甲")], "2", "2026-02-02")
    assert counts(url)["submissions"] == 1
    assert counts(url)["results"] == 2


def test_a_number_is_kept_to_its_last_digit(url: str) -> None:
    long = "42035.299367976666666666666666666666666666666666666667"
    with Register(url) as register:
        register.add([(submission("a", 2024, {2024: long}), "甲")], "1", "r")
        (entry,) = register.history("甲园区")
    assert entry.amounts["gross"] == ("总量", "tCO₂e", Decimal(long))
    assert entry.total == Decimal("80.5")


def test_what_cannot_be_read_has_no_park_and_what_is_no_file_is_not_kept(url: str) -> None:
    unread = Outcome("x.xlsx", "", "b", "returned", ())
    with Register(url) as register:
        register.add([(unread, "x"), (replace(unread, sha256=""), "y")], "1", "r")
        assert register.parks() == ()
    assert counts(url)["submissions"] == 1


# ------------------------------------------------------------------ the one before


def test_the_last_accepted_one_is_of_the_latest_year_and_of_the_same_park(url: str) -> None:
    with Register(url) as register:
        past = [
            submission("b", 2023, {2023: "70"}),
            submission("a", 2022, {2022: "80"}),
            submission("c", 2025, {2025: "1"}, park="乙园区"),
            submission("d", 2025, {}, status="returned"),
        ]
        register.add([(each, "") for each in past], "1", "r")
        found = register.last(submission("e", 2024, {}, park="甲园区"))
        assert found is not None
        assert (found.book, found.year) == ("b.xlsx", "2023")
        assert found.amounts == {("gross", "2023"): Decimal(70)}
        assert register.last(submission("f", 2024, {}, park="丙园区")) is None


def test_a_name_written_in_another_width_is_the_same_park(url: str) -> None:
    with Register(url) as register:
        register.add([(submission("a", 2022, {}, park="Ａ园区"), "")], "1", "r")
        assert register.last(submission("b", 2023, {}, park="a园区")) is not None


def test_one_that_is_registered_is_compared_as_it_was_the_first_time(url: str) -> None:
    first, second = submission("a", 2022, {2022: "80"}), submission("b", 2023, {2023: "70"})
    with Register(url) as register:
        register.add([(first, ""), (second, "")], "1", "r")
        assert register.last(first) is None
        found = register.last(second)
        assert found is not None
        assert found.book == "a.xlsx"


def standard_watching(tmp_path: Path, jump: str = "0.3", restated: str = "0.01") -> Path:
    watch = f'[[watch]]\nquantity = "net"\njump = {jump}\nrestated = {restated}\nreason = "试验"\n'
    return written(tmp_path, ("standard.toml", "[texts]", f"{watch}\n[texts]"))


@pytest.mark.parametrize(
    ("before", "now", "codes"),
    [
        ({2022: "100"}, {2022: "100", 2023: "80"}, ["W196"]),  # a fifth less: told
        ({2022: "100"}, {2022: "100", 2023: "130"}, ["W196"]),  # just the tolerance
        ({2022: "100"}, {2022: "100", 2023: "130.0001"}, ["W194"]),  # beyond it
        ({2022: "100"}, {2022: "100", 2023: "69.9"}, ["W194"]),
        ({2022: "100"}, {2022: "101", 2023: "100"}, ["W196"]),  # restated by just one in a hundred
        ({2022: "100"}, {2022: "102", 2023: "100"}, ["W195", "W196"]),
        ({2021: "7", 2022: "100"}, {2021: "8", 2023: "100"}, ["W195", "W196"]),
        ({2023: "100"}, {2023: "50"}, ["W195"]),  # the same year again
        ({2022: "0"}, {2022: "5", 2023: "50"}, []),  # of nothing there is no share
        ({2022: "-5"}, {2022: "5", 2023: "50"}, []),
        ({}, {2023: "50"}, []),
    ],
)
def test_what_a_submission_shows_against_the_one_before(
    tmp_path: Path, before: dict[int, str], now: dict[int, str], codes: list[str]
) -> None:
    standard = load(standard_watching(tmp_path))
    outcome = submission("b", 2023, {})
    amounts = tuple(Amount("net", "净排放", "t", str(y), Decimal(v)) for y, v in now.items())
    account = replace(outcome.account or Account("", "", "", "", None, "", (), ()), amounts=amounts)
    old: dict[tuple[str, str], Decimal | None] = {
        ("net", str(year)): Decimal(value) for year, value in before.items()
    }
    year = str(max(before, default=2022))
    issues = list(compared(replace(outcome, account=account), standard, "a.xlsx", year, old))
    assert [issue.code for issue in issues] == codes


def test_a_watch_names_a_quantity_and_its_reason(tmp_path: Path) -> None:
    assert "watch" not in STANDARD
    text_ = '[[watch]]\nquantity = "nothing"\njump = 1\nrestated = 1\nreason = ""\n\n[texts]'
    with pytest.raises(StandardError) as told:
        load(written(tmp_path, ("standard.toml", "[texts]", text_)))
    assert [f.code for f in told.value.exceptions if isinstance(f, StandardFault)] == [
        "D203",
        "D205",
    ]


# ------------------------------------------------------------------ through the command


def test_two_years_of_a_park_are_recorded_compared_and_shown(
    zeropark: Command, tmp_path: Path, url: str
) -> None:
    laid(tmp_path / "in", {"一.xlsx": sample()})
    code, _, err = zeropark("report", "in", "-o", "out", "--jobs", 1, "--register", url)
    assert (code, err) == (0, "")
    once = counts(url)
    assert zeropark("report", "in", "-o", "out", "--jobs", 1, "--register", url)[0] == 0
    assert counts(url) == once
    assert once["parks"] == once["submissions"] == once["results"] == 1
    assert once["indicators"] == 14

    power = 's="STYLE"><v>999999</v>'
    laid(tmp_path / "in", {"一.xlsx": with_power(power)})
    code, out, err = zeropark("check", "in", "-o", "checked", "--jobs", 1, "--register", url)
    assert counts(url) == once  # a check looks, and leaves the register as it is
    listed = (tmp_path / "checked" / "check.json").read_text("utf-8")
    assert '"W195"' in listed
    assert "与上次提交（一.xlsx）所报同一年的" in listed
    zeropark("report", "in", "-o", "out", "--jobs", 1, "--register", url)
    assert counts(url)["submissions"] == 2

    code, out, err = zeropark("history", "示例工业园区002", "--register", url)
    assert (code, err) == (0, "")
    assert out.count("已评价") == 2
    assert shipped().title in out
    code, _, err = zeropark("history", "示例工业园区00", "--register", url)
    assert code == 2
    assert "示例工业园区002" in err


def test_a_report_keeps_its_register_beside_the_results(zeropark: Command, tmp_path: Path) -> None:
    laid(tmp_path / "in", {"一.xlsx": named("甲园区")})
    assert zeropark("history", "甲园区")[0] == 2
    assert zeropark("check", "in")[0] == 0
    assert not (tmp_path / "output" / "register.sqlite").exists()
    assert zeropark("report", "in")[0] == 0
    code, out, _ = zeropark("history", "甲园区")
    assert code == 0
    assert "一.xlsx" in out


def test_a_register_out_of_reach_is_three_and_loses_nothing(
    zeropark: Command, tmp_path: Path
) -> None:
    laid(tmp_path / "in", {"一.xlsx": sample()})
    where = "postgresql://someone:secret@127.0.0.1:1/none"
    code, _, err = zeropark("report", "in", "-o", "out", "--register", where)
    assert code == 3
    assert "无法使用登记库 postgresql" in err
    assert "secret" not in err
    assert zeropark("history", "甲园区", "--register", where)[0] == 3
    code, _, _ = zeropark("report", "in", "-o", "out", "--resume")
    assert code == 0


@pytest.mark.parametrize("wrong", ["nonsense", "nonsense://x", "sqlite:////no/such/folder/x"])
def test_a_register_that_is_none_is_told(wrong: str) -> None:
    with pytest.raises(RegisterError):
        Register(wrong)
