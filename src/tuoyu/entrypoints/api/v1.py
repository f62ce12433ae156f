"""Version 1 of the API, put together: operations, errors as problems, and the schema that describes both."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import Any, cast

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from tuoyu.entrypoints.api import words
from tuoyu.entrypoints.api.errors import (
    CATALOG,
    MEDIA_TYPE,
    ApiError,
    Problem,
    kind_of,
    problem_response,
)
from tuoyu.entrypoints.api.operations import (
    indicators,
    plan,
    public_lists,
    registrations,
    reports,
    tasks,
    units,
)
from tuoyu.entrypoints.api.routing import PREFIX, DeclaredRoute, declared_operations, demand_readable
from tuoyu.entrypoints.api.validation import reasons_of
from tuoyu.foundation.access.web import public
from tuoyu.foundation.people.sessions import request_id_of
from tuoyu.kernel.verdict import Refused

log = logging.getLogger(__name__)
_UNSAFE = "the API answered an error of its own"


class OrjsonParser(Parser):
    """Faster, and refuses NaN, endless nesting and broken UTF-8."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class TuoyuApi(NinjaAPI):
    def get_openapi_schema(self, **_given: Any) -> OpenAPISchema:
        """As ninja makes it, with what it cannot say: problems have a media type of their own, 429 has Retry-After."""
        schema = super().get_openapi_schema(path_prefix=PREFIX)
        for operations in schema["paths"].values():
            for described in operations.values():
                _describe_errors(described["responses"])
        return schema


def _describe_errors(responses: dict[int, dict[str, Any]]) -> None:
    for status, response in responses.items():
        if status >= 400:
            response["content"] = {MEDIA_TYPE: next(iter(response["content"].values()))}
            codes = [kind for kind in CATALOG.values() if kind.status == status]
            response["description"] = "；".join(f"{kind.code} {kind.title}" for kind in codes)
        if status == 429:
            response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "等多少秒"}}


api = TuoyuApi(
    title=words.TITLE,
    version="1.0.0",
    description=words.DESCRIPTION,
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url="/openapi.json",
    parser=OrjsonParser(),
)
for part in (plan, tasks, indicators, units, reports, public_lists, registrations):
    api.add_router("", part.router)


def _answered(request: HttpRequest, code: str, detail: str = "", **more: Any) -> HttpResponse:
    kind = CATALOG[code]
    return problem_response(Problem(kind, detail or kind.meaning, request_id_of(request), **more))


@api.exception_handler(ApiError)
def _on_api_error(request: HttpRequest, error: ApiError) -> HttpResponse:
    problem = Problem(error.kind, error.detail, request_id_of(request), error.reasons)
    return problem_response(problem, error.headers)


@api.exception_handler(Refused)
def _on_refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    kind, reasons = kind_of(refused), refused.verdict.failures
    detail = "".join(reason.sentence for reason in reasons[:3])
    return problem_response(Problem(kind, detail or kind.meaning, request_id_of(request), reasons))


@api.exception_handler(ValidationError)
def _on_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _answered(request, "TY-4221", reasons=reasons_of(error.errors))


@api.exception_handler(Http404)
def _on_404(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _answered(request, "TY-4040")


@api.exception_handler(HttpError)
def _on_http_error(request: HttpRequest, _error: HttpError) -> HttpResponse:
    """What ninja itself refuses: a body that it cannot parse."""
    return _answered(request, "TY-4001")


@api.exception_handler(Exception)
def _on_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("%s (%s)", _UNSAFE, request_id_of(request), exc_info=error)
    return _answered(request, "TY-5000")


@cache
def openapi_document() -> dict[str, Any]:
    """The schema as plain data; the operations do not change while a process lives."""
    document: dict[str, Any] = orjson.loads(
        orjson.dumps(api.get_openapi_schema(), option=orjson.OPT_NON_STR_KEYS)
    )
    return document


@public(words.API_GATE)
def unknown_address(request: HttpRequest, _rest: str = "") -> HttpResponse:
    """Whatever stands under ``/api/v1/`` and is no operation."""
    return _answered(request, "TY-4042")


unknown_address.csrf_exempt = True  # type: ignore[attr-defined]


def guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The way into every operation: declared to the gate of the site, and never answered with a page."""

    @public(words.API_GATE)
    def enter(request: HttpRequest, **given: Any) -> HttpResponseBase:
        try:
            demand_readable(request)
        except ApiError as error:
            return _on_api_error(request, error)
        response = view(request, **given)
        if response.status_code == 405 and response.get("Content-Type") != MEDIA_TYPE:
            refused = _answered(request, "TY-4050")
            refused["Allow"] = response["Allow"]
            return refused
        return response

    enter.csrf_exempt = True  # type: ignore[attr-defined]
    return enter


def patterns() -> list[URLPattern]:
    """The routes of version 1, each behind ``guarded``; anything else below is answered as a problem too."""
    made, _app, _namespace = api.urls
    kept = [cast("URLPattern", pattern) for pattern in made if getattr(pattern, "name", "") != "api-root"]
    for pattern in kept:
        pattern.callback = guarded(pattern.callback)
    return [*kept, re_path(r"^(.*)$", unknown_address, name="unknown")]


def declared_routes() -> tuple[DeclaredRoute, ...]:
    """Every route of the API: path, method, and the actions it wants or the reason why it wants none."""
    return (
        *declared_operations(),
        DeclaredRoute("GET", "/api/v1/openapi.json", "openapi", public_reason=words.DOCS_PUBLIC),
        DeclaredRoute("GET", "/api/docs", "docs", public_reason=words.DOCS_PUBLIC),
        DeclaredRoute("GET", "/api/errors/", "errors", public_reason=words.ERRORS_PUBLIC),
    )
