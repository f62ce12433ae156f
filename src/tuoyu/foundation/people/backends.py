"""Who may sign in: an account that is in use, with the right password. What the person may do is told by posts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest

from tuoyu.foundation.access.prepared import Prepared
from tuoyu.foundation.people.models import User

_FIELDS = tuple(field.attname for field in User._meta.concrete_fields)
_ACCOUNT = Prepared(lambda pk: User.objects.filter(pk=pk).values_list(*_FIELDS).order_by(), pk=int)


class PeopleBackend(BaseBackend):
    """Password against account. An unknown name costs the same work as a wrong password, so names cannot be probed."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - Django's signature
        username: str | None = None,
        password: str | None = None,
        **_credentials: Any,
    ) -> User | None:
        if username is None or password is None:
            return None
        user = User.objects.filter(username=username).first()
        if user is None:
            make_password(password)
            return None
        # The password is checked before the account is judged: a closed account costs the same work too.
        return user if user.check_password(password) and may_sign_in(user) else None

    def get_user(self, user_id: int) -> User | None:
        """The account behind a session; asked on every request, so a closed account is out at once."""
        row = next(iter(_ACCOUNT.rows(pk=user_id)), None)
        user = User.from_db(DEFAULT_DB_ALIAS, _FIELDS, row) if row else None
        return user if user is not None and may_sign_in(user) else None


def may_sign_in(user: User) -> bool:
    """In use, and no demonstration account outside of a demonstration."""
    return may_serve(is_active=user.is_active, is_demo=user.is_demo)


def may_serve(*, is_active: bool, is_demo: bool) -> bool:
    """The same for whoever read the two facts of an account alone."""
    return is_active and (settings.TUOYU_DEMO or not is_demo)
