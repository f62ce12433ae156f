"""An invented district is served by its folder alone: no Python knows its name."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tuoyu.foundation.deadlines.policy import deadline_at
from tuoyu.foundation.people.policy import people_policy_at
from tuoyu.foundation.policy.check import check
from tuoyu.foundation.policy.districts import District
from tuoyu.foundation.policy.paths import policy_dir, served_district
from tuoyu.foundation.policy.reader import PolicySilent, current

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures/districts"
REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def _serve_qinghe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUOYU_POLICY_DIR", raising=False)
    monkeypatch.setenv("TUOYU_EXTRA_DISTRICTS", str(FIXTURES))
    monkeypatch.setenv("TUOYU_DISTRICT", "990101")


def test_its_names_and_units_come_from_its_file() -> None:
    district = District.load(served_district())
    assert (district.name, district.subtitle) == ("青禾区", "青禾区 · 3岁以下婴幼儿照护")
    assert [unit.name for unit in district.streets] == ["稻香街道", "云溪街道", "麦岭镇"]
    collective = district.unit_by_name("各街道(镇)")
    assert collective is not None
    assert len(district.members(collective)) == 3
    bureau = district.unit_by_name("禾川市青禾区卫健委")
    assert bureau is district.unit("wjw")


@pytest.mark.parametrize(("on", "length"), [("2023-03-01", 7), ("2024-12-31", 7), ("2025-01-01", 3)])
def test_its_own_law_changes_on_its_own_day(on: str, length: int) -> None:
    assert deadline_at("registration_push", date.fromisoformat(on), "990101").length == length


def test_each_district_hears_its_own_law() -> None:
    on = date(2026, 11, 23)
    assert deadline_at("registration_push", on, "330302").length == 5
    assert current().text("coordination.report_period", on, "990101") == "quarter"
    assert current().text("coordination.report_period", on, "330302") == "month"
    assert people_policy_at(on, "990101002").idle_minutes == 10
    assert people_policy_at(on, "990101001").idle_minutes == 30
    with pytest.raises(PolicySilent):
        deadline_at("registration_push", on, "330303")


def test_nothing_is_wrong_with_it() -> None:
    assert [str(problem) for problem in check(policy_dir()) if "990101" in problem.file] == []


def test_no_room_knows_a_district_by_name() -> None:
    """The roof may name the one it serves by default; below it, nobody does."""
    rooms = [path for path in (REPOSITORY / "src/tuoyu").rglob("*.py") if "config" not in path.parts]
    codes = ('"330302"', '"990101"', '"鹿城区"')
    assert [path for path in rooms if any(code in path.read_text(encoding="utf-8") for code in codes)] == []
