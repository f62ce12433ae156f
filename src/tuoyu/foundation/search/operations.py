"""The migration step that gives a search column its index."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

from tuoyu.foundation.search.indexes import drop_index, fill, make_index


class AddTextIndex(Operation):
    """``AddTextIndex("institution", "search_pairs")``, after the column was added: fills it and makes its index."""

    reversible = True
    reduces_to_sql = False

    def __init__(self, model_name: str, column: str) -> None:
        self.model_name = model_name
        self.column = column

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model_name, self.column], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not see it."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            field = model._meta.get_field(self.column)
            fill(schema_editor.connection, model, field)
            make_index(schema_editor.connection, model._meta.db_table, model._meta.pk.column, field.column)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002
        model = from_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            field = model._meta.get_field(self.column)
            drop_index(schema_editor.connection, model._meta.db_table, field.column)

    def describe(self) -> str:
        return f"Text index on {self.model_name}.{self.column}"
