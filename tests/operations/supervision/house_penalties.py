"""Penalties and transfers for the world of the house tests: of two bureaus, in every state from which something is done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from tests.conftest import NOW
from tests.house.world import World
from tests.registers.institutions.world import system
from tuoyu.foundation.files.services import store_file
from tuoyu.foundation.vault.classes import C1
from tuoyu.foundation.vault.secret import Secret
from tuoyu.operations.supervision.models import (
    Challenge,
    Inspector,
    Penalty,
    PenaltyOfficer,
    Publication,
    Transfer,
    TransferPaper,
)
from tuoyu.operations.supervision.services.penalty_telling import tell_credit
from tuoyu.registers.institutions.models import Institution

TODAY = NOW.date()
# With what each bureau may punish by the shipped catalogue, and with which kind.
OFFENCES = {"a": ("SAN-001", "criticism"), "b": ("PRT-001", "fine")}
# The house tries the first eight rows of each: what a bureau's own people do comes first.
STATES = {
    "a": (
        "heard",
        "told",
        "decided",
        "served",
        "opened",
        "investigated",
        "contested",
        "called",
        "paid",
        "closed",
    ),
    "b": (
        "told",
        "opened",
        "investigated",
        "contested",
        "called",
        "decided",
        "served",
        "paid",
        "heard",
        "closed",
    ),
}


def stock_penalties(world: World) -> None:
    for bureau, place in (("a", "i"), ("b", "j")):
        institution = Institution.objects.unscoped("tests").filter(unit=world.units[place]).order_by("pk")[0]
        officer = Inspector.objects.create(
            unit=world.units[bureau],
            kind="officer",
            name=f"{bureau}证",
            certificate_no="浙C9",
            since_on=TODAY,
        )
        for number, state in enumerate(STATES[bureau]):
            case = _penalty(world, bureau, institution, state, number)
            PenaltyOfficer.objects.create(penalty=case, inspector=officer)
            if state == "served":
                _challenge(world, bureau, case)
            if state == "decided" and bureau == "b":
                case.fact = tell_credit(system(), case, case.number, case.decided_kinds, case.paper_id)
                case.save(update_fields=["fact"])
            if state == "closed":
                Publication.objects.create(
                    penalty=case,
                    fact="没有查询",
                    published_at=NOW,
                    published_by="某人",
                    display_until_on=TODAY,
                )
    for sender, receiver in (("a", "b"), ("b", "a"), ("b", "c"), ("a", "c")):
        for state in ("sent", "accepted"):
            _transfer(world, sender, receiver, state)


def _penalty(world: World, bureau: str, institution: Institution, state: str, number: int) -> Penalty:
    offence, kind = OFFENCES[bureau]
    fine = 1_000_000 if kind == "fine" else 0
    text = world.canary(bureau, "C1")
    columns: dict[str, Any] = {}
    if state not in {"opened", "investigated"}:
        columns |= {
            "told_at": NOW - timedelta(days=20), "told_kinds": [kind], "told_fine_fen": fine, "told_number": f"告{number}",
            "plea_until_on": TODAY - timedelta(days=1), "hearing_until_on": TODAY,
        }  # fmt: skip
    if state == "called":
        columns |= {"hearing_on": TODAY, "hearing_place": "三楼", "hearing_chair": "王科长"}
    if state in {"decided", "served", "paid", "closed"}:
        paper = store_file(
            system(), f"{bureau}{state}.txt", ContentFile(f"决定 {text}".encode()), data_class=C1
        )
        columns |= {
            "decided_at": NOW, "decided_on": TODAY, "decided_by": "某人", "decided_kinds": [kind], "decided_fine_fen": fine,
            "number": f"{bureau}罚{number}号", "paper": paper, "seen_spread": {"count": 0},
        }  # fmt: skip
    if state in {"served", "paid", "closed"}:
        columns |= {"served_on": TODAY, "served_how": "direct", "receiver": "某人", "pay_until_on": TODAY}
    if state == "served":
        # Decided on the spot, so that there is something to report.
        columns["is_simple"] = True
    plea = world.canary(bureau, "C2") if state == "heard" else ""
    case: Penalty = world.add(
        Penalty.objects.create(
            institution=institution, unit=world.units[bureau], operator_name=institution.operator.name,
            operator_uscc=institution.operator.uscc, form=institution.form, offence=offence, offence_label="没有查询", basis="法",
            facts=f"事实 {text}", occurred_on=TODAY - timedelta(days=number), opened_at=NOW, opened_by="某人", state=state, state_at=NOW,
            plea=Secret(plea), **columns,
        )
    )  # fmt: skip
    world.stands_in(text, case, "supervision.penalty.view")
    if plea:
        world.stands_in(plea, case, "supervision.penalty.reveal")
    return case


def _challenge(world: World, bureau: str, case: Penalty) -> None:
    text = world.canary(bureau, "C1")
    row = Challenge.objects.create(
        penalty=case, kind="lawsuit", organ=f"法院 {text}", filed_on=TODAY, filed_by="某人"
    )
    world.stands_in(text, world.add(row), "supervision.penalty.view")


def _transfer(world: World, sender: str, receiver: str, state: str) -> None:
    institution = Institution.objects.unscoped("tests").order_by("pk")[0]
    text = world.canary(sender, "C1")
    row = Transfer.objects.create(
        institution=institution, unit=world.units[sender], to_unit=world.units[receiver], ground="法", facts=f"事实 {text}",
        sent_at=NOW, sent_by="某人", state=state, state_at=NOW,
    )  # fmt: skip
    paper = store_file(system(), "笔录.txt", ContentFile(f"笔录 {text}".encode()), data_class=C1)
    TransferPaper.objects.create(transfer=row, file=paper)
    world.stands_in(text, world.add(row), "supervision.transfer.view")
