"""Rows that know their key before they are stored, because their ciphertexts are bound to it.

A database sequence tells the key only after the insert, too late to seal a value to its row, and a random seal kept in
a second column could be swapped together with the ciphertext. So a model with encrypted columns makes its own keys.
"""

from __future__ import annotations

import secrets
import threading
import time

from django.db import models

# 40 bits of milliseconds since 2020 and 13 bits within one: below 2^53 (exact in JavaScript) until 2054, and in the
# order of making. Two processes that draw the same number in the same millisecond meet the primary key: an error, no loss.
_EPOCH_MS = 1_577_836_800_000
_WITHIN_BITS = 13
_lock = threading.Lock()
_last = 0


def new_row_id() -> int:
    """A new key, larger than every earlier one of this process. Uniqueness is its only use of the clock."""
    global _last  # noqa: PLW0603 - one counter a process is the point
    with _lock:
        now = (time.time_ns() // 1_000_000 - _EPOCH_MS) << _WITHIN_BITS
        drawn = now + secrets.randbits(_WITHIN_BITS)
        _last = drawn if drawn > _last else _last + 1 + secrets.randbelow(4)
        return _last


class SealedModel(models.Model):
    """Base of models with encrypted columns (a system check asks for it)."""

    id = models.BigIntegerField("编号", primary_key=True, default=new_row_id, editable=False)

    class Meta:
        abstract = True
