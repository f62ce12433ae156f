"""The migration steps that give a search column its index, and a place column its counts."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

from tuoyu.foundation.search import counts, indexes


class _OnColumn(Operation):
    """A step that changes nothing models see: something beside one column."""

    reversible = True
    reduces_to_sql = False

    def __init__(self, model_name: str, column: str) -> None:
        self.model_name = model_name
        self.column = column

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model_name, self.column], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002
        self._change(app_label, schema_editor.connection, to_state, self.make)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002
        self._change(app_label, schema_editor.connection, from_state, self.drop)

    def describe(self) -> str:
        return f"{type(self).__name__} of {self.model_name}.{self.column}"

    def make(self, connection: Any, column: Any) -> None:
        raise NotImplementedError

    def drop(self, connection: Any, column: Any) -> None:
        raise NotImplementedError

    def _change(self, app_label: str, connection: Any, state: Any, change: Any) -> None:
        model = state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(connection.alias, model):
            change(connection, model._meta.get_field(self.column))


class AddTextIndex(_OnColumn):
    """``AddTextIndex("institution", "search_pairs")``, after the column was added: fills it and makes its index."""

    def make(self, connection: Any, column: Any) -> None:
        indexes.fill(connection, column)
        indexes.make_index(connection, column)

    def drop(self, connection: Any, column: Any) -> None:
        indexes.drop_index(connection, column)


class AddCellCounts(_OnColumn):
    """``AddCellCounts("institution", "cell")``, after the column was added: fills it and counts, from now on."""

    def make(self, connection: Any, column: Any) -> None:
        indexes.fill(connection, column)
        counts.make_counts(connection, counts.Counted.of(column))

    def drop(self, connection: Any, column: Any) -> None:
        counts.drop_counts(connection, counts.Counted.of(column))
