from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.foundation.policy.conftest import PolicyFolder
from tuoyu.foundation.policy.districts import District, UnitKind
from tuoyu.foundation.policy.problems import PolicyBroken
from tuoyu.foundation.policy.unit_names import normalise

PLANS = Path(__file__).resolve().parents[4] / "shared/data/plans"
LUCHENG = ("鹿城区", "温州市", "浙江省")


@pytest.fixture(scope="module")
def lucheng() -> District:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TUOYU_POLICY_DIR", "TUOYU_EXTRA_DISTRICTS"):
            patch.delenv(name, raising=False)
        return District.load("330302")


def test_lucheng_has_its_units_and_streets(lucheng: District) -> None:
    assert (lucheng.name, lucheng.city.name, lucheng.province.code) == ("鹿城区", "温州市", "330000")
    assert len(lucheng.units) == 38
    assert len(lucheng.streets) == 14
    assert sum(unit.kind is UnitKind.TOWN for unit in lucheng.streets) == 2
    assert all(unit.area == unit.code for unit in lucheng.streets)


def test_all_streets_stand_behind_the_collective(lucheng: District) -> None:
    collective = lucheng.unit_by_name("各街镇")
    assert collective is not None
    assert lucheng.members(collective) == lucheng.streets
    bureau = lucheng.unit("wjj")
    assert lucheng.members(bureau) == (bureau,)
    assert lucheng.leading_group not in lucheng.units


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("区卫生健康局", "wjj"),
        ("温州市鹿城区卫生健康局", "wjj"),
        ("浙江省温州市鹿城区卫生健康局", "wjj"),
        ("区 卫健\u3000局", "wjj"),
        ("鹿城区教育局", "jyj"),
        ("温州市教育局", None),
        ("市教育局", None),
        ("温州市自然资源和规划局鹿城分局", "zgfj"),
        ("温州市公安局鹿城区分局", "gafj"),
        ("中共温州市鹿城区委政法委员会", "zfw"),
        ("中共鹿城区委编办", "bianban"),
        ("各镇（街道）", "streets"),
        ("五马街道办事处", "330302006"),
        ("温州市鹿城区人民政府五马街道办事处", "330302006"),
        ("鹿城区藤桥镇人民政府", "330302102"),
        ("鹿城区", None),
        ("", None),
        ("瓯海区教育局", None),
    ],
)
def test_a_unit_is_found_as_papers_write_it(lucheng: District, written: str, code: str | None) -> None:
    unit = lucheng.unit_by_name(written)
    assert (unit.code if unit else None) == code


def test_in_a_county_level_city_the_upper_city_keeps_its_name() -> None:
    ruian = ("瑞安市", "温州市", "浙江省")
    assert normalise("瑞安市教育局", *ruian) == normalise("温州市瑞安市教育局", *ruian) == "市教育局"
    assert normalise("温州市教育局", *ruian) == "温州市教育局"


def test_a_name_written_twice_over_stays_the_same(lucheng: District) -> None:
    for unit in lucheng.everyone:
        once = normalise(unit.name, *LUCHENG)
        assert normalise(once, *LUCHENG) == once
        assert lucheng.unit_by_name(unit.name) is unit
        assert lucheng.unit_by_name(unit.short) is unit


@pytest.mark.skipif(not PLANS.is_dir(), reason="the shared data is not at hand")
def test_every_unit_of_the_plan_and_every_known_alias_is_found(lucheng: District) -> None:
    plan = json.loads((PLANS / "lucheng_2020_gold.json").read_text(encoding="utf-8"))
    found = [lucheng.unit_by_name(name) for name in plan["units"]]
    assert [unit and unit.name for unit in found] == plan["units"]
    with (PLANS / "unit_aliases.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            unit = lucheng.unit_by_name(row["alias"])
            assert unit is not None
            assert unit.name == row["canonical"]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('code: "990199"', 'code: "990198"', "与目录名 990199 不一致"),
        ('city: {code: "990100"', 'city: {code: "330300"', "区划 330300 不是 990199 的上级"),
        ("name: 试验区\n", "", "name 应是文字，现在没有写"),
        ("source: 虚构", "source: 虚构\nmayor: 张三", "不认识的项：mayor"),
        ('lon: "110.5"', "lon: 110", "应是加引号的小数"),
        ('lon: "110.5"', "lon: 110.5", "小数 110.5 要加引号"),
        ("zoom: 12", 'zoom: "12"', "zoom（整数）"),
        ("kind: department", "kind: bureau", "kind 应是"),
        ("code: wjj", "code: ldxz", "单位代码重复"),
        ("code: wjj", "code: 卫健局", "小写拼音"),
        ("short: 卫健局", "short: 东街", "也用在了"),
        ("aliases: [区卫健委]", "aliases: [小组]", "名称或别名“小组”也用在了"),
        ("aliases: [区卫健委]", "aliases: 区卫健委", "aliases 应是文字的列表"),
        ('area: "990199001"', 'area: "990199002"', "应是同一个9位区划代码"),
        ('area: "990199001"', 'area: "330302001"', "不属于 990199"),
        (", collective: streets", "", "集合单位没有成员"),
        ("collective: streets", "collective: towns", "towns 没有在 collectives 里列出"),
        ("units:\n", "units: []\nx:\n", "不认识的项：x"),
        ("collectives:\n  - {code: streets, name: 各街镇, short: 街镇}\n", "", "collectives 应是一个列表"),
    ],
)
def test_a_wrong_district_is_named(policy_folder: PolicyFolder, old: str, new: str, reason: str) -> None:
    policy_folder.edit(policy_folder.district / "district.yaml", old, new)
    with pytest.raises(PolicyBroken) as broken:
        District.load("990199")
    assert all(problem.file == "policy/districts/990199/district.yaml" for problem in broken.value.problems)
    assert any(reason in str(problem) for problem in broken.value.problems), broken.value.problems
    assert set(broken.value.problems) <= set(policy_folder.check())
