"""Each way in which a policy can be wrong names file, key and reason."""

from __future__ import annotations

import pytest

from tests.foundation.policy.conftest import PolicyFolder
from tuoyu.foundation.policy.check import check
from tuoyu.foundation.policy.paths import policy_dir

KEY = "care.fee_reply"
LAW_FILE = "policy/base/parameters/law.yaml"
OWN_FILE = "policy/districts/990199/parameters/own.yaml"


def test_a_sound_folder_has_no_problems(policy_folder: PolicyFolder) -> None:
    assert policy_folder.check() == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("from: 2022-01-01", "from: 2022-01-02", "时间断档"),
        ("from: 2022-01-01", "from: 2021-12-31", "时间重叠"),
        ("        to: 2021-12-31\n", "", "时间重叠"),
        ("to: 2021-12-31", "to: 2019-12-31", "起始日 2020-01-01 晚于终止日 2019-12-31"),
        ("value: 20", "value: 二十", "应是整数，不加引号，现在是“二十”"),
        ("value: 20", "value: true", "应是整数"),
        ("value: 20", "value: -1", "不能小于零"),
        ("value: 20", 'value: "20"', "应是整数，不加引号"),
        ("        value: 20\n", "", "缺少 value"),
        ('area: "000000"', "area: 330302", "area 应是加引号的6位或9位区划代码"),
        ('area: "000000"', 'area: "33030"', "area 应是加引号的6位或9位区划代码"),
        ('area: "000000"', 'area: "330302"', "应写到 districts/330302/parameters/ 里"),
        ("        source: {title: 甲法, article: 第一条}\n", "", "没有写明依据"),
        ("{title: 甲法, article: 第一条}", "{title: 甲法}", "article 应是文字，现在没有写"),
        ("{title: 甲法, article: 第一条}", "{title: 甲法, article: 第一条, page: 3}", "不认识的项：page"),
        ("confidence: verified", "confidence: sure", "confidence 应是 verified"),
        ("        confidence: verified\n", "", "confidence 应是 verified"),
        ("        to: 2021-12-31", "        until: 2021-12-31", "不认识的项：until"),
        ("from: 2020-01-01", 'from: "2020-01-01"', "from 应是日期"),
        ("kind: working_days", "kind: workdays", "kind 应是 working_days"),
        ("kind: working_days", "kind: list", "kind 为 list 时要写 items"),
        ("kind: working_days", "kind: working_days\n    items: text", "kind 为 working_days 时不能有 items"),
        ("    label: 答复期限\n", "", "label 应是文字，现在没有写"),
        ("    label: 答复期限\n", "    label: 答复期限\n    colour: red\n", "不认识的项：colour"),
        ("read_by: [tuoyu.care]", "read_by: []", "至少写明一个读取它的模块"),
        ("read_by: [tuoyu.care]", "read_by: [tuoyu.gone]", "模块 tuoyu.gone 不存在，这个参数还没有人读取"),
    ],
)
def test_a_wrong_parameter_is_named(policy_folder: PolicyFolder, old: str, new: str, reason: str) -> None:
    policy_folder.edit(policy_folder.law, old, new)
    found = [problem for problem in policy_folder.check() if problem.file == LAW_FILE and problem.key == KEY]
    assert any(reason in problem.reason for problem in found), policy_folder.check()


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        ('area: "990199"', 'area: "330302"', KEY, "区划 330302 不属于本区 990199"),
        ('area: "990199"', 'area: "000000"', KEY, "区划 000000 不属于本区 990199"),
        ('area: "990199001"', 'area: "990199777"', KEY, "区划 990199777 不是试验区的街镇"),
        ("care.fee_reply", "care.fee_replay", "care.fee_replay", "base 里没有声明这个参数"),
        ("values:", "parameters:", "", "文件应只有一个顶层键“values:”"),
        ('    - area: "990199"\n', '    area: "990199"\n    x:\n', "", "YAML 写法有误"),
    ],
)
def test_a_wrong_file_of_a_district_is_named(
    policy_folder: PolicyFolder, old: str, new: str, key: str, reason: str
) -> None:
    policy_folder.edit(policy_folder.district / "parameters/own.yaml", old, new)
    found = [problem for problem in policy_folder.check() if problem.file == OWN_FILE and problem.key == key]
    assert any(reason in problem.reason for problem in found), policy_folder.check()


def test_a_key_in_two_files_is_refused(policy_folder: PolicyFolder) -> None:
    policy_folder.law.with_name("more.yaml").write_text(
        policy_folder.law.read_text(encoding="utf-8"), encoding="utf-8"
    )
    (problem,) = policy_folder.check()
    assert (problem.file, problem.key) == ("policy/base/parameters/more.yaml", KEY)
    assert f"在 {LAW_FILE} 里已经声明过" in problem.reason


def test_a_key_must_be_group_and_name(policy_folder: PolicyFolder) -> None:
    policy_folder.edit(policy_folder.law, "care.fee_reply", "CareFee")
    assert any(problem.key == "CareFee" and "组.名" in problem.reason for problem in policy_folder.check())


def test_broken_yaml_names_the_line(policy_folder: PolicyFolder) -> None:
    policy_folder.edit(policy_folder.law, "value: 20", "value: 0.5")
    (problem,) = [problem for problem in policy_folder.check() if problem.file == LAW_FILE]
    assert problem.line == 11
    assert str(problem).startswith(f"{LAW_FILE} 第11行：小数 0.5 要加引号")


def test_every_problem_is_told_at_once(policy_folder: PolicyFolder) -> None:
    policy_folder.edit(policy_folder.law, "value: 20", "value: x")
    policy_folder.edit(policy_folder.law, "value: 10", "value: y")
    reasons = [problem.reason for problem in policy_folder.check()]
    assert [reason[:4] for reason in reasons if "整数" in reason] == ["第1个取", "第3个取"]


def test_a_parameter_that_its_module_does_not_read_is_named(policy_folder: PolicyFolder) -> None:
    (policy_folder.package / "care.py").write_text(
        "# care.fee_reply is only talked about\n", encoding="utf-8"
    )
    (problem,) = policy_folder.check()
    assert "里没有读取它" in problem.reason


def test_reading_a_whole_group_counts_as_reading(policy_folder: PolicyFolder) -> None:
    (policy_folder.package / "care.py").write_text(
        'policy.member("care", name, on, area)\n', encoding="utf-8"
    )
    assert policy_folder.check() == []


def test_a_module_may_have_grown_into_a_folder(policy_folder: PolicyFolder) -> None:
    (policy_folder.package / "care").mkdir()
    (policy_folder.package / "care.py").rename(policy_folder.package / "care" / "fees.py")
    assert policy_folder.check() == []


def test_a_key_that_only_the_code_knows_is_named_with_its_line(policy_folder: PolicyFolder) -> None:
    source = '\n\nvalue = current().integer(\n    "care.lost", on, area)\n'
    (policy_folder.package / "other.py").write_text(source, encoding="utf-8")
    (problem,) = policy_folder.check()
    assert (problem.file, problem.key, problem.line) == ("tuoyu/other.py", "care.lost", 3)


def test_an_unknown_role_is_named(policy_folder: PolicyFolder) -> None:
    policy_folder.edit(policy_folder.law, "kind: working_days", "kind: role")
    for number in ("20", "15", "10"):
        policy_folder.edit(policy_folder.law, f"value: {number}\n", "value: clerk\n")
    own = policy_folder.district / "parameters/own.yaml"
    policy_folder.edit(own, "value: 5\n", "value: clerk\n")
    policy_folder.edit(own, "value: 1\n", "value: boss\n")
    (problem,) = policy_folder.check()
    assert problem.file == OWN_FILE
    assert "岗位代码“boss”不在 roles.yaml 里" in problem.reason


@pytest.mark.parametrize("file", ["plan.yaml", "streets.csv", "communities.csv"])
def test_a_missing_file_of_a_district_is_named(policy_folder: PolicyFolder, file: str) -> None:
    (policy_folder.district / file).unlink()
    (problem,) = policy_folder.check()
    assert problem.file == f"policy/districts/990199/{file}"


def test_streets_are_named_alike_in_both_files(policy_folder: PolicyFolder) -> None:
    policy_folder.edit(policy_folder.district / "streets.csv", "东街道", "冬街道")
    (problem,) = policy_folder.check()
    assert (problem.file, problem.key) == ("policy/districts/990199/streets.csv", "990199001")
    assert "“冬街道”" in problem.reason
    assert "“东街道”" in problem.reason


@pytest.mark.parametrize(
    ("old", "new", "key", "reason"),
    [
        (",990199001\n", ",990199002\n", "990199001001", "所属街镇 990199002 不在 streets.csv 里"),
        ("990199001001", "990199009001", "990199009001", "与社区代码的前9位不同"),
        (",990199001\n", ",990199001\n990199001001,西社区,社区,990199001\n", "990199001001", "写了2次"),
        ("东社区", "", "", "communities.csv 第2行：name 没有填"),
    ],
)
def test_a_wrong_community_is_named(
    policy_folder: PolicyFolder, old: str, new: str, key: str, reason: str
) -> None:
    policy_folder.edit(policy_folder.district / "communities.csv", old, new)
    (problem,) = policy_folder.check()
    assert problem.key == key
    assert reason in problem.reason


def test_a_wrong_calendar_is_named(policy_folder: PolicyFolder) -> None:
    policy_folder.edit(
        policy_folder.folder / "calendars/2026.yaml", "2026-01-01..2026-01-03", "2026-01-03..2026-01-01"
    )
    (problem,) = policy_folder.check()
    assert problem.file == "policy/calendars"
    assert "2026.yaml" in problem.reason


def test_only_parameter_folders_hold_parameters(policy_folder: PolicyFolder) -> None:
    (policy_folder.folder / "base/other.yaml").write_text("anything: [at, all]\n", encoding="utf-8")
    assert policy_folder.check() == []


def test_an_empty_folder_says_so(policy_folder: PolicyFolder) -> None:
    policy_folder.law.unlink()
    (policy_folder.district / "parameters/own.yaml").unlink()
    assert any("一个参数也没有读到" in problem.reason for problem in policy_folder.check())


def test_the_policy_of_this_repository_is_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUOYU_POLICY_DIR", raising=False)
    assert [str(problem) for problem in check(policy_dir())] == []
