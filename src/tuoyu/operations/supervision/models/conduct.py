"""Prices that institutions filed, prices that were seen, and looks at food and medicine."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C0, C1, classified
from tuoyu.operations.supervision.models.visits import Visit
from tuoyu.operations.supervision.words.conduct import ChargeSource, ConductKind, Per
from tuoyu.registers.institutions.models import Institution


@classified(default=C0)
class Fee(ScopedModel):
    """A price that an institution made public: it holds from ``since_on`` to ``until_on`` (null: still)."""

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    item = models.CharField("收费项目", max_length=32)
    per = models.CharField("计费方式", max_length=8, choices=Per.choices())
    price_fen = models.BigIntegerField("价格")
    since_on = models.DateField("执行日期")
    until_on = models.DateField("截止日期", null=True, blank=True)
    filed_at = models.DateTimeField("公示时间")
    filed_by = models.CharField("公示人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "公示价格"
        ordering = ("institution", "item", "-since_on", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(price_fen__gte=0), name="supervision_fee_not_negative"),
            models.UniqueConstraint(
                fields=("institution", "item", "per"),
                condition=Q(until_on__isnull=True),
                name="supervision_fee_one_holds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {Per.label_of(self.per)}"


class Look(ScopedModel):
    """Somebody of a department looked at something. ``faults``: [{code, sentence, finding}], empty where all was right."""

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, verbose_name="检查单位", on_delete=models.PROTECT, related_name="+")
    visit = models.ForeignKey(
        Visit, verbose_name="检查", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    seen_on = models.DateField("日期")
    faults = models.JSONField("不符合的", default=list, blank=True)
    recorded_at = models.DateTimeField("登记时间")
    recorded_by = models.CharField("登记人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = True


@classified(default=C1)
class Charge(Look):
    """A price that was really taken, held against what was filed on that day (``filed_fen`` null: nothing)."""

    item = models.CharField("收费项目", max_length=32)
    per = models.CharField("计费方式", max_length=8, choices=Per.choices())
    charged_fen = models.BigIntegerField("实收")
    filed_fen = models.BigIntegerField("公示", null=True, blank=True)
    # How many months were taken at once; 0 where nobody knows.
    months = models.PositiveSmallIntegerField("一次收几个月", default=0)
    source = models.CharField("来源", max_length=16, choices=ChargeSource.choices())
    file = models.ForeignKey(
        StoredFile, verbose_name="票据", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta(Look.Meta):
        abstract = False
        verbose_name = "实收价格"
        ordering = ("-seen_on", "-pk")

    def __str__(self) -> str:
        return f"{self.item} {self.seen_on:%F}"


@classified(default=C1)
class Conduct(Look):
    """A look at the food or the medicine of an institution; ``content`` is what was seen, by the names of the form."""

    kind = models.CharField("看什么", max_length=16, choices=ConductKind.choices())
    content = models.JSONField("看到的", default=dict, blank=True)

    class Meta(Look.Meta):
        abstract = False
        verbose_name = "饮食用药核对"
        ordering = ("-seen_on", "-pk")

    def __str__(self) -> str:
        return f"{ConductKind.label_of(self.kind)} {self.seen_on:%F}"
