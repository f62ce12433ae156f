"""One way to declare an operation: its action, its schemas, its errors. What declares no action cannot be written.

``@operation(router, "GET", "/tasks", VIEW_TASK, answer=TaskPage, also=(VIEW_PLAN,))``
"""

from __future__ import annotations

import hashlib
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

import orjson
from django.http import HttpResponse
from ninja import Router

from tuoyu.entrypoints.api.answers import once
from tuoyu.entrypoints.api.errors import DECLARED_STATUSES, ApiError
from tuoyu.entrypoints.api.gate import ApiRequest, BearerToken, OpenDoor
from tuoyu.entrypoints.api.schemas import ProblemOut, Strict
from tuoyu.foundation.access.actions import Action, ActionKind

View = TypeVar("View", bound=Callable[..., Any])
PREFIX = "/api/v1"
_JSON = "application/json"
_LARGEST_BODY = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DeclaredRoute:
    """One line of the list of routes. ``actions`` are all that a caller needs; ``public_reason`` where it needs none."""

    method: str
    path: str
    operation_id: str
    actions: tuple[Action, ...] = ()
    public_reason: str = ""

    @property
    def action(self) -> Action | None:
        return self.actions[0] if self.actions else None


_declared: dict[tuple[str, str], DeclaredRoute] = {}


def declared_operations() -> tuple[DeclaredRoute, ...]:
    return tuple(_declared[key] for key in sorted(_declared))


def operation(
    router: Router,
    method: str,
    path: str,
    action: Action,
    *,
    answer: Any,
    also: tuple[Action, ...] = (),
    status: int = 200,
    described: Mapping[str, Any] | None = None,
) -> Callable[[View], View]:
    """Declare the function below as an operation. Its name is the operation id; ``also`` are further actions it needs.
    ``described`` is what the schema says of a request that the function reads itself (OpenAPI ``requestBody``, ``parameters``).

    A function that reads returns what ``orjson`` can write; a write is repeated safely under an ``Idempotency-Key``.
    """
    is_write = action.kind is ActionKind.WRITE
    if is_write != (method != "GET"):
        raise ValueError(f"{method} {path}: {action.code} is a {action.kind}")

    def declare(view: View) -> View:
        actions = (action, *also)
        route = DeclaredRoute(method, f"{PREFIX}{path}", view.__name__, actions)
        if _declared.setdefault((route.path, method), route) != route:
            raise ValueError(f"{method} {path} is declared twice")
        router.api_operation(
            [method],
            path,
            auth=BearerToken(actions),
            response={status: answer, **dict.fromkeys(DECLARED_STATUSES, ProblemOut)},
            operation_id=view.__name__,
            summary=_headline(view),
            description=inspect.getdoc(view),
            openapi_extra=_extra(actions, described or {}, is_write=is_write),
        )(_wrapped(view, status, is_write=is_write))
        return view

    return declare


def public_operation(router: Router, path: str, reason: str, *, answer: Any) -> Callable[[View], View]:
    """Declare the function below as a read for everybody, without a token, with the reason why.

    Its answer is the same for all, so caches between may keep it a minute; it is counted by address.
    """

    def declare(view: View) -> View:
        route = DeclaredRoute("GET", f"{PREFIX}{path}", view.__name__, public_reason=reason)
        if _declared.setdefault((route.path, "GET"), route) != route:
            raise ValueError(f"GET {path} is declared twice")
        router.api_operation(
            ["GET"],
            path,
            auth=OpenDoor(),
            response={200: answer, **dict.fromkeys(DECLARED_STATUSES, ProblemOut)},
            operation_id=view.__name__,
            summary=_headline(view),
            description=inspect.getdoc(view),
            openapi_extra={"x-tuoyu-actions": [], "x-tuoyu-public": reason, "security": []},
        )(_wrapped(view, 200, is_write=False, is_public=True))
        return view

    return declare


def _wrapped(
    view: Callable[..., Any], status: int, *, is_write: bool, is_public: bool = False
) -> Callable[..., HttpResponse]:
    """The view with bytes around it: ninja reads the request, orjson writes the answer (validating what we ourselves
    made would double the price of a list; a test holds answers against the schema instead)."""
    known = _query_names(view)

    @wraps(view)
    def run(request: ApiRequest, **given: Any) -> HttpResponse:
        _demand_known(request, known)
        if is_write:
            return once(request, lambda: _json(view(request, **given), status))
        return _conditional(request, _json(view(request, **given), status), is_public=is_public)

    # Ninja would look the names of the annotations up in this module; hand them over resolved.
    run.__signature__ = inspect.signature(view, eval_str=True)  # type: ignore[attr-defined]
    return run


def _headline(view: Callable[..., Any]) -> str:
    """The first words of what the operation says of itself: 一项任务的节点."""
    return re.split("[，。：；]", inspect.getdoc(view) or view.__name__)[0]


def _query_names(view: Callable[..., Any]) -> frozenset[str]:
    names: set[str] = set()
    for parameter in inspect.signature(view, eval_str=True).parameters.values():
        model = getattr(parameter.annotation, "__origin__", parameter.annotation)
        if isinstance(model, type) and issubclass(model, Strict) and "query" in parameter.name:
            names |= set(model.model_fields)
    return frozenset(names)


def _demand_known(request: ApiRequest, known: frozenset[str]) -> None:
    unknown = sorted(set(request.GET) - known)
    if unknown:
        offered = "、".join(sorted(known)) or "（没有）"
        raise ApiError("TY-4002", f"没有参数“{unknown[0][:40]}”，可用的参数：{offered}。")


def demand_readable(request: Any) -> None:
    """Before a body is read: is it small enough, and JSON by its own word?"""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > _LARGEST_BODY:
        raise ApiError("TY-4130")
    if length not in {"", "0"} and request.content_type != _JSON:
        raise ApiError("TY-4005")


def _json(content: Any, status: int) -> HttpResponse:
    return HttpResponse(
        orjson.dumps(content, default=_plain), status=status, content_type=f"{_JSON}; charset=utf-8"
    )


def _plain(value: Any) -> Any:
    """Decimals as JSON numbers would lose digits: they travel as text."""
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def _conditional(request: ApiRequest, response: HttpResponse, *, is_public: bool) -> HttpResponse:
    """A caller that has this very answer already is told so. No shared cache may keep it, but for a public one."""
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    known = request.headers.get("If-None-Match", "")
    if tag in {part.strip().removeprefix("W/") for part in known.split(",")}:
        response = HttpResponse(status=304)
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=60" if is_public else "private, no-cache"
    if not is_public:
        response["Vary"] = "Authorization"
    return response


def _extra(actions: tuple[Action, ...], described: Mapping[str, Any], *, is_write: bool) -> dict[str, Any]:
    extra: dict[str, Any] = {"x-tuoyu-actions": [action.code for action in actions], **described}
    if is_write:
        extra["parameters"] = [
            *extra.get("parameters", ()),
            {
                "in": "header",
                "name": "Idempotency-Key",
                "required": False,
                "description": "同一个键 24 小时内只办一次，重复发送得到同样的回答。",
                "schema": {
                    "type": "string",
                    "minLength": 1,
                    "maxLength": 64,
                    "pattern": "^[\\x21-\\x7e]{1,64}$",
                },
            },
        ]
    return extra
