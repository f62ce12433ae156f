"""Guessing is stopped: django-axes keeps the failures, policy says how many are too many.

Three counts within ``people.lockout_minutes``: one name from one address, one name from anywhere (a guesser who changes
addresses), one address over all names (a guesser who changes names). Names that nobody has are counted like any other.
Proofs asked of somebody whose session is open (code of the phone, own password again) are counted by account alone.
Codes that anybody may look up (on a notice, say) are counted by address alone, apart from signing in.
"""

from __future__ import annotations

import ipaddress
from datetime import date, datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.policy import PeoplePolicy, people_policy_at
from tuoyu.kernel.context import CHINA

Credentials = dict[str, Any] | None
# No account has a colon in its name (rules.username_is_sound), so the two kinds of count cannot meet.
PROOF = "proof:"
CODE = "code:"


class LockoutHandler(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts as axes does, and weighs each count by its own limit."""

    def get_failures(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """The worst of the counts, on the scale of ``people.lockout_failures``: that many means locked."""
        policy = _policy(_moment(request))
        limits = limits_of(policy, name_of(credentials))
        attempts = self.get_user_attempts(request, credentials)
        if not name_of(credentials).startswith(CODE):
            # Who guesses codes of notices does not keep colleagues at the same address from signing in.
            attempts = [rows.exclude(username__startswith=CODE) for rows in attempts]
        counts = (rows.aggregate(total=Sum("failures_since_start"))["total"] or 0 for rows in attempts)
        return max(
            count * policy.lockout_failures // limit for count, limit in zip(counts, limits, strict=True)
        )

    def reset_user_attempts(self, request: HttpRequest, credentials: Credentials = None) -> int:
        """A success forgives this name at this address only: owning one account does not clear the others."""
        own, *_ = self.filter_user_attempts(request, credentials)
        deleted, _ = own.delete()
        return int(deleted)


def lockout_parameters(_request: HttpRequest, credentials: Credentials = None) -> list[str | list[str]]:
    """``AXES_LOCKOUT_PARAMETERS``: which failures are counted together, in the order of ``limits_of``."""
    if name_of(credentials).startswith(PROOF):
        return ["username"]
    if name_of(credentials).startswith(CODE):
        return [["username", "ip_address"]]
    return [["username", "ip_address"], "username", "ip_address"]


def limits_of(policy: PeoplePolicy, name: str) -> list[int]:
    if name.startswith(PROOF):
        return [policy.lockout_failures]
    if name.startswith(CODE):
        return [policy.lockout_code_failures]
    return [policy.lockout_failures, policy.lockout_account_failures, policy.lockout_address_failures]


def failure_limit(request: HttpRequest, _credentials: Credentials = None) -> int:
    """``AXES_FAILURE_LIMIT``."""
    return _policy(_moment(request)).lockout_failures


def cool_off(request: HttpRequest | None = None) -> timedelta:
    """``AXES_COOLOFF_TIME``."""
    return timedelta(minutes=_policy(_moment(request)).lockout_minutes)


def keep_response(
    _request: HttpRequest, response: HttpResponse, _credentials: Credentials = None
) -> HttpResponse:
    """``AXES_LOCKOUT_CALLABLE``: our pages say themselves that the account is locked."""
    return response


def client_address(request: HttpRequest) -> str | None:
    """The address to count by. Behind ``TUOYU_PROXIES`` proxies of ours the one that the outermost of them saw.

    What a client writes into the header itself stands further left and is never read. An IPv6 network of one
    customer (/64) counts as one address.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TUOYU_PROXIES:
        hops = [
            hop.strip() for hop in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if hop.strip()
        ]
        address = hops[-settings.TUOYU_PROXIES] if len(hops) >= settings.TUOYU_PROXIES else address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def is_locked(request: HttpRequest, username: str) -> bool:
    return bool(AxesProxyHandler.is_locked(request, {"username": username}))


def proof_name(user: User) -> str:
    """Under which name wrong codes and wrong own passwords of an account are counted."""
    return f"{PROOF}{user.pk}"


def count_wrong_proof(request: HttpRequest, user: User) -> None:
    user_login_failed.send(sender=__name__, credentials={"username": proof_name(user)}, request=request)


def forgive_proofs(user: User) -> None:
    """The right proof was given: earlier wrong ones are forgotten."""
    AxesProxyHandler.reset_attempts(username=proof_name(user))


def is_code_locked(request: HttpRequest, kind: str) -> bool:
    """Were too many codes of a kind (``notice``) guessed from this address? Then right ones are not answered either."""
    return is_locked(request, f"{CODE}{kind}")


def count_wrong_code(request: HttpRequest, kind: str) -> None:
    """A code that nothing has. A right one later forgives nothing: who knows one may still guess others."""
    user_login_failed.send(sender=__name__, credentials={"username": f"{CODE}{kind}"}, request=request)


def locked_minutes(today: date, area: str) -> int:
    """How long an address waits, for the page that says so."""
    return people_policy_at(today, area).lockout_minutes


def name_of(credentials: Credentials) -> str:
    return str((credentials or {}).get("username") or "")


def _moment(request: HttpRequest | None) -> datetime:
    """Axes stamps the request when it first looks at it; its own housekeeping has no request."""
    return getattr(request, "axes_attempt_time", None) or timezone.now()


def _policy(moment: datetime) -> PeoplePolicy:
    return people_policy_at(moment.astimezone(CHINA).date(), settings.TUOYU_DISTRICT)
