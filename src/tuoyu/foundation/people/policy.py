"""Typed view of the parameters of people: sign-in, lock-out, second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.foundation.policy.reader import current


@dataclass(frozen=True, slots=True)
class PeoplePolicy:
    mfa_required_roles: frozenset[str]
    idle_minutes: int
    # Failures within ``lockout_minutes`` of one name from one address, of one name from anywhere, from one address.
    lockout_failures: int
    lockout_account_failures: int
    lockout_address_failures: int
    # Codes of notices that nothing has, from one address.
    lockout_code_failures: int
    lockout_minutes: int
    password_min_length: int
    sign_in_log_months: int


def people_policy_at(on: date, area: str) -> PeoplePolicy:
    """What holds on a date in an area. Raises ``PolicySilent`` where a value is missing."""
    policy = current()
    return PeoplePolicy(
        mfa_required_roles=frozenset(policy.texts("people.mfa_required_roles", on, area)),
        idle_minutes=policy.integer("people.idle_minutes", on, area),
        lockout_failures=policy.integer("people.lockout_failures", on, area),
        lockout_account_failures=policy.integer("people.lockout_account_failures", on, area),
        lockout_address_failures=policy.integer("people.lockout_address_failures", on, area),
        lockout_code_failures=policy.integer("people.lockout_code_failures", on, area),
        lockout_minutes=policy.integer("people.lockout_minutes", on, area),
        password_min_length=policy.integer("people.password_min_length", on, area),
        sign_in_log_months=policy.months("people.sign_in_log_months", on, area),
    )
