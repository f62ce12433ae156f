"""Findings: what was wrong, until somebody else has seen it mended."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.people.models import Unit, User
from tuoyu.foundation.vault.classes import C1, classified
from tuoyu.operations.supervision.models.items import ItemVersion
from tuoyu.operations.supervision.models.visits import Visit
from tuoyu.operations.supervision.words.findings import Severity
from tuoyu.registers.institutions.models import Institution


@classified(default=C1)
class Finding(Case):
    """One thing that was wrong at one institution. ``unit`` is the department that found it and follows it up."""

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    visit = models.ForeignKey(
        Visit, verbose_name="检查", on_delete=models.PROTECT, related_name="findings", null=True, blank=True
    )
    item = models.ForeignKey(
        ItemVersion,
        verbose_name="检查事项",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    unit = models.ForeignKey(Unit, verbose_name="检查单位", on_delete=models.PROTECT, related_name="+")
    severity = models.CharField("程度", max_length=8, choices=Severity.choices())
    sentence = models.CharField("问题", max_length=300)
    found_at = models.DateTimeField("发现时间")
    found_by = models.CharField("发现人", max_length=64)
    found_by_user = models.ForeignKey(
        User, verbose_name="发现人账号", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    due_on = models.DateField("整改期限")
    closed_at = models.DateTimeField("销号时间", null=True, blank=True)

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "问题"
        ordering = ("-found_at", "-pk")
        indexes = [models.Index(fields=("institution", "state"), name="supervision_finding_of_place")]

    def __str__(self) -> str:
        return self.sentence
