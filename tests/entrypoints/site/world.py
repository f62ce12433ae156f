"""A small district for the tests of the site: units, people with posts, and ways to sign in as them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from tuoyu.foundation.people.models import Post, Unit, User
from tuoyu.foundation.people.sessions import FACTOR_KEY, SEEN_KEY
from tuoyu.foundation.people.words import Factor

PASSWORD = "tulip-orbit-42"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LONG_AGO = date(2020, 1, 1)


def make_unit(code: str = "jyj", name: str = "区教育局", **columns: Any) -> Unit:
    facts = {"short_name": name, "kind": "department", "area": "330302", "valid_from_on": LONG_AGO, **columns}
    return Unit.objects.create(code=code, name=name, **facts)


def make_user(
    username: str = "wangfang", name: str = "王芳", *, password: str = PASSWORD, **columns: Any
) -> User:
    user = User(username=username, name=name, made_at=timezone.now(), **columns)
    user.set_password(password)
    user.save()
    return user


def make_post(user: User, unit: Unit, role: str = "unit_officer", **columns: Any) -> Post:
    facts = {"starts_on": LONG_AGO, "made_at": timezone.now(), **columns}
    return Post.objects.create(user=user, unit=unit, role=role, **facts)


def officer(
    username: str = "wangfang", name: str = "王芳", role: str = "unit_officer", unit: Unit | None = None
) -> User:
    """Somebody with a valid post."""
    user = make_user(username, name)
    make_post(user, unit or Unit.objects.unscoped("test").first() or make_unit(), role)
    return user


def tie_phone(user: User, secret: str = SECRET) -> Authenticator:
    return TOTP.activate(user, secret).instance


def code_at(moment: datetime, secret: str = SECRET) -> str:
    """RFC 6238 written again, so that the tests do not believe the code they test."""
    counter = struct.pack(">Q", int(moment.timestamp()) // 30)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def client_of(user: User, *, factor: Factor = Factor.SHOWN, client: Client | None = None) -> Client:
    """A browser in which ``user`` is signed in, both steps done."""
    client = client or Client()
    client.force_login(user, backend="tuoyu.foundation.people.backends.PeopleBackend")
    session = client.session
    session[SEEN_KEY] = int(timezone.now().timestamp())
    session[FACTOR_KEY] = str(factor)
    session.save()
    return client


def sign_in(client: Client, username: str = "wangfang", password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(
        "/sign-in/", {"username": username, "password": password, **extra.pop("data", {})}, **extra
    )
