"""Writing the journal: ``journal`` in the transaction of the act, and ``service``, which demands that it was called."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import connection, models, transaction

from tuoyu.foundation.access.actions import Action
from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.audit.lines import CONTENT_COLUMNS, ENTRY_TABLE
from tuoyu.foundation.audit.words import PURPOSE_MISSING, PURPOSE_NEXT, Result
from tuoyu.foundation.vault.classes import C3, C4, C5, class_of
from tuoyu.kernel.context import Ctx, PostRef
from tuoyu.kernel.verdict import Refused

P = ParamSpec("P")
T = TypeVar("T")

# Not ``isprintable``: it does not know the rare characters of names that are younger than this Python.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_COLUMNS = tuple(column for column in CONTENT_COLUMNS if column != "id")
_INSERT = (
    f"INSERT INTO {ENTRY_TABLE} (algorithm, entry_digest, chain_digest, "  # noqa: S608 - constants
    f"{', '.join(_COLUMNS)}) VALUES ('', '', '', {', '.join(['%s'] * len(_COLUMNS))})"
)
_NOBODY = PostRef(0, 0, "", "", "")
# Entries written so far in this context, and how many services are open around the present one.
_written: ContextVar[int] = ContextVar("audit_written", default=0)
_depth: ContextVar[int] = ContextVar("audit_depth", default=0)


class UnjournalledAct(RuntimeError):
    """A service ended without a journal entry; its transaction was rolled back."""


def journal(
    ctx: Ctx,
    action: Action | str,
    obj: models.Model | None = None,
    *,
    fields: Iterable[str] = (),
    basis: str = "",
    note: str = "",
    result: str = Result.OK,
) -> None:
    """One row in the current transaction: it stands if the act stands and falls with it.

    ``fields`` are names of columns, never values; neither is a raw personal value to be written into ``note``.
    """
    verb = str(action)
    post = _acting_post(ctx, verb)
    label, object_id, title = _described(obj)
    values: dict[str, Any] = {
        "at": connection.ops.adapt_datetimefield_value(ctx.now),
        "actor_kind": ctx.actor.kind.value,
        "user_id": ctx.actor.user_id,
        "actor_name": _clean(ctx.actor.name, 64),
        "post_id": post.post_id or None,
        "unit_id": post.unit_id or None,
        "unit_name": _clean(post.unit_name, 64),
        "role": post.role,
        "verb": verb,
        "object_label": label,
        "object_id": object_id,
        "object_title": title,
        "fields": _clean(",".join(fields), 500),
        "purpose": _clean(ctx.purpose, 200),
        "basis": _clean(basis, 200),
        "result": str(result),
        "note": _clean(note, 500),
        "request_id": _clean(ctx.request_id, 64),
    }
    # Every write of the house pays for this row: plain SQL costs a sixth of a model instance (same columns, tested).
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [values[column] for column in _COLUMNS])
    _written.set(_written.get() + 1)


def service(action: Action) -> Callable[[Callable[Concatenate[Ctx, P], T]], Callable[Concatenate[Ctx, P], T]]:
    """Decorator of every verb: one transaction, at least one journal entry, a purpose where personal data is opened.

    Raises ``UnjournalledAct`` when the function wrote no entry. A refusal for want of right (403, 404) or of a
    sensitive action is journalled too, after the rollback, by the outermost service.
    """

    def decorate(function: Callable[Concatenate[Ctx, P], T]) -> Callable[Concatenate[Ctx, P], T]:
        @wraps(function)
        def run(ctx: Ctx, /, *args: P.args, **kwargs: P.kwargs) -> T:
            before, depth = _written.get(), _depth.get()
            _depth.set(depth + 1)
            try:
                with transaction.atomic():
                    _demand_purpose(ctx, action)
                    result = function(ctx, *args, **kwargs)
                    if _written.get() == before:
                        raise UnjournalledAct(
                            f"{function.__qualname__} ({action.code}) wrote no journal entry"
                        )
                    return result
            except BaseException as error:
                _written.set(before)
                if isinstance(error, Refused) and depth == 0:
                    _journal_refusal(ctx, action, error)
                raise
            finally:
                _depth.set(depth)

        run.action = action  # type: ignore[attr-defined]
        return run

    return decorate


def _demand_purpose(ctx: Ctx, action: Action) -> None:
    if action.is_sensitive and not ctx.purpose.strip():
        raise Refused.because(
            "audit.purpose", PURPOSE_MISSING, status=422, next_step=PURPOSE_NEXT, field="purpose"
        )


def _journal_refusal(ctx: Ctx, action: Action, refusal: Refused) -> None:
    if refusal.status not in {403, 404} and not action.is_sensitive:
        return
    # Codes, not sentences: a sentence may name what the person was not allowed to see.
    codes = "；".join(reason.code for reason in refusal.verdict.failures)
    journal(ctx, action, note=codes, result=Result.REFUSED)


def _acting_post(ctx: Ctx, verb: str) -> PostRef:
    """The post that allows the act; where none is known, the first that the actor holds."""
    posts = ctx.actor.posts
    if len(posts) > 1:
        matrix = role_matrix()
        return next((post for post in posts if matrix.scope(verb, post.role)), posts[0])
    return posts[0] if posts else _NOBODY


def _described(obj: models.Model | None) -> tuple[str, str, str]:
    """Label, id and title. Rows about children, cases or cameras (C3 and above) are named by their id alone."""
    if obj is None:
        return "", "", ""
    is_closed = class_of(obj.__class__, "") in {C3, C4, C5}
    return obj._meta.label_lower, str(obj.pk)[:40], "" if is_closed else _clean(str(obj), 120)


def _clean(text: str, length: int) -> str:
    """Fit for a text column of any database and for one line of an export."""
    text = _CONTROLS.sub(" ", text)
    return text if len(text) <= length else f"{text[: length - 1]}…"
