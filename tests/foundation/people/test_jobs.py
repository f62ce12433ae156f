"""What the night forgets, and what it keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session

from tests.conftest import NOW
from tuoyu.foundation.people.jobs import forget_old_sign_ins
from tuoyu.kernel.context import Ctx

pytestmark = pytest.mark.django_db


def test_old_sign_ins_are_forgotten_and_recent_ones_kept(system_ctx: Ctx) -> None:
    for days in (100, 180, 190, 400):
        row = AccessLog.objects.create(username=f"{days}", path_info="/", http_accept="", user_agent="")
        AccessLog.objects.filter(pk=row.pk).update(attempt_time=NOW - timedelta(days=days))
    Session.objects.create(session_key="over", session_data="", expire_date=NOW - timedelta(seconds=1))
    Session.objects.create(session_key="open", session_data="", expire_date=NOW + timedelta(hours=1))

    forget_old_sign_ins(system_ctx)

    assert set(AccessLog.objects.values_list("username", flat=True)) == {"100", "180"}
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
