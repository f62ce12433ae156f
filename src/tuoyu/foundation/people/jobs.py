"""The house-keeping of signing in: what may be forgotten is forgotten."""

from __future__ import annotations

from datetime import datetime, time

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session

from tuoyu.foundation.jobs.handlers import job
from tuoyu.foundation.people.policy import people_policy_at
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.kernel.dates import add_months


@job(retries=0)
def forget_old_sign_ins(ctx: Ctx) -> None:
    """Delete sessions that ended, and sign-ins and failures (names, addresses) older than the law wants them kept."""
    months = people_policy_at(ctx.today, ctx.area).sign_in_log_months
    kept_from = datetime.combine(add_months(ctx.today, -months), time.min, CHINA)
    Session.objects.filter(expire_date__lt=ctx.now).delete()
    AccessLog.objects.filter(attempt_time__lt=kept_from).delete()
    AccessAttempt.objects.filter(attempt_time__lt=kept_from).delete()
