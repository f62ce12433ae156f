"""What a token is worth on a day, given the published keys and a revocation list. Standard library and SM2 checking.

The order is the security: form, key, signature, digest, and only then is anything unpacked. So *forged* (nobody known
signed this) and *altered* (this digest was signed, the content beside it is another) are told apart without parsing a
byte of it. Nothing here raises, whatever the token, the keys and the list are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeGuard

from tuoyu.foundation.vault import sm2
from tuoyu.foundation.vault.provider import PublicKey
from tuoyu.foundation.vault.statements.keysets import KeySet, read_key_set
from tuoyu.foundation.vault.statements.tokens import (
    NotAStatement,
    Parts,
    Statement,
    decoded,
    digest_of,
    encoded,
    is_day,
    message_of,
    taken_apart,
    unpacked,
)
from tuoyu.foundation.vault.words import GENUINE, REVOCATIONS, SAYINGS, State, filled


@dataclass(frozen=True, slots=True)
class Judgement:
    """``statement`` is given only when it is genuine: what a forger wrote is not repeated as a fact.

    ``reason`` says more exactly than ``state`` why (a key of ``SAYINGS``). ``as_of`` is the day of the revocation list
    that was looked at, empty when there was none that could be used; ``list_state`` says what that list is.
    """

    state: State
    reason: str
    sentence: str
    next_step: str
    statement: Statement | None = None
    as_of: str = ""
    list_state: State | None = None

    @property
    def is_valid(self) -> bool:
        return self.state is State.VALID


@dataclass(frozen=True, slots=True)
class _Revoked:
    """The list at hand: what it is, its day, and number → (day, reason)."""

    state: State | None = None
    as_of: str = ""
    entries: Mapping[str, Any] = field(default_factory=dict)


def judge(token: str, keys: Mapping[str, Any], revocations: str | None, today: date) -> Judgement:
    """The judgement on ``token``. ``keys``: a published key set; ``revocations``: the token of a list, or None.

    A list that is not genuine counts as no list; ``list_state`` then says so. Of a genuine token revocation is said
    before expiry. A revocation counts from its day on.
    """
    known = read_key_set(keys)
    revoked = _read_list(revocations, known)
    reason, statement, key_id = _authentic(token, known)
    facts = {"issuer": known.issuer, "key_id": key_id, "as_of": revoked.as_of}
    if statement is not None:
        facts |= {"issued": statement.issued_on, "until": statement.valid_until}
    if statement is not None and not reason:
        reason, more = _standing(statement, revoked, today.isoformat())
        facts |= more
    said = SAYINGS[reason]
    return Judgement(
        state=said.state,
        reason=reason,
        sentence=filled(said.sentence, facts),
        next_step=filled(said.next_step, facts),
        statement=statement if said.state in GENUINE else None,
        as_of=revoked.as_of,
        list_state=revoked.state,
    )


def _authentic(token: str, known: KeySet) -> tuple[str, Statement | None, str]:
    """(what is wrong, or "" when a known key signed exactly this in its term; the statement; the key id)."""
    try:
        parts = taken_apart(token)
    except NotAStatement:
        return "unreadable", None, ""
    key = known.keys.get(parts.key_id)
    wrong = _wrong_about_signature(parts, key)
    if key is None or wrong:
        return wrong, None, parts.key_id
    try:
        statement = unpacked(parts)
    except NotAStatement:
        return "unreadable", None, parts.key_id
    is_in_term = key.first_on <= statement.issued_on and (
        not key.last_on or statement.issued_on <= key.last_on
    )
    return "" if is_in_term else "out_of_term", statement, parts.key_id


def _wrong_about_signature(parts: Parts, key: PublicKey | None) -> str:
    if key is None:
        return "unknown_key"
    signature = decoded(parts.signature)
    message = message_of(parts.key_id, parts.digest)
    if encoded(signature) != parts.signature or not sm2.is_valid(key.public, message, signature):
        return "forged"
    return "" if digest_of(parts.payload) == parts.digest else "altered"


def _standing(statement: Statement, revoked: _Revoked, today: str) -> tuple[str, dict[str, str]]:
    """(reason, further facts) of a genuine statement on a day."""
    if statement.number and statement.number in revoked.entries:
        entry = revoked.entries[statement.number]
        on, why = (str(entry.get(name, "")) for name in ("on", "reason"))
        if on <= today:
            return "revoked", {"on": on, "reason": why}
    if today < statement.issued_on:
        return "not_yet", {}
    if statement.valid_until and statement.valid_until < today:
        return "expired", {}
    return ("valid" if revoked.as_of else "valid_unlisted"), {}


def _read_list(token: str | None, known: KeySet) -> _Revoked:
    if not token:
        return _Revoked()
    reason, statement, _ = _authentic(token, known)
    if reason or statement is None:
        return _Revoked(SAYINGS[reason].state)
    entries = statement.content.get("revoked")
    if statement.kind != REVOCATIONS or not _is_list(entries):
        return _Revoked(State.UNREADABLE)
    return _Revoked(State.VALID, statement.issued_on, entries)


def _is_list(entries: object) -> TypeGuard[Mapping[str, Any]]:
    """number → {"on": day, "reason": text}; one entry out of form, and the list is not used."""
    return isinstance(entries, Mapping) and all(
        isinstance(entry, Mapping) and is_day(entry.get("on")) and isinstance(entry.get("reason"), str)
        for entry in entries.values()
    )
