"""Managers that refuse to be read without a scope.

``Model.objects.all()`` may be passed to ``visible(ctx, ACTION, …)``; evaluating it directly raises. What truly must
look past permissions says so with ``Model.objects.unscoped("reason")``, which is greppable and counted by a house test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


class UnscopedQuery(RuntimeError):
    """A query reached the database without passing ``visible`` or ``unscoped``."""


class ScopedQuerySet(models.QuerySet[M]):
    """A query set that reads only after it was scoped."""

    _is_scoped: bool = False

    def unscoped(self, reason: str) -> Self:
        """Read past permissions, for the reason given (a query of a service, a job, a uniqueness check)."""
        if not reason:
            raise ValueError("unscoped() wants a reason")
        return self.marked_scoped()

    def marked_scoped(self) -> Self:
        """For ``access.services.visible`` alone."""
        clone = self._chain()  # type: ignore[attr-defined]
        clone._is_scoped = True
        return clone  # type: ignore[no-any-return]

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]
        clone._is_scoped = self._is_scoped
        return clone  # type: ignore[no-any-return]

    def _demand_scope(self) -> None:
        if not self._is_scoped:
            name = self.model.__name__
            raise UnscopedQuery(f"{name}: read through visible(ctx, ACTION, …) or .unscoped('reason')")

    def _fetch_all(self) -> None:
        if self._result_cache is None:
            self._demand_scope()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[M]:
        self._demand_scope()
        return super().iterator(chunk_size)

    def count(self) -> int:
        if self._result_cache is None:
            self._demand_scope()
        return super().count()

    def exists(self) -> bool:
        if self._result_cache is None:
            self._demand_scope()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._demand_scope()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._demand_scope()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._demand_scope()
        return super().delete()

    def raw(self, *args: Any, **kwargs: Any) -> Any:
        self._demand_scope()
        return super().raw(*args, **kwargs)

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """As a subquery of another query it tells which rows exist, so it wants a scope there too."""
        self._demand_scope()
        return super().resolve_expression(*args, **kwargs)


if TYPE_CHECKING:

    class ScopedManager(models.Manager[M]):
        """What type checkers see: they do not follow ``from_queryset`` into another module."""

        def unscoped(self, reason: str) -> ScopedQuerySet[M]: ...
        def get_queryset(self) -> ScopedQuerySet[M]: ...

else:

    class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):
        """The default manager of every model that access governs."""

        use_in_migrations = False


class ScopedModel(models.Model):
    """Base of governed models. Foreign keys are followed by the plain base manager: the owner row was scoped."""

    objects = ScopedManager()

    class Meta:
        abstract = True
        default_manager_name = "objects"
        # Django follows keys, refreshes and cascades through the base manager, which stays a plain one.
