"""What is published so that receipts can be verified without us: the keys, and the list of those that no longer stand."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings

from tuoyu.foundation.papers.policy import seal_at
from tuoyu.foundation.vault.provider import SM2
from tuoyu.foundation.vault.sealing import provider
from tuoyu.foundation.vault.statements import REVOCATIONS, issue_statement, published_keys
from tuoyu.operations.filing.models import Receipt
from tuoyu.operations.filing.queries.footing import lapsed_on
from tuoyu.operations.filing.words import LAPSED_REASON, ReceiptState, Regime

# The ring of keys that receipts are signed with.
PURPOSE = "receipt"
OVER = (ReceiptState.REVOKED.value, ReceiptState.REPLACED.value)

Entries = tuple[tuple[str, str, str], ...]


def issuer_at(day: date, area: str) -> str:
    """The organ that gives receipts, as papers name it."""
    return seal_at(day, area, is_demo=settings.TUOYU_DEMO).organ


def receipt_keys(day: date, area: str) -> dict[str, Any]:
    """The published key set of receipts."""
    return published_keys(issuer_at(day, area), [PURPOSE])


def edition_number(number: str, edition: int) -> str:
    """The number as a receipt and its statement say it: later editions have theirs behind."""
    return number if edition == 1 else f"{number}-{edition}"


def revocation_list(day: date, area: str) -> str:
    """The signed list of receipts that were revoked or replaced, as of ``day``. One statement; signed anew when it changed."""
    rows = Receipt.objects.unscoped("the public list of receipts that no longer stand").filter(state__in=OVER)
    columns = ("number", "edition", "ended_on", "end_reason", "issued_on")
    entries = tuple(
        (edition_number(number, edition), (ended_on or issued_on).isoformat(), reason)
        for number, edition, ended_on, reason, issued_on in rows.order_by("number", "edition").values_list(
            *columns
        )
    )
    entries += _lapsed(day, area)
    return _signed(
        day.isoformat(), issuer_at(day, area), entries, provider().active_signing_key(PURPOSE, SM2)
    )


def _lapsed(day: date, area: str) -> Entries:
    """Filings that the end of the transition to permits ended, the day after their last."""
    until = lapsed_on(Regime.FILING, day, area)
    if until is None:
        return ()
    rows = Receipt.objects.unscoped("the public list of receipts that no longer stand").filter(
        state=ReceiptState.VALID.value, case__regime=Regime.FILING.value
    )
    on = (until + timedelta(days=1)).isoformat()
    numbers = rows.order_by("number", "edition").values_list("number", "edition")
    return tuple((edition_number(number, edition), on, LAPSED_REASON) for number, edition in numbers)


@lru_cache(maxsize=4)
def _signed(as_of: str, issuer: str, entries: Entries, _key_id: str) -> str:
    content = {
        "as_of": as_of,
        "issuer": issuer,
        "revoked": {number: {"on": on, "reason": reason} for number, on, reason in entries},
    }
    return issue_statement(PURPOSE, REVOCATIONS, content)
