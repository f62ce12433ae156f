"""What whoever opens an account is asked beside the account."""

from __future__ import annotations

from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.models import Registration
from tuoyu.operations.filing.rules.guessing import nature_of
from tuoyu.registers.institutions.queries import registration_kind
from tuoyu.registers.institutions.words import Nature


def is_branch(ctx: Ctx, row: Registration) -> bool:
    """Is it registered as a branch of a company, so that it has a head office to name?"""
    kind = registration_kind(row.uscc, ctx.today, ctx.area)
    return kind is not None and nature_of(kind.nature, row.name) == Nature.BRANCH
