"""A small sound policy folder in an invented place, to be broken one thing at a time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tuoyu.foundation.policy.check import check
from tuoyu.foundation.policy.problems import Problem
from tuoyu.foundation.policy.reader import PolicySet

LAW = """
parameters:
  care.fee_reply:
    label: 答复期限
    kind: working_days
    read_by: [tuoyu.care]
    description: 多少个工作日内答复。
    values:
      - area: "000000"
        from: 2020-01-01
        to: 2021-12-31
        value: 20
        source: {title: 甲法, article: 第一条}
        confidence: verified
      - area: "000000"
        from: 2022-01-01
        value: 15
        source: {title: 甲法（修正）, article: 第一条}
        confidence: recalled
      - area: "990000"
        from: 2023-01-01
        to: 2023-12-31
        value: 10
        source: {title: 省办法, article: 第二条}
        confidence: verified
"""

OWN = """
values:
  care.fee_reply:
    - area: "990199"
      from: 2023-06-01
      to: 2023-06-30
      value: 5
      source: {title: 区方案, article: 三}
      confidence: verified
    - area: "990199001"
      from: 2023-06-15
      to: 2023-06-15
      value: 1
      source: {title: 街道约定, article: 一}
      confidence: uncertain
"""

DISTRICT = """
code: "990199"
name: 试验区
full_name: 示例省禾川市试验区
city: {code: "990100", name: 禾川市}
province: {code: "990000", name: 示例省}
titles: {system: 托育, subtitle: 试验区}
map: {lon: "110.5", lat: "30.2", zoom: 12}
source: 虚构
leading_group: {code: ldxz, name: 领导小组, short: 小组, kind: leadership}
collectives:
  - {code: streets, name: 各街镇, short: 街镇}
units:
  - {code: wjj, name: 区卫生健康局, short: 卫健局, kind: department, aliases: [区卫健委]}
  - {code: "990199001", name: 东街道, short: 东街, kind: street, area: "990199001", collective: streets}
"""

CALENDAR = """
year: 2026
source: 虚构
festivals:
  - {name: 元旦, rest: [2026-01-01..2026-01-03], work: []}
"""


@dataclass(frozen=True)
class PolicyFolder:
    folder: Path
    package: Path

    @property
    def law(self) -> Path:
        return self.folder / "base/parameters/law.yaml"

    @property
    def district(self) -> Path:
        return self.folder / "districts/990199"

    def edit(self, path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {path.name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def check(self) -> list[Problem]:
        return check(self.folder, self.package)

    def load(self) -> PolicySet:
        return PolicySet.load(self.folder)


@pytest.fixture
def policy_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PolicyFolder:
    made = PolicyFolder(tmp_path / "policy", tmp_path / "tuoyu")
    files = {
        made.law: LAW,
        made.folder / "base/roles.yaml": "roles:\n  clerk: {label: 经办人}\n",
        made.folder / "calendars/2026.yaml": CALENDAR,
        made.district / "district.yaml": DISTRICT,
        made.district / "parameters/own.yaml": OWN,
        made.district / "plan.yaml": "tasks: []\n",
        made.district / "streets.csv": "code9,name,kind\n990199001,东街道,街道\n",
        made.district
        / "communities.csv": "code12,name,kind,street_code9\n990199001001,东社区,社区,990199001\n",
        made.package / "care.py": 'policy.days("care.fee_reply", on, area)\n',
    }
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    monkeypatch.setenv("TUOYU_POLICY_DIR", str(made.folder))
    monkeypatch.delenv("TUOYU_EXTRA_DISTRICTS", raising=False)
    monkeypatch.delenv("TUOYU_DISTRICT", raising=False)
    return made
