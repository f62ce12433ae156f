"""Findings for the world of the house tests: of two departments at two institutions, one in every state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.conftest import NOW
from tests.house.world import World
from tests.operations.supervision.pictures import PNG
from tests.registers.institutions.world import system
from tuoyu.foundation.access.services import house_of
from tuoyu.operations.supervision.commands.findings import (
    CloseFinding,
    LookBackFinding,
    NewFile,
    OpenFinding,
    RaiseObjection,
    ReturnFinding,
    SubmitFinding,
)
from tuoyu.operations.supervision.models import Finding, ItemVersion, Objection, Proof, SelfCheck
from tuoyu.operations.supervision.services import judging, objections
from tuoyu.operations.supervision.services.findings import open_finding, submit_finding
from tuoyu.operations.supervision.services.items import load_items
from tuoyu.registers.institutions.models import Institution

DAY = timedelta(days=1)


def stock_findings(world: World) -> None:
    if not ItemVersion.objects.unscoped("tests").exists():
        load_items(system(NOW - 30 * DAY))
    # The name of an institution without account, for which the department writes down what it was shown.
    for key, unit, silent in (("i", "a", "机构之3"), ("j", "b", "机构之4")):
        _Mender(world, key, unit).stock(silent)


class _Mender:
    """One institution and the department that looks after it. Whoever found it is nobody of the world."""

    def __init__(self, world: World, key: str, unit: str) -> None:
        self.world, self.key, self.unit = world, key, unit
        self.head, self.lead = world.people[f"{key}_head"].ctx(), world.people[f"{unit}_lead"].ctx()

    def stock(self, silent: str) -> None:
        self.found(Institution.objects.unscoped("tests").get(name=silent))
        self.found(self.place())
        submitted = self.submitted()
        returned = self.submitted()
        judging.return_finding(self.lead, ReturnFinding(returned.pk, "拍得不清楚"))
        looked = self.submitted()
        judging.look_back_finding(self.lead, LookBackFinding(looked.pk, NOW.date() + 7 * DAY))
        closed = self.submitted()
        judging.close_finding(self.lead, CloseFinding(closed.pk, "看过了"))
        said = self.world.canary(self.key, "C1")
        objection = objections.raise_objection(self.head, RaiseObjection(submitted.pk, said))
        self.ask(submitted)
        mine = self.world.units[self.unit]
        for model in (Finding, Proof, Objection, SelfCheck):
            prefix = "" if model is Finding else "finding__"
            for row in model.objects.unscoped("tests").filter(**{f"{prefix}unit": mine}).order_by("pk"):
                self.world.add(row)
        self.world.stands_in(said, objection.finding, "supervision.finding.view")

    def found(self, institution: Institution) -> Finding:
        command = OpenFinding(
            institution.pk, self.world.units[self.unit].pk, "minor", "消毒柜没有记录", NOW, "某人",
            item_id=ItemVersion.objects.unscoped("tests").get(code="SAN-001").pk,
        )  # fmt: skip
        return open_finding(house_of(self.lead), command)

    def submitted(self) -> Finding:
        finding, done = self.found(self.place()), self.world.canary(self.key, "C1")
        files = (NewFile("改好.png", PNG),)
        submit_finding(self.head, SubmitFinding(finding.pk, f"补了记录 {done}", files))
        self.world.stands_in(done, finding, "supervision.finding.view")
        return finding

    def ask(self, finding: Finding) -> None:
        """The institution itself is asked about what was found: enough for a row that is of both units."""
        SelfCheck.objects.create(
            finding=finding, item=finding.item, institution=self.place(), asked_at=NOW, due_on=NOW.date()
        )

    def place(self) -> Institution:
        rows: Any = Institution.objects.unscoped("tests").filter(unit=self.world.units[self.key])
        return rows.order_by("pk").first()  # type: ignore[no-any-return]
