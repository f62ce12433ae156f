"""workday, check, locate and coords, as a shell sees them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tuoyu.entrypoints.cli.main import COMMANDS, main
from tuoyu.foundation.policy.divisions import read_communities, read_streets

VALID = "330304202009059986"


@dataclass
class Told:
    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


Tell = Callable[..., Told]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tell:
    def run(*argv: str, stdin: bytes | str = b"") -> Told:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        code = main(list(argv))
        return Told(code, *capsys.readouterr())

    return run


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("is 2025-01-26", "true"),
        ("is 2025-01-28", "false"),
        ("add 2025-09-28 3", "2025-10-09"),
        ("add 2025-09-28 0", "2025-09-28"),
        ("add 2025-10-09 -3", "2025-09-28"),
        ("count 2025-01-01 2025-02-01", "19"),
        ("count 2025-02-01 2025-01-01", "-19"),
    ],
)
def test_workday_answers_alone_on_stdout(tell: Tell, asked: str, answer: str) -> None:
    told = tell("workday", *asked.split())
    assert (told.code, told.out, told.err) == (0, f"{answer}\n", "")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("is 2027-01-01", "2027 年的节假日安排尚未公布"),
        ("add 2026-12-30 9", "暂定 2027年1月12日（周二）"),
        ("count 2026-12-01 2027-01-09", "暂定 28 个工作日"),
        ("is 2019-12-31", "没有收录 2019 年"),
        ("add 2020-01-05 -9", "没有收录 2019 年"),
        ("add 2025-01-01 999999999", "尚未公布"),
    ],
)
def test_workday_outside_the_calendar(tell: Tell, asked: str, words: str) -> None:
    told = tell("workday", *asked.split())
    assert (told.code, told.out) == (3, "")
    assert words in told.err


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("is 2025-13-01", "没有“2025-13-01”这一天，应写成 2025-01-26"),
        ("is today", "应写成 2025-01-26"),
        ("is", "缺少参数：DATE"),
        ("is 2025-01-01 2025-01-02", "多出了参数"),
        ("add 2025-01-01 1.5", "“1.5”不是天数"),
        ("when 2025-01-01", "没有“when”这个选择，可以写：is、add、count"),
        ("", "缺少参数：is|add|count"),
    ],
)
def test_workday_wrong_usage(tell: Tell, asked: str, words: str) -> None:
    told = tell("workday", *asked.split())
    assert (told.code, told.out) == (2, "")
    assert words in told.err


def test_a_wrong_calendar_file_is_named(tell: Tell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "calendars").mkdir()
    (tmp_path / "calendars" / "2025.yaml").write_text("year: 2025", encoding="utf-8")
    monkeypatch.setenv("TUOYU_POLICY_DIR", str(tmp_path))
    told = tell("workday", "is", "2025-01-01")
    assert told.code == 1
    assert told.err.startswith("2025.yaml：")


def test_a_missing_policy_folder_is_named(
    tell: Tell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUOYU_POLICY_DIR", str(tmp_path / "nowhere"))
    for asked in (["workday", "is", "2025-01-01"], ["check", "uscc"], ["locate"]):
        told = tell(*asked, stdin="x\n")
        assert told.code == 1
        assert "nowhere" in told.err


def test_check_uscc_answers_every_line(tell: Tell) -> None:
    stdin = b"\xef\xbb\xbf91330302MA2AT8PM91\r\n\r\n 91330100 716105852f \n91330302MA8621427R\n\xff\xfe9\tA\x00\nlast"
    told = tell("check", "uscc", stdin=stdin)
    fields = [line.split("\t") for line in told.lines]
    assert told.code == 0
    assert [(code, status) for code, status, _ in fields] == [
        ("91330302MA2AT8PM91", "ok"),
        ("", "bad"),
        (" 91330100 716105852f ", "ok"),
        ("91330302MA8621427R", "warn"),
        ("��9\\tA\\x00", "bad"),
        ("last", "bad"),
    ]
    assert "规范写法为 91330100716105852F" in fields[2][2]


def test_check_citizen_id(tell: Tell) -> None:
    stdin = f"{VALID}\n330302210101995\n33030220210101 995\n ３３０３０４２０２００９０５９９８６\n"
    told = tell("check", "citizen-id", "--on", "2026-11-23", stdin=stdin)
    fields = [line.split("\t") for line in told.lines]
    assert [status for _, status, _ in fields] == ["ok", "bad", "bad", "ok"]
    assert fields[3][2].endswith(f"规范写法为 {VALID}。")
    assert tell("check", "citizen-id", "--on", "2020-09-04", stdin=VALID).lines[0].split("\t")[1] == "bad"


def test_check_wrong_usage(tell: Tell) -> None:
    assert "可以写：uscc、citizen-id" in tell("check", "passport").err
    assert tell("check").code == tell("check", "uscc", "--on", "2025-2-1").code == 2


def test_locate_writes_one_object_a_line(tell: Tell) -> None:
    told = tell("locate", stdin="鹿城區藤橋鎮下岸村\r\n杭州市西湖区\n\n")
    answers = [json.loads(line) for line in told.lines]
    assert told.code == 0
    assert [list(answer) for answer in answers] == [
        ["address", "street_code9", "community_code12", "reason"]
    ] * 3
    assert [(answer["street_code9"], answer["community_code12"]) for answer in answers] == [
        ("330302102", "330302102258"),
        (None, None),
        (None, None),
    ]
    assert answers[0]["address"] == "鹿城區藤橋鎮下岸村"


def test_locate_in_a_district_without_data(tell: Tell) -> None:
    told = tell("locate", "--district", "110101")
    assert told.code == 1
    assert "110101" in told.err


def test_locate_in_a_district_that_the_national_table_does_not_know(
    tell: Tell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUOYU_EXTRA_DISTRICTS", str(Path(__file__).parents[2] / "fixtures" / "districts"))
    street, community = read_streets("990101")[0], read_communities("990101")[0]
    stdin = f"禾川市青禾区{street.name}\n青禾区{community.name}\n温州市鹿城区{community.name}\n"
    told = tell("locate", "--district", "990101", stdin=stdin)
    answers = [json.loads(line) for line in told.lines]
    assert answers[0]["street_code9"] == street.code9
    assert answers[1]["community_code12"] == community.code12
    assert answers[2]["street_code9"] is None
    assert "不在青禾区" in answers[2]["reason"]


def test_coords_names_bad_lines_and_prints_the_others(tell: Tell) -> None:
    stdin = "120.651,28.0181\nabc\n28.0,120\n139.6917，35.6895\r\n 120.651\t28.0181 \n1e2,5\n"
    told = tell("coords", "wgs84", "gcj02", stdin=stdin)
    assert told.code == 1
    assert told.lines == ["120.65496683,28.01472565", "139.69170000,35.68950000", "120.65496683,28.01472565"]
    first, second, third = told.err.splitlines()
    assert first.startswith("第2行：“abc”不是坐标，应写成 经度,纬度")
    assert second.startswith("第3行：")
    assert second.endswith("是不是写反了？")
    assert third.startswith("第6行：")


def test_coords_wrong_usage(tell: Tell) -> None:
    told = tell("coords", "wgs84", "mars")
    assert told.code == 2
    assert "可以写：wgs84、gcj02、bd09" in told.err


@pytest.mark.parametrize("name", ["workday", "check", "locate", "coords"])
def test_each_command_explains_itself(tell: Tell, name: str) -> None:
    told = tell(name, "--help")
    assert told.code == 0
    assert f"用法：tuoyu {name}" in told.out


def test_help_lists_every_command(tell: Tell) -> None:
    told = tell("--help")
    assert told.code == 0
    for name, (_, what) in COMMANDS.items():
        assert any(name in line and what in line for line in told.lines)


def test_no_command_and_an_unknown_one(tell: Tell) -> None:
    assert tell().code == 2
    unknown = tell("wrokday")
    assert unknown.code == 2
    assert "没有“wrokday”这个命令" in unknown.err


def test_the_pure_commands_load_no_framework() -> None:
    program = """
import sys
from tuoyu.entrypoints.cli.main import main
for argv in (["workday", "is", "2025-01-26"], ["check", "uscc"], ["locate"], ["coords", "wgs84", "bd09"], ["--help"]):
    main(argv)
heavy = {"django", "numpy", "polars", "ninja"} & set(sys.modules)
sys.exit(f"loaded {heavy}" if heavy else 0)
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_a_reader_that_leaves_is_no_error() -> None:
    program = "from tuoyu.entrypoints.cli.main import main; import sys; sys.exit(main(['coords', 'wgs84', 'gcj02']))"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        try:
            running.stdin.write(b"120.651,28.0181\n" * 20_000)
            running.stdin.close()
        except BrokenPipeError:
            running.stdin = None
        assert running.wait(timeout=30) == 0
        assert running.stderr.read() == b""
