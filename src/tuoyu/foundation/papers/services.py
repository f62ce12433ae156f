"""Giving a paper its number, and keeping it as it was issued."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.papers.models import Series
from tuoyu.foundation.papers.paper import NO_PROOF, Paper, Proof
from tuoyu.foundation.papers.policy import seal_at
from tuoyu.foundation.papers.rendering import render_paper
from tuoyu.foundation.vault.classes import C1
from tuoyu.kernel.context import Ctx


def take_number(ctx: Ctx, series: str, year: int) -> int:
    """The next number of a series (``filing.receipt``) in the year, from 1, in the transaction of the caller.

    Whoever takes a number holds the row of its series until the end of the transaction, so that numbers follow each other:
    an act that fails gives its number back. Refused outside of a transaction, where a number could be lost.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is taken in the transaction of its paper")
    counted = Series.objects.unscoped("counting").filter(series=series, area=ctx.area, year=year)
    if not counted.update(last=F("last") + 1):
        # Two may begin a year at once: the second waits for the first and then counts on its row.
        begun = Series(series=series, area=ctx.area, year=year)
        Series.objects.bulk_create([begun], ignore_conflicts=True)
        counted.update(last=F("last") + 1)
    return counted.values_list("last", flat=True).get()


def store_paper(
    ctx: Ctx, paper: Paper, content: Mapping[str, object], name: str, *, proof: Proof = NO_PROOF
) -> StoredFile:
    """Make the PDF, sealed as policy says, and keep it byte for byte; in the transaction of the caller, journalled.

    ``name`` is the file name that people see (``备案回执 33030220260001.pdf``). Raises ``Refused`` as ``render_paper`` and
    ``store_file`` do.
    """
    seal = seal_at(ctx.today, ctx.area, is_demo=settings.TUOYU_DEMO)
    pdf = render_paper(paper, content, seal=seal, proof=proof)
    return store_file(ctx, name, pdf, data_class=C1)
