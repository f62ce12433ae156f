"""Six evaluations by a table that says of itself that it is invented: real items are loaded by an administrator alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from tuoyu.foundation.people.models import Post
from tuoyu.foundation.policy.districts import District
from tuoyu.kernel.context import Ctx
from tuoyu.operations.supervision.commands.evaluations import (
    AdoptTable,
    LoadTable,
    OfEvaluation,
    OpenEvaluation,
    Score,
    Scores,
    SubmitScores,
)
from tuoyu.operations.supervision.demo.holders import as_holder, at, head_of
from tuoyu.operations.supervision.item_files import quality_frame
from tuoyu.operations.supervision.models import Evaluation, EvaluationExpert, EvaluationTable, Inspector
from tuoyu.operations.supervision.services import evaluations as services
from tuoyu.operations.supervision.services.experts import draw_evaluation, submit_expert
from tuoyu.operations.supervision.services.tables import adopt_table, load_table
from tuoyu.registers.institutions.models import Institution

CtxOf = Callable[[str, str, datetime], Ctx]
SystemCtx = Callable[[datetime], Ctx]
HEALTH = "wjj"
MOST_EXPERTS = 4
ITEMS_A_CHAPTER = 4
LIMITS = {"A": Decimal(900), "B": Decimal(750), "C": Decimal(600), "D": Decimal(0)}
# How far each of the six has come, and every how many items an expert takes a fifth off.
FATES = (("published", 9), ("published", 4), ("objected", 3), ("graded", 5), ("drawn", 0), ("opened", 0))


def seed_evaluations(system: SystemCtx, ctx_of: CtxOf, district: District, today: date) -> int:
    """Returns how many evaluations were told. Raises ``LookupError`` where the pool holds too few experts."""
    _demand_experts()
    start = today - timedelta(days=80)
    _table(system, ctx_of, start)
    rows = Institution.objects.unscoped("the demonstration").filter(
        standing="open", unit__isnull=False, supervisor__code=HEALTH
    )
    places = list(rows.order_by("pk")[: len(FATES)])
    for number, (place, (fate, every)) in enumerate(zip(places, FATES, strict=False)):
        _Told(ctx_of, district.code, place, start + timedelta(days=1 + number), every).until(fate)
    return len(places)


class _Told:
    """One evaluation, told day by day."""

    def __init__(self, ctx_of: CtxOf, area: str, place: Institution, start: date, every: int) -> None:
        self.ctx_of, self.area, self.place, self.day, self.every = ctx_of, area, place, start, every
        self.evaluation = services.open_evaluation(self.lead(), OpenEvaluation(place.pk, "年度质量评估"))

    def until(self, fate: str) -> Evaluation:
        if fate == "opened":
            return self.evaluation
        table = self.evaluation.table
        services.submit_evaluation(self.head(), SubmitScores(self.evaluation.pk, _scores(table, 0)))
        self.assess(is_drawn_only=fate == "drawn")
        if fate == "drawn":
            return self.evaluation
        subject = OfEvaluation(self.evaluation.pk)
        services.grade_evaluation(self.lead(), subject)
        if fate == "objected":
            note = OfEvaluation(subject.evaluation_id, "第一章的材料当天没有来得及出示，请再看一次")
            services.object_evaluation(self.head(), note)
            self.every += 2
            self.assess(is_drawn_only=False)
            services.grade_evaluation(self.lead(), subject)
        if fate != "graded":
            said = OfEvaluation(subject.evaluation_id, "感谢专家，扣分的几项已经列入改进计划。")
            services.answer_evaluation(self.head(), said)
            services.publish_evaluation(self.lead(), subject)
        return self.evaluation

    def assess(self, *, is_drawn_only: bool) -> None:
        team = draw_evaluation(self.lead(), OfEvaluation(self.evaluation.pk))
        for number, expert in enumerate([] if is_drawn_only else team):
            scores = _scores(self.evaluation.table, self.every + number)
            submit_expert(_acting(expert, self.moment(), self.area), SubmitScores(expert.pk, scores))

    def moment(self) -> datetime:
        self.day += timedelta(days=2)
        return at(self.day, 10)

    def lead(self) -> Ctx:
        return self.ctx_of(HEALTH, "inspection_lead", self.moment())

    def head(self) -> Ctx:
        return head_of(self.place.unit_id, self.moment(), self.area)


def _scores(table: EvaluationTable, every: int) -> Scores:
    """Full points; of every ``every``-th item a fifth is taken (0: of none)."""
    found = {}
    for number, item in enumerate(table.rows, 1):
        is_less = every > 0 and number % every == 0
        points = item.points * (4 if is_less else 5) / 5
        found[item.code] = Score(points, reason="记录不全" if is_less else "")
    return found


def _table(system: SystemCtx, ctx_of: CtxOf, day: date) -> None:
    command = LoadTable(
        "评分表.csv",
        _csv(),
        "演示用评分表（虚构）",
        "虚构，只供演示；正式使用请按标准原件装入",
        "演示",
        LIMITS,
    )
    table = load_table(system(at(day, 8)), command)
    adopt_table(ctx_of("", "coordinator", at(day, 9)), AdoptTable(table.pk, "演示"))


def _csv() -> bytes:
    """Items that fill the frame and say that they are invented; the first of each chapter veto until there are enough."""
    frame = quality_frame()
    vetoes = int(frame["veto_items"])
    file = io.StringIO()
    sheet = csv.writer(file)
    sheet.writerow(["章", "编号", "内容", "分值", "一票否决"])
    for place in range(ITEMS_A_CHAPTER):
        for chapter in frame["dimensions"]:
            share, rest = divmod(int(chapter["points"]), ITEMS_A_CHAPTER)
            points = share + (rest if place == 0 else 0)
            code = f"演{chapter['clause']}.{place + 1}"
            text = f"演示条目（虚构）：{chapter['label']}第 {place + 1} 项"
            sheet.writerow([chapter["clause"], code, text, points, "是" if vetoes > 0 else "否"])
            vetoes -= 1
    return file.getvalue().encode()


def _demand_experts() -> None:
    """The lottery needs two each round, and one is looked at twice by others."""
    pool = Inspector.objects.unscoped("the demonstration").filter(kind="expert", user__isnull=False)
    if pool.count() < MOST_EXPERTS:
        raise LookupError(f"put {MOST_EXPERTS} experts with accounts into the pool before the evaluations")


def _acting(expert: EvaluationExpert, moment: datetime, area: str) -> Ctx:
    posts = Post.objects.unscoped("the demonstration").select_related("user", "unit")
    return as_holder(posts.get(user=expert.user_id, role="inspector"), moment, area)
