"""The tour goes on: every page of the registers and of filing, of those who work there, at both widths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.product import DESK, PHONE, Site, Visitor
from tests.journeys.test_filing import OFFICER, REGISTRAR
from tests.journeys.test_tour import AXE, OFFICE, SYSTEM, faults_of

SCHOOLS = "叶清和"
HEALTH = "join people_unit u on u.id = c.officer_unit_id where u.code = 'wjj'"
AT_WORK = (
    "from workforce_position w join institutions_institution i on i.id = w.institution_id join people_unit u"
    " on u.id = i.supervisor_id where w.ends_on is null and u.code = 'wjj' and i.standing = 'open' order by w.id"
)
NUMBERS = {
    "case": f"select c.id from filing_filingcase c {HEALTH} and c.state = 'submitted' and c.kind = 'filing'",
    "accepted": f"select c.id from filing_filingcase c {HEALTH} and c.state in ('accepted', 'verified')",
    "rejected": f"select c.id from filing_filingcase c {HEALTH} and c.state = 'nonconforming'",
    "closing": "select id from filing_filingcase where kind = 'closure' and state = 'finished'",
    "receipt": "select r.id from filing_receipt r join institutions_institution i on i.id = r.institution_id"
    " where r.state = 'valid' and i.form <> 'kindergarten'",
    "registration": "select id from filing_registration where progress = 'unfiled' and received_at is not null",
    "silent": "select id from filing_registration where received_at is null",
    "list": "select max(id) from filing_fulllist",
    "home": "select id from institutions_institution where standing = 'open' and form <> 'kindergarten'",
    "garden": "select id from institutions_institution where form = 'kindergarten' and standing = 'open'",
    "pair": "select id from institutions_sameness where decision = 'open'",
    "person": f"select w.practitioner_id {AT_WORK}",
    "post": f"select w.id {AT_WORK}",
    "note": "select max(id) from filing_taxnote",
    "chain": "select institution_id from filing_taxnote",
    "branch": "select id from institutions_institution where head_office_id is not null and standing = 'open'",
    "draft": "select id from filing_filingcase where state = 'draft' and kind = 'filing'",
    "returned": "select id from filing_filingcase where state = 'returned' and kind = 'filing'",
}
REGISTERS = [
    "/institutions/", "/institutions/?q=托育&standing=open", "/institutions/map/", "/institutions/{home}/", "/institutions/{garden}/",
    "/institutions/{home}/history/", "/institutions/{home}/locate/", "/institutions/duplicates/", "/institutions/duplicates/{pair}/",
    "/institutions/{home}/agreements/record/", "/institutions/{chain}/", "/institutions/{branch}/", "/institutions/{branch}/attach/", "/workforce/", "/workforce/people/{person}/", "/workforce/rosters/",
    "/workforce/people/{person}/reveal/",
]  # fmt: skip
DESK_PAGES = [
    "/inbox/", "/filing/cases/", "/filing/cases/?state=draft&q=没有的词", "/filing/cases/{case}/", "/filing/cases/{case}/return/",
    "/filing/cases/{case}/accept/", "/filing/cases/{case}/reject/", "/filing/cases/{accepted}/", "/filing/cases/{accepted}/verify/",
    "/filing/cases/{rejected}/", "/filing/cases/{closing}/", "/filing/receipts/", "/filing/receipts/{receipt}/",
    "/filing/receipts/{receipt}/revoke/", "/filing/registrations/", "/filing/registrations/{registration}/",
    "/filing/registrations/{silent}/", "/filing/registrations/{registration}/judge/", "/filing/registrations/{registration}/invite/",
    "/filing/registrations/{registration}/visit/", "/filing/registrations/record/", "/filing/registrations/import/",
    "/filing/reconciliation/", "/filing/reconciliation/load/", "/filing/reconciliation/lists/", "/filing/reconciliation/lists/{list}/",
    "/filing/national/", "/filing/national/dictionary/", "/filing/national/results/import/", "/filing/national/results/record/",
    "/filing/notes/", "/filing/notes/{note}/", "/filing/institutions/{chain}/notes/issue/", "/search/?q=青禾",
]  # fmt: skip
TOUR: dict[str, list[str]] = {
    OFFICER: [*DESK_PAGES, *REGISTERS],
    SCHOOLS: ["/inbox/", "/filing/cases/", "/institutions/{garden}/", "/institutions/{garden}/capacity/record/"],
    REGISTRAR: ["/inbox/", "/filing/registrations/", "/filing/registrations/import/", "/filing/registrations/record/",
                "/filing/reconciliation/", "/institutions/"],
    OFFICE: ["/filing/cases/", "/filing/cases/{case}/", "/institutions/", "/filing/registrations/"],
    SYSTEM: ["/filing/senders/", "/filing/senders/register/"],
}  # fmt: skip
PUBLIC = ["/care/", "/care/map/", "/care/{home}/", "/precheck/", "/verify/", "/verify/?s=TY1.half"]
# What the head of an institution sees of a draft, and of a case that was sent back.
STEPS = ("basics", "premises", "classes", "people", "sanitation", "materials")
Visit = Callable[..., Visitor]
# What the head of an institution that works sees of its people.
STAFF_PAGES = [
    "/filing/home/", "/institutions/{i}/", "/workforce/", "/workforce/people/{p}/", "/workforce/people/{p}/certificates/record/",
    "/workforce/people/{p}/training/record/", "/workforce/positions/{w}/end/", "/workforce/institutions/{i}/register/",
]  # fmt: skip
SIZES = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])


def walk(visitor: Visitor, site: Site, patterns: list[str], size: tuple[int, int]) -> list[str]:
    """Everything that is wrong with these pages."""
    visitor.page.add_init_script(AXE)
    known = {name: site.number(sql) for name, sql in NUMBERS.items()}
    faults: list[str] = []
    for pattern in patterns:
        address = pattern.format(**known)
        status = visitor.go(address)
        if status != 200:
            faults.append(f"{address} answers {status}")
            continue
        faults += [f"{address}: {fault}" for fault in faults_of(visitor.page, size)]
    return faults


@SIZES
@pytest.mark.parametrize("persona", TOUR, ids=["filing", "schools", "registrar", "office", "system"])
def test_every_page_of_filing_is_usable(visit: Visit, site: Site, persona: str, size: Any) -> None:
    faults = walk(visit(persona, size), site, TOUR[persona], size)
    assert faults == [], "\n".join(faults)


@SIZES
def test_every_page_of_the_public_is_usable(visit: Visit, site: Site, size: Any) -> None:
    faults = walk(visit("", size), site, PUBLIC, size)
    assert faults == [], "\n".join(faults)


@SIZES
@pytest.mark.parametrize("state", ["draft", "returned"])
def test_every_page_of_a_provider_is_usable(visit: Visit, site: Site, state: str, size: Any) -> None:
    case = site.number(NUMBERS[state])
    pages = [
        "/inbox/",
        "/filing/home/",
        "/institutions/",
        f"/filing/cases/{case}/",
        f"/filing/cases/{case}/submit/",
    ]
    pages += [f"/filing/cases/{case}/save/?step={step}" for step in STEPS]
    pages += [f"/filing/cases/{case}/materials/add/?code=licence", f"/filing/cases/{case}/withdraw/"]
    unit = site.number(f"select unit_id from filing_filingcase where id = {case}")
    visitor = visit(head_of(site, unit), size)
    faults = walk(visitor, site, pages, size)
    assert faults == [], "\n".join(faults)


@SIZES
def test_every_page_of_the_staff_of_a_provider_is_usable(visit: Visit, site: Site, size: Any) -> None:
    post = site.number(f"select w.id {AT_WORK}")
    place, person = (
        site.number(f"select {key} from workforce_position where id = {post}")
        for key in ("institution_id", "practitioner_id")
    )
    unit = site.number(f"select unit_id from institutions_institution where id = {place}")
    visitor = visit(head_of(site, unit), size)
    faults = walk(visitor, site, [page.format(i=place, p=person, w=post) for page in STAFF_PAGES], size)
    assert faults == [], "\n".join(faults)


def head_of(site: Site, unit: int) -> str:
    """The head of an institution as the door of the demonstration names them."""
    return site.value(
        "select u.name || ' ' || n.name from people_user u join people_post p on p.user_id = u.id join people_unit n"
        f" on n.id = p.unit_id where n.id = {unit} and p.role = 'institution_head'"
    )
