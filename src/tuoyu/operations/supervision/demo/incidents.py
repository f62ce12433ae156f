"""Two years of incidents, told through the services: mostly scratches and children who fell ill, one told too late, one kept quiet,
one running now; and two drills. All invented."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from tuoyu.foundation.people.models import Post
from tuoyu.foundation.people.queries import actor_of, counts_on
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.supervision.commands.incidents import (
    AcknowledgeIncident,
    CloseIncident,
    InvestigateIncident,
    ReportIncident,
    StartDrill,
    UpdateIncident,
)
from tuoyu.operations.supervision.flow.incidents import IncidentState
from tuoyu.operations.supervision.models import Incident
from tuoyu.operations.supervision.queries.incidents import notices_of
from tuoyu.operations.supervision.services import incidents as services
from tuoyu.operations.supervision.services.drills import start_drill
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.queries import standing_in

CtxOf = Callable[[str, str, datetime], Ctx]
SystemCtx = Callable[[datetime], Ctx]
MINUTE = timedelta(minutes=1)
SEED = 20240611


@dataclass(frozen=True, slots=True)
class Scene:
    """One incident: how many days ago, by which answers, how many minutes until it was told (None: the authority found it)."""

    days_ago: int
    path: str
    minutes: int | None
    children: int
    place: str
    what: str
    measures: str
    cause: str = ""


SCENES = (
    Scene(702, "hurt.small.accident", 40, 1, "户外滑梯", "下滑梯时手掌擦破皮", "冲洗消毒，告诉家长"),
    Scene(688, "sick.told.common", 300, 1, "托小班", "医生诊断为手足口病", "孩子回家，全班消毒", "入园前已接触病人，班内没有再发"),
    Scene(655, "hurt.small.child", 55, 1, "托大班活动室", "争玩具时被咬伤手臂，没有破皮", "冷敷，告诉两家家长"),
    Scene(629, "hurt.hospital.light.accident", 35, 1, "盥洗室", "地面有水滑倒，下巴磕破，缝了两针", "老师陪同送医，家长到场", "拖地后没有擦干，已加防滑垫并改了拖地时间"),
    Scene(590, "sick.cluster.few", 420, 4, "托小班", "一周里4名孩子先后出疹", "都已回家，报疾控指导消毒", "水痘聚集，停班一周后没有再发"),
    Scene(561, "hurt.small.accident", 30, 1, "走廊", "跑动时撞到门框，额头起包", "冷敷，观察两小时"),
    Scene(533, "medicine.is_not", 25, 1, "保健室", "把两个孩子的维生素D滴剂喂反了", "问过医生，不用处理，告诉两家家长", "没有核对姓名贴，已改为两人核对"),
    Scene(498, "sick.fever", 60, 1, "托大班", "午睡后发热38.4℃", "隔离观察，家长接走看医生"),
    Scene(466, "food.one", 50, 1, "餐厅", "午餐后一名孩子呕吐两次", "家长接走看医生，留样封存", "医生诊断为受凉，与餐食无关"),
    Scene(437, "hurt.small.accident", 45, 1, "沙池", "沙子进了眼睛", "清水冲洗，告诉家长"),
    Scene(401, "sick.told.common", 500, 2, "乳儿班", "2名孩子确诊流感", "孩子回家，通风消毒", "家庭传入，班内没有再发"),
    Scene(377, "hurt.hospital.grave.accident", 48, 1, "户外滑梯", "从滑梯侧面跌落，前臂骨折", "打了120，家长到医院会合", "滑梯侧护栏松动，已停用更换，全园器械查过一遍"),
    Scene(344, "hurt.small.child", 35, 1, "托大班", "排队时被推倒，膝盖擦伤", "消毒，告诉家长"),
    Scene(312, "sick.cluster.many", 300, 11, "托大班", "一周里11名孩子呕吐腹泻", "全班回家，疾控已到场采样", "诺如病毒聚集；园里先自己消毒、隔天才报，属于迟报"),
    Scene(280, "hurt.small.accident", 20, 1, "寝室", "翻身碰到床栏，嘴唇磕破", "冷敷，告诉家长"),
    Scene(251, "fire.over", 65, 0, "厨房", "电饭煲插座打火冒烟，已断电", "拔掉电源，孩子都点过名", "插座老化，厨房线路已全部更换"),
    Scene(222, "hurt.hospital.light.unknown", 70, 1, "托小班", "离园时发现手腕红肿，说不清怎么来的", "已看监控并送医", "监控看到是自己摔倒压到手腕，当班老师没有看见"),
    Scene(195, "sick.told.common", 260, 1, "托小班", "确诊猩红热", "孩子回家，班里加一次晨午检", "家庭传入，班内没有再发"),
    Scene(163, "missing.safe", 30, 1, "大门口", "接园时一名孩子跟着别的家长走到门外，五分钟后找回", "马上告诉家长", "门口没有专人点名，已改为一人一牌、当面交接"),
    Scene(131, "hurt.small.accident", 50, 1, "户外跑道", "跑步绊倒，手肘擦伤", "消毒，告诉家长"),
    Scene(104, "sick.fever", 45, 1, "乳儿班", "晨检发热37.9℃", "当即由家长接回"),
    Scene(78, "hurt.hospital.light.accident", None, 1, "活动室", "家长投诉：孩子额头缝针，园里没有报告", "卫健部门接到投诉后到场核实", "园长以为小伤不用报；属于没有主动报告"),
    Scene(47, "sick.cluster.few", 360, 3, "托大班", "一周里3名孩子确诊手足口病", "都已回家，全班消毒", "班内聚集，停班五天后没有再发"),
    Scene(19, "hurt.small.child", 30, 1, "建构区", "积木砸到脚趾", "冷敷，告诉家长"),
    Scene(3, "hurt.hospital.grave.accident", 40, 1, "攀爬架", "从攀爬架上跌落，锁骨骨裂", "打了120，家长已到医院"),
)  # fmt: skip
DRILLS = (
    (208, "春季报告演练", "托小班一名孩子从滑梯上摔下，前臂变形，正送往医院。", 12, 9),
    (41, "秋季报告演练", "午餐后三名孩子呕吐，其中一名精神不好。", 15, 13),
)


@dataclass
class Stage:
    """What the acts share: who may act when, and the institutions with the person who speaks for each (None: no account)."""

    system: SystemCtx
    ctx_of: CtxOf
    now: datetime
    places: list[Institution]
    dice: random.Random

    def head_ctx(self, place: Institution, at: datetime) -> Ctx | None:
        if place.unit_id is None:
            return None
        posts = Post.objects.unscoped("the demonstration acts as the head of an institution")
        found = posts.filter(counts_on(at.date()), unit_id=place.unit_id, role="institution_head")
        post = found.select_related("user").first()
        area = self.system(at).area
        return Ctx(actor_of(post.user, at.date()), at, "demo", area) if post else None


def seed_incidents(system: SystemCtx, ctx_of: CtxOf, now: datetime) -> int:
    """Tell it. ``now`` is the moment of the demonstration. Returns how many incidents and drills there are.

    Acts as heads of institutions, officers and heads of units (``unit_officer``, ``unit_head``), the officers of filing where an
    institution has no account, and as ``inspection_lead`` of the supervising department for drills.
    """
    open_ones = standing_in(system(now).area).filter(standing="open").select_related("supervisor", "unit")
    places = list(open_ones.order_by("opened_on", "pk"))
    if not places:
        return 0
    stage = Stage(system, ctx_of, now, places, random.Random(SEED))
    for number, scene in enumerate(SCENES):
        _happen(stage, scene, number)
    _run_now(stage)
    for drill in DRILLS:
        _drill(stage, *drill)
    return len(SCENES) + 1 + len(DRILLS)


def _happen(stage: Stage, scene: Scene, number: int) -> None:
    """One incident from the first minute to its end, as far as the time goes."""
    known = _at(stage, scene.days_ago)
    place = _place(stage, number, known.date())
    told = scene.minutes if scene.minutes is not None else 26 * 60
    row = _report(stage, scene, place, known, known + told * MINUTE)
    if row.state == IncidentState.CLOSED:
        return
    _take_note(stage, row, known + (told + 4) * MINUTE)
    head = stage.head_ctx(place, known + timedelta(minutes=told, hours=5))
    if head is not None:
        services.update_incident(head, UpdateIncident(row.pk, "孩子情况平稳，家长知道经过。"))
    if scene.cause:
        _close(stage, row, scene, known + timedelta(days=2 + number % 9))


def _report(stage: Stage, scene: Scene, place: Institution, known: datetime, at: datetime) -> Incident:
    """By the institution itself; by telephone where it has no account; by the authority where it kept quiet."""
    head = stage.head_ctx(place, at) if scene.minutes is not None else None
    ctx = head or stage.ctx_of(place.supervisor.code, "filing_officer", at)
    command = ReportIncident(
        place.pk,
        tuple(scene.path.split(".")),
        known - stage.dice.randint(2, 9) * MINUTE,
        known,
        scene.place,
        scene.children,
        scene.what,
        scene.measures,
        told_at=None if head or scene.minutes is None else at - MINUTE,
    )
    return services.report_incident(ctx, command)


def _take_note(stage: Stage, row: Incident, at: datetime) -> None:
    for notice in notices_of(row):
        later = at + stage.dice.randint(0, 7) * MINUTE
        ctx = stage.ctx_of(notice.unit.code, "unit_officer", later)
        services.acknowledge_incident(ctx, AcknowledgeIncident(row.pk))


def _close(stage: Stage, row: Incident, scene: Scene, at: datetime) -> None:
    ctx = stage.ctx_of(row.institution.supervisor.code, "unit_head", at)
    services.investigate_incident(ctx, InvestigateIncident(row.pk))
    services.close_incident(ctx, CloseIncident(row.pk, scene.cause, "原因已向全园教师讲过，下次检查时复看。"))


def _run_now(stage: Stage) -> None:
    """Found by an officer twenty minutes ago: the institution has not said a word yet."""
    scene = Scene(
        0, "hurt.hospital.unknown.accident", None, 1, "门厅", "120回访得知一名孩子送医，伤情不明", "已电话联系园长"
    )  # fmt: skip
    known = stage.now - 20 * MINUTE
    _report(stage, scene, stage.places[-1], known, known + MINUTE)


def _drill(stage: Stage, days_ago: int, title: str, scenario: str, asked: int, answering: int) -> None:
    started = _at(stage, days_ago)
    department = stage.places[0].supervisor
    places = [
        place
        for place in stage.places
        if place.unit_id is not None
        and place.supervisor_id == department.pk
        and _is_open(place, started.date())
    ][:asked]
    if not places:
        return
    ctx = stage.ctx_of(department.code, "inspection_lead", started)
    drill = start_drill(ctx, StartDrill(title, scenario, tuple(place.pk for place in places)))
    for place in places[:answering]:
        at = started + stage.dice.randint(3, 48) * MINUTE
        head = stage.head_ctx(place, at)
        if head is not None:
            path = ("hurt", "hospital", "grave", "accident")
            command = ReportIncident(place.pk, path, started, started, "滑梯", 1, drill_id=drill.pk)
            row = services.report_incident(head, command)
            _take_note(stage, row, at + 2 * MINUTE)


def _place(stage: Stage, number: int, day: date) -> Institution:
    """Another one each time, of those that were open that day; the first where none was."""
    open_then = [place for place in stage.places if _is_open(place, day)]
    return _nth(open_then or stage.places[:1], number * 5)


def _nth(places: Sequence[Institution], number: int) -> Institution:
    return places[number % len(places)]


def _is_open(place: Institution, day: date) -> bool:
    return place.opened_on is not None and place.opened_on <= day


def _at(stage: Stage, days_ago: int) -> datetime:
    day = stage.now.astimezone(CHINA).date() - timedelta(days=days_ago)
    return datetime.combine(day, time(9, stage.dice.randint(0, 59)), CHINA)
