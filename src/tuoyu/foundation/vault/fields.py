"""A text column that is encrypted at rest and comes back as a ``Secret``.

How a value meets its row. *Writing*: ``pre_save`` sees the instance, whose key exists already (``rows.SealedModel``),
so ``save``, ``create`` and ``bulk_create`` seal. *Reading*: ``select_format`` lets the database append the row's key to
the ciphertext, so instances, ``.values_list`` and joins all know where a value was found. ``update()`` and
``bulk_update()`` see no row: they refuse plain text. Fixtures carry the stored form.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from tuoyu.foundation.vault.sealing import is_sealed, place_of, seal, unseal
from tuoyu.foundation.vault.secret import Secret, Unreadable

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.expressions import Expression
    from django.db.models.sql.compiler import SQLCompiler

    _Text = models.TextField[str | Secret, Secret]
else:
    _Text = models.TextField

# Between a ciphertext (base64, dots) and the row's key; neither can contain it.
_AT = "@"


class SecretAttribute(DeferredAttribute):
    """Whatever is assigned becomes a ``Secret`` at once, so plain text never stands in an instance."""

    def __set__(self, instance: models.Model, value: str | Secret | None) -> None:
        instance.__dict__[self.field.attname] = None if value is None else Secret.of(value)


class EncryptedTextField(_Text):
    """``purpose`` names the key: "personal" (C2) unless told; C3 and C4 columns use their own ("child", "case")."""

    descriptor_class = SecretAttribute
    description = "encrypted text"

    def __init__(self, verbose_name: str | None = None, *, purpose: str = "personal", **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs if self.purpose == "personal" else {**kwargs, "purpose": self.purpose}

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_row_key()]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002 - Django's signature
        """The stored form of the instance's value, sealed to its row; an unchanged value is not sealed again."""
        value = getattr(model_instance, self.attname)
        if value is None:
            return None
        return self.sealed_for(model_instance.pk, value)

    def sealed_for(self, row_id: object, value: Secret) -> str:
        """The stored form of ``value`` in the row ``row_id``; a value copied from another row is sealed anew."""
        if not value:
            return ""
        if row_id is None:
            raise ValueError(f"{self}: the row has no key yet; derive the model from SealedModel")
        place = self._place(row_id)
        if value.stored and value.place == place:
            return value.stored
        return seal(self.purpose, place, value.reveal())

    def get_prep_value(self, value: Any) -> Any:
        return value.stored if isinstance(value, Secret) and (value.stored or not value) else value

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Only sealed text reaches the database: ``update()``, ``bulk_update()`` and plain fixtures end here."""
        if hasattr(value, "resolve_expression"):
            return value
        stored = self.get_prep_value(value)
        if stored is None or stored == "" or (isinstance(stored, str) and is_sealed(stored)):
            return super().get_db_prep_save(stored, connection)
        raise FieldError(
            f"{self}: an encrypted value is sealed to its row; set it on the instance and save() "
            "(update(), bulk_update() and fixtures take no plain text)"
        )

    def select_format(self, compiler: SQLCompiler, sql: str, params: Any) -> Any:
        """``"t"."mobile"`` is read as ``"t"."mobile" || '@' || "t"."id"``: the value and where it was found."""
        quote = compiler.connection.ops.quote_name
        column = f".{quote(self.column)}"
        if not sql.endswith(column):
            return sql, params
        row_id = f"{sql.removesuffix(column)}.{quote(self.model._meta.pk.column)}"
        return f"{sql} || '{_AT}' || {row_id}", params

    def from_db_value(self, value: str | None, _expression: Expression, _connection: Any) -> Secret | None:
        if value is None:
            return None
        stored, _, row_id = value.partition(_AT)
        if not stored:
            return Secret("")
        return self._found(stored, row_id)

    def to_python(self, value: Any) -> Any:
        """A fixture's stored form passes as it is; its row is known only to the database."""
        return self._found(value, "") if isinstance(value, str) and is_sealed(value) else value

    def value_to_string(self, obj: models.Model) -> str:
        """Fixtures and serialisers get the stored form, never the text."""
        value: Secret | None = self.value_from_object(obj)
        return self.sealed_for(obj.pk, value) if value is not None else ""

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in {"isnull", "stored"}:
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self}: encrypted text cannot be searched; look it up by its blind index column")

    def formfield(self, *_args: Any, **_kwargs: Any) -> None:
        """No model form: it would show the mask in the box and save it back. Write a form and a command."""

    def _found(self, stored: str, row_id: str) -> Secret:
        place = self._place(row_id) if row_id else ""
        return Secret(None, stored=stored, place=place, opener=partial(self._open, stored, row_id))

    def _open(self, stored: str, row_id: str) -> str:
        if not row_id:
            raise Unreadable(f"{self}：读取时没有带上行号，请通过模型查询读取。")
        return unseal(self._place(row_id), stored)

    def _place(self, row_id: object) -> str:
        return place_of(self.model._meta.db_table, self.column, row_id)

    def _check_row_key(self) -> list[checks.CheckMessage]:
        key = self.model._meta.pk
        if not isinstance(key, models.AutoField | models.BigAutoField | models.SmallAutoField):
            return []
        return [
            checks.Error(
                f"{self.model._meta.label}.{self.name} is encrypted, but the row learns its key only when stored",
                hint="Derive the model from tuoyu.foundation.vault.rows.SealedModel.",
                obj=self,
                id="vault.E001",
            )
        ]


@EncryptedTextField.register_lookup
class StoredForm(models.Transform):
    """``mobile__stored__startswith``: the ciphertext as text, for key rotation."""

    lookup_name = "stored"
    output_field = models.TextField()

    def as_sql(self, compiler: SQLCompiler, connection: Any, *_args: Any, **_context: Any) -> Any:  # noqa: ARG002
        return compiler.compile(self.lhs)
