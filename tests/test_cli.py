"""The command: what it says, where, and with which exit code it leaves."""

import os
import re
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess, run

import pytest
from books import POWER, VARIANTS, named, sample, shipped, where, with_power
from small import written

from zeropark.batch import Order, Workshop, judge
from zeropark.cli import _run
from zeropark.model import Step
from zeropark.report.trace import tree
from zeropark.standard import find
from zeropark.workbook import read

ROOT = Path(__file__).parents[1]

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def zeropark(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Command:
    """The command in a folder of its own: arguments → exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["zeropark", *map(str, arguments)])
        code = _run()
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return command


def laid(folder: Path, books: Mapping[str, bytes]) -> Path:
    """The folder with these files in it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in books.items():
        (folder / name).write_bytes(data)
    return folder


def generate(*arguments: str, cwd: Path = ROOT) -> CompletedProcess[str]:
    """``python generate.py`` as a user starts it."""
    command = [sys.executable, "-W", "error", str(ROOT / "generate.py"), *arguments]
    return run(command, capture_output=True, text=True, check=False, cwd=cwd, timeout=60)


# ------------------------------------------------------------------ exit codes of the main job


def test_all_evaluated_is_nought(zeropark: Command, tmp_path: Path) -> None:
    laid(tmp_path / "in", {"一.xlsx": sample()})
    code, out, err = zeropark("check", "in", "-o", "out", "--jobs", 1)
    assert code == 0
    assert err == ""
    first, last = out.splitlines()
    assert re.fullmatch(r"一\.xlsx：示例工业园区002，综合得分\d+\.\d+分，\S+", first)
    assert last == "完成1份，共1份；结果在 out"
    assert (tmp_path / "out" / "示例工业园区002" / "result.json").is_file()


def test_some_returned_is_one_and_each_is_named_on_stderr(
    zeropark: Command, tmp_path: Path
) -> None:
    text = with_power('s="STYLE" t="inlineStr"><is><t>三万左右</t></is>')
    laid(tmp_path / "in", {"好.xlsx": sample("tourism"), "坏.xlsx": text, "空.xlsx": b""})
    code, out, err = zeropark("check", "in", "-o", "out", "--jobs", 1)
    assert code == 1
    assert "好.xlsx" in out
    assert "坏.xlsx" not in out
    assert "坏.xlsx：退回修改，错误1项" in err
    assert f"能源与排放!{where(sample(), POWER)} " in err
    assert "“三万左右”" in err
    assert "[V106]" in err
    assert "空.xlsx：退回修改，错误1项" in err
    assert "[W101]" in err
    assert out.splitlines()[-1] == "完成1份，共3份；结果在 out"


def test_an_internal_fault_is_one_and_told_without_a_traceback(
    zeropark: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("zeropark.batch.workshop.validate", faulty)
    laid(tmp_path / "in", {"一.xlsx": sample()})
    code, _, err = zeropark("check", "in", "-o", "out", "--jobs", 1)
    assert code == 1
    assert "一.xlsx：程序内部错误（ZeroDivisionError）" in err
    assert "Traceback" in (tmp_path / "out" / "zeropark.log").read_text("utf-8")


def test_a_missing_folder_is_wrong_usage(zeropark: Command) -> None:
    code, out, err = zeropark("check", "没有", "-o", "out")
    assert (code, out) == (2, "")
    assert "找不到“没有”" in err


def test_without_arguments_the_folder_of_workbooks_is_read(
    zeropark: Command, tmp_path: Path
) -> None:
    code, _, err = zeropark()
    assert code == 2
    assert "找不到“workbooks”" in err
    (tmp_path / "workbooks").mkdir()
    code, _, err = zeropark()
    assert code == 2
    assert "“workbooks”中没有填报表" in err
    assert not (tmp_path / "output").exists()


def test_a_folder_with_lock_files_only_is_empty_and_says_what_was_left_out(
    zeropark: Command, tmp_path: Path
) -> None:
    laid(tmp_path / "in", {"~$一.xlsx": b"lock", "说明.txt": b"x"})
    code, _, err = zeropark("check", "in", "-o", "out")
    assert code == 2
    assert "略过：~$一.xlsx" in err
    assert "略过：说明.txt" in err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "in", "--jobs", "0"),
        ("check", "in", "--no-such-option"),
        ("check", "in", "--scheme", "no-such-scheme"),
        ("blank", "--variant", "no-such-variant"),
        ("blank", "--standard", "no-such-standard"),
        ("sample", "-n", "0"),
        ("explain",),
        ("explain", "nothing.xlsx"),
        ("explain", "in/一.xlsx", "X9"),
        ("explain", "in/一.xlsx", "--scheme", "no-such-scheme"),
        ("evaluate",),  # no command of ours, so a path that is not there
    ],
)
def test_wrong_usage_is_two_and_makes_nothing(
    zeropark: Command, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    laid(tmp_path / "in", {"一.xlsx": sample()})
    code, out, err = zeropark(*arguments)
    assert (code, out) == (2, "")
    assert err
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("report --rnk", "没有“--rnk”这个选项；相近的有：--rank"),
        ("report --xyzzy", "没有“--xyzzy”这个选项。"),
        ("report in -o", "选项“-o”后面要写内容。"),
        ("report --rank=3", "选项“--rank”后面不写内容。"),
        ("sample -n 甲", "“--number”后面写的不能用：应是不小于1的整数。"),
        ("blank --from 没有.xlsx", "“--from”后面写的不能用：没有这个文件或文件夹"),
        ("sample 5 6", "不知道“5 6”是什么意思：这里不再需要内容。"),
        ("diff 旧.xlsx", "还要写明 NEW。"),
    ],
)
def test_a_line_typed_wrongly_is_told_in_chinese(zeropark: Command, line: str, said: str) -> None:
    code, out, err = zeropark(*line.split())
    assert (code, out) == (2, "")
    assert err.startswith(said)
    assert err.endswith("（用法见 --help）\n")


def test_help_has_no_english_sentence(zeropark: Command) -> None:
    for line in ("--help", "report --help", "history --help"):
        code, out, _ = zeropark(*line.split())
        assert code == 0
        assert out.startswith("用法：")
        assert "选项：" in out
        assert "显示本说明。" in out
        assert not re.search("Usage|Options:|OPTIONS|Commands|Show|exit", out)


def test_a_faulty_standard_is_two_with_every_fault_by_file_and_place(
    zeropark: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = (("schemes/even.toml", "P1 = 50", "P1 = 49"), ("park.toml", '"6.1"', '""'))
    written(tmp_path / "templates", *changes)
    monkeypatch.setattr("zeropark.standard.find", lambda: tmp_path / "templates")
    laid(tmp_path / "in", {"一.xlsx": b""})
    code, out, err = zeropark("check", "in", "-o", "out")
    assert (code, out) == (2, "")
    assert err.splitlines() == [
        "标准或模板数据有误，没有处理任何填报表：",
        "park.toml　P1　[D205] 缺少内容：clause",
        "schemes/even.toml　points.park　[D502] 分值合计应为100，实为99",
    ]
    assert not (tmp_path / "out").exists()


def test_a_faulty_scheme_of_the_users_own_is_two(zeropark: Command, tmp_path: Path) -> None:
    laid(tmp_path / "in", {"一.xlsx": sample()})
    (tmp_path / "own.toml").write_text('id = "own"\n', encoding="utf-8")
    code, _, err = zeropark("check", "in", "-o", "out", "--scheme", "own.toml")
    assert code == 2
    assert "own.toml" in err
    assert "[D201]" in err
    assert not (tmp_path / "out").exists()


def test_a_scheme_of_the_users_own_is_taken_from_its_file(
    zeropark: Command, tmp_path: Path
) -> None:
    laid(tmp_path / "in", {"一.xlsx": sample()})
    draft = shipped().folder / "schemes" / "draft-indicator-equal.toml"
    text = draft.read_text("utf-8").replace('id = "draft-indicator-equal"', 'id = "own"')
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    code, _, _ = zeropark("check", "in", "-o", "out", "--scheme", "own.toml", "--jobs", 1)
    assert code == 0
    assert '"id": "own"' in (tmp_path / "out" / "check.json").read_text("utf-8")


@pytest.mark.parametrize("output", ["taken", "taken/deeper"])
def test_an_output_that_is_a_file_is_three(zeropark: Command, tmp_path: Path, output: str) -> None:
    laid(tmp_path, {"taken": b"mine"})
    laid(tmp_path / "in", {"一.xlsx": sample()})
    code, _, err = zeropark("check", "in", "-o", output)
    assert code == 3
    assert "无法读写" in err
    assert (tmp_path / "taken").read_bytes() == b"mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only to root")
def test_an_output_that_may_not_be_written_is_three(zeropark: Command, tmp_path: Path) -> None:
    laid(tmp_path / "in", {"一.xlsx": sample()})
    (tmp_path / "out").mkdir(mode=0o500)
    code, _, err = zeropark("check", "in", "-o", "out")
    assert code == 3
    assert "权限" in err


def test_a_name_with_escape_signs_does_not_reach_the_terminal(
    zeropark: Command, tmp_path: Path
) -> None:
    laid(tmp_path / "in", {"一.xlsx": named("园\x7f\u202e区")})
    _, out, err = zeropark("check", "in", "-o", "out", "--jobs", 1)
    assert "\u202e" not in out + err


def test_on_a_terminal_a_bar_is_drawn_on_stderr_and_taken_away(
    zeropark: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid(tmp_path / "in", {"一.xlsx": sample(), "空.xlsx": b""})
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    code, out, err = zeropark("check", "in", "-o", "out", "--jobs", 1)
    assert code == 1
    assert "处理填报表" in err
    assert "处理填报表" not in out
    assert err.count("\x1b[?25l") == err.count("\x1b[?25h") == 1  # the cursor is shown again


# ------------------------------------------------------------------ the other commands


def test_blank_workbooks_are_made_for_every_variant_or_the_one_named(
    zeropark: Command, tmp_path: Path
) -> None:
    code, out, _ = zeropark(
        "blank", "--standard", shipped().id, "--variant", "tourism", "-o", "new/deep"
    )
    assert code == 0
    (path,) = (tmp_path / "new" / "deep").iterdir()
    assert path.name == "零碳（近零碳）产业园区创建与评价规范填报表（文化旅游类）.xlsx"
    assert path.name in out
    found = read(path.read_bytes(), path.name, {shipped().id: shipped()})
    assert [issue.code for issue in found.issues] == ["W114"]  # readable, and nothing filled in


def test_samples_are_the_same_for_the_same_seed(zeropark: Command, tmp_path: Path) -> None:
    only = ("--standard", shipped().id, "--variant", "industrial", "-n", 1)
    for folder, seed in (("a", 7), ("b", 7), ("c", 8)):
        assert zeropark("sample", *only, "--seed", seed, "-o", folder)[0] == 0
    a, b, c = (next((tmp_path / name).iterdir()).read_bytes() for name in "abc")
    assert a == b
    assert a != c


def test_what_is_installed_is_told_with_its_standing(zeropark: Command) -> None:
    code, out, _ = zeropark("standards")
    assert code == 0
    standard = shipped()
    ids = (standard.id, *standard.variants, *standard.schemes, *standard.factors)
    assert [id_ for id_ in ids if id_ not in out] == []
    assert out.count("〔草案〕") >= 4


def test_the_version_and_the_help_are_told(zeropark: Command) -> None:
    assert re.fullmatch(r"zeropark, version \d+\.\d+\.\d+\n", zeropark("--version")[1])
    code, out, _ = zeropark("--help")
    assert code == 0
    for command in ("report", "check", "blank", "sample", "explain", "standards"):
        assert f"\n  {command} " in out
        assert zeropark(command, "--help")[0] == 0


# ------------------------------------------------------------------ explain


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_indicator_is_explained_down_to_cells_and_factors(variant: str) -> None:
    workshop = Workshop.open(Order(find(), "", reports=False))
    _, issues, evaluation = judge(workshop, sample(variant), "一.xlsx")
    assert evaluation is not None, issues
    indicators = evaluation.variant.indicators
    assert len(indicators) == 14
    for indicator in indicators:
        step = evaluation.steps[indicator.id]
        lines = list(tree(step, evaluation.standard))
        assert lines[0].startswith(indicator.name)
        ends = list(_ends(step))
        assert all(end.cell or end.source for end in ends)
        told = "\n".join(lines)
        assert all(str(end.cell) in told if end.cell else end.source in told for end in ends)


def _ends(step: Step) -> list[Step]:
    return [end for source in step.inputs for end in _ends(source)] if step.inputs else [step]


def test_explain_tells_the_total_or_the_figure_that_is_named(
    zeropark: Command, tmp_path: Path
) -> None:
    laid(tmp_path, {"一.xlsx": sample()})
    code, out, err = zeropark("explain", "一.xlsx")
    assert (code, err) == (0, "")
    assert out.startswith("综合得分 = ")
    code, out, _ = zeropark("explain", "一.xlsx", "S1")
    assert code == 0
    first, *rest = out.splitlines()
    assert first.startswith("规模以上工业用水重复利用率 = ")
    assert [re.search(r"指标数据![A-Z]\d+", each) is not None for each in rest] == [True, True]


def test_explain_of_a_returned_workbook_tells_why_and_is_one(
    zeropark: Command, tmp_path: Path
) -> None:
    laid(tmp_path, {"空.xlsx": b""})
    code, out, err = zeropark("explain", "空.xlsx", "P1")
    assert (code, out) == (1, "")
    assert "[W101]" in err


# ------------------------------------------------------------------ as a user starts it


def test_help_loads_no_heavy_library() -> None:
    program = (
        "import sys; sys.argv = ['zeropark', '--help']\n"
        "from zeropark.cli import _run\n"
        "code = _run()\n"
        "heavy = {'openpyxl', 'pandas', 'numpy', 'docxtpl', 'jinja2', 'rich', 'docx', 'lxml'}\n"
        "heavy.add('zeropark.model')\n"
        "print(code, sorted(heavy & set(sys.modules)))\n"
    )
    done = run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == "0 []"


def test_generate_leaves_with_the_codes_of_the_command(tmp_path: Path) -> None:
    laid(tmp_path / "bad", {"空.xlsx": b""})
    laid(tmp_path / "good", {"一.xlsx": sample(), "二.xlsx": sample("tourism")})
    out = str(tmp_path / "out")
    done = {
        name: generate("check", str(tmp_path / name), "-o", out) for name in ("bad", "good", "none")
    }
    assert {name: each.returncode for name, each in done.items()} == {
        "bad": 1,
        "good": 0,
        "none": 2,
    }
    assert all("Traceback" not in each.stderr for each in done.values())
    assert done["good"].stderr == ""


def test_a_terminal_that_knows_no_chinese_is_no_fault(tmp_path: Path) -> None:
    laid(tmp_path / "bad", {"空.xlsx": b""})
    command = [sys.executable, str(ROOT / "generate.py"), "check", "bad", "-o", "out"]
    done = run(
        command,
        capture_output=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


# ------------------------------------------------------------------ verify


def test_verify_says_whether_a_report_is_what_its_workbook_gives(
    zeropark: Command, tmp_path: Path
) -> None:
    laid(tmp_path / "in", {"一.xlsx": sample("tourism"), "二.xlsx": sample("tourism", "mediocre")})
    zeropark("report", "in/一.xlsx", "-o", "out", "--jobs", 1)
    (report,) = (tmp_path / "out").glob("*/创建评价报告.docx")
    code, out, err = zeropark("verify", report, "in/一.xlsx")
    assert (code, err) == (0, "")
    assert out == "一致：创建评价报告.docx 就是 一.xlsx 所得的草稿。\n"

    code, out, err = zeropark("verify", report, "in/二.xlsx")
    assert code == 1
    assert out == "不一致：创建评价报告.docx 与 二.xlsx 所得的草稿不符。\n"
    first, *_, last = err.splitlines()
    assert first.startswith("  填报表内容已改变：报告所用的是 ")
    assert re.fullmatch(r"  ……另有\d+处", last)


def test_verify_takes_the_templates_that_a_report_was_made_with(
    zeropark: Command, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    shipped = find() / "sx-zero-carbon-park-2024"
    with zipfile.ZipFile(shipped / "创建评价报告.docx") as old:
        parts = {name: old.read(name) for name in old.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        "声　明".encode(), "声明".encode()
    )
    own.mkdir()
    with zipfile.ZipFile(own / "创建评价报告.docx", "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    laid(tmp_path / "in", {"一.xlsx": sample("tourism")})
    zeropark("report", "in/一.xlsx", "-o", "out", "--jobs", 1, "--template", "own")
    (report,) = (tmp_path / "out").glob("*/创建评价报告.docx")

    assert zeropark("verify", report, "in/一.xlsx", "--template", "own")[0] == 0
    assert zeropark("verify", report, "in/一.xlsx")[0] == 1
    assert zeropark("verify", report, "in/一.xlsx", "--template", "没有")[0] == 2


def test_verify_of_something_else_is_wrong_usage(zeropark: Command, tmp_path: Path) -> None:
    laid(tmp_path, {"一.xlsx": sample("tourism"), "坏.docx": b"PK"})
    assert zeropark("verify", "没有.docx", "一.xlsx")[0] == 2
    code, _, err = zeropark("verify", "坏.docx", "一.xlsx")
    assert (code, "不是完好的 Word 文件" in err) == (2, True)
    shipped = find() / "sx-zero-carbon-park-2024" / "创建评价报告.docx"
    code, _, err = zeropark("verify", shipped, "一.xlsx")
    assert (code, "不是本程序生成的报告" in err) == (2, True)


def test_a_park_that_may_not_be_final_is_told_every_reason(
    zeropark: Command, tmp_path: Path
) -> None:
    laid(tmp_path / "in", {"一.xlsx": sample("tourism")})
    code, _, err = zeropark("report", "in", "-o", "out", "--jobs", 1, "--final")
    assert code == 1
    assert "[F101]" in err
    assert not list((tmp_path / "out").glob("*/*.docx"))
