"""Django's sessions in the database, read by one statement that is compiled once: every page of a person begins with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from tuoyu.foundation.access.prepared import Prepared

_DATA = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data"),
    key=str,
    now=datetime,
)


class SessionStore(DatabaseStore):
    """The name is Django's: ``SESSION_ENGINE`` names this module."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds; an unknown or expired key is forgotten, as in Django's own store."""
        found = _DATA.rows(key=self.session_key or "", now=timezone.now())
        if not found:
            self._session_key = None
            return {}
        return dict(self.decode(found[0][0]))
