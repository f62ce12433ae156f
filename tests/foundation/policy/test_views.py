"""The typed views of the rooms answer from the policy of this repository."""

from __future__ import annotations

from datetime import date

import pytest

from tuoyu.foundation.audit.policy import audit_policy_at
from tuoyu.foundation.deadlines.policy import deadline_at
from tuoyu.foundation.files.policy import files_policy_at
from tuoyu.foundation.people.policy import people_policy_at
from tuoyu.foundation.policy.reader import PolicyMissing, PolicySilent

ON, AREA = date(2026, 11, 23), "330302"


@pytest.fixture(autouse=True)
def _own_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TUOYU_POLICY_DIR", "TUOYU_EXTRA_DISTRICTS"):
        monkeypatch.delenv(name, raising=False)


def test_a_clock_of_the_plan_is_verified_and_names_its_article() -> None:
    rule = deadline_at("registration_push", ON, AREA)
    assert (rule.length, rule.unit, rule.is_unverified) == (5, "working_days", False)
    assert "温鹿政办〔2020〕64号 三（五）20" in rule.basis
    assert len(rule.fingerprint) <= 64


@pytest.mark.parametrize(
    ("kind", "length"),
    [("report_due", 5), ("slip_blue_reply", 5), ("slip_orange_reply", 3), ("slip_red_reply", 1),
     ("evidence_review", 5), ("plan_review", 10), ("milestone", 0)],
)  # fmt: skip
def test_clocks_of_our_own_making_are_marked_unverified(kind: str, length: int) -> None:
    rule = deadline_at(kind, ON, AREA)
    assert (rule.length, rule.unit, rule.is_unverified) == (length, "working_days", True)
    assert "本系统约定" not in rule.basis  # a rule of our own has no paper to name: the screen says 待核实


def test_a_clock_outside_the_plan_is_not_guessed() -> None:
    with pytest.raises(PolicySilent):
        deadline_at("registration_push", date(2031, 2, 1), AREA)
    with pytest.raises(PolicyMissing):
        deadline_at("coffee", ON, AREA)


def test_rooms_get_their_numbers() -> None:
    files = files_policy_at(ON, AREA)
    assert files.max_bytes == 20 * 1024 * 1024
    assert {kind.extension for kind in files.allowed_types} >= {"pdf", "docx", "xlsx"}
    assert audit_policy_at(ON, AREA).anchor_interval_seconds == 60
    people = people_policy_at(ON, AREA)
    assert people.mfa_required_roles >= {"system_admin", "coordinator"}
    assert (people.idle_minutes, people.lockout_failures, people.lockout_minutes) == (30, 5, 15)
