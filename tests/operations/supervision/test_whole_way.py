"""The whole way of supervision: drawn by three departments, visited, found, mended, judged by others, punished, published, expired."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests.conftest import NOW
from tests.operations.supervision.draw_world import OPEN_BY, SEAL_BY, SECOND
from tests.operations.supervision.joint_world import (
    LEADS,
    a_joint_stage,
    finder_of,
    lead_for,
    one_of_each_gravity,
)
from tests.operations.supervision.mending_world import picture
from tests.operations.supervision.penalty_world import LATER, WAN, deciding, opening, waived
from tests.operations.supervision.visit_world import answer, send, signature
from tests.operations.supervision.world import TODAY, Stage
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.draws import (
    AssignDraw,
    FinishDraw,
    FreezeDraw,
    OpenDraw,
    RevealDraw,
    SealDraw,
)
from tuoyu.operations.supervision.commands.findings import (
    CloseFinding,
    ConfirmFinding,
    LookBackFinding,
    SubmitFinding,
)
from tuoyu.operations.supervision.commands.penalties import (
    ConcludePenalty,
    PublishPenalty,
    ServePenalty,
    TellPenalty,
)
from tuoyu.operations.supervision.commands.results import PublishResult
from tuoyu.operations.supervision.commands.visits import NoticeVisit, RecordVisit, SignVisit, StartVisit
from tuoyu.operations.supervision.models import Draw, Finding, Penalty, Visit
from tuoyu.operations.supervision.queries.penalties import publication_of
from tuoyu.operations.supervision.queries.visits import checklist_of, members_of
from tuoyu.operations.supervision.rules.drawing.checking import check_file
from tuoyu.operations.supervision.services import draws, judging
from tuoyu.operations.supervision.services import penalties as cases
from tuoyu.operations.supervision.services.assigning import assign_draw
from tuoyu.operations.supervision.services.findings import submit_finding
from tuoyu.operations.supervision.services.penalty_aftermath import publish_penalty, serve_penalty
from tuoyu.operations.supervision.services.penalty_decisions import decide_penalty
from tuoyu.operations.supervision.services.recording import record_visit, sign_visit
from tuoyu.operations.supervision.services.results import publish_result
from tuoyu.operations.supervision.services.visits import notice_visit, start_visit
from tuoyu.registers.credit.queries import standing_facts
from tuoyu.registers.credit.words import FactKind, SubjectKind

pytestmark = pytest.mark.django_db
PARTIES = tuple(LEADS.values())


@pytest.fixture
def stage() -> Stage:
    return a_joint_stage()


def test_from_the_draw_to_the_day_after_the_last(stage: Stage) -> None:
    draw = _draw(stage)
    visit = _visit(stage, draw)
    findings = _look(stage, visit)
    assert sorted(finding.severity for finding in findings) == ["grave", "major", "minor"]
    _mend(stage, findings)
    result = publish_result(stage.ctx("lead", LATER), PublishResult(visit.pk, "发现 3 个问题，都已整改。"))
    case = _punish(stage)
    publication = publication_of(case)
    assert publication is not None
    shown = ((f"/results/{result.pk}/", result.until_on), ("/penalties/", publication.display_until_on))
    for address, last in shown:
        assert "青禾" in _page(address, last)
        assert "青禾" not in _page(address, last + timedelta(days=1))
    key = (SubjectKind.INSTITUTION.value, str(stage.place.pk))
    (fact,) = [
        fact
        for fact in standing_facts([key[0]], [key[1]], LATER.date())[key]
        if fact.kind == FactKind.PENALTY
    ]
    assert fact.source_number == case.number


def _draw(stage: Stage) -> Draw:
    """Three departments seal and open; the file is one that any citizen's check accepts."""
    crews = tuple((stage.units[key].pk, size) for key, size in (("health", 2), ("market", 1), ("fire", 1)))
    shares = dict.fromkeys("ABCD", 10_000)
    terms = OpenDraw("三部门联合抽查", crews, shares, SEAL_BY, OPEN_BY, quorum=3)
    draw = draws.freeze_draw(stage.ctx("lead"), FreezeDraw(draws.open_draw(stage.ctx("lead"), terms).pk))
    for key in PARTIES:
        draws.seal_draw(stage.ctx(key), SealDraw(draw.pk))
    for key in PARTIES:
        draws.reveal_draw(stage.ctx(key, NOW + SECOND), RevealDraw(draw.pk))
    done = draws.finish_draw(stage.ctx("lead", NOW + 2 * SECOND), FinishDraw(draw.pk))
    content = done.file_text.encode()
    assert check_file(content).is_ok
    assert not check_file(content.replace(b"10000", b"10001", 1)).is_ok
    return done


def _visit(stage: Stage, draw: Draw) -> Visit:
    """What was drawn becomes a joint visit; the institution is told and somebody comes."""
    command = AssignDraw(draw.pk, TODAY, "三部门联合抽查", "《托育机构管理规范（试行）》")
    assert assign_draw(stage.ctx("lead"), command) == 2
    visit = Visit.objects.unscoped("tests").get(draw=draw, institution=stage.place)
    assert len({member.unit_id for member in members_of(visit)}) == 3
    notice_visit(stage.ctx("lead"), NoticeVisit(visit.pk))
    return start_visit(stage.ctx("ann"), StartVisit(visit.pk, NOW))


def _look(stage: Stage, visit: Visit) -> list[Finding]:
    """Each department answers its own items from its own phone; one of each gravity is wrong."""
    who = {member.unit_id: _key_of(stage, member.inspector_id) for member in members_of(visit)}
    items = list(checklist_of(visit))
    wrong = {line.pk for line in one_of_each_gravity(items)}
    for unit, key in who.items():
        mine = [item for item in items if item.unit_id == unit]
        send(stage, key, visit, *(answer(item, "bad" if item.pk in wrong else "ok") for item in mine))
    record_visit(stage.ctx("ann"), RecordVisit(visit.pk))
    for side, name in (("inspector", "ann君"), ("inspector", "bo君"), ("institution", "陈园长")):
        visit = sign_visit(stage.ctx("ann"), SignVisit(visit.pk, signature(side, name)))
    assert visit.state == "signed"
    return list(Finding.objects.unscoped("tests").filter(visit=visit))


def _key_of(stage: Stage, inspector_id: int) -> str:
    return next(key for key, row in stage.inspectors.items() if row.pk == inspector_id)


def _mend(stage: Stage, findings: list[Finding]) -> None:
    """Nobody closes what is one's own: neither the institution, nor who found a serious one or was in the visit."""
    for finding in findings:
        submit_finding(stage.ctx("head"), SubmitFinding(finding.pk, "已改好", (picture(),)))
        with pytest.raises(Refused):
            judging.close_finding(stage.ctx("head"), CloseFinding(finding.pk, "自己销号"))
        finder, lead = finder_of(stage, finding), lead_for(stage, finding)
        if finding.severity == "minor":
            judging.close_finding(stage.ctx(finder), CloseFinding(finding.pk, "照片看得清"))
            continue
        with pytest.raises(Refused) as refused:
            judging.close_finding(stage.ctx(finder), CloseFinding(finding.pk, "我自己看过"))
        assert refused.value.status in {403, 409}
        if finding.severity == "grave":
            judging.look_back_finding(stage.ctx(lead), LookBackFinding(finding.pk, TODAY))
            judging.confirm_finding(stage.ctx(lead), ConfirmFinding(finding.pk, "到现场看了"))
        else:
            judging.close_finding(stage.ctx(lead), CloseFinding(finding.pk, "看了照片和记录"))
    states = Finding.objects.unscoped("tests").filter(pk__in=[finding.pk for finding in findings])
    assert set(states.values_list("state", flat=True)) == {"closed"}


def _punish(stage: Stage) -> Penalty:
    """Opened, told, pleaded, decided by the head of the organ, served, published."""
    case = cases.open_penalty(stage.ctx("market_lead"), opening(stage))
    conclude = ConcludePenalty(case.pk, case.facts, ("现场笔录",))
    case = cases.conclude_penalty(stage.ctx("market_lead"), conclude)
    case = cases.tell_penalty(stage.ctx("market_lead"), TellPenalty(case.pk, ("warning", "fine"), 2 * WAN))
    case = waived(stage, case)
    with pytest.raises(Refused):
        decide_penalty(stage.ctx("market_lead", LATER), deciding(case, 2 * WAN, LATER.date()))
    case = decide_penalty(stage.ctx("market_chief", LATER), deciding(case, 2 * WAN, LATER.date()))
    serve_penalty(stage.ctx("market_lead", LATER), ServePenalty(case.pk, LATER.date(), "direct", "head君"))
    publish_penalty(
        stage.ctx("market_lead", LATER), PublishPenalty(case.pk, "没有查询入职人员的违法犯罪记录")
    )
    case.refresh_from_db()
    return case


def _page(address: str, on: date) -> str:
    """What somebody without account reads on a day; the last is counted to its end."""
    with time_machine.travel(datetime(on.year, on.month, on.day, 23, 0, tzinfo=NOW.tzinfo), tick=False):
        return Client().get(address).content.decode()
