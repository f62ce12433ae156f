"""The daily round of the API."""

from __future__ import annotations

from tuoyu.entrypoints.api import services
from tuoyu.foundation.jobs.handlers import job
from tuoyu.kernel.context import Ctx


@job()
def forget_answers(ctx: Ctx) -> None:
    services.forget_answers(ctx)
