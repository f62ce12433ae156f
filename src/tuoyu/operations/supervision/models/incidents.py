"""Incidents: what happened, who was told and took note, what was told later; and the drills that test the silence."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C1, C3, classified
from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.rows import SealedModel
from tuoyu.operations.supervision.words.findings import Severity
from tuoyu.operations.supervision.words.incidents import DRILL_MARK, IncidentKind, Timeliness
from tuoyu.registers.institutions.models import Institution


@classified(default=C1)
class Drill(ScopedModel):
    """A test of the silence: institutions are told a made-up incident and should report it."""

    unit = models.ForeignKey(Unit, verbose_name="发起单位", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("演练", max_length=60)
    scenario = models.CharField("假设的情况", max_length=200)
    started_at = models.DateTimeField("开始时间")
    started_by = models.CharField("发起人", max_length=64)
    ends_at = models.DateTimeField("截止时间")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "报告演练"
        ordering = ("-started_at", "-pk")

    def __str__(self) -> str:
        return self.title


@classified(default=C1, what=C3, measures=C3, cause=C3, lessons=C3)
class Incident(SealedModel, Case):
    """One thing that happened at one institution, or was made up for a drill. No child's name stands in any open column.

    ``path`` holds the answers of the tree, ``outcome`` the leaf they led to. ``reported_at`` is when the institution itself told
    it, empty while only the authority knows; ``timeliness`` is computed from the moments and stands since ``timeliness_at``.
    """

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    area_code = models.CharField("区划代码", max_length=12, blank=True, default="")
    kind = models.CharField("类型", max_length=12, choices=IncidentKind.choices())
    severity = models.CharField("程度", max_length=8, choices=Severity.choices())
    outcome = models.CharField("判断结果", max_length=32)
    path = models.JSONField("回答", default=list)
    happened_at = models.DateTimeField("发生时间")
    known_at = models.DateTimeField("知道时间")
    place = models.CharField("地点", max_length=100, blank=True, default="")
    children_count = models.PositiveSmallIntegerField("涉及孩子数", default=0)
    what = EncryptedTextField("经过", purpose="child", blank=True, default="")
    measures = EncryptedTextField("已做的处置", purpose="child", blank=True, default="")
    recorded_at = models.DateTimeField("记录时间")
    recorded_by = models.CharField("记录人", max_length=64)
    report_by_at = models.DateTimeField("最迟报告时间", null=True, blank=True)
    reported_at = models.DateTimeField("机构报告时间", null=True, blank=True)
    reported_by = models.CharField("报告人", max_length=64, blank=True, default="")
    timeliness = models.CharField("报告是否及时", max_length=8, choices=Timeliness.choices())
    timeliness_at = models.DateTimeField("判定时间")
    # The authority that learnt of it without being told by the institution.
    found_by_unit = models.ForeignKey(
        Unit, verbose_name="发现单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    drill = models.ForeignKey(
        Drill, verbose_name="演练", null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    is_drill = models.BooleanField("演练", default=False)
    cause = EncryptedTextField("原因", purpose="child", blank=True, default="")
    lessons = EncryptedTextField("改进措施", purpose="child", blank=True, default="")
    closed_at = models.DateTimeField("结案时间", null=True, blank=True)
    # The name of the policy value that set the minutes.
    policy_fingerprint = models.CharField("规则指纹", max_length=64, blank=True, default="")

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "突发事件"
        ordering = ("-known_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_drill=True, drill__isnull=False) | Q(is_drill=False, drill__isnull=True),
                name="supervision_incident_of_drill",
            )
        ]
        indexes = [
            models.Index(fields=("institution", "-known_at"), name="supervision_incident_of_place"),
            models.Index(fields=("timeliness", "report_by_at"), name="supervision_incident_waiting"),
        ]

    def __str__(self) -> str:
        mark = DRILL_MARK if self.is_drill else ""
        return f"{mark}{self.institution.name} {IncidentKind.label_of(self.kind)}"


@classified(default=C1)
class IncidentNotice(ScopedModel):
    """One unit that was told of an incident. ``bodies`` are the kinds for which it stands; ``escalations`` counts who else was told."""

    incident = models.ForeignKey(
        Incident, verbose_name="突发事件", on_delete=models.PROTECT, related_name="notices"
    )
    unit = models.ForeignKey(Unit, verbose_name="收到单位", on_delete=models.PROTECT, related_name="+")
    bodies = models.JSONField("以什么身份", default=list)
    sent_at = models.DateTimeField("告知时间")
    acknowledged_at = models.DateTimeField("确认时间", null=True, blank=True)
    acknowledged_by = models.CharField("确认人", max_length=64, blank=True, default="")
    escalations = models.PositiveSmallIntegerField("升级次数", default=0)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "突发事件告知"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("incident", "unit"), name="supervision_one_notice_a_unit")
        ]
        indexes = [models.Index(fields=("unit", "acknowledged_at"), name="supervision_notice_of_unit")]

    def __str__(self) -> str:
        return f"{self.incident} → {self.unit.name}"


@classified(default=C1, text=C3)
class IncidentUpdate(SealedModel, ScopedModel):
    """What was told after the first report (续报). Never changed."""

    incident = models.ForeignKey(
        Incident, verbose_name="突发事件", on_delete=models.PROTECT, related_name="updates"
    )
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    text = EncryptedTextField("续报内容", purpose="child")
    made_at = models.DateTimeField("续报时间")
    made_by = models.CharField("续报人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "续报"
        ordering = ("made_at", "pk")

    def __str__(self) -> str:
        return f"{self.incident} 续报"


@classified(default=C1)
class DrillTarget(ScopedModel):
    """One institution in a drill. ``minutes`` is how long it took to report; empty while silent."""

    drill = models.ForeignKey(Drill, verbose_name="演练", on_delete=models.PROTECT, related_name="targets")
    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    told_at = models.DateTimeField("通知时间")
    answered_at = models.DateTimeField("报告时间", null=True, blank=True)
    minutes = models.PositiveIntegerField("用了几分钟", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "演练对象"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=("drill", "institution"), name="supervision_once_in_a_drill")
        ]

    def __str__(self) -> str:
        return f"{self.drill} {self.institution.name}"
