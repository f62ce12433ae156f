"""How a notice leaves the house: spread over channels and people, then sent one by one."""

from __future__ import annotations

import os
import random
from datetime import datetime

from tuoyu.foundation.audit.services import journal
from tuoyu.foundation.jobs.handlers import job
from tuoyu.foundation.jobs.policy import jobs_policy_at
from tuoyu.foundation.jobs.rules import retry_wait
from tuoyu.foundation.jobs.services import enqueue
from tuoyu.foundation.notices.channels import open_channels, port_of
from tuoyu.foundation.notices.messages import ChannelTroubleError, Message, Receipt
from tuoyu.foundation.notices.models import Delivery, Notice, Preference
from tuoyu.foundation.notices.permissions import SEND_DELIVERY
from tuoyu.foundation.notices.policy import notices_policy_at
from tuoyu.foundation.notices.queries import preferences_of, recipients
from tuoyu.foundation.notices.rules import NEVER_QUIET, QuietHours
from tuoyu.foundation.notices.words import (
    NO_MOBILE,
    OUTSIDE_TEXT,
    OUTSIDE_TEXT_WITH_LINK,
    SMS_PURPOSE,
    Channel,
    DeliveryState,
    Urgency,
)
from tuoyu.foundation.people.models import User
from tuoyu.kernel.context import Ctx


@job()
def spread_notice(ctx: Ctx, *, notice_id: int) -> None:
    """One delivery for the group, one for each telephone of an urgent notice; each after the quiet hours, an alarm at once."""
    notice = Notice.objects.unscoped("spread by the house").select_related("user").get(pk=notice_id)
    channels = open_channels()
    is_alarm = notice.urgency == Urgency.ALARM
    quiet = NEVER_QUIET if is_alarm else notices_policy_at(ctx.today, ctx.area).quiet_hours
    if Channel.DINGTALK in channels:
        _plan(ctx, notice, Channel.DINGTALK, None, quiet.defer(ctx.now))
    if Channel.SMS in channels and notice.urgency != Urgency.NORMAL:
        _plan_telephones(ctx, notice, quiet)


def send_message(ctx: Ctx, *, delivery_id: int) -> Receipt | ChannelTroubleError | None:
    """Outside the transaction: speak to the provider. None when there is nothing to send any more."""
    rows = Delivery.objects.unscoped("sent by the house").select_related("notice", "user")
    delivery = rows.filter(pk=delivery_id, state=DeliveryState.WAITING.value).first()
    if delivery is None:
        return None
    try:
        return port_of(Channel(delivery.channel)).send(_message(delivery), ctx.now)
    except ChannelTroubleError as trouble:
        return trouble


@job(prepare=send_message, limit=60)
def deliver_message(ctx: Ctx, outcome: Receipt | ChannelTroubleError | None, *, delivery_id: int) -> None:
    """Inside the transaction: remember the receipt, or try again later, or give up and say why."""
    if outcome is None:
        return
    delivery = Delivery.objects.unscoped("sent by the house").select_related("notice").get(pk=delivery_id)
    delivery.tries += 1
    if isinstance(outcome, Receipt):
        delivery.state, delivery.sent_at = DeliveryState.SENT.value, ctx.now
        delivery.receipt, delivery.error = outcome.text[:120], ""
    else:
        _not_sent(ctx, delivery, outcome)
    delivery.save(update_fields=["state", "tries", "sent_at", "receipt", "error"])
    opened = ("mobile",) if delivery.user_id else ()
    journal(ctx.for_purpose(SMS_PURPOSE if opened else ""), SEND_DELIVERY, delivery, fields=opened)


def _not_sent(ctx: Ctx, delivery: Delivery, trouble: ChannelTroubleError) -> None:
    waits = jobs_policy_at(ctx.today, ctx.area).retry_backoff_seconds
    delivery.error = str(trouble)[:300]
    if trouble.is_final or delivery.tries > len(waits):
        delivery.state = DeliveryState.UNDELIVERED.value
        return
    wait = retry_wait(waits, delivery.tries, random.random())  # noqa: S311 jitter, not a secret
    enqueue(deliver_message, run_after=ctx.now + wait, delivery_id=delivery.pk)


def _plan(ctx: Ctx, notice: Notice, channel: Channel, user: User | None, after: datetime) -> None:
    rows = Delivery.objects.unscoped("planned by the house")
    whom = {"notice": notice, "channel": channel.value, "user": user}
    delivery, is_new = rows.get_or_create(**whom, defaults={"made_at": ctx.now})
    if is_new:
        enqueue(deliver_message, run_after=after, delivery_id=delivery.pk)


def _plan_telephones(ctx: Ctx, notice: Notice, quiet: QuietHours) -> None:
    users = recipients(notice, ctx.today)
    preferences = preferences_of(users)
    for user in users:
        chosen = preferences.get(user.pk)
        if chosen is None or chosen.has_sms:
            own = quiet if notice.urgency == Urgency.ALARM else _quiet_hours(chosen, quiet)
            _plan(ctx, notice, Channel.SMS, user, own.defer(ctx.now))


def _quiet_hours(chosen: Preference | None, default: QuietHours) -> QuietHours:
    if chosen is None or chosen.quiet_since is None or chosen.quiet_until is None:
        return default
    return QuietHours(chosen.quiet_since, chosen.quiet_until)


def _message(delivery: Delivery) -> Message:
    mobile = ""
    if delivery.user is not None:
        mobile = delivery.user.mobile.reveal()
        if not mobile:
            raise ChannelTroubleError(NO_MOBILE, is_final=True)
    notice = delivery.notice
    # Outside the house a path alone leads nowhere; TUOYU_SITE_URL says where the house stands.
    site = os.environ.get("TUOYU_SITE_URL", "").rstrip("/")
    form = OUTSIDE_TEXT_WITH_LINK if site and notice.link else OUTSIDE_TEXT
    return Message(
        f"delivery-{delivery.pk}", form.format(title=notice.title, link=site + notice.link), mobile
    )
