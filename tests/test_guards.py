"""The guard rails hold: each mistake they exist for is made here once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.paginator import Paginator, UnorderedObjectListWarning
from django.db.models import DateField
from django.template import Context, Template

from tests.guards import UnknownVariableError


def test_unknown_template_variable_fails() -> None:
    with pytest.raises(UnknownVariableError, match="colour"):
        Template("{{ colour }}").render(Context({}))


def test_asking_whether_a_variable_is_there_is_allowed() -> None:
    assert Template("{% if colour %}red{% endif %}").render(Context({})) == ""


@pytest.mark.django_db
def test_naive_moment_fails() -> None:
    with pytest.raises(RuntimeWarning, match="naive datetime"):
        Session.objects.create(session_key="k", session_data="", expire_date=datetime(2021, 6, 15))  # noqa: DTZ001


def test_moment_into_a_date_field_fails() -> None:
    with pytest.raises(TypeError, match="wants a date"):
        DateField(name="due_on").to_python(datetime(2021, 6, 15, tzinfo=UTC))


@pytest.mark.django_db
def test_unordered_rows_are_shuffled() -> None:
    ContentType.objects.bulk_create(ContentType(app_label="guards", model=f"model{n}") for n in range(30))
    orders = {tuple(ContentType.objects.values_list("pk", flat=True)) for _ in range(5)}
    assert len(orders) == 5
    assert list(ContentType.objects.order_by("pk").values_list("pk", flat=True)) == sorted(next(iter(orders)))


@pytest.mark.django_db
def test_paging_over_unordered_rows_fails() -> None:
    with pytest.raises(UnorderedObjectListWarning):
        Paginator(ContentType.objects.all(), 10).page(1)
