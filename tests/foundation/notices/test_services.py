from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from unittest import mock

import pytest

from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.jobs.models import Job
from tuoyu.foundation.jobs.words import JobState
from tuoyu.foundation.notices import channels
from tuoyu.foundation.notices.channels import NullPort, RecordingPort
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.jobs import deliver_message, spread_notice
from tuoyu.foundation.notices.messages import ChannelTroubleError
from tuoyu.foundation.notices.models import Delivery
from tuoyu.foundation.notices.queries import notices, undelivered, unread_count
from tuoyu.foundation.notices.services import (
    notify,
    read_all_notices,
    read_notice,
    retry_delivery,
    set_preference,
)
from tuoyu.foundation.notices.words import Channel, DeliveryState, Urgency
from tuoyu.foundation.people.models import Post, Unit, User
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.verdict import Refused

pytestmark = pytest.mark.django_db
RunJobs = Callable[..., int]
CtxFor = Callable[..., Ctx]
SLIP = NewNotice("slip:1", "coordination.slip", "蓝色督办单", "任务3逾期，请回复原因。", "/slips/1/")
RED = NewNotice("slip:2", "coordination.slip", "红色督办单", "王小宝家门口的任务4。", urgency=Urgency.URGENT)
MOBILE = "13812345678"


@pytest.fixture
def ports() -> Iterator[dict[Channel, RecordingPort]]:
    """Both channels set up, with ports that only write down."""
    twins = {channel: RecordingPort() for channel in Channel}
    with mock.patch.dict(channels._installed, twins):
        yield twins


@pytest.fixture
def unit(now: datetime) -> Unit:
    day = date(2020, 1, 1)
    return Unit.objects.create(
        code="health", name="区卫健局", short_name="卫健", kind="department", area="330302", valid_from_on=day
    )


def person(unit: Unit, username: str, now: datetime, role: str = "unit_officer", **given: object) -> User:
    user = User(username=username, name=username, made_at=now, mobile=given.pop("mobile", MOBILE), **given)
    user.save()
    Post.objects.create(user=user, unit=unit, role=role, starts_on=date(2020, 1, 1), made_at=now)
    return user


@pytest.fixture
def officer(unit: Unit, now: datetime) -> User:
    return person(unit, "officer", now)


@pytest.fixture
def officer_ctx(ctx_for: CtxFor, unit: Unit, officer: User) -> Ctx:
    return ctx_for("unit_officer", unit, user=officer)


def deliveries(state: DeliveryState) -> int:
    return Delivery.objects.unscoped("test").filter(state=state).count()


def test_notice_is_in_the_list_of_its_person_and_of_nobody_else(
    system_ctx: Ctx, officer_ctx: Ctx, officer: User, unit: Unit, now: datetime, ctx_for: CtxFor
) -> None:
    notify(system_ctx, SLIP, user=officer)
    other = ctx_for("unit_head", unit, user=person(unit, "head", now, "unit_head"))
    assert [notice.title for notice in notices(officer_ctx)] == ["蓝色督办单"]
    assert (unread_count(officer_ctx), unread_count(other)) == (1, 0)


def test_notice_to_a_unit_is_read_for_all_of_its_role(
    system_ctx: Ctx, officer_ctx: Ctx, unit: Unit, now: datetime, ctx_for: CtxFor
) -> None:
    notice = notify(system_ctx, SLIP, unit=unit, role="unit_officer")
    second = ctx_for("unit_officer", unit, user=person(unit, "second", now), now=now + timedelta(hours=1))
    head = ctx_for("unit_head", unit, user=person(unit, "head", now, "unit_head"))
    assert (unread_count(second), unread_count(head)) == (1, 0)
    read_notice(officer_ctx, notice.pk)
    assert unread_count(second) == 0
    assert read_notice(second, notice.pk).read_by_id == officer_ctx.actor.user_id


def test_notice_without_a_role_is_for_the_whole_unit(system_ctx: Ctx, unit: Unit, ctx_for: CtxFor) -> None:
    notify(system_ctx, SLIP, unit=unit)
    assert unread_count(ctx_for("unit_head", unit)) == 1
    assert unread_count(ctx_for("unit_head")) == 0


def test_somebody_without_an_account_sees_no_notice_of_others(
    system_ctx: Ctx, officer: User, unit: Unit, ctx_for: CtxFor
) -> None:
    notify(system_ctx, SLIP, user=officer)
    notify(system_ctx, RED, unit=unit, role="unit_head")
    assert unread_count(ctx_for("unit_officer", unit)) == 0


def test_notify_tells_the_same_thing_once(
    system_ctx: Ctx, officer: User, ports: dict[Channel, RecordingPort], run_jobs: RunJobs
) -> None:
    first, second = notify(system_ctx, SLIP, user=officer), notify(system_ctx, SLIP, user=officer)
    assert first == second
    run_jobs()
    assert len(ports[Channel.DINGTALK].sent) == 1


def test_notify_wants_one_recipient(system_ctx: Ctx, officer: User, unit: Unit) -> None:
    for whom in ({}, {"user": officer, "unit": unit}):
        with pytest.raises(ValueError, match="either for a user or for a unit"):
            notify(system_ctx, SLIP, **whom)  # type: ignore[arg-type]


def test_nothing_leaves_the_house_unless_a_channel_is_set_up(system_ctx: Ctx, officer: User) -> None:
    notify(system_ctx, RED, user=officer)
    assert not Job.objects.exists()


def test_reading_a_notice_of_somebody_else_is_refused(
    system_ctx: Ctx, officer: User, unit: Unit, ctx_for: CtxFor
) -> None:
    notice = notify(system_ctx, SLIP, user=officer)
    with pytest.raises(Refused) as refusal:
        read_notice(ctx_for("unit_head", unit), notice.pk)
    assert refusal.value.status == 404


def test_read_all_notices(system_ctx: Ctx, officer_ctx: Ctx, officer: User, unit: Unit) -> None:
    notify(system_ctx, SLIP, user=officer)
    notify(system_ctx, RED, unit=unit)
    assert read_all_notices(officer_ctx) == 2
    assert (unread_count(officer_ctx), read_all_notices(officer_ctx)) == (0, 0)


def test_group_hears_the_title_and_never_the_sentence(
    system_ctx: Ctx, unit: Unit, ports: dict[Channel, RecordingPort], run_jobs: RunJobs
) -> None:
    notify(system_ctx, RED, unit=unit)
    run_jobs()
    assert [message.text for message in ports[Channel.DINGTALK].sent] == [
        "【托育平台】红色督办单。请登录平台查看。"
    ]


def test_link_goes_along_where_the_site_has_an_address(
    system_ctx: Ctx,
    unit: Unit,
    ports: dict[Channel, RecordingPort],
    run_jobs: RunJobs,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TUOYU_SITE_URL", "https://tuoyu.example/")
    notify(system_ctx, SLIP, unit=unit)
    run_jobs()
    assert ports[Channel.DINGTALK].sent[0].text.endswith("请登录平台查看：https://tuoyu.example/slips/1/")


def test_sms_goes_to_the_holders_for_urgent_notices_only(
    system_ctx: Ctx,
    unit: Unit,
    officer: User,
    now: datetime,
    ports: dict[Channel, RecordingPort],
    run_jobs: RunJobs,
) -> None:
    person(unit, "left", now, is_active=False)
    person(unit, "head", now, "unit_head")
    notify(system_ctx, SLIP, unit=unit, role="unit_officer")
    notify(system_ctx, RED, unit=unit, role="unit_officer")
    run_jobs()
    assert [message.mobile for message in ports[Channel.SMS].sent] == [MOBILE]
    assert Entry.objects.unscoped("test").filter(verb="notices.delivery.send", fields="mobile").count() == 1


def test_who_wants_no_sms_gets_none(
    system_ctx: Ctx, officer_ctx: Ctx, officer: User, ports: dict[Channel, RecordingPort], run_jobs: RunJobs
) -> None:
    set_preference(officer_ctx, has_sms=False)
    notify(system_ctx, RED, user=officer)
    run_jobs()
    assert ports[Channel.SMS].sent == []


def test_without_a_mobile_the_sms_is_listed_as_undelivered(
    system_ctx: Ctx, unit: Unit, now: datetime, ports: dict[Channel, RecordingPort], run_jobs: RunJobs
) -> None:
    notify(system_ctx, RED, user=person(unit, "silent", now, mobile=""))
    run_jobs()
    assert "没有登记手机号" in undelivered(system_ctx).get().error


def at(system_ctx: Ctx, hour: int) -> Ctx:
    now = datetime(2021, 6, 15, hour, tzinfo=CHINA)
    return Ctx(system_ctx.actor, now, system_ctx.request_id, system_ctx.area)


def test_quiet_hours_defer_to_the_morning(
    system_ctx: Ctx, officer: User, ports: dict[Channel, RecordingPort], run_jobs: RunJobs
) -> None:
    late = at(system_ctx, 22)
    notify(late, RED, user=officer)
    run_jobs(late.now)
    run_jobs(datetime(2021, 6, 16, 7, 29, tzinfo=CHINA))
    assert (ports[Channel.SMS].sent, ports[Channel.DINGTALK].sent) == ([], [])
    run_jobs(datetime(2021, 6, 16, 7, 30, tzinfo=CHINA))
    assert (len(ports[Channel.SMS].sent), len(ports[Channel.DINGTALK].sent)) == (1, 1)


def test_own_quiet_hours_go_before_those_of_the_district(
    system_ctx: Ctx, officer_ctx: Ctx, officer: User, ports: dict[Channel, RecordingPort], run_jobs: RunJobs
) -> None:
    set_preference(officer_ctx, has_sms=True, quiet_since=time(9), quiet_until=time(17))
    late = at(system_ctx, 22)
    notify(late, RED, user=officer)
    run_jobs(late.now)
    assert len(ports[Channel.SMS].sent) == 1


def test_an_alarm_waits_for_nobodys_sleep(
    system_ctx: Ctx, officer_ctx: Ctx, officer: User, ports: dict[Channel, RecordingPort], run_jobs: RunJobs
) -> None:
    set_preference(officer_ctx, has_sms=True, quiet_since=time(18), quiet_until=time(9))
    late = at(system_ctx, 22)
    notify(late, replace(RED, urgency=Urgency.ALARM), user=officer)
    run_jobs(late.now)
    assert (len(ports[Channel.SMS].sent), len(ports[Channel.DINGTALK].sent)) == (1, 1)


def test_quiet_hours_want_both_ends(officer_ctx: Ctx) -> None:
    with pytest.raises(Refused, match="同时填写") as refusal:
        set_preference(officer_ctx, has_sms=True, quiet_since=time(9))
    assert refusal.value.status == 422


def test_trouble_is_tried_again_then_listed_then_retried_by_hand(
    system_ctx: Ctx, unit: Unit, now: datetime, ports: dict[Channel, RecordingPort], run_jobs: RunJobs
) -> None:
    port = ports[Channel.DINGTALK]
    port.trouble = ChannelTroubleError("钉钉没有回应。")
    notify(system_ctx, SLIP, unit=unit)
    for day in range(8):
        assert deliveries(DeliveryState.UNDELIVERED) == (day > 5)
        run_jobs(now + timedelta(days=day))
    lost = undelivered(system_ctx).get()
    assert (lost.tries, lost.error) == (6, "钉钉没有回应。")
    port.trouble = None
    retry_delivery(system_ctx, lost.pk)
    run_jobs(now + timedelta(days=9))
    sent = Delivery.objects.unscoped("test").get()
    assert (sent.state, sent.tries, sent.error) == (DeliveryState.SENT, 1, "")
    assert sent.receipt.startswith("recorded 1")


def test_final_trouble_is_not_tried_again(
    system_ctx: Ctx, unit: Unit, ports: dict[Channel, RecordingPort], run_jobs: RunJobs
) -> None:
    ports[Channel.DINGTALK].trouble = ChannelTroubleError("签名不对。", is_final=True)
    notify(system_ctx, SLIP, unit=unit)
    run_jobs()
    assert undelivered(system_ctx).get().tries == 1


def test_retry_delivery_is_refused_for_what_was_sent_and_to_whoever_may_not(
    system_ctx: Ctx, officer_ctx: Ctx, unit: Unit, ports: dict[Channel, RecordingPort], run_jobs: RunJobs
) -> None:
    notify(system_ctx, SLIP, unit=unit)
    run_jobs()
    sent = Delivery.objects.unscoped("test").get()
    with pytest.raises(Refused, match="已发送"):
        retry_delivery(system_ctx, sent.pk)
    with pytest.raises(Refused) as refusal:
        retry_delivery(officer_ctx, sent.pk)
    assert refusal.value.status == 403


def test_channel_that_was_taken_down_meanwhile_is_told(
    system_ctx: Ctx, unit: Unit, ports: dict[Channel, RecordingPort], run_jobs: RunJobs
) -> None:
    spread_notice(system_ctx, notice_id=notify(system_ctx, SLIP, unit=unit).pk)
    with mock.patch.dict(channels._installed, {Channel.DINGTALK: NullPort(Channel.DINGTALK)}):
        run_jobs()
    assert undelivered(system_ctx).get().error == "钉钉群没有配置，消息没有发出。请管理员配置后重发。"
    assert not Job.objects.exclude(state=JobState.DONE).exists(), "spreading it twice plans it once"


def test_message_is_not_sent_again_when_its_job_runs_again(
    system_ctx: Ctx, unit: Unit, ports: dict[Channel, RecordingPort], run_jobs: RunJobs
) -> None:
    notify(system_ctx, SLIP, unit=unit)
    run_jobs()
    deliver_message(system_ctx, delivery_id=Delivery.objects.unscoped("test").get().pk)
    assert len(ports[Channel.DINGTALK].sent) == 1
