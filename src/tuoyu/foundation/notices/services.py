"""Telling people, and what they do with it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import time

from django.db import transaction

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.jobs.services import enqueue
from tuoyu.foundation.notices.channels import open_channels
from tuoyu.foundation.notices.commands import NewNotice
from tuoyu.foundation.notices.jobs import deliver_message, spread_notice
from tuoyu.foundation.notices.models import Delivery, Notice, Preference
from tuoyu.foundation.notices.permissions import RETRY_DELIVERY
from tuoyu.foundation.notices.queries import notices
from tuoyu.foundation.notices.words import NOT_UNDELIVERED, NOT_UNDELIVERED_NEXT, DeliveryState
from tuoyu.foundation.people.models import Unit, User
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused


@transaction.atomic
def notify(
    ctx: Ctx, news: NewNotice, *, user: User | None = None, unit: Unit | None = None, role: str = ""
) -> Notice:
    """Tell a person (``user``) or the holders of ``role`` (empty: of any) in ``unit``; once for each ``news.key``.

    The notice is in their list with the transaction of the caller; what leaves the house goes through jobs.
    Raises ``ValueError`` unless there is one recipient.
    """
    if (user is None) == (unit is None):
        raise ValueError("a notice is either for a user or for a unit")
    told = {**asdict(news), "urgency": news.urgency.value, "user": user, "unit": unit, "role": role}
    rows = Notice.objects.unscoped("the same thing is told once")
    notice: Notice
    notice, is_new = rows.get_or_create(key=news.key, defaults={**told, "made_at": ctx.now})
    if is_new and open_channels():
        enqueue(spread_notice, notice_id=notice.pk)
    return notice


@transaction.atomic
def read_notice(ctx: Ctx, notice_id: int) -> Notice:
    """Mark one of the actor's notices as read; the first reader stays. Raises ``Refused`` (404) for any other."""
    notice = notices(ctx).filter(pk=notice_id).select_for_update(of=("self",)).first()
    if notice is None:
        raise Refused.because("notices.unknown", "没有找到这条消息，或者它不是发给您的。", status=404)
    if notice.read_at is None:
        notice.read_at, notice.read_by_id = ctx.now, ctx.actor.user_id
        notice.save(update_fields=["read_at", "read_by"])
    return notice


@transaction.atomic
def read_all_notices(ctx: Ctx) -> int:
    """Mark all that the actor had not read by now as read; how many there were."""
    unread = notices(ctx).filter(read_at__isnull=True, made_at__lte=ctx.now)
    return unread.update(read_at=ctx.now, read_by=ctx.actor.user_id)


@transaction.atomic
def set_preference(
    ctx: Ctx, *, has_sms: bool, quiet_since: time | None = None, quiet_until: time | None = None
) -> Preference:
    """What the actor wants on the own telephone. Raises ``Refused`` (422) for quiet hours with one end."""
    if (quiet_since is None) != (quiet_until is None):
        raise Refused.because(
            "notices.quiet_hours",
            "免打扰时段要同时填写开始和结束时间，或者都不填。",
            status=422,
            field="quiet_until" if quiet_until is None else "quiet_since",
        )
    chosen = {"has_sms": has_sms, "quiet_since": quiet_since, "quiet_until": quiet_until}
    return Preference.objects.update_or_create(user_id=ctx.actor.user_id, defaults=chosen)[0]


@service(RETRY_DELIVERY)
def retry_delivery(ctx: Ctx, delivery_id: int) -> Delivery:
    """Send an undelivered message again. Raises ``Refused``: 409 when it is not undelivered."""
    delivery: Delivery = require(ctx, RETRY_DELIVERY, Delivery.objects.all(), delivery_id, lock=True)
    if delivery.state != DeliveryState.UNDELIVERED:
        sentence = NOT_UNDELIVERED.format(state=DeliveryState.label_of(delivery.state))
        raise Refused.because("notices.not_undelivered", sentence, next_step=NOT_UNDELIVERED_NEXT)
    delivery.state, delivery.tries, delivery.error = DeliveryState.WAITING.value, 0, ""
    delivery.save(update_fields=["state", "tries", "error"])
    enqueue(deliver_message, delivery_id=delivery.pk)
    journal(ctx, RETRY_DELIVERY, delivery, fields=("state",))
    return delivery
