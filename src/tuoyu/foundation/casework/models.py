"""The timeline of a case: one row a move, told for people (the journal tells it for proof)."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.vault.classes import C1, classified


class Case(ScopedModel):
    """Base of everything that has a life cycle. ``state`` is a value of the flow's states."""

    state = models.CharField("状态", max_length=24)
    state_at = models.DateTimeField("状态时间")

    class Meta(ScopedModel.Meta):
        abstract = True


@classified(default=C1)
class Step(ScopedModel):
    """One move of one case. Reached only through the case it belongs to."""

    subject_type = models.CharField("对象类型", max_length=64)
    subject_id = models.BigIntegerField("对象编号")
    move = models.CharField("动作", max_length=32)
    label = models.CharField("动作名称", max_length=64)
    source = models.CharField("原状态", max_length=24)
    target = models.CharField("新状态", max_length=24)
    note = models.TextField("说明", blank=True, default="")
    at = models.DateTimeField("时间")
    by_name = models.CharField("办理人", max_length=64)
    by_unit = models.CharField("办理单位", max_length=64, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "办理记录"
        ordering = ("pk",)
        indexes = [models.Index(fields=("subject_type", "subject_id"), name="casework_step_of_subject")]

    def __str__(self) -> str:
        return f"{self.label} {self.at:%F %T}"
