"""Quality evaluations: the scoring table, what an institution gave itself, what drawn experts gave, and the result."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.people.models import User
from tuoyu.foundation.vault.classes import C0, C1, classified
from tuoyu.operations.supervision.flow.evaluations import UNDER_WAY, TableState
from tuoyu.operations.supervision.models.inspectors import Inspector
from tuoyu.operations.supervision.rules.evaluation_table import Dimension, GradeLimit, TableItem
from tuoyu.registers.institutions.models import Institution


@classified(default=C0)
class EvaluationTable(Case):
    """A scoring table as an administrator loaded it; never changed. One is in use at a time.

    ``dimensions``: clause, label, points; ``items``: dimension, code, text, points, is_veto; ``grades``: grade, from_points.
    Points are texts of decimals.
    """

    title = models.CharField("名称", max_length=100)
    source = models.CharField("来源", max_length=200)
    version = models.CharField("版本", max_length=32)
    dimensions = models.JSONField("各章", default=list)
    items = models.JSONField("条目", default=list)
    grades = models.JSONField("等级分数线", default=list)
    loaded_at = models.DateTimeField("装入时间")
    loaded_by = models.CharField("装入人", max_length=64)

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "评分表"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("state",),
                condition=Q(state=TableState.ADOPTED.value),
                name="supervision_one_table_in_use",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    @property
    def parts(self) -> tuple[Dimension, ...]:
        return tuple(
            Dimension(each["clause"], each["label"], Decimal(each["points"])) for each in self.dimensions
        )

    @property
    def rows(self) -> tuple[TableItem, ...]:
        return tuple(
            TableItem(each["dimension"], each["code"], each["text"], Decimal(each["points"]), each["is_veto"])
            for each in self.items
        )

    @property
    def limits(self) -> tuple[GradeLimit, ...]:
        return tuple(GradeLimit(each["grade"], Decimal(each["from_points"])) for each in self.grades)


@classified(
    default=C1,
    grade=C0,
    own=C0,
    outside=C0,
    result=C0,
    answer=C0,
    published_at=C0,
    valid_until_on=C0,
    institution=C0,
)
class Evaluation(Case):
    """One evaluation of one institution. ``round`` 2 is the second look by other experts after an objection.

    ``draws`` keep what each drawing of experts was made from, so that it can be repeated. ``result`` holds the dimensions.
    """

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    table = models.ForeignKey(
        EvaluationTable, verbose_name="评分表", on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField("事由", max_length=200)
    opened_on = models.DateField("发起日期")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    draws = models.JSONField("抽取记录", default=list, blank=True)
    own = models.DecimalField("自评总分", max_digits=7, decimal_places=2, null=True, blank=True)
    outside = models.DecimalField("外评总分", max_digits=7, decimal_places=2, null=True, blank=True)
    grade = models.CharField("等级", max_length=4, blank=True, default="")
    result = models.JSONField("各章得分", default=list, blank=True)
    vetoes = models.JSONField("一票否决", default=list, blank=True)
    graded_at = models.DateTimeField("定级时间", null=True, blank=True)
    objection = models.CharField("异议", max_length=500, blank=True, default="")
    answer = models.CharField("机构意见", max_length=500, blank=True, default="")
    answered_at = models.DateTimeField("机构答复时间", null=True, blank=True)
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    valid_until_on = models.DateField("有效至", null=True, blank=True)

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "质量评估"
        ordering = ("-opened_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("institution",),
                condition=Q(state__in=UNDER_WAY),
                name="supervision_evaluation_one_open",
            )
        ]
        indexes = [models.Index(fields=("state", "-published_at"), name="supervision_evaluations_shown")]

    def __str__(self) -> str:
        return f"质量评估 {self.opened_on:%F}"


class Score(ScopedModel):
    """What was given for an item of the table, and why."""

    code = models.CharField("条目", max_length=32)
    points = models.DecimalField("得分", max_digits=6, decimal_places=2)
    is_failed = models.BooleanField("否决项不符合", default=False)
    reason = models.CharField("说明", max_length=300, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.code


@classified(default=C1)
class SelfScore(Score):
    """What an institution gave itself for an item."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="评估", on_delete=models.PROTECT, related_name="self_scores"
    )

    class Meta(Score.Meta):
        abstract = False
        verbose_name = "自评分"
        ordering = ("evaluation", "pk")
        constraints = [
            models.UniqueConstraint(fields=("evaluation", "code"), name="supervision_self_score_once")
        ]


@classified(default=C1)
class EvaluationExpert(ScopedModel):
    """An expert drawn for a round. ``user`` is who may hand in the points; an expert without account has none."""

    evaluation = models.ForeignKey(
        Evaluation, verbose_name="评估", on_delete=models.PROTECT, related_name="experts"
    )
    inspector = models.ForeignKey(Inspector, verbose_name="专家", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        User, verbose_name="账号", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    round = models.PositiveSmallIntegerField("轮次")
    drawn_at = models.DateTimeField("抽取时间")
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "评估专家"
        ordering = ("evaluation", "round", "pk")
        constraints = [
            models.UniqueConstraint(fields=("evaluation", "inspector"), name="supervision_expert_once")
        ]

    def __str__(self) -> str:
        return f"专家 {self.pk}"


@classified(default=C1)
class OutsideScore(Score):
    """What an expert gave for an item."""

    expert = models.ForeignKey(
        EvaluationExpert, verbose_name="专家", on_delete=models.PROTECT, related_name="scores"
    )

    class Meta(Score.Meta):
        abstract = False
        verbose_name = "专家评分"
        ordering = ("expert", "pk")
        constraints = [
            models.UniqueConstraint(fields=("expert", "code"), name="supervision_outside_score_once")
        ]
