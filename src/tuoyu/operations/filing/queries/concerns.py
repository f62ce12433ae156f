"""What filing adds to the concerns of an institution that its chain sees (``institutions.queries.concerns``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Exists, OuterRef

from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.models import Receipt
from tuoyu.operations.filing.words import ReceiptState
from tuoyu.registers.institutions.queries import Concern
from tuoyu.registers.institutions.words import Standing


def revoked(_ctx: Ctx, institutions: Sequence[int]) -> Mapping[int, Sequence[Concern]]:
    """Filings that were taken back and not given again; a closure ends a receipt, too, and is none."""
    rows = Receipt.objects.unscoped("receipts of the sisters of a visible institution")
    again = rows.filter(institution=OuterRef("institution"), state=ReceiptState.VALID.value)
    found = rows.filter(
        ~Exists(again), institution__in=institutions, state=ReceiptState.REVOKED.value, ended_on__isnull=False
    ).exclude(institution__standing=Standing.CLOSED.value)
    days = found.order_by("ended_on").values_list("institution", "ended_on")
    return {pk: [Concern("备案已撤销", day)] for pk, day in days if day is not None}
