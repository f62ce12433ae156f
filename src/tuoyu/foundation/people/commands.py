"""What a form, the API or a file asks of people: frozen, complete, typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class AddUnit:
    code: str
    name: str
    short_name: str
    kind: str
    area: str
    valid_from_on: date
    aliases: tuple[str, ...] = ()
    collective_id: int | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class CloseUnit:
    unit_id: int
    valid_to_on: date


@dataclass(frozen=True, slots=True)
class AddUser:
    """``is_own_password``: the person chose it alone, so nobody else knows it and it need not be changed."""

    username: str
    name: str
    password: str = field(repr=False, default="")
    mobile: str = field(repr=False, default="")
    is_demo: bool = False
    is_own_password: bool = False


@dataclass(frozen=True, slots=True)
class DisableUser:
    user_id: int


@dataclass(frozen=True, slots=True)
class ResetUser:
    user_id: int
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RevealUser:
    user_id: int


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """``old`` proves that the person at the keyboard is the one who signed in."""

    old: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ActivateFactor:
    secret: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenPost:
    user_id: int
    unit_id: int
    role: str
    starts_on: date
    ends_on: date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class EndPost:
    post_id: int
    ends_on: date


@dataclass(frozen=True, slots=True)
class DelegatePost:
    post_id: int
    to_user_id: int
    starts_on: date
    ends_on: date | None
