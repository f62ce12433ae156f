"""The columns that make a model searchable by its text and by its place, and the questions a query may ask of them.

    class Institution(SearchedModel, ScopedModel):
        name = models.CharField("名称", max_length=80)
        search_pairs = SearchColumn(from_fields=("name", "short_name", "uscc", "address"))
        cell = CellColumn(from_fields=("lon", "lat"), state="state")

``save`` and ``bulk_create`` keep both columns; ``update()``, ``bulk_update()`` and writers of raw rows set them
themselves with ``pairs_of`` and ``cell_of``. The migration adds ``AddTextIndex`` and
``AddCellCounts`` after the columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.core import checks
from django.db import models
from django.db.models.lookups import Lookup

from tuoyu.foundation.search.pairs import pairs_of
from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.kernel.cells import cell_of

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
    _Whole = models.BigIntegerField[int | None, int | None]
else:
    _Text = models.TextField
    _Whole = models.BigIntegerField


class SearchColumn(_Text):
    """Kept by the house, never typed: pieces and folded text of ``from_fields`` (``pairs.pairs_of``)."""

    description = "text index column"

    def __init__(
        self, verbose_name: str | None = None, *, from_fields: Iterable[str] = (), **kwargs: Any
    ) -> None:
        self.from_fields = tuple(from_fields)
        super().__init__(verbose_name or "检索", **{**kwargs, "editable": False, "default": ""})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "default"):
            kwargs.pop(fixed, None)
        return name, path, args, {**kwargs, "from_fields": self.from_fields}

    def made_of(self, values: Iterable[Any]) -> str:
        """The value of a row whose ``from_fields`` are these."""
        return pairs_of(["" if value is None else str(value) for value in values])

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002 - Django's signature
        value = self.made_of(getattr(model_instance, name) for name in self.from_fields)
        setattr(model_instance, self.attname, value)
        return value

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *_check_source(self)]


class CellColumn(_Whole):
    """Kept by the house: the cell (``kernel/cells``) of the longitude and latitude in ``from_fields``, WGS-84, or empty.

    ``state`` names the column that heaps of a map are told apart by (its values are few), if there is one. The model
    adds an index of (cell, state).
    """

    description = "place column"

    def __init__(
        self,
        verbose_name: str | None = None,
        *,
        from_fields: Iterable[str] = ("lon", "lat"),
        state: str = "",
        **kwargs: Any,
    ) -> None:
        self.from_fields = tuple(from_fields)
        self.state = state
        super().__init__(verbose_name or "位置格", **{**kwargs, "editable": False, "null": True})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "null"):
            kwargs.pop(fixed, None)
        return name, path, args, {**kwargs, "from_fields": self.from_fields, "state": self.state}

    def made_of(self, values: Iterable[Any]) -> int | None:
        """The value of a row whose ``from_fields`` are these."""
        lon, lat = values
        return None if lon is None or lat is None else cell_of(float(lon), float(lat))

    def pre_save(self, model_instance: models.Model, add: bool) -> int | None:  # noqa: ARG002 - Django's signature
        value = self.made_of(getattr(model_instance, name) for name in self.from_fields)
        setattr(model_instance, self.attname, value)
        return value

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *_check_source(self)]


class SearchedModel(models.Model):
    """Base of models with such columns: whoever saves a field that they are made from saves them too."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        written = None if update_fields is None else set(update_fields)
        columns: list[SearchColumn | CellColumn] = [*search_columns(type(self)), *cell_columns(type(self))]
        for column in columns:
            if written is not None and written & set(column.from_fields):
                written.add(column.name)
            if column.attname in self.get_deferred_fields():
                # A column that was not read would not be written either.
                setattr(self, column.attname, None)
        super().save(*args, update_fields=written, **kwargs)


@SearchColumn.register_lookup
class Holds(Lookup[bool]):
    """``search_pairs__holds=word``: does the (folded) word stand in the text? Byte by byte, on every database alike."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        function = "strpos" if connection.vendor == "postgresql" else "instr"
        return f"{function}({lhs}, %s) > 0", [*lhs_params, self.rhs]


@models.IntegerField.register_lookup
class Among(Lookup[bool]):
    """``pk__among=[…]``: one of these whole numbers, all of them in one parameter."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{lhs} = ANY(%s)", [*lhs_params, list(self.rhs)]
        keys = json.dumps(list(self.rhs))
        return f"{lhs} IN (SELECT value FROM json_each(%s))", [*lhs_params, keys]  # noqa: S608 no value of anybody


@models.CharField.register_lookup
class OneOf(Lookup[Any]):
    """``uscc__one_of=[…]``: one of these texts, however many, all of them in one parameter."""

    lookup_name = "one_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{lhs} = ANY(%s)", [*lhs_params, list(self.rhs)]
        texts = json.dumps(list(self.rhs))
        return f"{lhs} IN (SELECT value FROM json_each(%s))", [*lhs_params, texts]  # noqa: S608 no value of anybody


def search_columns(model: type[models.Model]) -> list[SearchColumn]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SearchColumn)]


def cell_columns(model: type[models.Model]) -> list[CellColumn]:
    return [field for field in model._meta.concrete_fields if isinstance(field, CellColumn)]


def _check_source(column: SearchColumn | CellColumn) -> list[checks.CheckMessage]:
    model = column.model
    known = {field.name: field for field in model._meta.get_fields()}
    wrong = [name for name in column.from_fields if not isinstance(known.get(name), models.Field)]
    sealed = [name for name in column.from_fields if isinstance(known.get(name), EncryptedTextField)]
    problems = []
    if wrong or not column.from_fields:
        problems.append((f"from_fields names no column: {', '.join(wrong) or 'empty'}", "search.E001"))
    if sealed:
        problems.append((f"encrypted text would lie open in it: {', '.join(sealed)}", "search.E002"))
    if not issubclass(model, SearchedModel):
        problems.append(("derive the model from SearchedModel", "search.E003"))
    if not isinstance(model._meta.pk, models.IntegerField):
        problems.append(("the key of the row must be a whole number", "search.E004"))
    where = f"{model._meta.label}.{column.name}"
    return [checks.Error(f"{where}: {said}", obj=column, id=code) for said, code in problems]
