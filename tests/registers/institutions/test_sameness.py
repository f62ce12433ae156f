"""Entries that may be one: looked for by the house, judged by an officer, nothing merged away."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.registers.institutions.test_services import fresh
from tests.registers.institutions.world import USCCS, an_institution, bureau, profile, system
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.institutions.commands import DecideSameness, ReviseInstitution
from tuoyu.registers.institutions.models import Fact, Institution, Sameness
from tuoyu.registers.institutions.services import decide_sameness, revise_institution, suspect_samenesses
from tuoyu.registers.institutions.words import Standing

pytestmark = pytest.mark.django_db
WHY = "电话核实，同址更名"


def two(**changes: Any) -> tuple[Institution, Institution]:
    """Two bodies at one address under names that differ by a suffix."""
    first = an_institution("青禾托育园", USCCS[0])
    return first, an_institution("鹿城区青禾托育中心", USCCS[1], **changes)


def pairs() -> list[Sameness]:
    return list(Sameness.objects.unscoped("tests").order_by("pk"))


def test_suspect_sameness_finds_a_pair_once_and_says_why() -> None:
    first, second = two()
    assert suspect_samenesses(system()) == 1
    assert suspect_samenesses(system()) == 0
    (pair,) = pairs()
    assert (pair.first_id, pair.second_id) == (first.pk, second.pk)
    assert {sign["code"] for sign in pair.signs} == {"address", "name", "person"}
    assert pair.score == sum(sign["points"] for sign in pair.signs)


def test_suspect_sameness_drops_what_no_longer_looks_alike_and_keeps_what_was_judged() -> None:
    _, second = two()
    suspect_samenesses(system())
    moved = profile("河东托育园", address="江滨路9号")
    revise_institution(system(), ReviseInstitution(second.pk, second.registered_on, "更正", profile=moved))
    assert suspect_samenesses(system()) == 0
    assert not pairs()


def test_suspect_sameness_reads_the_register_in_a_few_statements() -> None:
    two()
    with CaptureQueriesContext(
        connection,
    ) as few:
        suspect_samenesses(system())
    an_institution("江滨托育园", USCCS[1], address="江滨路1号")
    with CaptureQueriesContext(connection) as more:
        suspect_samenesses(system())
    assert len(more) <= len(few)


def test_decide_sameness_different_is_never_asked_again(ctx_for: Any) -> None:
    two()
    suspect_samenesses(system())
    ctx = ctx_for("filing_officer", bureau())
    pair = decide_sameness(ctx, DecideSameness(pairs()[0].pk, "different", WHY))
    assert (pair.decision, pair.decided_by) == ("different", "测试人员")
    assert suspect_samenesses(system()) == 0
    with pytest.raises(Refused, match="已经判断为“不是同一家”"):
        decide_sameness(ctx, DecideSameness(pair.pk, "different", WHY))


def test_decide_sameness_same_ends_the_other_and_names_the_kept(ctx_for: Any) -> None:
    first, second = two()
    suspect_samenesses(system())
    ctx = ctx_for("filing_officer", bureau())
    decide_sameness(ctx, DecideSameness(pairs()[0].pk, "same", WHY, kept_id=first.pk))
    assert fresh(second).standing == Standing.CLOSED
    assert fresh(first).standing == Standing.REGISTERED
    closed = Fact.objects.unscoped("tests").get(institution=second, kind="closed")
    assert "青禾托育园" in closed.source
    assert WHY in closed.source


def test_decide_sameness_wants_a_reason_and_an_entry_to_keep(ctx_for: Any) -> None:
    two()
    suspect_samenesses(system())
    with pytest.raises(Refused) as refused:
        decide_sameness(
            ctx_for("filing_officer", bureau()), DecideSameness(pairs()[0].pk, "same", "同", kept_id=1)
        )
    assert {reason.field for reason in refused.value.verdict.failures} == {"kept_id", "reason"}
    assert pairs()[0].decision == "open"


def test_decide_sameness_is_for_officers_of_filing(ctx_for: Any) -> None:
    two()
    suspect_samenesses(system())
    with pytest.raises(Refused) as refused:
        decide_sameness(ctx_for("coordinator", bureau()), DecideSameness(pairs()[0].pk, "different", WHY))
    assert refused.value.status == 403
