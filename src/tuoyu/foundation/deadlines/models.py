"""Clocks: what is due, by when, from whom, by which rule. Nothing else in the house counts days."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C1, classified


@classified(default=C1)
class Clock(ScopedModel):
    """One running (or met) deadline about one subject. ``role`` narrows who in the unit it waits for."""

    kind = models.CharField("时限种类", max_length=64)
    subject_type = models.CharField("对象类型", max_length=64)
    subject_id = models.BigIntegerField("对象编号")
    title = models.CharField("事项", max_length=200)
    link = models.CharField("去办理", max_length=200)
    unit = models.ForeignKey(Unit, verbose_name="承办单位", on_delete=models.PROTECT, related_name="+")
    role = models.CharField("承办角色", max_length=32, blank=True, default="")
    started_on = models.DateField("起算日")
    due_on = models.DateField("到期日")
    warn_days = models.PositiveSmallIntegerField("提前提醒（工作日）", default=0)
    is_provisional = models.BooleanField("暂定", default=False)
    is_unverified = models.BooleanField("依据待核实", default=False)
    basis = models.CharField("依据", max_length=200)
    policy_fingerprint = models.CharField("规则指纹", max_length=64)
    paused_on = models.DateField("暂停日", null=True, blank=True)
    pauses = models.JSONField("暂停记录", default=list, blank=True)
    met_on = models.DateField("办结日", null=True, blank=True)
    cancelled_on = models.DateField("取消日", null=True, blank=True)
    # Cancelled by mistake and brought back: from when to when it stood cancelled. Nothing was added to the due day.
    gaps = models.JSONField("误取消记录", default=list, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "时限"
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("started_on")), name="deadlines_clock_due_after_start"
            ),
            models.UniqueConstraint(
                fields=("subject_type", "subject_id", "kind", "unit"),
                condition=Q(met_on__isnull=True, cancelled_on__isnull=True),
                name="deadlines_clock_one_open_per_kind",
            ),
        ]
        indexes = [
            models.Index(
                fields=("unit", "due_on"),
                condition=Q(met_on__isnull=True, cancelled_on__isnull=True),
                name="deadlines_open_of_unit",
            ),
            models.Index(fields=("subject_type", "subject_id"), name="deadlines_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"
