"""Matters that belong to another organ, and what it made of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C1, classified
from tuoyu.operations.supervision.models.findings import Finding
from tuoyu.operations.supervision.models.penalties import Penalty
from tuoyu.registers.institutions.models import Institution


@classified(default=C1)
class Transfer(Case):
    """From ``unit`` to a unit of the district, or to an outside organ whose answer the sender writes down."""

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, verbose_name="移送单位", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(
        Unit, verbose_name="接收单位", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    outside = models.CharField("其他机关", max_length=100, blank=True, default="")
    penalty = models.ForeignKey(
        Penalty, verbose_name="处罚案件", on_delete=models.PROTECT, related_name="transfers", null=True, blank=True
    )  # fmt: skip
    ground = models.CharField("移送依据", max_length=200)
    facts = models.TextField("移送事实")
    sent_at = models.DateTimeField("移送时间")
    sent_by = models.CharField("移送人", max_length=64)
    return_reason = models.TextField("退回理由", blank=True, default="")
    answer = models.TextField("办理结果", blank=True, default="")
    answered_at = models.DateTimeField("反馈时间", null=True, blank=True)

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "移送"
        ordering = ("-sent_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_unit__isnull=True) & ~Q(outside="") | Q(to_unit__isnull=False, outside=""),
                name="supervision_transfer_one_receiver",
            )
        ]
        indexes = [models.Index(fields=("to_unit", "state"), name="supervision_transfer_to_unit")]

    def __str__(self) -> str:
        return f"移送{self.receiver}：{self.institution.name}"

    @property
    def receiver(self) -> str:
        return self.to_unit.name if self.to_unit else self.outside


@classified(default=C1)
class TransferPaper(ScopedModel):
    """A file that went with a transfer."""

    transfer = models.ForeignKey(
        Transfer, verbose_name="移送", on_delete=models.PROTECT, related_name="papers"
    )
    file = models.ForeignKey(StoredFile, verbose_name="材料", on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "移送材料"
        ordering = ("transfer", "pk")

    def __str__(self) -> str:
        return f"移送材料 {self.pk}"


@classified(default=C1)
class TransferFinding(ScopedModel):
    """A finding that a transfer is about."""

    transfer = models.ForeignKey(
        Transfer, verbose_name="移送", on_delete=models.PROTECT, related_name="finding_links"
    )
    finding = models.ForeignKey(Finding, verbose_name="问题", on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "移送的问题"
        ordering = ("transfer", "pk")

    def __str__(self) -> str:
        return f"问题 {self.finding_id}"
