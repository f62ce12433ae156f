"""Filing for the world of the house tests: cases of two applicants under two bureaus, each in every state of its way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.house.world import Person, World
from tests.operations.filing.house_registrations import stock_registrations
from tests.operations.filing.world import PAPERS, SCOPE, TODAY, answers, person
from tests.registers.institutions.world import profile, system
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import (
    AcceptCase,
    AddMaterial,
    Flag,
    NewFile,
    OpenCase,
    RecordExit,
    RejectCase,
    ReturnCase,
    SaveCase,
    SubmitCase,
)
from tuoyu.operations.filing.models import (
    ChildExit,
    Correction,
    FilingCase,
    Material,
    Receipt,
    SiteVisit,
    Submission,
)
from tuoyu.operations.filing.words import CaseKind
from tuoyu.registers.institutions.commands import OperatorData, RegisterInstitution
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import register_institution

SINCE = TODAY - timedelta(days=100)
GARDEN = {
    "form": "kindergarten",
    "rooms": 9,
    "rooms_used": 6,
    "seats_3_6": 270,
    "children_3_6": 170,
    "waiting_3_6": 0,
}


def stock(world: World) -> None:
    stock_registrations(world)
    stock_cases(world)


def stock_cases(world: World) -> None:
    """For a community centre under the health bureau and a kindergarten under education: a case in every state."""
    for number, (key, officer, told) in enumerate((("i", "a_filing", {}), ("j", "b_filing", GARDEN))):
        _Filer(world, world.people[f"{key}_head"], world.people[officer], key, number, told).file()
    for model in (FilingCase, Submission, Correction, Material, SiteVisit, Receipt, ChildExit):
        # The same paper of every case, then the next: what may be done with one hangs on the state of its case.
        keys = ("code", "pk") if model is Material else ("pk",)
        for row in model.objects.unscoped("tests").order_by(*keys):
            world.add(row)
    _move_canaries(world)


class _Filer:
    """One applicant with its officer. Each state has an institution of its own: one matter at a time may be open."""

    def __init__(
        self, world: World, head: Person, officer: Person, key: str, number: int, told: dict[str, Any]
    ) -> None:
        self.world, self.key, self.number, self.told = world, key, number, told
        self.head, self.officer = head, officer
        self.made = 0

    def file(self) -> None:
        head, officer = self.head.ctx(), self.officer.ctx()
        self.draft()
        submitted = self.draft()
        services.submit_case(head, SubmitCase(submitted.pk, has_promised=True))
        returned = self.draft()
        services.submit_case(head, SubmitCase(returned.pk, has_promised=True))
        self.send_back(returned)
        accepted = self.draft()
        services.submit_case(head, SubmitCase(accepted.pk, has_promised=True))
        services.accept_case(officer, AcceptCase(accepted.pk, "已核"))
        rejected = self.draft()
        services.submit_case(head, SubmitCase(rejected.pk, has_promised=True))
        services.reject_case(officer, RejectCase(rejected.pk, ("没有观察室",), TODAY, "陈经办、王同事"))
        self.pause(accepted.institution_id)
        self.end()

    def draft(self) -> FilingCase:
        """Filled in and complete; what is only for the two sides of the case is a canary."""
        head = self.head.ctx()
        case = services.open_case(head, OpenCase(self.institution().pk, CaseKind.FILING.value))
        secret, shown = (self.world.canary(self.key, data_class) for data_class in ("C2", "C1"))
        people = self.people(secret)
        services.save_case(head, SaveCase(case.pk, answers(**self.told, opens_on=""), people))
        papers = (*PAPERS, "school") if self.told else PAPERS
        for code in papers:
            add = AddMaterial(
                case.pk, code, NewFile(f"{code} {shown}.txt", f"材料 {shown}".encode()), shown, TODAY
            )
            services.add_material(head, add)
        self.world.stands_in(secret, case, "nobody")
        self.world.stands_in(shown, case, "filing.material.view")
        return case

    def send_back(self, case: FilingCase) -> None:
        comment = self.world.canary(self.key, "C1")
        flags = (Flag("lease_to_on", f"合同与填报不一致 {comment}"), Flag("material.fire", "不是本场所的"))
        services.return_case(self.officer.ctx(), ReturnCase(case.pk, flags))
        self.world.stands_in(comment, case, "filing.case.view")

    def pause(self, institution_id: int) -> None:
        """A suspension that was handed in: what may be finished without a receipt."""
        head = self.head.ctx()
        case = services.open_case(head, OpenCase(institution_id, CaseKind.SUSPENSION.value))
        reason = self.world.canary(self.key, "C1")
        told = {
            "from_on": TODAY.isoformat(),
            "until_on": "2021-09-01",
            "reason": f"装修 {reason}",
            "children": 0,
        }
        services.save_case(head, SaveCase(case.pk, told))
        services.submit_case(head, SubmitCase(case.pk, has_promised=True))
        self.world.stands_in(reason, case, "filing.case.view")

    def end(self) -> None:
        """A closure still being filled in, with a child that has a place to go to."""
        rows = Institution.objects.unscoped("tests").filter(unit=self.head.unit, filed_on__lt=TODAY)
        head = self.head.ctx()
        case = services.open_case(head, OpenCase(rows.get().pk, CaseKind.CLOSURE.value))
        child, onward = (self.world.canary(self.key, "C3") for _ in range(2))
        services.record_exit(head, RecordExit(case.pk, child, onward=onward, told_on=TODAY))
        for text in (child, onward):
            self.world.stands_in(text, case, "nobody")

    def institution(self) -> Institution:
        self.made += 1
        uscc = f"91330302MA3{self.number}{self.made}HXY{self.made}0"
        name = f"{self.key}之{self.made}托育园"
        command = RegisterInstitution(
            OperatorData(uscc, name, "company", legal_person="某人", scope=SCOPE, registered_on=SINCE),
            profile(name, form=self.told.get("form", "community"), address=f"稻香路{self.number}{self.made}0号"),
            self.officer.unit.pk, SINCE, "营业执照", unit_id=self.head.unit.pk,
        )  # fmt: skip
        row: Institution = self.world.add(register_institution(system(), command))
        return row

    def people(self, secret: str) -> tuple[dict[str, Any], ...]:
        """A head, nine carers, a medic, a cook; the names of all but the head, whom the form names, are canaries."""
        first = 12 * self.number
        posts = ["head", *["carer"] * 9, "medic", "cook"]
        return tuple(
            person(number, post, key=f"k{number}", **({} if post == "head" else {"name": secret}))
            for number, post in enumerate(posts, first)
        )


def _move_canaries(world: World) -> None:
    """Cases went on after their canaries were set: they stand in the row as it is now."""
    now = {row.pk: row for row in world.of("filing.filingcase")}
    for text, (action, row) in world.canaries.items():
        if isinstance(row, FilingCase):
            world.canaries[text] = (action, now[row.pk])
