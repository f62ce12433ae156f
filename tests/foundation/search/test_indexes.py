"""The index is made, filled, mended and taken away; a column that would open what is sealed is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.db import connection, models
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.signals import post_migrate

from tests.foundation.search.inns import TEXT, Inn, inn_apps
from tuoyu.foundation.search import indexes
from tuoyu.foundation.search.fields import SearchColumn, SearchedModel
from tuoyu.foundation.search.operations import AddTextIndex
from tuoyu.foundation.search.queries import matching
from tuoyu.foundation.vault.fields import EncryptedTextField

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("inns")]


@pytest.fixture(autouse=True)
def _no_inns(inns: None) -> Iterator[None]:
    """What stands outside of a transaction is no model of the house: nobody else empties it."""
    yield
    Inn.objects.unscoped("after each of these tests").delete()


def found(text: str) -> int:
    return matching(Inn.objects.unscoped("this test sees every inn"), text).count()


def test_the_migration_fills_makes_and_reverses() -> None:
    Inn.objects.bulk_create([Inn(name=f"{n}号托育园", uscc=f"A{n:05}") for n in range(5)])
    Inn.objects.unscoped("rows from before the column").update(search_pairs="")
    state = ProjectState()
    state.add_model(ModelState.from_model(Inn))
    step = AddTextIndex("inn", "search_pairs")
    with connection.schema_editor() as editor:
        step.database_backwards("inns", editor, state, state)
    assert not indexes.is_whole(connection, TEXT)
    with connection.schema_editor() as editor:
        step.database_forwards("inns", editor, state, state)
    assert indexes.is_whole(connection, TEXT)
    assert (found("托育"), found("3号"), found("a00004")) == (5, 1, 1)
    name, arguments, _ = step.deconstruct()
    assert (name, arguments) == ("AddTextIndex", ["inn", "search_pairs"])


def test_a_table_made_anew_gets_its_index_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite copies a table to change a column, and drops the triggers without a word."""
    Inn.objects.create(name="第一托育园")
    old = Inn._meta.get_field("state")
    wider = models.CharField("状态", max_length=9, default="open")
    wider.set_attributes_from_name("state")
    wider.model = Inn
    with connection.schema_editor() as editor:
        editor.alter_field(Inn, old, wider, strict=True)
        # Where nothing has to be copied, the test has to take a part away itself.
        if connection.vendor == "postgresql":
            editor.execute(f"DROP INDEX {indexes.index_name(TEXT)}")
    assert not indexes.is_whole(connection, TEXT)
    Inn.objects.create(name="第二托育园")
    # What `migrate` says at its end to every app that has models.
    app = apps.get_app_config("sites")
    monkeypatch.setattr(app, "get_models", lambda: [Inn])
    sends_after_migrate(app)
    assert indexes.is_whole(connection, TEXT)
    assert (found("托育"), found("第二")) == (2, 1)
    sends_after_migrate(app)
    assert found("托育") == 2


def sends_after_migrate(app: AppConfig) -> None:
    assert app.models_module is not None, "Django would not send the signal"
    post_migrate.send(sender=app, app_config=app, using="default", verbosity=0, interactive=False)


def test_what_may_not_be_searched() -> None:
    class Sealed(models.Model):
        mobile = EncryptedTextField("电话")
        search_pairs = SearchColumn(from_fields=("mobile", "nothing"))

        class Meta:
            apps = inn_apps
            app_label = "inns"

    told = [problem.id for problem in Sealed._meta.get_field("search_pairs").check()]
    assert told == ["search.E001", "search.E002", "search.E003"]
    assert Inn._meta.get_field("search_pairs").check() == []


def test_the_column_says_what_a_migration_needs() -> None:
    column: Any = Inn._meta.get_field("search_pairs")
    _, path, _, kwargs = column.deconstruct()
    assert path == "tuoyu.foundation.search.fields.SearchColumn"
    assert kwargs == {"from_fields": ("name", "short_name", "uscc", "address"), "verbose_name": "检索"}
    assert issubclass(Inn, SearchedModel)


def test_after_migrate_every_index_of_the_house_is_whole() -> None:
    """Later migrations make tables anew, and SQLite drops their triggers: the signal must have reached ``mend``."""
    from django.apps import apps

    from tuoyu.foundation.search.fields import search_columns

    found = [column for model in apps.get_models() for column in search_columns(model)]
    assert found
    broken = [str(column) for column in found if not indexes.is_whole(connection, column)]
    assert not broken
