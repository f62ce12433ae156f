"""Every page of every persona: it answers, nothing complains, a screen reader finds its way, a phone need not scroll
sideways. A page is walked once for each role that sees something else on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.chromium import AXE as AXE_FILE
from tests.chromium import RULES
from tests.journeys.product import DESK, PHONE, Site, Visitor

AXE = AXE_FILE.read_text(encoding="utf-8")
CHECK = """rules => axe.run(document, {runOnly: {type: "tag", values: rules}, resultTypes: ["violations"]})
    .then(found => found.violations.map(each => each.id + ": " + each.help + " @ " +
        each.nodes.slice(0, 3).map(node => node.target.join(" ")).join(" | ")))"""

# Persona of the demonstration → role. Names are those of ``entrypoints/demo/people.py``.
OFFICE, LEADER = "陈静", "林正言"
SYSTEM, SECURITY, AUDIT = "叶知行", "郑守一", "王明察"
HEAD, OFFICER, STREET = "卫健局 · 分管负责人", "卫健局 · 经办人", "五马 · 经办人"


def numbers(site: Site) -> dict[str, int]:
    """Keys of rows worth looking at."""
    return {
        "task": site.number("select id from plans_task where no = 6"),
        "lead_task": site.number("select id from plans_task where no = 2"),
        "report": site.number(
            "select id from coordination_report where state='accepted' and evidence_count > 0"
        ),
        "sent": site.number("select id from coordination_report where state='submitted'"),
        "due": site.number("select id from coordination_report where state in ('due','returned')"),
        "slip": site.number("select id from coordination_slip where state='issued'"),
        "unit": site.number("select id from people_unit where code='wjj'"),
        "milestone": site.number(
            "select m.id from coordination_milestone m join people_unit u on u.id=m.unit_id"
            " where u.code='wjj' and m.state='planned'"
        ),
        "version": site.number("select id from plans_version"),
        "user": site.number("select id from people_user where username='wjj'"),
        "post": site.number("select id from people_post where role='unit_officer'"),
        "entry": site.number("select max(id) from audit_entry"),
        "area": site.number("select id from sites_area where code like '330302___'"),
        "indicator": site.number("select indicator_id from targets_observation"),
    }


EVERYBODY = [
    "/inbox/",
    "/search/?q=托育",
    "/settings/security/",
    "/settings/security/password/",
    "/posts/",
    "/notices/",
]
WORK = [
    "/coordination/tasks/{task}/", "/coordination/reports/{sent}/", "/coordination/slips/{slip}/",
]  # fmt: skip
LOOK = [
    "/cockpit/", "/coordination/tasks/", "/coordination/tasks/?light=1&q=没有的词", "/coordination/tasks/{task}/",
    "/coordination/milestones/", "/coordination/reports/", "/coordination/reports/{report}/",
    "/coordination/slips/", "/coordination/slips/{slip}/", "/coordination/units/", "/coordination/units/{unit}/",
    "/coordination/matrix/", "/plans/", "/plans/{version}/", "/targets/indicators/", "/targets/indicators/{indicator}/",
    "/targets/indicators/{indicator}/observations/", "/sites/areas/", "/sites/areas/map/", "/sites/areas/{area}/",
    "/settings/policy/", "/settings/policy/deadlines.report_due/", "/settings/units/", "/settings/units/{unit}/",
    "/api/docs", "/api/errors/", "/ui/offline/", "/nowhere/",
]  # fmt: skip
TOUR: dict[str, list[str]] = {
    OFFICE: [
        *EVERYBODY, *LOOK, "/plans/import/", "/plans/{version}/revise/", "/coordination/reports/{sent}/",
        "/coordination/tasks/{task}/milestones/add/", "/coordination/tasks/{task}/slips/issue/",
        "/coordination/reports/open/", "/coordination/reports/{sent}/accept/", "/coordination/reports/{sent}/return/",
        "/coordination/slips/{slip}/escalate/", "/coordination/slips/{slip}/clear/",
        "/coordination/milestones/{milestone}/drop/", "/settings/people/", "/settings/posts/",
        "/targets/indicators/{indicator}/define/", "/targets/indicators/{indicator}/observations/record/",
    ],
    LEADER: ["/cockpit/", *WORK, "/settings/delegations/"],
    HEAD: ["/inbox/", *WORK, "/settings/delegations/", "/coordination/milestones/{milestone}/reach/"],
    OFFICER: [
        "/inbox/", *WORK, "/coordination/tasks/{lead_task}/", "/coordination/tasks/{lead_task}/reports/submit/",
        "/coordination/reports/{due}/", "/coordination/milestones/{milestone}/block/",
    ],
    STREET: ["/inbox/", "/cockpit/", "/coordination/tasks/{task}/", "/coordination/tasks/{task}/reports/submit/"],
    SYSTEM: [
        "/inbox/", "/settings/units/", "/settings/units/add/", "/settings/units/{unit}/", "/settings/units/{unit}/close/",
        "/settings/people/", "/settings/people/add/", "/settings/people/{user}/", "/settings/people/{user}/reset/",
        "/settings/people/{user}/disable/", "/settings/people/{user}/reveal/", "/settings/posts/",
        "/settings/posts/open/", "/settings/posts/{post}/", "/settings/posts/{post}/end/", "/notices/deliveries/",
        "/settings/tokens/",
    ],
    SECURITY: ["/settings/roles/", "/why/", "/settings/journal/verify/", "/coordination/tasks/"],
    AUDIT: ["/settings/journal/", "/settings/journal/{entry}/", "/settings/journal/verify/", "/why/"],
}  # fmt: skip


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize(
    "persona", TOUR, ids=["office", "leader", "head", "officer", "street", "system", "security", "audit"]
)
def test_every_page_is_usable_by_everybody(
    visit: Callable[..., Visitor], site: Site, persona: str, size: tuple[int, int]
) -> None:
    visitor = visit(persona, size)
    visitor.page.add_init_script(AXE)
    known = numbers(site)
    faults: list[str] = []
    for pattern in TOUR[persona]:
        address = pattern.format(**known)
        status = visitor.go(address)
        expected = 404 if address == "/nowhere/" else 200
        if status != expected:
            faults.append(f"{address} answers {status}")
            continue
        faults += [f"{address}: {fault}" for fault in faults_of(visitor.page, size)]
    assert faults == [], "\n".join(faults)


def faults_of(page: Any, size: tuple[int, int]) -> list[str]:
    found = [str(fault) for fault in page.evaluate(CHECK, RULES)]
    width = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"{width} pixels wide on a screen of {size[0]}"] if width > size[0] else [])


def test_sign_in_page_is_usable_by_everybody(visit: Callable[..., Visitor]) -> None:
    for size in (DESK, PHONE):
        visitor = visit(size=size)
        visitor.page.add_init_script(AXE)
        assert visitor.go("/sign-in/") == 200
        assert faults_of(visitor.page, size) == []
