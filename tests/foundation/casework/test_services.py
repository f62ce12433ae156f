"""One move of a case: lock, state, permission, rule, write, timeline, journal, clocks, announcement — all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import make_unit
from tuoyu.foundation.access.services import house_of
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.casework.models import Step
from tuoyu.foundation.casework.queries import options, timeline
from tuoyu.foundation.casework.registry import all_flows, declare_flow
from tuoyu.foundation.casework.services import add_step, advance
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.deadlines.services import start_clock
from tuoyu.foundation.jobs.handlers import subscribe
from tuoyu.foundation.jobs.models import Job
from tuoyu.kernel.context import Actor, ActorKind, Ctx, PostRef
from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.verdict import PASSED, Refused, Verdict
from tuoyu.registers.plans.flow import VERSION
from tuoyu.registers.plans.models import Version
from tuoyu.registers.plans.words import VersionState

pytestmark = pytest.mark.django_db
CtxFor = Callable[..., Ctx]


@dataclass(frozen=True)
class DraftDropped:
    version_id: int


heard: list[int] = []


@subscribe(DraftDropped)
def hear(_ctx: Ctx, event: DraftDropped) -> None:
    heard.append(event.version_id)


@pytest.fixture
def version() -> Version:
    return Version.objects.create(
        area=DISTRICT,
        title="草稿",
        state=VersionState.DRAFT.value,
        state_at=NOW,
        imported_at=NOW,
        imported_by="测试",
    )


def drop(ctx: Ctx, version: Version, **changes: Any) -> Version:
    return advance(ctx, VERSION, Version.objects.all(), version.pk, "discard", **changes)


def state_of(version: Version) -> str:
    return Version.objects.unscoped("test").values_list("state", flat=True).get(pk=version.pk)


def test_move_writes_state_timeline_journal_clock_and_announces(ctx_for: CtxFor, version: Version) -> None:
    ctx = ctx_for("coordinator")
    clock = start_clock(ctx, "plan_review", version, unit_id=make_unit().pk, title="复核", link="/")
    drop(
        ctx, version, note="重复导入", changes={"doc_no": "作废"}, meets=("plan_review",),
        event=lambda case: DraftDropped(case.pk),
    )  # fmt: skip
    row = Version.objects.unscoped("test").get(pk=version.pk)
    assert (row.state, row.state_at, row.doc_no) == ("discarded", NOW, "作废")
    [step] = timeline(version)
    assert (step.move, step.label, step.source, step.target) == ("discard", "作废草稿", "draft", "discarded")
    assert (step.note, step.by_name, step.by_unit, step.at) == ("重复导入", "测试人员", "测试单位", NOW)
    entry = Entry.objects.unscoped("test").get(verb="plans.version.discard")
    assert (entry.fields, entry.note) == ("state,doc_no", "重复导入")
    assert Clock.objects.unscoped("test").get(pk=clock.pk).met_on == ctx.today
    assert Job.objects.filter(handler__contains="hear", ids={"version_id": version.pk}).count() == 1


def test_timeline_names_the_post_that_allowed_the_move(version: Version) -> None:
    posts = (
        PostRef(1, 1, "某局", "unit_officer", DISTRICT),
        PostRef(2, 2, "办公室", "coordinator", DISTRICT),
    )
    drop(Ctx(Actor(ActorKind.PERSON, "两岗", posts=posts), NOW, "test", DISTRICT), version)
    assert timeline(version).get().by_unit == "办公室"


def test_timeline_names_who_decided_where_the_house_acts(version: Version, ctx_for: CtxFor) -> None:
    ctx = house_of(ctx_for("coordinator"))
    add_step(ctx, version, Move("drop", "丢弃", (), "dropped", "plans.version.reject"), source="")
    step = timeline(version).get()
    assert (step.by_unit, step.by_name) == ("", ctx.actor.name)


@pytest.mark.parametrize(
    ("role", "state", "expected"),
    [
        ("unit_head", "draft", (403, "access.role")),
        ("coordinator", "adopted", (409, "flow.state")),
        ("coordinator", "discarded", (409, "flow.state")),
    ],
)
def test_move_that_may_not_be_made_writes_nothing(
    ctx_for: CtxFor, version: Version, role: str, state: str, expected: tuple[int, str]
) -> None:
    Version.objects.unscoped("test").filter(pk=version.pk).update(state=state)
    with pytest.raises(Refused) as refused:
        drop(ctx_for(role), version)
    assert (refused.value.status, refused.value.verdict.failures[0].code) == expected
    assert state_of(version) == state
    assert not Step.objects.unscoped("test").exists()


@pytest.mark.parametrize(("field", "status"), [("", 409), ("note", 422)])
def test_rule_refuses_the_state_or_the_input(
    ctx_for: CtxFor, version: Version, field: str, status: int
) -> None:
    with pytest.raises(Refused, match="不行") as refused:
        drop(ctx_for("coordinator"), version, rule=lambda _: Verdict.refuse("t.no", "不行", field=field))
    assert refused.value.status == status
    assert state_of(version) == "draft"
    drop(ctx_for("coordinator"), version, rule=lambda _: PASSED)


def test_rule_sees_the_row_as_it_is_now(ctx_for: CtxFor, version: Version) -> None:
    Version.objects.unscoped("test").filter(pk=version.pk).update(title="别人改过")
    seen = []

    def rule(case: Version) -> Verdict:
        seen.append(case.title)
        return PASSED

    drop(ctx_for("coordinator"), version, rule=rule)
    assert seen == ["别人改过"]


def test_unknown_row_and_unknown_move(ctx_for: CtxFor, version: Version) -> None:
    with pytest.raises(Refused) as refused:
        advance(ctx_for("coordinator"), VERSION, Version.objects.all(), 9_999, "discard")
    assert refused.value.status == 404
    with pytest.raises(KeyError, match="paint"):
        advance(ctx_for("coordinator"), VERSION, Version.objects.all(), version.pk, "paint")


def test_move_falls_with_its_transaction(ctx_for: CtxFor, version: Version) -> None:
    with transaction.atomic():
        drop(ctx_for("coordinator"), version, event=lambda case: DraftDropped(case.pk))
        transaction.set_rollback(True)
    assert state_of(version) == "draft"
    assert not Job.objects.filter(handler__contains="hear").exists()
    assert not Entry.objects.unscoped("test").filter(verb="plans.version.discard").exists()


def test_options_are_the_moves_from_here_with_reasons(ctx_for: CtxFor, version: Version) -> None:
    office = options(ctx_for("coordinator"), VERSION, version)
    assert {option.move.name for option in office} == {"adopt", "discard"}
    assert all(option.verdict.is_ok for option in office)
    outsider = options(ctx_for("unit_head"), VERSION, version)
    assert [option.verdict.failures[0].code for option in outsider] == ["access.role"] * 2
    version.state = VersionState.DISCARDED.value
    assert options(ctx_for("coordinator"), VERSION, version) == []


def test_flow_is_declared_once() -> None:
    declare_flow(VERSION)
    assert all_flows()["plans.version"] is VERSION
    twin = Flow(VERSION.name, "另一个", VERSION.states, VERSION.start, VERSION.moves)
    with pytest.raises(ValueError, match="declared twice"):
        declare_flow(twin)


@pytest.mark.parametrize("flow", all_flows().values(), ids=lambda flow: flow.name)
def test_every_flow_of_the_house_says_why_a_move_is_impossible(flow: Flow) -> None:
    for state in flow.states:
        for move in flow.moves:
            verdict = flow.check(state, move.name)
            assert verdict.is_ok == (state in move.sources)
            if not verdict.is_ok:
                [reason] = verdict.failures
                assert move.label in reason.sentence
                assert reason.next_step
