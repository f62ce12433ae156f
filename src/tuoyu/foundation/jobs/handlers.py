"""What a job runs: handlers, subscribers of events, and the timetable, as the rooms declare them. No database.

    @job(retries=3)
    def send_reminder(ctx: Ctx, *, task_id: int) -> None: ...

    subscribe(PlanAdopted)(open_tasks)         # in ``open`` of the room that listens
    daily(at="02:00")(take_snapshots)          # in ``open`` of the room that wants it

A handler runs in ONE transaction together with the mark that it is done: its rows are written exactly once. Keep it
short: on SQLite nobody else writes meanwhile. What takes long or reaches outside (rendering, HTTP) goes into
``prepare``, which runs before the transaction, may run again after a crash, and hands its result to the handler.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import time
from typing import Any, TypeAlias, TypeVar

from tuoyu.foundation.jobs.rules import Daily, Every, Schedule
from tuoyu.kernel.context import Ctx

E = TypeVar("E")
Id: TypeAlias = int | str
Body: TypeAlias = Callable[..., None]
Prepare: TypeAlias = Callable[..., object]

DEFAULT_QUEUE = "default"
# A job whose worker died this often is the likely murderer (memory, a crashing library) and goes to a person.
DEATHS = 5
# Seconds that ``prepare`` may take before another worker may take the job over.
PREPARE_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Handler:
    """``retries`` None means: as often as the policy names waits. Calling it runs it here and now (in tests)."""

    name: str
    body: Body
    retries: int | None = None
    queue: str = DEFAULT_QUEUE
    prepare: Prepare | None = None
    limit: int = PREPARE_LIMIT
    deaths: int = DEATHS

    def __call__(self, ctx: Ctx, **ids: Any) -> None:
        self.finish(ctx, self.begin(ctx, ids), ids)

    def begin(self, ctx: Ctx, ids: Mapping[str, Any]) -> object:
        """The part outside the transaction."""
        return self.prepare(ctx, **ids) if self.prepare else None

    def finish(self, ctx: Ctx, prepared: object, ids: Mapping[str, Any]) -> None:
        """The part inside the transaction."""
        if self.prepare:
            self.body(ctx, prepared, **ids)
        else:
            self.body(ctx, **ids)

    def check_ids(self, ids: Mapping[str, Any]) -> None:
        """Raise ``TypeError`` when the handler could not be called with these, or a value is no id."""
        for name, value in ids.items():
            if type(value) not in (int, str):
                kind = type(value).__name__
                raise TypeError(f"{self.name}: {name} is {kind}; a job carries ids (int, str), no data")
        given = (None, None) if self.prepare else (None,)
        inspect.signature(self.body).bind(*given, **ids)


@dataclass(frozen=True, slots=True)
class Strike:
    """A line of the timetable."""

    handler: Handler
    schedule: Schedule


@dataclass(slots=True)
class _Declared:
    handlers: dict[str, Handler] = field(default_factory=dict)
    subscribers: dict[type, dict[str, Handler]] = field(default_factory=dict)
    timetable: dict[str, Strike] = field(default_factory=dict)


_declared = _Declared()


def job(
    *,
    retries: int | None = None,
    queue: str = DEFAULT_QUEUE,
    prepare: Prepare | None = None,
    limit: int = PREPARE_LIMIT,
    deaths: int = DEATHS,
) -> Callable[[Body], Handler]:
    """Declares ``def handler(ctx, **ids) -> None``, or ``def handler(ctx, prepared, **ids)`` when ``prepare`` is given."""

    def declare(body: Body) -> Handler:
        return _declare(Handler(_name_of(body), body, retries, queue, prepare, limit, deaths))

    return declare


def subscribe(event_type: type[E]) -> Callable[[Callable[[Ctx, E], None]], Handler]:
    """The function shall hear each announced event of the type: one job an event and subscriber."""
    _check_event_type(event_type)

    def declare(listener: Callable[[Ctx, E], None]) -> Handler:
        def body(ctx: Ctx, **ids: Any) -> None:
            listener(ctx, event_type(**ids))

        handler = _declare(Handler(_name_of(listener), body))
        _declared.subscribers.setdefault(event_type, {})[handler.name] = handler
        return handler

    return declare


def every(*, seconds: int) -> Callable[[Handler], Handler]:
    """Run the handler (without ids) each so many seconds. After a downtime it runs once, not once for each miss."""
    return _strikes(Every(seconds))


def daily(*, at: str) -> Callable[[Handler], Handler]:
    """Run the handler (without ids) once a day, ``at`` "HH:MM" in China."""
    return _strikes(Daily(time.fromisoformat(at)))


def find_handler(name: str) -> Handler | None:
    """The handler of that name; its module is imported where it was not yet. None when this version has none."""
    if name not in _declared.handlers and name.startswith("tuoyu."):
        try:
            importlib.import_module(name.partition(":")[0])
        except ImportError:
            return None
    return _declared.handlers.get(name)


def subscribers_of(event: object) -> list[Handler]:
    return list(_declared.subscribers.get(type(event), {}).values())


def timetable() -> list[Strike]:
    return list(_declared.timetable.values())


def ids_of_event(event: object) -> dict[str, Any]:
    """The fields of an event as JSON values."""
    _check_event_type(type(event))
    return asdict(event)  # type: ignore[call-overload, no-any-return]


def _strikes(schedule: Schedule) -> Callable[[Handler], Handler]:
    def declare(handler: Handler) -> Handler:
        handler.check_ids({})
        _declared.timetable[handler.name] = Strike(handler, schedule)
        return handler

    return declare


def _declare(handler: Handler) -> Handler:
    known = _declared.handlers.get(handler.name)
    if known is not None and inspect.unwrap(known.body).__code__ is not inspect.unwrap(handler.body).__code__:
        raise ValueError(f"two handlers are called {handler.name}")
    _declared.handlers[handler.name] = handler
    return handler


def _name_of(function: Callable[..., Any]) -> str:
    return f"{function.__module__}:{function.__qualname__}"


def _check_event_type(event_type: type) -> None:
    if not (is_dataclass(event_type) and event_type.__dataclass_params__.frozen):  # type: ignore[attr-defined]
        raise TypeError(f"{event_type.__name__} must be a frozen dataclass to be announced")
    for part in fields(event_type):
        if part.type not in (int, str, bool, "int", "str", "bool"):
            raise TypeError(f"{event_type.__name__}.{part.name}: an event carries int, str and bool only")
