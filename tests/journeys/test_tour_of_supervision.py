"""The tour goes on: every page of supervision, of those who inspect, who are inspected, who look on, at both widths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.product import DESK, PHONE, Site, Visitor
from tests.journeys.test_tour import AXE, OFFICE, faults_of
from tests.journeys.test_tour_of_filing import head_of

Visit = Callable[..., Visitor]
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
WJJ = "(select id from people_unit where code = 'wjj')"
OWN = "institution_id in (select id from institutions_institution where unit_id is not null)"
NUMBERS = {
    "item": "select id from supervision_itemversion where unit_kind = '卫生健康'",
    "inspector": f"select id from supervision_inspector where unit_id = {WJJ}",
    "plan": f"select max(id) from supervision_inspectionplan where unit_id = {WJJ} and state = 'published'",
    "draw": "select max(id) from supervision_draw where state = 'finished'",
    "running": "select max(id) from supervision_draw where state <> 'finished'",
    "visit": f"select max(id) from supervision_visit where lead_unit_id = {WJJ} and number <> ''",
    "ahead": f"select max(id) from supervision_visit where lead_unit_id = {WJJ} and state in ('planned', 'noticed')",
    "closed": f"select max(id) from supervision_finding where unit_id = {WJJ} and state = 'closed'",
    "open": f"select max(id) from supervision_finding where unit_id = {WJJ} and state = 'open'",
    "result": f"select max(id) from supervision_result where unit_id = {WJJ}",
    "rating": "select max(id) from supervision_rating",
    "penalty": "select max(id) from supervision_penalty where state = 'closed'",
    "incident": "select max(id) from supervision_incident where is_drill = 0",
    "drill": "select max(id) from supervision_drill",
    "evaluation": "select max(id) from supervision_evaluation where state = 'published'",
    "place": "select id from institutions_institution where standing = 'open'",
    "fact": "select max(id) from credit_creditfact",
}
LOOKING_ON = [
    "/supervision/", "/supervision/?year=1999", "/supervision/plans/", "/supervision/plans/{plan}/", "/supervision/draws/",
    "/supervision/draws/{draw}/", "/supervision/draws/{running}/", "/supervision/visits/", "/supervision/visits/{visit}/",
    "/supervision/findings/", "/supervision/findings/?q=没有的词", "/supervision/findings/{closed}/", "/supervision/findings/{open}/",
    "/supervision/results/", "/supervision/results/{result}/", "/supervision/penalties/", "/supervision/penalties/{penalty}/",
    "/supervision/ratings/", "/supervision/ratings/{rating}/", "/supervision/incidents/", "/supervision/incidents/{incident}/",
    "/supervision/drills/", "/supervision/drills/{drill}/", "/supervision/evaluations/", "/supervision/evaluations/{evaluation}/",
    "/supervision/items/", "/supervision/items/{item}/", "/supervision/duties/", "/supervision/tables/", "/credit/", "/credit/{fact}/",
    "/institutions/{place}/",
]  # fmt: skip
LEADING = [
    "/inbox/", "/supervision/", "/supervision/plans/", "/supervision/plans/{plan}/revise/", "/supervision/plans/merges/",
    "/supervision/draws/", "/supervision/draws/open/", "/supervision/draws/{running}/", "/supervision/draws/{running}/pool/",
    "/supervision/draws/{draw}/assign/", "/supervision/visits/", "/supervision/visits/plan/", "/supervision/visits/{ahead}/",
    "/supervision/visits/{ahead}/move/", "/supervision/visits/{visit}/", "/supervision/findings/{open}/",
    "/supervision/findings/{open}/spread/", "/supervision/findings/{closed}/", "/supervision/charges/", "/supervision/conducts/",
    "/supervision/inspectors/", "/supervision/inspectors/{inspector}/", "/supervision/inspectors/register/",
    "/supervision/items/{item}/revise/", "/supervision/results/{result}/withdraw/", "/supervision/penalties/",
    "/supervision/penalties/open/", "/supervision/transfers/", "/supervision/ratings/", "/supervision/appeals/",
    "/supervision/drills/start/",
]  # fmt: skip
INSPECTING = [
    "/inbox/", "/supervision/field/", "/supervision/visits/", "/supervision/findings/", "/supervision/findings/{open}/",
    "/supervision/incidents/now/", "/supervision/inspectors/{inspector}/",
]  # fmt: skip
PUBLIC = [
    "/results/", "/results/?q=没有的词", "/results/{result}/", "/draws/", "/draws/{number}/", "/inspection-plans/", "/penalties/",
    "/fees/", "/evaluations/", "/evaluations/{evaluation}/", "/v/", "/v/AAAAAAAA/",
]  # fmt: skip
INSPECTED = [
    "/inbox/", "/supervision/mend/", "/supervision/self-checks/", "/supervision/visits/", "/supervision/findings/",
    "/supervision/findings/{open}/", "/supervision/findings/{open}/submit/", "/supervision/findings/{open}/object/",
    "/supervision/fees/", "/supervision/results/", "/supervision/ratings/", "/supervision/penalties/", "/supervision/incidents/",
    "/supervision/incidents/now/", "/supervision/incidents/report/?path=hurt.nonsense",
]  # fmt: skip


def walk(visitor: Visitor, site: Site, patterns: list[str], size: tuple[int, int], **more: Any) -> list[str]:
    """Everything that is wrong with these pages."""
    visitor.page.add_init_script(AXE)
    known = {name: site.number(sql) for name, sql in NUMBERS.items()} | more
    faults: list[str] = []
    for pattern in patterns:
        address = pattern.format(**known)
        status = visitor.go(address)
        if status not in {200, 404} or (status == 404 and not address.startswith("/v/")):
            faults.append(f"{address} answers {status}")
            continue
        faults += [f"{address}: {fault}" for fault in faults_of(visitor.page, size)]
    return faults


def named(site: Site, username: str) -> str:
    """How the door of the demonstration calls an account."""
    return str(site.value(f"select name from people_user where username = '{username}'"))


@SIZES
@pytest.mark.parametrize(
    ("username", "pages"),
    [("office", LOOKING_ON), ("lead-wjj", LEADING), ("inspector-wjj-1", INSPECTING)],
    ids=["office", "lead", "inspector"],
)
def test_every_page_of_supervision_is_usable(
    visit: Visit, site: Site, username: str, pages: list[str], size: Any
) -> None:
    who = OFFICE if username == "office" else named(site, username)
    faults = walk(visit(who, size), site, pages, size)
    assert faults == [], "\n".join(faults)


@SIZES
def test_every_public_page_of_supervision_is_usable(visit: Visit, site: Site, size: Any) -> None:
    number = site.value("select number from supervision_draw where state = 'finished' order by id desc")
    faults = walk(visit("", size), site, PUBLIC, size, number=number)
    assert faults == [], "\n".join(faults)


@SIZES
def test_every_page_of_who_is_inspected_is_usable(visit: Visit, site: Site, size: Any) -> None:
    finding = site.number(f"select max(id) from supervision_finding where state = 'open' and {OWN}")
    unit = site.number(
        "select i.unit_id from supervision_finding f join institutions_institution i on i.id = f.institution_id"
        f" where f.id = {finding}"
    )
    faults = walk(visit(head_of(site, unit), size), site, INSPECTED, size, open=finding)
    assert faults == [], "\n".join(faults)
