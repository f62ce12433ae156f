"""Results as the public reads them."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C0, C1, classified
from tuoyu.operations.supervision.models.visits import Visit
from tuoyu.registers.institutions.models import Institution


@classified(default=C0, published_by=C1, answered_by=C1, withdraw_reason=C1)
class Result(ScopedModel):
    """What one visit came to. It is shown from ``published_at`` to the end of ``until_on``, unless it was withdrawn.

    ``looked_count`` items were looked at, ``bad_count`` were wrong; whether these are mended is asked when it is shown.
    """

    visit = models.OneToOneField(Visit, verbose_name="检查", on_delete=models.PROTECT, related_name="result")
    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, verbose_name="公示单位", on_delete=models.PROTECT, related_name="+")
    looked_count = models.PositiveSmallIntegerField("检查事项数")
    bad_count = models.PositiveSmallIntegerField("问题数")
    sentence = models.CharField("结论", max_length=300)
    published_at = models.DateTimeField("公示时间")
    published_by = models.CharField("公示人", max_length=64)
    until_on = models.DateField("公示截止")
    answer = models.CharField("机构说明", max_length=500, blank=True, default="")
    answered_at = models.DateTimeField("说明时间", null=True, blank=True)
    answered_by = models.CharField("说明人", max_length=64, blank=True, default="")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdraw_reason = models.CharField("撤下原因", max_length=300, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "检查结果公示"
        ordering = ("-published_at", "-pk")
        indexes = [
            models.Index(fields=("-published_at", "-id"), name="supervision_result_by_day"),
            models.Index(fields=("-bad_count", "-id"), name="supervision_result_by_faults"),
        ]

    def __str__(self) -> str:
        return f"检查结果 {self.published_at:%F}"
