"""Columns say what they are: their data class, their kind by their name, and who may read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps as rooms
from django.db import models

from tuoyu.foundation.access.scoping import ScopedManager
from tuoyu.foundation.vault.classes import C2, C3, C4, C5, class_of
from tuoyu.foundation.vault.fields import EncryptedTextField

# Models that nobody reads through a post, and why.
UNGOVERNED = {
    "people.User": "the sign-in machinery looks accounts up before anybody is known; lists go through people.queries",
    "jobs.Job": "machinery: no person reads the queue, the worker and doctor do",
    "jobs.WorkerBeat": "machinery: signs of life of workers",
    "ui.SavedView": "a person's own views, always asked for by user",
    "notices.Preference": "a person's own choices, always asked for by user",
}
# Columns of class C2 and above that lie open, and why.
OPEN_COLUMNS = {
    "people.User.mobile_index": "a keyed digest: says nothing without the key",
    "institutions.Operator.phone_index": "a keyed digest",
    "workforce.Practitioner.name_index": "a keyed digest",
    "workforce.Practitioner.citizen_index": "a keyed digest",
    "workforce.Practitioner.mobile_index": "a keyed digest",
}
# Columns that keep a moment, a day or a yes without the ending, and why.
OTHER_NAMES = {
    "audit.Entry.at": "the moment of an entry, the only one it has",
    "casework.Step.at": "the moment of a step, the only one it has",
    "exchange.Imported.at": "the moment of an import, the only one it has",
    "jobs.Job.leased_until": "a lease ends then; ended_at would say that it has",
    "coordination.LightRecord.on": "the day of a snapshot, the only one it has",
    "people.User.last_login": "Django's",
}


def house_models() -> list[type[models.Model]]:
    return [
        model
        for room in rooms.get_app_configs()
        if room.name.startswith("tuoyu.")
        for model in room.get_models()
    ]


def columns() -> list[tuple[str, type[models.Model], models.Field[Any, Any]]]:
    """Full name, model and field of every column of the house."""
    return [
        (f"{model._meta.label}.{field.name}", model, field)
        for model in house_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and field.concrete
    ]


@pytest.mark.parametrize("model", house_models(), ids=lambda model: model._meta.label)
def test_a_model_says_how_sensitive_its_columns_are(model: type[models.Model]) -> None:
    declared: dict[str, object] = getattr(model, "data_classes", {})
    assert "data_classes" in vars(model), f"{model._meta.label}: decorate it with @classified(default=…)"
    unknown = set(declared) - {"", *(field.name for field in model._meta.get_fields())}
    assert not unknown, f"{model._meta.label} classifies columns that it does not have: {unknown}"


def test_personal_columns_are_sealed() -> None:
    closed = {C2, C3, C4, C5}
    open_ones = [
        name
        for name, model, field in columns()
        if class_of(model, field.name) in closed
        and isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, EncryptedTextField)
    ]
    assert set(open_ones) <= set(OPEN_COLUMNS), (
        "personal, and readable in the database: use EncryptedTextField"
    )


def test_columns_are_named_after_their_kind() -> None:
    found = [
        f"{name} ({type(field).__name__}): {wrong}"
        for name, _, field in columns()
        if name not in OTHER_NAMES and not field.primary_key
        for wrong in _misnamed(field)
    ]
    assert not found, "\n".join(found)


def _misnamed(field: models.Field[Any, Any]) -> Iterator[str]:
    name = field.name
    is_day, is_moment = type(field) is models.DateField, isinstance(field, models.DateTimeField)
    if is_moment != name.endswith("_at"):
        yield "a moment, and only a moment, is called …_at"
    if is_day != name.endswith("_on"):
        yield "a day, and only a day, is called …_on"
    if isinstance(field, models.BooleanField) != name.startswith(("is_", "has_")):
        yield "yes and no, and nothing else, is called is_… or has_…"
    if name.endswith("_fen") and not isinstance(field, models.BigIntegerField):
        yield "money is a whole number of fen"
    if isinstance(field, models.FloatField):
        yield "a float forgets: use a Decimal, or fen"


@pytest.mark.parametrize("model", house_models(), ids=lambda model: model._meta.label)
def test_a_model_is_read_through_posts(model: type[models.Model]) -> None:
    is_governed = isinstance(model._default_manager, ScopedManager)
    assert is_governed or model._meta.label in UNGOVERNED, f"{model._meta.label}: derive it from ScopedModel"


def test_keys_to_another_app_lead_down_only() -> None:
    """Without ``related_name="+"`` the lower app would have an attribute that leads up to the higher one."""
    found = [
        name
        for name, model, field in columns()
        if isinstance(field, models.ForeignKey)
        and field.related_model is not model
        and field.related_model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
    ]
    assert not found, f'write related_name="+" for {found}'


@pytest.mark.parametrize("model", house_models(), ids=lambda model: model._meta.label)
def test_a_model_speaks_chinese_and_orders_its_rows(model: type[models.Model]) -> None:
    assert model._meta.verbose_name != model._meta.model_name, f"{model._meta.label} wants a verbose_name"
    is_machinery = model._meta.label in UNGOVERNED
    assert model._meta.ordering or is_machinery, (
        f"{model._meta.label}: a list without an order has no second page"
    )


def test_a_table_is_called_after_app_and_noun() -> None:
    wrong = {
        model._meta.label: model._meta.db_table
        for model in house_models()
        if model._meta.db_table != f"{model._meta.app_label}_{model._meta.model_name}"
    }
    assert not wrong


def test_models_are_defined_in_models() -> None:
    """So that data classes, keys and migrations are found where one looks for them."""
    wrong = [model._meta.label for model in house_models() if ".models" not in model.__module__]
    assert not wrong


def test_no_exception_has_outlived_its_reason() -> None:
    labels = {model._meta.label for model in house_models()}
    names = {name for name, _, _ in columns()}
    assert set(UNGOVERNED) <= labels, set(UNGOVERNED) - labels
    assert set(OPEN_COLUMNS) | set(OTHER_NAMES) <= names, (set(OPEN_COLUMNS) | set(OTHER_NAMES)) - names
