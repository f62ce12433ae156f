"""Who may be drawn to inspect, and where each keeps away."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.people.models import Unit, User
from tuoyu.foundation.vault.classes import C1, classified
from tuoyu.operations.supervision.words.visits import InspectorKind, RecusalKind
from tuoyu.registers.institutions.models import Institution


@classified(default=C1)
class Inspector(ScopedModel):
    """A member of the pool. ``user`` is the account with which visits are made; an expert may have none."""

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        User, verbose_name="账号", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    kind = models.CharField("类别", max_length=8, choices=InspectorKind.choices())
    name = models.CharField("姓名", max_length=64)
    # The number of the certificate of enforcement: shown to the institution, no secret.
    certificate_no = models.CharField("证号", max_length=32)
    since_on = models.DateField("入库日期")
    until_on = models.DateField("退出日期", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "检查人员"
        ordering = ("unit", "name", "pk")
        constraints = [
            models.UniqueConstraint(fields=("unit", "certificate_no"), name="supervision_inspector_once")
        ]

    def __str__(self) -> str:
        return self.name


@classified(default=C1)
class Recusal(ScopedModel):
    """An inspector is not sent to an institution."""

    inspector = models.ForeignKey(
        Inspector, verbose_name="检查人员", on_delete=models.PROTECT, related_name="recusals"
    )
    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("事由", max_length=16, choices=RecusalKind.choices())
    note = models.CharField("说明", max_length=200, blank=True, default="")
    since_on = models.DateField("起始日期")
    until_on = models.DateField("解除日期", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "回避"
        ordering = ("inspector", "pk")

    def __str__(self) -> str:
        return f"回避 {self.pk}"
