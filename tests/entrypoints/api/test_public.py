"""Operations without a token: the public list, by pages, kept by caches, counted by address."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.operations.filing.public_world import filed, neighbours
from tuoyu.entrypoints.api.routing import public_operation

pytestmark = pytest.mark.django_db
URL = "/api/v1/public/institutions"


@pytest.fixture(autouse=True)
def _fresh_counts() -> None:
    cache.clear()


def test_the_public_list_needs_no_token_and_pages_by_key(django_assert_num_queries: Any) -> None:
    neighbours(5)
    names: list[str] = []
    after, client = "", Client()
    for _ in range(3):
        with django_assert_num_queries(1):
            answer = client.get(URL, {"limit": 2, "after": after})
        page = answer.json()
        names += [item["name"] for item in page["items"]]
        after = page["next"]
    assert after is None
    assert len(names) == len(set(names)) == 5


def test_an_item_says_what_the_page_says() -> None:
    _, _, receipt = filed()
    item = Client().get(URL).json()["items"][0]
    assert item == {
        "id": receipt.institution_id,
        "name": "青禾社区托育园",
        "address": "鹿城区稻香路12号2层",
        "area": "330302",
        "nature": "企业",
        "form": "社区嵌入式托育点",
        "bands": ["乳儿班", "托小班", "托大班"],
        "places": 44,
        "is_inclusive": True,
        "monthly_fee": "1980.00",
        "phone": "0577-88000000",
        "state": "open",
        "state_label": "已备案，在营",
        "filed_on": "2021-06-15",
        "filing_number": receipt.number,
        "lon": None,
        "lat": None,
    }


def test_the_answer_may_be_kept_and_is_not_sent_twice() -> None:
    neighbours(1)
    first = Client().get(URL)
    assert first["Cache-Control"] == "public, max-age=60"
    assert "Authorization" not in first.get("Vary", "")
    again = Client().get(URL, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_narrowed_by_state_and_place() -> None:
    neighbours(4)
    states = [item["state"] for item in Client().get(URL, {"state": "nonconforming"}).json()["items"]]
    assert states == ["nonconforming"]
    assert Client().get(URL, {"area": "330302999"}).json()["items"] == []
    assert Client().get(URL, {"state": "closed"}).status_code == 422
    assert Client().get(URL, {"colour": "red"}).status_code == 400


def test_one_address_cannot_starve_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    from tuoyu.entrypoints.api import limits

    class Two:
        reads_per_minute = writes_per_minute = 2

    monkeypatch.setattr(limits, "api_policy_at", lambda _day, _area: Two)
    greedy, other = Client(REMOTE_ADDR="10.0.0.1"), Client(REMOTE_ADDR="10.0.0.2")
    answers = [greedy.get(URL).status_code for _ in range(5)]
    # The minute may turn once in between, and then counts from one again: five calls fill one of the two.
    assert answers[:2] == [200, 200]
    assert 429 in answers
    assert other.get(URL).status_code == 200


def test_a_path_is_declared_once() -> None:
    from ninja import Router

    with pytest.raises(ValueError, match="declared twice"):
        public_operation(Router(), "/public/institutions", "another reason", answer=dict)(neighbours)
