"""The demonstration: the same every time, whole, made through the services, and every page of everybody opens on it."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.entrypoints.site.world import client_of
from tuoyu.entrypoints.demo.district import UNREAD, is_seeded, seed
from tuoyu.entrypoints.demo.people import RARE, personas
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.notices.queries import notices
from tuoyu.foundation.people.models import Post, User
from tuoyu.foundation.people.queries import actor_of
from tuoyu.foundation.people.words import Factor
from tuoyu.foundation.policy.districts import District
from tuoyu.foundation.vault import sm2_signing
from tuoyu.foundation.vault.provider import SM2
from tuoyu.foundation.vault.sealing import provider
from tuoyu.governance.coordination.models import LightRecord, Milestone, Report, Slip
from tuoyu.governance.targets.models import Observation
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.filing.models import Judgement, Receipt
from tuoyu.operations.filing.services.receipts import PURPOSE
from tuoyu.operations.supervision.models import Visit
from tuoyu.operations.supervision.queries.plans import visits_ahead
from tuoyu.operations.supervision.rules.merging import proposed_merges
from tuoyu.operations.supervision.services import experts, visits
from tuoyu.registers.institutions.models import Sameness
from tuoyu.registers.plans.models import Duty, Task

MIDNIGHT = timezone.now().astimezone(CHINA).replace(hour=0, minute=1)
# Before breakfast: what the story tells of this morning must not lie ahead.
NOW = datetime(2026, 11, 23, 0, 20, tzinfo=CHINA)
# Every role that a person holds has somebody in the demonstration.
PEOPLE = {
    "leader", "coordinator", "unit_head", "unit_officer", "filing_officer", "registrar", "institution_head",
    "inspector", "inspection_lead", "system_admin", "security_admin", "audit_admin",
}  # fmt: skip
# What the demonstration tells, without the keys that a database gives by chance.
TOLD: dict[type[Any], tuple[str, ...]] = {
    Task: ("no", "title", "clause"),
    Duty: ("task__no", "unit__code", "kind"),
    Report: (
        "task__no",
        "unit__code",
        "period_on",
        "state",
        "summary",
        "evidence_count",
        "submitted_at",
        "submitted_by",
    ),
    Milestone: ("title", "unit__code", "due_on", "reached_on", "state", "obstacle", "upstream__title"),
    Slip: ("number", "unit__code", "level", "state", "reason", "upstream", "issued_at", "reply"),
    LightRecord: ("task__no", "on", "light", "sentence"),
    Observation: ("indicator__code", "area", "period_on", "value", "source"),
    StoredFile: ("name", "digest", "uploaded_at"),
    Post: ("user__username", "user__name", "unit__code", "role", "starts_on"),
    Entry: ("at", "verb", "actor_name", "note"),
    Sameness: ("score", "decision", "first__name", "second__name"),
    Judgement: ("made_at", "relevance", "note", "registration__name"),
    Receipt: (
        "number",
        "edition",
        "institution__name",
        "issued_on",
        "state",
        "ended_on",
        "statement",
        "paper__digest",
        "notice__digest",
    ),
}


def told() -> dict[str, list[tuple[Any, ...]]]:
    return {
        model.__name__: sorted(model._base_manager.values_list(*columns), key=str)
        for model, columns in TOLD.items()
    }


@pytest.mark.django_db
@pytest.mark.slow
def test_demonstration_is_the_same_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the last byte of every paper, receipts included (files are named by their digest).

    Three things are drawn anew in every run, and shall be: the random number of each SM2 signature (GB/T 32918.2, 6.1), which
    stands in the token on a receipt and in its QR code; the code of a notice, which stands in the QR code of a record; and
    the experts of an evaluation. Here the same ones are drawn in both runs.
    """
    provider().active_signing_key(PURPOSE, SM2)  # made once an installation, at random as well
    stories = []
    for _ in range(2):
        for place in (sm2_signing, visits, experts):
            monkeypatch.setattr(place, "secrets", _secrets())
        with transaction.atomic():
            seed(progress=lambda _: None, now=NOW)
            stories.append(told())
            transaction.set_rollback(True)
        assert not is_seeded()
    for name in stories[0]:
        assert stories[0][name] == stories[1][name], name
    _check_whole(stories[0], NOW)


def _secrets() -> SimpleNamespace:
    """What the module of that name gives, the same in every run."""
    drawn = random.Random(7)
    return SimpleNamespace(
        randbelow=drawn.randrange, choice=drawn.choice, token_hex=lambda size: drawn.randbytes(size).hex()
    )


def _check_whole(story: dict[str, list[tuple[Any, ...]]], now: datetime) -> None:
    """Twenty-five tasks, two years of reports, each kind of proof and each level of slip, nothing in the future."""
    assert len(story["Task"]) == 25
    assert len(story["Report"]) >= 25 * 24
    assert {row[3] for row in story["Report"]} == {"due", "submitted", "accepted", "returned"}
    assert {bool(row[5]) for row in story["Report"]} == {True, False}
    assert {row[2] for row in story["Slip"]} >= {"blue", "orange"}
    assert {row[3] for row in story["Slip"]} >= {"issued", "replied", "cleared"}
    assert {row[2] for row in story["LightRecord"]} >= {"ok", "warn", "bad"}
    assert all(row[0] <= now for row in story["Entry"])
    assert all(row[2] <= now for row in story["StoredFile"])
    assert {row[3] for row in story["Post"]} == PEOPLE
    assert len(story["Receipt"]) >= 10
    # One provider entered twice, and one that only looks like another.
    assert [row[:2] for row in story["Sameness"]] == [(100, "open"), (60, "open")]
    assert [row[1] for row in story["Judgement"]] == ["no", "yes"]
    assert {row[4] for row in story["Receipt"]} >= {"valid", "revoked"}
    assert all(row[6] and row[7] and row[8] for row in story["Receipt"])
    # Each receipt is a paper of its own: no two of them are equal.
    assert len({row[7] for row in story["Receipt"]}) == len(story["Receipt"])


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The demonstration of today, told a minute after midnight, in the test database; taken back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed(progress=lambda _: None, now=MIDNIGHT)
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_demonstration_is_whole(seeded: None) -> None:
    _check_whole(told(), MIDNIGHT)


@pytest.mark.django_db
def test_one_pair_of_visits_was_made_one_and_one_is_proposed(seeded: None) -> None:
    (merged,) = Visit.objects.unscoped("tests").filter(state="merged")
    assert merged.merged_into is not None
    assert merged.merged_into.state == "noticed"
    assert proposed_merges(visits_ahead(timezone.now().date()), timedelta(days=30))


@pytest.mark.django_db
def test_what_was_told_long_ago_is_read(seeded: None) -> None:
    now = MIDNIGHT
    ctx = Ctx(actor_of(User.objects.get(username="lead-wjj"), now.date()), now, "tests", "330302")
    told_at = sorted(notices(ctx).filter(read_at__isnull=True).values_list("made_at", flat=True))
    assert told_at
    assert told_at[0] > now - UNREAD - timedelta(hours=1)


@pytest.mark.django_db
def test_every_page_that_the_rail_offers_opens_for_every_persona(seeded: None, settings: Any) -> None:
    """Walk from the first page through every link of ours, two steps deep; each answers 200 (or hands out a file)."""
    settings.TUOYU_DEMO = True
    one_each = {role: username for username, role in _one_account_a_role()}
    assert set(one_each) == PEOPLE
    for role, username in sorted(one_each.items()):
        client = client_of(User.objects.get(username=username), factor=Factor.WAIVED)
        seen: dict[str, int] = {}
        frontier = {reverse("site:inbox")}
        for _ in range(2):
            frontier = {link for address in frontier for link in _links(client, address, seen)} - set(seen)
        # The sign of the house leads to one's own first page.
        wrong = {address: status for address, status in seen.items() if status != 200 and address != "/"}
        assert wrong == {}, f"{role}: {wrong}"
        assert len(seen) > 8, role


@pytest.mark.django_db
def test_pairs_and_a_lent_carer_wait_for_an_officer(seeded: None, settings: Any) -> None:
    settings.TUOYU_DEMO = True
    client = client_of(User.objects.get(username="filing"), factor=Factor.WAIVED)
    assert client.get(reverse("institutions:sameness-list")).content.decode().count("（个体工商户）") >= 1
    pair = Sameness.objects.unscoped("test").order_by("-score").first()
    assert pair is not None
    page = client.get(reverse("institutions:sameness-detail", args=[pair.pk])).content.decode()
    for sign in ("地址相同", "名称相同", "法定代表人同名", "举办者联系电话相同"):
        assert sign in page
    roster = client.get(reverse("workforce:roster-list")).content.decode()
    assert roster.count("登记为专职") == 1


def _one_account_a_role() -> list[tuple[str, str]]:
    return list(Post.objects.unscoped("test").order_by("-pk").values_list("user__username", "role"))


def _links(client: Client, address: str, seen: dict[str, int]) -> set[str]:
    response: Any = client.get(address)
    seen[address] = response.status_code
    if response.streaming or response.status_code != 200:
        return set()
    found = re.findall(r'href="(/[^"#?]*)"', response.content.decode())
    return {link for link in found if not link.startswith(("/static/", "/api/v1", "/ui/"))}


def test_personas_are_invented_marked_and_one_bears_a_rare_name() -> None:
    everybody = personas(District.load("330302"), NOW.date())
    names = [persona.username for persona in everybody]
    assert len(names) == len(set(names))
    assert any(RARE in persona.name for persona in everybody)
    three = {persona.name for persona in everybody if persona.role.endswith("_admin")}
    assert len(three) == 3


@pytest.mark.django_db
def test_demonstration_says_what_it_is(seeded: None, settings: Any) -> None:
    settings.TUOYU_DEMO = True
    user = User.objects.get(username="office")
    assert user.is_demo
    assert "演示" in client_of(user, factor=Factor.WAIVED).get("/cockpit/").content.decode()
