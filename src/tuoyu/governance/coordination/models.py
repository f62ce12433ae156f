"""What happens to the tasks of the plan: milestones, monthly reports with evidence, slips, and daily lights."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C0, C1, classified
from tuoyu.governance.coordination.words import Light, Origin, SlipCause, SlipLevel
from tuoyu.operations.supervision.models import Finding
from tuoyu.registers.plans.models import Task


@classified(default=C1)
class Milestone(Case):
    """A step that one unit owes for a task by a day. ``upstream`` is the step it must wait for, often another unit's."""

    task = models.ForeignKey(Task, verbose_name="任务", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, verbose_name="承担单位", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("节点", max_length=200)
    due_on = models.DateField("完成期限")
    reached_on = models.DateField("完成日期", null=True, blank=True)
    upstream = models.ForeignKey(
        "self",
        verbose_name="上游节点",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="downstream",
    )
    obstacle = models.CharField("受阻原因", max_length=200, blank=True, default="")

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "节点"
        ordering = ("due_on", "pk")
        indexes = [models.Index(fields=("task", "state", "due_on"), name="coordination_milestone_of_task")]

    def __str__(self) -> str:
        return self.title


@classified(default=C1)
class Report(Case):
    """The progress a unit owes (or volunteers) for a task and a month. The row exists from the day it is owed."""

    task = models.ForeignKey(Task, verbose_name="任务", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, verbose_name="报送单位", on_delete=models.PROTECT, related_name="+")
    period_on = models.DateField("月份")
    summary = models.TextField("本月进展", blank=True, default="")
    obstacles = models.TextField("困难和需要协调的事", blank=True, default="")
    next_steps = models.TextField("下月打算", blank=True, default="")
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    submitted_by = models.CharField("报送人", max_length=64, blank=True, default="")
    evidence_count = models.PositiveSmallIntegerField("佐证份数", default=0)
    review_note = models.TextField("审核意见", blank=True, default="")

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "进展"
        ordering = ("-period_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("task", "unit", "period_on"), name="coordination_report_once_a_month"
            )
        ]
        indexes = [
            models.Index(fields=("unit", "state", "-period_on"), name="coordination_report_of_unit"),
            models.Index(fields=("-period_on", "-id"), name="coordination_report_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.period_on:%Y-%m}"


@classified(default=C1)
class ReportFigure(ScopedModel):
    """A number inside a report. A figure drawn from the system names its source; a typed one says so."""

    report = models.ForeignKey(Report, verbose_name="进展", on_delete=models.CASCADE, related_name="figures")
    label = models.CharField("名称", max_length=64)
    value = models.DecimalField("数值", max_digits=14, decimal_places=2)
    unit = models.CharField("单位", max_length=16, blank=True, default="")
    origin = models.CharField("来源", max_length=8, choices=Origin.choices())
    source_key = models.CharField("取数口径", max_length=64, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "进展数字"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.label} {self.value}{self.unit}"


@classified(default=C1)
class Evidence(ScopedModel):
    """A file that proves a report or the end of a milestone."""

    report = models.ForeignKey(
        Report, verbose_name="进展", null=True, blank=True, on_delete=models.CASCADE, related_name="evidence"
    )
    milestone = models.ForeignKey(
        Milestone,
        verbose_name="节点",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="evidence",
    )
    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="+")
    caption = models.CharField("说明", max_length=100, blank=True, default="")
    added_at = models.DateTimeField("上传时间")
    added_by = models.CharField("上传人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "佐证"
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=False, milestone__isnull=True)
                | Q(report__isnull=True, milestone__isnull=False),
                name="coordination_evidence_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.caption


@classified(default=C1)
class Slip(Case):
    """An escalation slip (督办单): to whom, at which level, why, with the upstream cause when another unit is the cause."""

    number = models.CharField("编号", max_length=32, unique=True)
    task = models.ForeignKey(Task, verbose_name="任务", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, verbose_name="被督办单位", on_delete=models.PROTECT, related_name="+")
    level = models.CharField("级别", max_length=8, choices=SlipLevel.choices())
    cause = models.CharField("事由", max_length=16, choices=SlipCause.choices())
    milestone = models.ForeignKey(
        Milestone, verbose_name="节点", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    report = models.ForeignKey(
        Report, verbose_name="进展", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    finding = models.ForeignKey(
        Finding, verbose_name="检查问题", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField("督办事由")
    upstream = models.TextField("影响的下游", blank=True, default="")
    reply = models.TextField("答复", blank=True, default="")
    replied_at = models.DateTimeField("答复时间", null=True, blank=True)
    issued_at = models.DateTimeField("发出时间")
    issued_by = models.CharField("发出人", max_length=64)
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "督办单"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("milestone",),
                condition=Q(state__in=("issued", "replied")),
                name="coordination_one_open_slip_a_milestone",
            ),
            models.UniqueConstraint(
                fields=("report",),
                condition=Q(state__in=("issued", "replied")),
                name="coordination_one_open_slip_a_report",
            ),
            models.UniqueConstraint(
                fields=("finding",),
                condition=Q(state__in=("issued", "replied")),
                name="coordination_one_open_slip_a_finding",
            ),
        ]
        indexes = [models.Index(fields=("unit", "state"), name="coordination_slip_of_unit")]

    def __str__(self) -> str:
        return self.number


@classified(default=C0)
class LightRecord(ScopedModel):
    """How a task stood on a day: what the cockpit compares this week with."""

    task = models.ForeignKey(Task, verbose_name="任务", on_delete=models.CASCADE, related_name="+")
    on = models.DateField("日期")
    light = models.CharField("状态", max_length=8, choices=Light.choices())
    sentence = models.CharField("原因", max_length=300)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "任务状态快照"
        ordering = ("-on", "task")
        constraints = [models.UniqueConstraint(fields=("task", "on"), name="coordination_light_once_a_day")]

    def __str__(self) -> str:
        return f"{self.on:%F} {self.light}"
