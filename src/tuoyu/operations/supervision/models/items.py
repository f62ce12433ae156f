"""Inspection items as they stand in versions: what was asked in a visit of last year is still read as it was."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.policy.words import Confidence
from tuoyu.foundation.vault.classes import C0, classified
from tuoyu.operations.supervision.rules.items import Item
from tuoyu.operations.supervision.words.items import Domain, Evidence


@classified(default=C0)
class ItemVersion(ScopedModel):
    """One version of one item. It is asked from ``since_on`` to the day before ``until_on`` (null: still)."""

    code = models.CharField("编码", max_length=32)
    version = models.PositiveSmallIntegerField("版本")
    domain = models.CharField("领域", max_length=16, choices=Domain.choices())
    # The kind of department that owns it (``item_files.unit_kinds``).
    unit_kind = models.CharField("责任部门", max_length=32)
    title = models.CharField("检查事项", max_length=100)
    look = models.CharField("怎么看", max_length=300)
    clause = models.CharField("依据", max_length=200)
    weight = models.PositiveSmallIntegerField("风险权重")
    evidence = models.CharField("取证方式", max_length=16, choices=Evidence.choices())
    forms = models.JSONField("适用形态", default=list)
    needs = models.JSONField("适用条件", default=list, blank=True)
    is_key = models.BooleanField("关键项", default=False)
    confidence = models.CharField("核实程度", max_length=16, choices=Confidence.choices())
    since_on = models.DateField("启用日期")
    until_on = models.DateField("停用日期", null=True, blank=True)
    reason = models.CharField("修订理由", max_length=300, blank=True, default="")
    changed_at = models.DateTimeField("修订时间")
    changed_by = models.CharField("修订人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "检查事项"
        ordering = ("code", "-version")
        constraints = [
            models.UniqueConstraint(fields=("code", "version"), name="supervision_item_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.version}版）"

    @property
    def item(self) -> Item:
        """The version as rules read it."""
        return Item(
            self.code, Domain(self.domain), self.unit_kind, self.title, self.look, self.clause, self.weight,
            Evidence(self.evidence), tuple(self.forms), tuple(self.needs), self.is_key, Confidence(self.confidence),
            self.since_on, self.version,
        )  # fmt: skip


@classified(default=C0)
class ItemDecision(ScopedModel):
    """What was decided of a version that policy brought while the item had been changed here. ``digest`` is of its text."""

    code = models.CharField("编码", max_length=32)
    version = models.PositiveSmallIntegerField("政策里的版本")
    digest = models.CharField("内容摘要", max_length=64)
    is_taken = models.BooleanField("采用")
    reason = models.CharField("理由", max_length=300, blank=True, default="")
    decided_at = models.DateTimeField("决定时间")
    decided_by = models.CharField("决定人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "政策新版的取舍"
        ordering = ("code", "-pk")
        constraints = [
            models.UniqueConstraint(fields=("code", "digest"), name="supervision_item_decision_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} 第{self.version}版"
