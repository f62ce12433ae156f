"""Registrations made up by the thousand: names, codes, days and addresses that pass, and files of them."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from tuoyu.kernel.identity import USCC_ALPHABET, organisation_check_character, uscc_check_character

HEAD = (
    "企业名称",
    "统一社会信用代码",
    "成立日期",
    "业务类型",
    "企业类型",
    "法定代表人",
    "联系电话",
    "住所",
    "经营范围",
    "注销日期",
)
_SCOPES = (
    "一般项目：企业管理咨询；信息咨询服务（不含许可类信息咨询服务）；日用百货销售。",
    "许可项目：餐饮服务；食品销售。 一般项目：外卖递送服务；会议及展览服务。",
    "服装制造；服装服饰批发；鞋帽零售；货物进出口。",
    "物业管理；停车场服务；家政服务；园林绿化工程施工。",
)
_CARE = "托育服务（不含幼儿园、托儿所）；玩具销售。"
_STREETS = ("五马街道", "南汇街道", "松台街道", "滨江街道", "藤桥镇", "山福镇", "双屿街道", "仰义街道")
_WORDS = "青禾春天星海金安宁和顺达华美嘉瑞宏远博雅诚信文创东方新城阳光"


def code(chance: random.Random, head: str = "91") -> str:
    """A code that passes its check digits."""
    stem = f"{head}330302" + "".join(chance.choices(USCC_ALPHABET, k=8))
    stem += organisation_check_character(stem[8:])
    return stem + uscc_check_character(stem)


def _fresh_code(chance: random.Random, used: set[str]) -> str:
    """Among a million codes two are the same as often as not."""
    while (found := code(chance)) in used:
        pass
    used.add(found)
    return found


def rows(
    count: int, seed: int = 64, *, care_share: float = 0.02, first: date = date(2016, 1, 1), span: int = 1_800
) -> Iterable[tuple[str, ...]]:
    """Rows under ``HEAD``, every code once; days within ``span`` of ``first``."""
    chance, codes = random.Random(seed), set[str]()
    for _ in range(count):
        word = "".join(chance.choices(_WORDS, k=4))
        day = first + timedelta(days=chance.randrange(span))
        address = f"温州市鹿城区{chance.choice(_STREETS)}{chance.choice(_WORDS)}{chance.choice(_WORDS)}路{chance.randrange(1, 999)}号"
        yield (
            f"温州{word}有限公司",
            _fresh_code(chance, codes),
            day.isoformat(),
            "设立登记",
            "有限责任公司",
            f"{chance.choice('王李张陈林')}{chance.choice(_WORDS)}",
            f"1380000{chance.randrange(10_000):04d}",
            address,
            _CARE if chance.random() < care_share else chance.choice(_SCOPES),
            "",
        )


def csv_text(lines: Iterable[Sequence[str]], head: Sequence[str] = HEAD) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows(lines)
    return out.getvalue()
