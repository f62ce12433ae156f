"""Two years of mending, told through the services: most in time, some late, sent back or there again, a few overdue now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from tuoyu.foundation.people.models import Post, Unit
from tuoyu.foundation.policy.calendars import work_calendar
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import CHINA, Actor, ActorKind, Ctx, PostRef
from tuoyu.operations.supervision.commands.conduct import (
    FileFee,
    FoodRecord,
    MedicineRecord,
    RecordCharge,
    RecordConduct,
)
from tuoyu.operations.supervision.commands.findings import (
    AnswerObjection,
    AnswerSelfCheck,
    CloseFinding,
    ConfirmFinding,
    LookBackFinding,
    NewFile,
    RaiseObjection,
    ReopenFinding,
    ReturnFinding,
    SpreadFinding,
    SubmitFinding,
)
from tuoyu.operations.supervision.demo.pictures import photograph
from tuoyu.operations.supervision.models import Finding, SelfCheck
from tuoyu.operations.supervision.policy.duties import kinds_of
from tuoyu.operations.supervision.queries.judging import closing_verdict
from tuoyu.operations.supervision.services import conduct, judging, objections, self_checks
from tuoyu.operations.supervision.services.findings import submit_finding
from tuoyu.operations.supervision.services.reminding import remind_findings
from tuoyu.operations.supervision.words.findings import Severity
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import standing_in
from tuoyu.registers.institutions.words import Standing

CtxOf = Callable[[str, str, datetime], Ctx]
SystemCtx = Callable[[datetime], Ctx]
LEAD, INSPECTOR, HEAD = "inspection_lead", "inspector", "institution_head"
DONE = (
    "已更换并登记，专人每天检查。",
    "已清理，拍了照，开会讲了一遍。",
    "缺的记录补齐，以后当天写。",
    "请人修好了，票据附后。",
)
SENT_BACK = "照片看不出日期，请对着改好的地方重拍。"
RECENT = timedelta(days=90)
ASKED_OF = 2


@dataclass(frozen=True, slots=True)
class Stage:
    """What the acts of the story share; ``units`` are the codes of the departments that inspect."""

    system: SystemCtx
    ctx_of: CtxOf
    units: Mapping[str, object]
    today: date
    area: str
    heads: Mapping[int, Actor]


def seed_findings(
    system: SystemCtx, ctx_of: CtxOf, district: District, units: Mapping[str, object], today: date
) -> int:
    """Lead the findings of the visits through their lives; file prices, look at receipts, food, medicine. Returns how many findings.

    ``units`` maps codes of departments with a lead and an inspector; findings of others stay as they are. Those overdue
    are reminded of at the end.
    """
    heads = {post.unit_id: _actor(post) for post in _head_posts(today)}
    stage = Stage(system, ctx_of, units, today, district.code, heads)
    rows = Finding.objects.unscoped("the findings of the demonstration").select_related("institution", "unit")
    found = [row for row in rows.order_by("found_at", "pk") if row.unit.code in units]
    for number, finding in enumerate(found):
        _live(stage, finding, number)
    _ask_others(stage, found)
    _prices(stage)
    _food_and_medicine(stage)
    remind_findings(system(_at(today, 7)))
    return len(found)


def _live(stage: Stage, finding: Finding, number: int) -> None:
    """Ten kinds of lives, in turn; what lies ahead of today has not happened yet."""
    if finding.institution.unit_id not in stage.heads:
        return
    kind, due = number % 10, finding.due_on
    # The newest of one kind are still to be mended, some of them late.
    if kind == 8 and stage.today - _day(finding.found_at) < RECENT:
        _disagree(stage, finding)
        return
    handed_in = _workday(due, 6) if kind in {6, 8} else max(_day(finding.found_at), due - timedelta(days=1))
    if not _submit(stage, finding, handed_in, number):
        return
    judged = _workday(handed_in, 2)
    if kind == 7 and judged <= stage.today:
        judging.return_finding(_lead(stage, finding, judged), ReturnFinding(finding.pk, SENT_BACK))
        handed_in = _workday(judged, 2)
        if not _submit(stage, finding, handed_in, number + 1):
            return
        judged = _workday(handed_in, 2)
    settled = _settle(stage, finding, judged)
    if kind == 9 and settled is not None:
        _again(stage, finding, _workday(settled, 30))


def _again(stage: Stage, finding: Finding, day: date) -> None:
    """Seen again a month later, mended again."""
    if day > stage.today:
        return
    again = ReopenFinding(finding.pk, "再去时又是老样子。")
    judging.reopen_finding(_lead(stage, finding, day), again)
    if _submit(stage, finding, _workday(day, 1), finding.pk):
        _settle(stage, finding, _workday(day, 3))


def _disagree(stage: Stage, finding: Finding) -> None:
    """The institution objects, the department keeps the finding; it is still to be mended."""
    day = _workday(_day(finding.found_at), 1)
    if day > stage.today:
        return
    said = RaiseObjection(finding.pk, "检查那天设备送修，有维修单，请再核。")
    objection = objections.raise_objection(_head(stage, finding.institution, day, 10), said)
    answered = _workday(day, 3)
    if answered <= stage.today:
        reply = AnswerObjection(objection.pk, "kept", "维修单是检查以后开的，请照原期限整改。")
        objections.answer_objection(_lead(stage, finding, answered), reply)


def _submit(stage: Stage, finding: Finding, day: date, number: int) -> bool:
    """Handed in by the day; False where the day lies ahead."""
    if day > stage.today:
        return False
    head = _head(stage, finding.institution, day, 15)
    text, picture = (
        DONE[number % len(DONE)],
        NewFile("整改后.png", photograph(finding.institution.name, is_mended=True)),
    )
    submit_finding(head, SubmitFinding(finding.pk, text, (picture,)))
    return True


def _settle(stage: Stage, finding: Finding, day: date) -> date | None:
    """Closed on the papers, or after somebody went there; the day of it, None while it lies ahead."""
    if day > stage.today:
        return None
    if finding.severity == Severity.GRAVE.value:
        look = _workday(day, 5)
        judging.look_back_finding(_lead(stage, finding, day), LookBackFinding(finding.pk, look))
        closer = _closer(stage, finding, look)
        if look > stage.today or closer is None:
            return None
        judging.confirm_finding(closer, ConfirmFinding(finding.pk, "到现场看了，保持得住。"))
        return look
    closer = _closer(stage, finding, day)
    if closer is None:
        return None
    judging.close_finding(closer, CloseFinding(finding.pk, "照片和记录都看了，改到位。"))
    return day


def _closer(stage: Stage, finding: Finding, day: date) -> Ctx | None:
    """Somebody of the department who may close it; None where everybody known had a hand in it."""
    fresh = Finding.objects.unscoped("as it stands now").select_related("institution").get(pk=finding.pk)
    choices = (stage.ctx_of(finding.unit.code, role, _at(day, 16)) for role in (LEAD, INSPECTOR))
    return next((ctx for ctx in choices if closing_verdict(ctx, fresh, after_look=True).is_ok), None)


def _ask_others(stage: Stage, found: list[Finding]) -> None:
    """The newest grave findings were asked of the others; most have answered."""
    since = stage.today - RECENT
    grave = [
        row for row in found
        if row.severity == Severity.GRAVE.value and row.item_id and _day(row.found_at) > since
    ]  # fmt: skip
    for finding in grave[-ASKED_OF:]:
        day = _workday(_day(finding.found_at), 1)
        if day > stage.today:
            continue
        self_checks.spread_finding(_lead(stage, finding, day), SpreadFinding(finding.pk))
        asked = SelfCheck.objects.unscoped("who was asked in the demonstration").filter(finding=finding)
        for number, check in enumerate(asked.select_related("institution").order_by("pk")):
            _answer(stage, check, _workday(day, 1 + number % 4), number)


def _answer(stage: Stage, check: SelfCheck, day: date, number: int) -> None:
    if day > stage.today or number % 5 == 4 or check.institution.unit_id not in stage.heads:
        return
    answer, note = ("mended", "也有一处，当天换了。") if number % 5 == 3 else ("clean", "")
    head = _head(stage, check.institution, day, 11)
    self_checks.answer_self_check(head, AnswerSelfCheck(check.pk, answer, note))


def _prices(stage: Stage) -> None:
    """Every open institution with an account files two prices; some were charged otherwise."""
    filed_on = stage.today - timedelta(days=400)
    market = _department(stage, "市场监管")
    for number, place in enumerate(_open_places(stage)):
        fee = place.monthly_fee_fen or 220_000
        head = _head(stage, place, filed_on, 9)
        for item, fen in (("托育费", fee), ("伙食费", 40_000)):
            conduct.file_fee(head, FileFee(place.pk, item, "month", fen, filed_on))
        if market and number % 6 == 0:
            seen_on = _workday(stage.today - timedelta(days=10 + number), 0)
            charged = fee + (30_000 if number % 12 == 0 else 0)
            ctx = stage.ctx_of(market, INSPECTOR, _at(seen_on, 10))
            command = RecordCharge(place.pk, "托育费", "month", charged, "receipt", seen_on, 1)
            conduct.record_charge(ctx, command)


def _food_and_medicine(stage: Stage) -> None:
    """Kitchens seen by those who look after food, medicine logs by those who look after health; two of late were not as they should."""
    market, health = _department(stage, "市场监管"), _department(stage, "卫生健康")
    for number, place in enumerate(_open_places(stage)):
        seen_on = _workday(stage.today - timedelta(days=3 + 2 * number), 0)
        if market and number % 4 == 1:
            kept = 5 if number == 5 else 6
            licence = stage.today + timedelta(days=300 + number)
            _look(stage, market, place, FoodRecord(licence, 6, kept, 130, 48, has_menu=True), seen_on)
        if health and number % 5 == 2:
            unsigned = 1 if number == 7 else 0
            _look(
                stage,
                health,
                place,
                MedicineRecord(has_consent=True, entries=8 + number % 9, unsigned=unsigned, incomplete=0),
                seen_on,
            )


def _look(
    stage: Stage, department: str, place: Institution, seen: FoodRecord | MedicineRecord, day: date
) -> None:
    ctx = stage.ctx_of(department, INSPECTOR, _at(day, 15))
    conduct.record_conduct(ctx, RecordConduct(place.pk, seen, day))


def _open_places(stage: Stage) -> QuerySet[Institution]:
    """Open institutions with an account, always in the same order."""
    rows = standing_in(stage.area).filter(standing=Standing.OPEN.value, unit__in=list(stage.heads))
    return rows.order_by("pk")


def _department(stage: Stage, kind: str) -> str:
    """Code of the department of a kind; empty where none of the district inspects."""
    rows = Unit.objects.unscoped("departments of the demonstration").filter(code__in=list(stage.units))
    return next((unit.code for unit in rows.order_by("pk") if kind in kinds_of(unit.name)), "")


def _head_posts(today: date) -> list[Post]:
    rows = Post.objects.unscoped("heads of institutions in the demonstration").filter(
        role=HEAD, starts_on__lte=today, ends_on__isnull=True
    )
    return list(rows.select_related("user", "unit").order_by("pk"))


def _actor(post: Post) -> Actor:
    ref = PostRef(post.pk, post.unit_id, post.unit.name, post.role, post.unit.area)
    return Actor(ActorKind.PERSON, post.user.name, post.user_id, (ref,))


def _head(stage: Stage, institution: Institution, day: date, hour: int) -> Ctx:
    assert institution.unit_id is not None  # noqa: S101 - only institutions with a head come here
    return Ctx(stage.heads[institution.unit_id], stage.system(_at(day, hour)).now, "demo", stage.area)


def _lead(stage: Stage, finding: Finding, day: date) -> Ctx:
    return stage.ctx_of(finding.unit.code, LEAD, _at(day, 14))


def _day(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), CHINA)


def _workday(day: date, later: int) -> date:
    return work_calendar().add_provisional(day, later)[0]
