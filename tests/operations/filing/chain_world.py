"""A head office with an agreement, branches of it with people of their own, and the tax bureau."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import make_post, make_unit, make_user
from tests.operations.filing.push_world import code
from tests.operations.filing.world import TODAY, Scene, ctx_of, draft, fresh, scene
from tests.registers.institutions.world import START, system
from tuoyu.foundation.people.models import Unit, User
from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import SubmitCase
from tuoyu.operations.filing.models import FilingCase, Receipt
from tuoyu.registers.institutions.commands import AttachInstitution, RecordAgreement
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.services import attach_institution, record_agreement

HEAD = 90


@dataclass
class Chain:
    """``head`` is the scene of the head office; ``taxman`` an officer of the tax bureau."""

    head: Scene
    tax: Unit
    taxman: User
    branches: list[Scene] = field(default_factory=list)

    @property
    def institution(self) -> Institution:
        return self.head.institution

    def officer(self, now: datetime = NOW) -> Ctx:
        return self.head.officer(now)

    def tax_officer(self, now: datetime = NOW) -> Ctx:
        return ctx_of(self.taxman, self.tax, "unit_officer", now)

    def branch(self, number: int) -> Scene:
        """A registered branch whose people have an account; nothing handed in."""
        found = scene(name=f"青禾{number}园", uscc=code(number))
        command = AttachInstitution(found.institution.pk, code(HEAD), TODAY, "连锁协议")
        attach_institution(system(), command)
        found.institution = reread(found.institution)
        self.branches.append(found)
        return found

    def notified(self, number: int) -> tuple[Scene, FilingCase]:
        """A branch that told of itself and has its receipt."""
        found = self.branch(number)
        case = draft(found, "branch", name=found.institution.name)
        services.submit_case(found.head(), SubmitCase(case.pk, has_promised=True))
        return found, fresh(case)


def chain(most: int = 3) -> Chain:
    head = scene(name="青禾总部", uscc=code(HEAD))
    agreed = RecordAgreement(head.institution.pk, "约1", (DISTRICT,), ("community",), most, START)
    record_agreement(head.officer(), agreed)
    tax = make_unit("shuiwj", "区税务局")
    taxman = make_user("taxman", "税管员")
    make_post(taxman, tax, "unit_officer")
    return Chain(head, tax, taxman)


def reread(institution: Institution) -> Institution:
    return Institution.objects.unscoped("tests").select_related("operator").get(pk=institution.pk)


def receipt_of(institution: Institution) -> Receipt:
    return Receipt.objects.unscoped("tests").filter(institution=institution).latest("pk")
