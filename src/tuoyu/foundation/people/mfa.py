"""The second factor: a time-based code (RFC 6238) from a phone, with recovery codes for the day the phone is lost.

Storage and arithmetic are allauth's; the replay guard is ours, because allauth's lives in the memory of one process:
the time step of the last accepted code is kept in the row, and only a later step is accepted.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.conf import settings
from django.db import transaction

from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.people import permissions
from tuoyu.foundation.people.account import locked_account
from tuoyu.foundation.people.commands import ActivateFactor
from tuoyu.foundation.people.models import User
from tuoyu.foundation.people.words import WRONG_CODE, WRONG_SET_UP_CODE_NEXT
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import Refused

STEP_KEY = "last_step"
TOTP_TYPE = Authenticator.Type.TOTP
RECOVERY_TYPE = Authenticator.Type.RECOVERY_CODES


@dataclass(frozen=True, slots=True)
class FactorState:
    """What the security page tells of one's second factor."""

    is_active: bool
    activated_at: datetime | None = None
    codes_left: int = 0


def new_secret() -> str:
    """A fresh secret in base32, 160 bits."""
    return str(generate_totp_secret())


def qr_data_uri(user: User, secret: str) -> str:
    """The picture to scan, as an address for ``<img>`` (the security policy forbids inline SVG styles)."""
    adapter = get_adapter()
    svg = adapter.build_totp_svg(adapter.build_totp_url(user, secret))
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def has_second_factor(user: User) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type=TOTP_TYPE).exists())


def factor_state(user: User) -> FactorState:
    rows = {row.type: row for row in Authenticator.objects.filter(user_id=user.pk)}
    if TOTP_TYPE not in rows:
        return FactorState(is_active=False)
    codes = RecoveryCodes(rows[RECOVERY_TYPE]).get_unused_codes() if RECOVERY_TYPE in rows else []
    return FactorState(is_active=True, activated_at=rows[TOTP_TYPE].created_at, codes_left=len(codes))


def recovery_codes(user: User) -> list[str]:
    """The codes not used yet; shown once, right after they were made."""
    row = Authenticator.objects.filter(user_id=user.pk, type=RECOVERY_TYPE).first()
    return list(RecoveryCodes(row).get_unused_codes()) if row else []


def accept_code(user: User, code: str, now: datetime) -> bool:
    """Is ``code`` the present code of the phone, or an unused recovery code? Either is good for one time only."""
    with transaction.atomic():
        rows = Authenticator.objects.select_for_update().filter(user_id=user.pk)
        by_type = {row.type: row for row in rows}
        digits = "".join(code.split())
        if TOTP_TYPE in by_type and len(digits) == settings.MFA_TOTP_DIGITS:
            return _accept_totp(by_type[TOTP_TYPE], digits, now)
        if RECOVERY_TYPE in by_type:
            return bool(RecoveryCodes(by_type[RECOVERY_TYPE]).validate_code(digits))
    return False


@service(permissions.ACTIVATE_FACTOR)
def activate_factor(ctx: Ctx, command: ActivateFactor) -> None:
    """Tie a phone to one's own account, proved by a code of it; makes recovery codes. Other sessions end."""
    user = locked_account(ctx)
    step = _step_of(command.secret, "".join(command.code.split()), ctx.now, after=-1)
    if step is None:
        raise Refused.because(
            "people.factor.code", WRONG_CODE, status=422, next_step=WRONG_SET_UP_CODE_NEXT, field="code"
        )
    _drop_factor(user)
    row = TOTP.activate(user, command.secret).instance
    row.data[STEP_KEY] = step
    row.save(update_fields=["data"])
    RecoveryCodes.activate(user)
    _end_other_sessions(user)
    journal(ctx, permissions.ACTIVATE_FACTOR, user)


@service(permissions.DEACTIVATE_FACTOR)
def deactivate_factor(ctx: Ctx) -> None:
    """Untie the phone from one's own account (the view has asked for the password)."""
    user = locked_account(ctx)
    _drop_factor(user)
    _end_other_sessions(user)
    journal(ctx, permissions.DEACTIVATE_FACTOR, user)


@service(permissions.RENEW_CODES)
def renew_recovery_codes(ctx: Ctx) -> None:
    """New recovery codes; the old ones are void."""
    user = locked_account(ctx)
    Authenticator.objects.filter(user_id=user.pk, type=RECOVERY_TYPE).delete()
    RecoveryCodes.activate(user)
    journal(ctx, permissions.RENEW_CODES, user)


def drop_factor_of(user: User) -> None:
    """For ``services.reset_user``: the person lost the phone."""
    _drop_factor(user)


def _drop_factor(user: User) -> None:
    Authenticator.objects.filter(user_id=user.pk).delete()


def _end_other_sessions(user: User) -> None:
    user.session_epoch += 1
    user.save(update_fields=["session_epoch"])


def _accept_totp(row: Authenticator, code: str, now: datetime) -> bool:
    secret = get_adapter().decrypt(row.data["secret"])
    step = _step_of(secret, code, now, after=int(row.data.get(STEP_KEY, -1)))
    if step is None:
        return False
    row.data[STEP_KEY] = step
    row.last_used_at = now
    row.save(update_fields=["data", "last_used_at"])
    return True


def _step_of(secret: str, code: str, now: datetime, *, after: int) -> int | None:
    """The time step whose code this is, among the present one and its neighbours, later than ``after``."""
    present = int(now.timestamp()) // settings.MFA_TOTP_PERIOD
    found = None
    for step in range(present - settings.MFA_TOTP_TOLERANCE, present + settings.MFA_TOTP_TOLERANCE + 1):
        expected = format_hotp_value(hotp_value(secret, step))
        # Every step is compared, so the time taken does not tell which one was near.
        if hmac.compare_digest(expected.encode(), code.encode()) and step > after:
            found = step
    return found
