"""In whose name the worker acts: the house itself, holding the role ``system`` in no unit."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from tuoyu.kernel.context import Actor, ActorKind, Ctx, PostRef


def job_ctx(now: datetime, name: str, request_id: str) -> Ctx:
    """``name`` is the handler; people read 系统, and ``request_id`` leads from the journal back to the job."""
    area: str = settings.TUOYU_DISTRICT
    post = PostRef(post_id=0, unit_id=0, unit_name="系统", role="system", area=area)
    actor = Actor(ActorKind.JOB, "系统", posts=(post,))
    return Ctx(actor, now, f"{name}:{request_id}", area)
