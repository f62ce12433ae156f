"""A paper of an institution ends: the institution is reminded, renews it, and is left alone again."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.conftest import NOW
from tests.entrypoints.site.world import client_of, make_post, make_user
from tests.operations.filing.world import PAPERS, TODAY, Scene, fresh, scene, submitted
from tests.registers.institutions.world import system
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.filing import jobs, services
from tuoyu.operations.filing.commands import (
    AcceptCase,
    NewFile,
    RemindMaterials,
    RenewMaterial,
)
from tuoyu.operations.filing.events import FilingAccepted
from tuoyu.operations.filing.models import FilingCase, Material
from tuoyu.operations.filing.queries import ending_papers, materials_of, renewals_of
from tuoyu.operations.filing.words import HEALTH_CLOCK, PAPER_CLOCK
from tuoyu.registers.institutions.words import Standing
from tuoyu.registers.workforce.commands import CertificateData, RecordCertificate
from tuoyu.registers.workforce.events import CertificateRecorded
from tuoyu.registers.workforce.models import Position
from tuoyu.registers.workforce.services import record_certificate

pytestmark = pytest.mark.django_db
FIRE_ENDS = date(2022, 5, 8)


def filed() -> tuple[Scene, FilingCase]:
    """Filed, with a fire proof that ends and papers of the staff that do not end soon."""
    place = scene()
    case = submitted(place)
    papers = Material.objects.unscoped("tests").filter(case=case)
    papers.filter(code="fire").update(expires_on=FIRE_ENDS)
    papers.filter(code="staff").update(expires_on=date(2030, 1, 1))
    services.accept_case(place.officer(), AcceptCase(case.pk, "全体材料已核对"))
    return place, fresh(case)


def fire_of(case: FilingCase) -> Material:
    return Material.objects.unscoped("tests").filter(case=case, code="fire").order_by("-pk")[0]


def renewal(material: Material, until: date | None, issued: date | None = None) -> RenewMaterial:
    return RenewMaterial(
        material.pk, NewFile("新的消防证明.txt", "消防证明\n".encode()), "消2022", issued, until
    )


def on(day: date) -> datetime:
    return datetime.combine(day, NOW.timetz())


def clocks(kind: str) -> list[Clock]:
    return list(Clock.objects.unscoped("tests").filter(kind=kind).order_by("pk"))


def remind(day: date, *ids: int) -> int:
    return services.remind_materials(system(on(day)), RemindMaterials(ids))


def test_renew_material_keeps_what_was_handed_in() -> None:
    place, case = filed()
    old = fire_of(case)
    new = services.renew_material(place.head(on(date(2022, 5, 1))), renewal(old, date(2023, 5, 8)))
    assert [row.pk for row in materials_of(case).filter(code="fire")] == [old.pk]
    assert [row.pk for row in renewals_of(case)] == [new.pk]
    assert (new.code, new.number, new.renews_id) == ("fire", "消2022", old.pk)


def test_renew_material_refuses_what_was_renewed() -> None:
    place, case = filed()
    old = fire_of(case)
    services.renew_material(place.head(), renewal(old, date(2023, 5, 8)))
    with pytest.raises(Refused) as refused:
        services.renew_material(place.head(), renewal(old, date(2024, 5, 8)))
    assert [reason.code for reason in refused.value.verdict.failures] == ["filing.material_renewed"]
    # The newest one can be renewed in its turn.
    services.renew_material(place.head(), renewal(fire_of(case), date(2024, 5, 8)))


def test_renew_material_refuses_a_paper_that_has_ended() -> None:
    place, case = filed()
    day = date(2023, 1, 2)
    with pytest.raises(Refused) as refused:
        services.renew_material(place.head(on(day)), renewal(fire_of(case), day - timedelta(days=1)))
    assert [reason.code for reason in refused.value.verdict.failures] == ["filing.renewal_over"]
    assert list(renewals_of(case)) == []


def test_renew_material_refuses_papers_of_a_case_that_is_not_decided() -> None:
    place = scene()
    case = submitted(place)
    with pytest.raises(Refused) as refused:
        services.renew_material(place.head(), renewal(fire_of(case), date(2023, 5, 8)))
    assert [reason.code for reason in refused.value.verdict.failures] == ["filing.material_undecided"]


def test_remind_materials_starts_one_clock_and_stops_it_with_the_renewal() -> None:
    place, case = filed()
    lead = date(2022, 3, 9)
    assert remind(lead - timedelta(days=1)) == 0
    assert remind(lead) == 1
    assert remind(lead) == 0
    (clock,) = clocks(PAPER_CLOCK)
    assert (clock.due_on, clock.started_on, clock.unit_id) == (FIRE_ENDS, lead, place.unit.pk)
    assert clock.role == "institution_head"
    assert clock.link == f"/filing/materials/{fire_of(case).pk}/renew/"
    services.renew_material(place.head(on(lead)), renewal(fire_of(case), date(2023, 5, 8)))
    (clock,) = clocks(PAPER_CLOCK)
    assert clock.met_on == lead
    assert remind(lead) == 0


def test_remind_materials_drops_what_nobody_needs_any_more() -> None:
    place, _ = filed()
    remind(FIRE_ENDS)
    place.institution.refresh_from_db()
    place.institution.standing = Standing.CLOSED.value
    place.institution.save(update_fields=["standing"])
    assert remind(FIRE_ENDS) == 0
    assert [(clock.met_on, clock.cancelled_on) for clock in clocks(PAPER_CLOCK)] == [(None, FIRE_ENDS)]


def test_remind_materials_of_one_leaves_the_others_alone() -> None:
    place, _ = filed()
    remind(FIRE_ENDS)
    other = scene(name="橘子托育园", uscc="91330302MA2HXY1392")
    remind(FIRE_ENDS, other.institution.pk)
    assert [clock.met_on for clock in clocks(PAPER_CLOCK)] == [None]
    assert place.institution.pk != other.institution.pk


def test_health_certificates_are_one_clock_until_the_last_is_there() -> None:
    place, _ = filed()
    ends = TODAY + timedelta(days=300)
    remind(ends)
    (clock,) = clocks(HEALTH_CLOCK)
    assert (clock.subject_id, clock.due_on) == (place.institution.pk, ends)
    people = [
        row.practitioner_id
        for row in Position.objects.unscoped("tests").filter(institution=place.institution)
    ]
    for person in people:
        data = CertificateData("health", ends, ends + timedelta(days=365), "J1", "鹿城区疾控中心")
        record_certificate(place.head(on(ends)), RecordCertificate(person, data))
        jobs.settle_health.body(system(on(ends)), **vars_of(CertificateRecorded(person)))
        assert (clocks(HEALTH_CLOCK)[0].met_on is None) is (person != people[-1])


def test_a_change_that_brought_a_newer_paper_stops_the_clock() -> None:
    place, case = filed()
    remind(FIRE_ENDS)
    fire = fire_of(case)
    Material.objects.unscoped("tests").filter(pk=fire.pk).update(expires_on=date(2024, 1, 1))
    event = FilingAccepted(case.pk, place.institution.pk)
    jobs.settle_papers.body(system(on(FIRE_ENDS)), **vars_of(event))
    assert [clock.met_on for clock in clocks(PAPER_CLOCK)] == [FIRE_ENDS]


def test_the_home_tells_what_ends_and_where_to_renew_it() -> None:
    place, case = filed()
    ends = ending_papers(place.head(on(date(2022, 5, 9))), place.institution)
    fire = [end for end in ends if end.material_id == fire_of(case).pk]
    assert [(end.ends_on, end.is_over) for end in fire] == [(FIRE_ENDS, True)]
    assert len(PAPERS) > len(ends)


def test_the_pages_lead_from_the_reminder_to_the_new_paper() -> None:
    place, case = filed()
    Material.objects.unscoped("tests").filter(pk=fire_of(case).pk).update(expires_on=TODAY)
    remind(TODAY)
    # Pages live by the clock of the machine.
    until = timezone.localdate() + timedelta(days=300)
    head = client_of(place.head_user)
    address = f"/filing/materials/{fire_of(case).pk}/renew/"
    assert address in head.get("/inbox/").content.decode()
    assert address in head.get("/filing/home/").content.decode()
    new = SimpleUploadedFile("新的.txt", "消防证明\n".encode())
    answer = head.post(address, {"file": new, "number": "消1", "expires_on": f"{until:%F}"}, follow=True)
    assert "已更新" in answer.content.decode()
    assert address not in answer.content.decode()
    officer = client_of(place.officer_user)
    assert "后来更新的材料" in officer.get(f"/filing/cases/{case.pk}/").content.decode()
    page = officer.get(f"/institutions/{place.institution.pk}/").content.decode()
    assert "新的.txt" in page
    assert f"有效至 {until.year}年{until.month}月{until.day}日" in page


def test_papers_on_the_page_of_an_institution_are_for_those_who_may_open_them() -> None:
    place, _ = filed()
    user = make_user("registrar-of-bureau", "某人")
    make_post(user, place.bureau, "registrar")
    page = client_of(user).get(f"/institutions/{place.institution.pk}/").content.decode()
    assert "消防安全检查合格证明" not in page


def vars_of(event: FilingAccepted | CertificateRecorded) -> dict[str, int]:
    return {name: getattr(event, name) for name in event.__dataclass_fields__}
