"""Plays every request once in the product, in this process, and writes down the answers and the statements.

    python -m bench.web.stage FILE      (with TUOYU_DATA_DIR naming a demonstration's folder)

Everything is switched on: sessions and tokens, the permissions of their posts, the journal. Steps are played twice and
written down the second time, when whatever the process keeps in memory is warm.
"""

from __future__ import annotations

import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.web.scene import LIST, READ, STEP_HEADER, WRITE, Page, Scene, Step

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuoyu.config.settings")

from tuoyu.config.wsgi import application

# isort: split
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.utils import timezone

from tuoyu.entrypoints.api.models import Token
from tuoyu.entrypoints.api.services import digest_of
from tuoyu.foundation.people.models import Post, User
from tuoyu.foundation.people.sessions import FACTOR_KEY, SEEN_KEY
from tuoyu.foundation.people.words import Factor
from tuoyu.foundation.ui.marks import pill
from tuoyu.governance.coordination.flow import ReportState
from tuoyu.governance.coordination.models import Report
from tuoyu.governance.coordination.web.reports import STATES, proof_pill

HOST = "127.0.0.1"
LANES = 2
# So many that none of them comes near its quota.
TOKENS = 120
_PERSON = "office"
_PAGES = (
    "/inbox/", "/cockpit/", "/coordination/tasks/", "/coordination/tasks/{task}/", "/coordination/reports/",
    "/coordination/reports/{report}/", "/coordination/slips/", "/coordination/milestones/", "/coordination/matrix/",
    "/targets/indicators/", "/plans/", "/sites/areas/", "/api/v1/tasks", "/api/v1/tasks/1", "/api/v1/reports",
    "/api/v1/reports/{report}", "/api/v1/units", "/api/v1/plan", "/api/v1/indicators",
)  # fmt: skip


@dataclass(frozen=True)
class _Request:
    """One request as both servers get it; ``tokens`` to ask with, the first here."""

    method: str
    path: str
    cookie: str = ""
    tokens: tuple[str, ...] = ()
    body: str = ""

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie} if self.cookie else {"Content-Type": "application/json"}

    def environ(self) -> dict[str, Any]:
        content = self.body.encode()
        known = (
            {"HTTP_COOKIE": self.cookie}
            if self.cookie
            else {"HTTP_AUTHORIZATION": f"Bearer {self.tokens[0]}"}
        )
        return {
            "REQUEST_METHOD": self.method, "PATH_INFO": self.path, "QUERY_STRING": "", "SERVER_NAME": HOST,
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": HOST, "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(content), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
            "CONTENT_LENGTH": str(len(content)), "CONTENT_TYPE": "application/json", **known,
        }  # fmt: skip


def build() -> Scene:
    """Session, tokens, and all plays of a demonstration."""
    cookie = _session()
    tokens = _tokens(Post.objects.unscoped("bench").filter(user__username=_PERSON).get())
    listed = _Request("GET", "/coordination/reports/", cookie)
    read = _Request("GET", "/api/v1/reports", tokens=tokens)
    plays = {
        LIST: [[_played(listed, LIST)]] * LANES,
        READ: [[_played(read, READ)]] * LANES,
        WRITE: [_written(report, lane) for lane, report in enumerate(_owed_reports())],
    }
    return Scene(plays, _marks(), dict(ReportState.choices()), _pages(cookie, tokens))


def _played(request: _Request, name: str, *, is_warm: bool = False) -> Step:
    if not is_warm:
        _answer(request)
    with _statements() as statements:
        answer = _answer(request)
    headers = {**request.headers, STEP_HEADER: name}
    return Step(request.method, request.path, headers, request.body, answer, statements, list(request.tokens))


def _written(report: Report, lane: int) -> list[Step]:
    """A report sent in and taken back: two audited writes that end where they began."""
    post = Post.objects.unscoped("bench").filter(unit=report.unit, role="unit_officer").first()
    assert post is not None
    tokens = _tokens(post)
    body = {
        "task_no": report.task.no,
        "month": f"{report.period_on:%Y-%m}",
        "summary": "本月完成两次入户指导。",
    }
    submit = _Request("POST", "/api/v1/reports", tokens=tokens, body=json.dumps(body, ensure_ascii=False))
    withdraw = _Request("POST", f"/api/v1/reports/{report.pk}/withdraw", tokens=tokens)
    _answer(submit)
    _answer(withdraw)
    named = {"submit": submit, "withdraw": withdraw}
    return [_played(request, f"{WRITE}-{lane}-{name}", is_warm=True) for name, request in named.items()]


def _answer(request: _Request) -> str:
    """The body of the answer, as the server would send it. Raises where it is no page."""
    told: list[str] = []

    def start(status: str, _headers: Any, _error: Any = None, /) -> Callable[[bytes], object]:
        told.append(status)
        return len  # the old way of writing, which Django never uses

    chunks = application(request.environ(), start)
    content = b"".join(chunks).decode()
    chunks.close()
    assert told[0][:2] == "20", (request.path, told, content[:2000])
    return content


@contextmanager
def _statements() -> Iterator[list[tuple[str, list[Any]]]]:
    """Every statement of the block, as the database gets it."""
    found: list[tuple[str, list[Any]]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql.replace("%s", "?").replace("%%", "%"), list(params or ())))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def _session() -> str:
    """The cookies of a person who has signed in with a second factor."""
    user = User.objects.get(username=_PERSON)
    session = SessionStore()
    session.update({
        SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: "tuoyu.foundation.people.backends.PeopleBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(), FACTOR_KEY: str(Factor.SHOWN), SEEN_KEY: int(time.time()),
    })  # fmt: skip
    session.save()
    return f"sessionid={session.session_key}; csrftoken={'b' * 32}"


def _tokens(post: Post) -> tuple[str, ...]:
    """Secrets of tokens that act in the post, for reading everything and for reports."""
    now = timezone.now()
    secrets = tuple(f"ty_bench_{post.pk}_{number:04d}" for number in range(TOKENS))
    scopes = [
        "coordination.report.view", "coordination.report.submit", "coordination.report.withdraw", "plans.version.view",
        "coordination.task.view", "people.unit.view", "targets.indicator.view", "targets.observation.view",
    ]  # fmt: skip
    Token.objects.bulk_create(
        Token(
            name="测速", prefix=secret[:9], digest=digest_of(secret), post=post, scopes=scopes, made_at=now,
            expires_at=now + timedelta(days=1), last_used_at=now + timedelta(hours=1),
        )
        for secret in secrets
    )  # fmt: skip
    return secrets


def _owed_reports() -> list[Report]:
    """One owed report for each lane, of different units."""
    rows = Report.objects.unscoped("bench").filter(state=ReportState.DUE.value).select_related("task", "unit")
    by_unit = {report.unit_id: report for report in rows.order_by("pk")}
    return list(by_unit.values())[:LANES]


def _marks() -> dict[str, str]:
    """How the states of reports are drawn: ``state`` alone, and ``state/0`` or ``state/1`` without and with evidence."""
    marks = {state: str(pill(*shown)) for state, shown in STATES.items()}
    for state in STATES:
        for count in (0, 1):
            marks[f"{state}/{count}"] = "" if state == ReportState.DUE else proof_pill(state, count)
    return marks


def _pages(cookie: str, tokens: tuple[str, ...]) -> list[Page]:
    report = Report.objects.unscoped("bench").order_by("pk").last()
    assert report is not None
    found = []
    for pattern in _PAGES:
        path = pattern.format(task=report.task_id, report=report.pk)
        is_api = path.startswith("/api/")
        request = _Request("GET", path, tokens=tokens) if is_api else _Request("GET", path, cookie)
        _answer(request)
        with _statements() as statements:
            _answer(request)
        found.append(Page(path, len(statements), max(len(sql.encode()) for sql, _ in statements)))
    return found


if __name__ == "__main__":
    build().save(Path(sys.argv[1]))
