"""The plan as facts: versions, tasks, who leads and who answers for each, and the figures it promises.

Facts of an adopted version never change. What happens to a task afterwards (reports, slips, indicators) stands on
the governance floor and points down here.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C0, classified
from tuoyu.registers.plans.words import DutyKind, Op, VersionState


@classified(default=C0)
class Version(Case):
    """One version of a district's plan. ``draft`` holds what was read and corrected until it is adopted."""

    area = models.CharField("区划代码", max_length=12)
    doc_no = models.CharField("文号", max_length=64, blank=True, default="")
    title = models.CharField("标题", max_length=200)
    issuer = models.CharField("发文机关", max_length=100, blank=True, default="")
    index_no = models.CharField("索引号", max_length=64, blank=True, default="")
    unified_no = models.CharField("统一编号", max_length=64, blank=True, default="")
    signed_on = models.DateField("成文日期", null=True, blank=True)
    published_on = models.DateField("发布日期", null=True, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    valid_years = models.PositiveSmallIntegerField("有效期（年）", null=True, blank=True)
    text = models.TextField("正文", blank=True, default="")
    source_file = models.ForeignKey(
        StoredFile, verbose_name="原件", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    draft = models.JSONField("草稿", default=dict, blank=True)
    imported_at = models.DateTimeField("导入时间")
    imported_by = models.CharField("导入人", max_length=64)

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "方案"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("area",),
                condition=Q(state=VersionState.ADOPTED.value),
                name="plans_one_in_force_per_area",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@classified(default=C0)
class Task(ScopedModel):
    """A numbered task of a version. ``continues`` is the same task in the version before."""

    version = models.ForeignKey(Version, verbose_name="方案", on_delete=models.CASCADE, related_name="tasks")
    no = models.PositiveSmallIntegerField("序号")
    chapter = models.CharField("章", max_length=100, blank=True, default="")
    section = models.CharField("节", max_length=16, blank=True, default="")
    section_title = models.CharField("节名", max_length=200, blank=True, default="")
    title = models.CharField("任务", max_length=200)
    clause = models.TextField("原文", blank=True, default="")
    measures = models.JSONField("举措", default=list, blank=True)
    deadline = models.CharField("完成时限（原文）", max_length=100, blank=True, default="")
    continues = models.ForeignKey(
        "self", verbose_name="承接任务", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "任务"
        ordering = ("version", "no")
        constraints = [models.UniqueConstraint(fields=("version", "no"), name="plans_task_no_once")]

    def __str__(self) -> str:
        return f"{self.no} {self.title}"


@classified(default=C0)
class Duty(ScopedModel):
    """A unit stands behind a task, as lead or as responsible unit. 各街镇 is one unit here, as the plan says it."""

    task = models.ForeignKey(Task, verbose_name="任务", on_delete=models.CASCADE, related_name="duties")
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField("职责", max_length=16, choices=DutyKind.choices())
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "职责"
        ordering = ("task", "kind", "position")
        constraints = [models.UniqueConstraint(fields=("task", "unit"), name="plans_duty_once_per_unit")]

    def __str__(self) -> str:
        return f"{self.task_id} {self.kind} {self.unit_id}"


@classified(default=C0)
class Target(ScopedModel):
    """A figure the plan promises: metric, year, comparison, value. ``value`` is null when the promise is in words."""

    version = models.ForeignKey(
        Version, verbose_name="方案", on_delete=models.CASCADE, related_name="targets"
    )
    task = models.ForeignKey(
        Task, verbose_name="任务", null=True, blank=True, on_delete=models.CASCADE, related_name="targets"
    )
    position = models.PositiveSmallIntegerField("次序")
    metric = models.CharField("指标", max_length=100)
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    op = models.CharField("比较", max_length=16, choices=Op.choices())
    value = models.DecimalField("目标值", max_digits=14, decimal_places=4, null=True, blank=True)
    unit = models.CharField("单位", max_length=32)
    note = models.CharField("备注", max_length=200, blank=True, default="")
    sentence = models.TextField("原文", blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "目标"
        ordering = ("version", "position")

    def __str__(self) -> str:
        return f"{self.year or ''}{self.metric}"
