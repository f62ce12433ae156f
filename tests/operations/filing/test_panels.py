"""What filing adds to the page of an institution."""

from __future__ import annotations

import pytest

from tests.entrypoints.site.world import client_of, make_post, make_user
from tests.operations.filing.world import draft, scene, submitted

pytestmark = pytest.mark.django_db


def test_the_page_of_an_institution_shows_its_cases_to_the_desk() -> None:
    home = scene()
    address = f"/institutions/{home.institution.pk}/"
    desk = client_of(home.officer_user)
    assert "备案事项" not in desk.get(address).content.decode()
    case = submitted(home)
    page = desk.get(address).content.decode()
    assert "备案事项" in page
    assert f"/filing/cases/{case.pk}/" in page


def test_a_draft_is_shown_to_its_own_people_alone() -> None:
    home = scene()
    case = draft(home)
    address = f"/institutions/{home.institution.pk}/"
    assert f"/filing/cases/{case.pk}/" in client_of(home.head_user).get(address).content.decode()
    assert f"/filing/cases/{case.pk}/" not in client_of(home.officer_user).get(address).content.decode()


def test_who_may_not_view_cases_sees_no_card() -> None:
    home = scene()
    submitted(home)
    user = make_user("registrar-of-bureau", "某人")
    make_post(user, home.bureau, "registrar")
    response = client_of(user).get(f"/institutions/{home.institution.pk}/")
    assert response.status_code == 200
    assert "备案事项" not in response.content.decode()
