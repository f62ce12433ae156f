"""Chains: who belongs to whom is a fact in two times, inside of what was agreed; what is serious is seen by the sisters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import client_of, make_post, make_unit, make_user
from tests.registers.institutions.test_services import facts, fresh, later
from tests.registers.institutions.test_web import text_of
from tests.registers.institutions.world import START, an_institution, bureau, system
from tuoyu.kernel.identity import organisation_check_character, uscc_check_character
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.institutions.commands import (
    AttachInstitution,
    MarkInstitution,
    RecordAgreement,
    ReviseInstitution,
)
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import (
    Concern,
    agreement_in_force,
    believed_on,
    branch_verdict,
    branches_of,
    concerns,
    concerns_of,
    head_office_coded,
)
from tuoyu.registers.institutions.services import (
    attach_institution,
    mark_institution,
    record_agreement,
    refresh_institutions,
    revise_institution,
)
from tuoyu.registers.institutions.words import FactKind

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def uscc(number: int) -> str:
    """An invented code that passes its check."""
    organisation = f"MA9{number:05d}"
    stem = "91330302" + organisation + organisation_check_character(organisation)
    return stem + uscc_check_character(stem)


def a_chain(most: int = 2, **agreed: Any) -> Institution:
    """A head office with an agreement for community centres anywhere in the district."""
    head = an_institution("青禾总部", uscc(1))
    told = {"area_codes": (DISTRICT,), "forms": ("community",), "valid_from_on": START} | agreed
    record_agreement(system(), RecordAgreement(head.pk, "约1", most_branches=most, **told))
    return head


def attach(branch: Institution, code: str, on: date = TODAY, ctx: Any = None) -> Institution:
    attach_institution(ctx or system(), AttachInstitution(branch.pk, code, on, "连锁协议"))
    return fresh(branch)


def refusal(act: Callable[..., Any], *args: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value


def codes(refused: Refused) -> set[str]:
    return {reason.code for reason in refused.verdict.failures}


# ---- belonging -------------------------------------------------------------------------------------------------------


def test_attach_institution_keeps_a_fact_in_two_times() -> None:
    head, branch = a_chain(), an_institution("青禾二园", uscc(2))
    since = date(2021, 4, 1)
    assert attach(branch, uscc(1), since).head_office_id == head.pk
    known = facts(branch)
    fact = believed_on(known, since, NOW)[FactKind.CHAIN]
    assert fact.content == {"head_office": head.pk, "name": "青禾总部", "uscc": uscc(1), "agreement": "约1"}
    assert FactKind.CHAIN not in believed_on(known, since - timedelta(days=1), NOW)
    assert FactKind.CHAIN not in believed_on(known, since, NOW - timedelta(seconds=1))


def test_attach_institution_without_a_code_ends_it_and_history_stays() -> None:
    a_chain()
    branch = attach(an_institution("青禾二园", uscc(2)), uscc(1), START)
    gone = attach(branch, " ", TODAY, system(later(1)))
    assert gone.head_office_id is None
    known = facts(branch)
    assert FactKind.CHAIN in believed_on(known, TODAY - timedelta(days=1), later(2))
    assert FactKind.CHAIN not in believed_on(known, TODAY, later(2))
    assert FactKind.CHAIN in believed_on(known, TODAY, NOW)  # as we believed then


def test_attach_institution_survives_what_is_drawn_later() -> None:
    head = a_chain()
    branch = attach(an_institution("青禾二园", uscc(2)), uscc(1))
    mark_institution(system(), MarkInstitution(branch.pk, "suspended", TODAY + timedelta(days=3), "暂停"))
    refresh_institutions(system(later(3)))
    assert fresh(branch).head_office_id == head.pk


def test_attach_institution_reads_a_code_however_it_was_typed() -> None:
    head = a_chain()
    typed = f" {uscc(1)[:9].lower()} {uscc(1)[9:]} "
    assert attach(an_institution("青禾二园", uscc(2)), typed).head_office_id == head.pk


@pytest.mark.parametrize(
    ("changes", "agreed", "sentence"),
    [
        ({"area_code": "330302002"}, {"area_codes": ("330302001",)}, "所在区域不在约定"),
        ({}, {"valid_to_on": date(2021, 5, 1)}, "没有在本区登记有效的连锁约定"),
        ({}, {"valid_from_on": date(2021, 7, 1)}, "没有在本区登记有效的连锁约定"),
    ],
)
def test_attach_institution_outside_of_the_scope_says_article_and_next_step(
    changes: dict[str, Any], agreed: dict[str, Any], sentence: str
) -> None:
    a_chain(**agreed)
    branch = an_institution("青禾二园", uscc(2), **changes)
    refused = refusal(attach, branch, uscc(1))
    [reason] = refused.verdict.failures
    assert sentence in reason.sentence
    assert reason.field == "head_uscc"
    assert "连锁化" in reason.basis
    assert "留空，按独立机构备案" in reason.next_step
    assert fresh(branch).head_office_id is None


def test_attach_institution_leaves_to_the_filing_what_only_the_filing_tells() -> None:
    """Form and street of what was only registered are guesses; of what was filed they are known."""
    a_chain(area_codes=("330302001",))
    branch = attach(an_institution("青禾二园", uscc(2), form="standalone"), uscc(1))
    assert branch.head_office_id
    filed = an_institution("青禾三园", uscc(3), form="standalone")
    mark_institution(
        system(), MarkInstitution(filed.pk, "filed", TODAY, "备案", {"number": "33030220210001"})
    )
    refused = str(refusal(attach, filed, uscc(1)))
    assert "供给形态“独立托育机构”不在约定" in refused
    assert "所在区域不在约定" in refused


def test_attach_institution_counts_the_branches_beside_it() -> None:
    a_chain(most=1)
    first = attach(an_institution("青禾二园", uscc(2)), uscc(1))
    assert attach(first, uscc(1)).head_office_id  # the same again is no second one
    other = an_institution("青禾三园", uscc(3))
    assert "现有 1 家" in str(refusal(attach, other, uscc(1)))
    mark_institution(system(), MarkInstitution(first.pk, "closed", TODAY, "终止"))
    assert attach(other, uscc(1)).head_office_id


def test_attach_institution_wants_a_head_office_of_this_district() -> None:
    a_chain()
    an_institution("外区总部", uscc(4), area_code="330303001")
    branch = an_institution("青禾二园", uscc(2))
    for code, sentence in (
        (uscc(4), "本区底册里没有"),
        (uscc(9), "本区底册里没有"),
        ("9133", "总部的信用代码不对"),
    ):
        refused = refusal(attach, branch, code)
        assert (refused.status, codes(refused)) == (422, {"institutions.no_head"})
        assert sentence in str(refused)


def test_attach_institution_keeps_a_chain_at_one_storey() -> None:
    head = a_chain()
    branch = attach(an_institution("青禾二园", uscc(2)), uscc(1))
    record_agreement(system(), RecordAgreement(branch.pk, "约2", (DISTRICT,), ("community",), 3, START))
    third = an_institution("青禾三园", uscc(3))
    assert "自己是分支" in str(refusal(attach, third, uscc(2)))
    assert "自己是总部" in str(refusal(attach, head, uscc(2)))
    assert "自己的代码" in str(refusal(attach, third, uscc(3)))
    mark_institution(system(), MarkInstitution(third.pk, "closed", TODAY, "终止"))
    assert "已终止" in str(refusal(attach, third, uscc(1)))


def test_attach_institution_is_for_days_that_were() -> None:
    a_chain()
    branch = an_institution("青禾二园", uscc(2))
    for day in (START - timedelta(days=1), TODAY + timedelta(days=1)):
        assert codes(refusal(attach, branch, uscc(1), day)) == {"institutions.chain_day"}


def test_head_office_of_several_entries_is_the_one_that_agreed() -> None:
    an_institution("青禾一园", uscc(1))
    head = a_chain()
    found = head_office_coded(uscc(1), DISTRICT)
    assert found is not None
    assert found.pk == head.pk


def test_branch_verdict_asks_place_and_form_as_they_are_to_be() -> None:
    head = a_chain(most=1)
    branch = attach(an_institution("青禾二园", uscc(2)), uscc(1))
    assert agreement_in_force(head, TODAY) is not None
    assert [row.pk for row in branches_of(head)] == [branch.pk]
    assert branch_verdict(branch, DISTRICT, "community", TODAY).is_ok
    assert not branch_verdict(branch, DISTRICT, "home", TODAY).is_ok
    assert not branch_verdict(branch, "330303001", "community", TODAY).is_ok
    assert not branch_verdict(branch, DISTRICT, "community", START - timedelta(days=1)).is_ok
    assert not branch_verdict(head, DISTRICT, "community", TODAY).is_ok  # belongs to nobody


# ---- what is serious -------------------------------------------------------------------------------------------------


def test_concerns_are_what_holds_today() -> None:
    bad, paused, well = (an_institution(f"园{number}", uscc(number)) for number in (1, 2, 3))
    mark_institution(
        system(), MarkInstitution(bad.pk, "nonconforming", date(2021, 5, 2), "告知", {"reasons": ["无"]})
    )
    mark_institution(system(), MarkInstitution(paused.pk, "suspended", date(2021, 6, 1), "暂停"))
    mark_institution(system(), MarkInstitution(well.pk, "suspended", TODAY + timedelta(days=1), "暂停"))
    found = concerns_of(system(), [bad.pk, paused.pk, well.pk])
    assert found == {
        bad.pk: [Concern("不符合备案条件", date(2021, 5, 2), "bad")],
        paused.pk: [Concern("暂停服务", date(2021, 6, 1), "warn")],
    }
    mark_institution(system(), MarkInstitution(bad.pk, "filed", TODAY, "备案", {"number": "33030220210001"}))
    assert bad.pk not in concerns_of(system(), [bad.pk])


def test_a_higher_app_adds_its_concerns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concerns, "_finders", {})
    one = an_institution("园一", uscc(1))
    mark_institution(system(), MarkInstitution(one.pk, "suspended", START, "暂停"))
    fire = Concern("重大火灾隐患未整改", date(2021, 6, 1))

    def find(_ctx: Any, keys: Any) -> dict[int, list[Concern]]:
        return {pk: [fire] for pk in keys}

    concerns.declare_concern("fire", find)
    concerns.declare_concern("fire", find)
    with pytest.raises(ValueError, match="twice"):
        concerns.declare_concern("fire", lambda *_: {})
    assert concerns_of(system(), [one.pk]) == {one.pk: [fire, Concern("暂停服务", START, "warn")]}
    assert concerns_of(system(), []) == {}


# ---- pages -----------------------------------------------------------------------------------------------------------


def signed_in(role: str, unit: Any = None) -> Client:
    user = make_user(f"{role}-chain", f"某{role}")
    make_post(user, unit or bureau(), role)
    return client_of(user)


def test_attach_institution_comes_from_a_form() -> None:
    head, branch = a_chain(), an_institution("青禾二园", uscc(2))
    client = signed_in("filing_officer")
    address = f"/institutions/{branch.pk}/attach/"
    assert address in text_of(client.get(f"/institutions/{branch.pk}/"))
    assert "现在不属于连锁" in text_of(client.get(address))
    sent = {"head_uscc": uscc(9), "valid_from_on": TODAY.isoformat(), "source": "连锁协议第三条"}
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "本区底册里没有代码为" in text_of(answer)
    assert client.post(address, {**sent, "head_uscc": uscc(1)}).status_code == 302
    page = text_of(client.get(f"/institutions/{branch.pk}/"))
    assert "已归入青禾总部，可以办理“连锁分支告知”" in page
    assert "青禾总部" in text_of(client.get(address))
    assert "总部青禾总部，按约定 约1" in text_of(client.get(f"/institutions/{branch.pk}/history/"))
    # A head office is nobody's branch, and is not asked.
    assert f"/institutions/{head.pk}/attach/" not in text_of(client.get(f"/institutions/{head.pk}/"))
    client.post(address, {**sent, "head_uscc": ""})
    assert "不再属于连锁" in text_of(client.get(f"/institutions/{branch.pk}/"))


def test_a_finding_is_seen_by_head_office_and_sisters_and_not_by_others() -> None:
    head = a_chain()
    bad, sister = (
        attach(an_institution(f"青禾{name}", uscc(at)), uscc(1)) for at, name in ((2, "二园"), (3, "三园"))
    )
    stranger = an_institution("小桥托育园", uscc(4))
    mark_institution(
        system(), MarkInstitution(bad.pk, "nonconforming", date(2021, 5, 2), "告知", {"reasons": ["无"]})
    )
    mark_institution(system(), MarkInstitution(head.pk, "suspended", date(2021, 6, 1), "暂停"))
    client = signed_in("leader")
    link = f'<a href="/institutions/{bad.pk}/">青禾二园</a>（不符合备案条件，2021年5月2日）'
    for row in (head, sister):
        assert f"同一连锁的{link}" in text_of(client.get(f"/institutions/{row.pk}/"))
    for row in (bad, stranger):
        assert link not in text_of(client.get(f"/institutions/{row.pk}/"))
    assert "青禾总部</a>（总部；暂停服务，2021年6月1日）" in text_of(client.get(f"/institutions/{bad.pk}/"))


def test_a_sister_is_no_link_for_those_who_may_not_open_her() -> None:
    a_chain()
    bad, sister = (
        attach(an_institution(f"青禾{name}", uscc(at)), uscc(1)) for at, name in ((2, "二园"), (3, "三园"))
    )
    unit = make_unit("i-sister", "青禾三园", kind="served")
    revise_institution(system(), ReviseInstitution(sister.pk, TODAY, "开户", unit_id=unit.pk))
    mark_institution(system(), MarkInstitution(bad.pk, "suspended", date(2021, 5, 2), "暂停"))
    page = text_of(signed_in("institution_head", unit).get(f"/institutions/{sister.pk}/"))
    assert "同一连锁的青禾二园（暂停服务，2021年5月2日）" in page
    assert f"/institutions/{bad.pk}/" not in page
