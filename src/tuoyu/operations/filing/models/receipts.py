"""What a decision leaves behind: the receipt that was issued, and what the national system answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.vault.classes import C0, C1, classified
from tuoyu.operations.filing.models.cases import FilingCase
from tuoyu.operations.filing.words import NationalOutcome, ReceiptState, Terms
from tuoyu.registers.institutions.models import Institution


@classified(default=C0)
class Receipt(ScopedModel):
    """A 备案回执 (under a permit regime a 托育服务许可证) that was issued: its number, the signed statement, the paper byte for byte, and whether it still stands."""

    number = models.CharField("备案编号", max_length=32)
    # A change keeps the number and issues the next edition.
    edition = models.PositiveSmallIntegerField("版次", default=1)
    case = models.ForeignKey(
        FilingCase, verbose_name="备案件", on_delete=models.PROTECT, related_name="receipts"
    )
    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    issued_on = models.DateField("出具日期")
    statement = models.TextField("签名声明")
    paper = models.ForeignKey(
        StoredFile, verbose_name="回执", null=True, on_delete=models.PROTECT, related_name="+"
    )
    notice = models.ForeignKey(
        StoredFile, verbose_name="基本条件告知书", null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField("状态", max_length=8, choices=ReceiptState.choices())
    ended_on = models.DateField("失效日期", null=True, blank=True)
    end_reason = models.CharField("失效原因", max_length=200, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "备案回执"
        ordering = ("-issued_on", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("number", "edition"), name="filing_receipt_once_an_edition"),
            models.UniqueConstraint(
                fields=("institution",), condition=Q(state="valid"), name="filing_receipt_one_valid"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def terms(self) -> Terms:
        """What things are called under the regime of its case."""
        return self.case.terms


@classified(default=C1)
class NationalResult(ScopedModel):
    """What the national system answered about an institution on a day. Entered by hand or from its result sheet."""

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField("国家系统编号", max_length=64, blank=True, default="")
    result = models.CharField("结果", max_length=16, choices=NationalOutcome.choices())
    told_on = models.DateField("结果日期")
    note = models.CharField("说明", max_length=200, blank=True, default="")
    recorded_at = models.DateTimeField("记录时间")
    recorded_by = models.CharField("记录人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "国家系统结果"
        ordering = ("-told_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("institution", "told_on"), name="filing_national_result_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution.name} {NationalOutcome.label_of(self.result)}"
