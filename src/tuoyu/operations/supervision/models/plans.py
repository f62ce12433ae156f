"""The yearly inspection plan of a department."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C0, classified


@classified(default=C0)
class InspectionPlan(Case):
    """One edition of the plan of a department for a year. A published edition is never changed: it is replaced."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    edition = models.PositiveSmallIntegerField("版次", default=1)
    cap = models.PositiveSmallIntegerField("每家机构每年最多几次")
    # Risk class → ten-thousandths of the institutions of that class that are visited in the year.
    shares = models.JSONField("抽查比例", default=dict)
    note = models.CharField("说明", max_length=500, blank=True, default="")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    published_by = models.CharField("公布人", max_length=64, blank=True, default="")

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "检查计划"
        ordering = ("-year", "unit", "-edition")
        constraints = [
            models.UniqueConstraint(fields=("unit", "year", "edition"), name="supervision_plan_edition_once"),
            models.UniqueConstraint(
                fields=("unit", "year"),
                condition=Q(state="published"),
                name="supervision_plan_one_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}年检查计划（第{self.edition}版）"
