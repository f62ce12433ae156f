"""Every route says what it is: a public page with a reason, or a page that wants an action.

A route without a declaration fails the build (a house test walks the resolver) and answers 403 at run time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from django.http import HttpRequest, HttpResponse

from tuoyu.foundation.access.actions import Action
from tuoyu.kernel.context import Ctx

V = TypeVar("V", bound=Callable[..., Any])
ATTRIBUTE = "tuoyu_access"


class CtxRequest(HttpRequest):
    """A request that passed ``ContextMiddleware``."""

    ctx: Ctx


class CtxView(Protocol):
    def __call__(self, request: CtxRequest, *args: Any, **kwargs: Any) -> HttpResponse: ...


@dataclass(frozen=True, slots=True)
class Declaration:
    """Either the action the page wants, or the reason why anybody (or anybody signed in) may see it."""

    action: Action | None = None
    public_reason: str = ""
    signed_in_reason: str = ""


def page(action: Action) -> Callable[[V], V]:
    """The view wants ``action``; the gate asks before the view runs, the service or query asks again about the row."""
    return _declare(Declaration(action=action))


def public(reason: str) -> Callable[[V], V]:
    """The view is for everybody; the reason is listed in the security docs."""
    return _declare(Declaration(public_reason=reason))


def signed_in(reason: str) -> Callable[[V], V]:
    """The view is for everybody who is signed in and shows only what is the person's own."""
    return _declare(Declaration(signed_in_reason=reason))


def declaration_of(view: Any) -> Declaration | None:
    """The declaration of a view function, of a class-based view behind it, or None."""
    found = getattr(view, ATTRIBUTE, None) or getattr(getattr(view, "view_class", None), ATTRIBUTE, None)
    return cast("Declaration | None", found)


def _declare(declaration: Declaration) -> Callable[[V], V]:
    def mark(view: V) -> V:
        setattr(view, ATTRIBUTE, declaration)
        return view

    return mark
