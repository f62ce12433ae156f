"""The one chain of the story: what its head office agreed, whose branches are whose, what the tax bureau was told."""

from __future__ import annotations

from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import IssueNote
from tuoyu.operations.filing.queries import chain_note
from tuoyu.registers.institutions.commands import AttachInstitution, RecordAgreement
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import head_office_coded
from tuoyu.registers.institutions.services import attach_institution, record_agreement

_FORMS = ("community", "standalone")
_MOST = 6


def agree(officer: Ctx, head: Institution) -> None:
    number = f"连锁约〔{officer.today.year}〕1号"
    record_agreement(officer, RecordAgreement(head.pk, number, (officer.area,), _FORMS, _MOST, officer.today))


def join(officer: Ctx, branch: Institution, head_uscc: str) -> None:
    attach_institution(officer, AttachInstitution(branch.pk, head_uscc, officer.today, "营业执照和连锁协议"))


def tell_tax(officer: Ctx, head_uscc: str) -> None:
    """In a district without a tax bureau there is nobody to tell."""
    head = head_office_coded(head_uscc, officer.area)
    if head is not None and chain_note(officer, head).verdict.is_ok:
        services.issue_note(officer, IssueNote(head.pk))
