"""Visits: who goes where and why, what is to be looked at, and what was seen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C1, classified
from tuoyu.operations.supervision.models.draws import Draw
from tuoyu.operations.supervision.models.inspectors import Inspector
from tuoyu.operations.supervision.models.items import ItemVersion
from tuoyu.operations.supervision.words.visits import Outcome, VisitKind
from tuoyu.registers.institutions.models import Institution


@classified(default=C1)
class Visit(Case):
    """One visit to one institution, by one department or by several at once (综合查一次)."""

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    lead_unit = models.ForeignKey(Unit, verbose_name="牵头单位", on_delete=models.PROTECT, related_name="+")
    draw = models.ForeignKey(
        Draw, verbose_name="抽取", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    kind = models.CharField("检查类型", max_length=16, choices=VisitKind.choices())
    # What the institution types to see whether the visit is a real one.
    code = models.CharField("核验码", max_length=12, unique=True)
    reason = models.CharField("检查事由", max_length=200)
    authority = models.CharField("检查依据", max_length=200)
    planned_on = models.DateField("计划日期")
    # Told at the door, not before (飞行检查).
    is_unannounced = models.BooleanField("不预先通知", default=False)
    noticed_at = models.DateTimeField("通知时间", null=True, blank=True)
    started_at = models.DateTimeField("开始时间", null=True, blank=True)
    recorded_at = models.DateTimeField("记录时间", null=True, blank=True)
    signed_at = models.DateTimeField("签字时间", null=True, blank=True)
    # The joint visit in which this one is made (综合查一次); one step, a joint visit is merged no further.
    merged_into = models.ForeignKey(
        "self", verbose_name="合到哪一次", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    number = models.CharField("记录编号", max_length=32, blank=True, default="")
    paper = models.ForeignKey(
        StoredFile, verbose_name="检查记录", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "检查"
        ordering = ("-planned_on", "-pk")
        indexes = [
            models.Index(fields=("institution", "-planned_on"), name="supervision_visit_of_place"),
            models.Index(fields=("-planned_on", "-id"), name="supervision_visit_by_day"),
            models.Index(fields=("institution", "state", "-planned_on"), name="supervision_visit_last_made"),
            # What lies ahead and is late, and what was made in a year, without reading the visits.
            models.Index(fields=("state", "planned_on", "institution"), name="supervision_visit_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("number",), condition=~Q(number=""), name="supervision_record_once"
            )
        ]

    def __str__(self) -> str:
        return f"{VisitKind.label_of(self.kind)} {self.planned_on:%F}"


@classified(default=C1)
class VisitMember(ScopedModel):
    """An inspector of a visit, for a department."""

    visit = models.ForeignKey(Visit, verbose_name="检查", on_delete=models.PROTECT, related_name="members")
    inspector = models.ForeignKey(
        Inspector, verbose_name="检查人员", on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "检查组成员"
        ordering = ("visit", "pk")
        constraints = [models.UniqueConstraint(fields=("visit", "inspector"), name="supervision_member_once")]
        indexes = [models.Index(fields=("visit", "unit"), name="supervision_member_of_visit")]

    def __str__(self) -> str:
        return f"成员 {self.pk}"


@classified(default=C1)
class VisitItem(ScopedModel):
    """An item that a visit looks at, in the version that held when it was planned, and which department looks."""

    visit = models.ForeignKey(Visit, verbose_name="检查", on_delete=models.PROTECT, related_name="items")
    item = models.ForeignKey(ItemVersion, verbose_name="检查事项", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, verbose_name="责任单位", on_delete=models.PROTECT, related_name="+")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "检查清单"
        ordering = ("visit", "pk")
        constraints = [models.UniqueConstraint(fields=("visit", "item"), name="supervision_visit_item_once")]

    def __str__(self) -> str:
        return f"清单 {self.pk}"


@classified(default=C1)
class Answer(ScopedModel):
    """What an inspector saw at an item. Nothing is overwritten: of those that count, the one not replaced holds."""

    visit_item = models.ForeignKey(
        VisitItem, verbose_name="检查清单", on_delete=models.PROTECT, related_name="answers"
    )
    # Made on the phone: the same answer sent twice is one.
    uid = models.UUIDField("设备编号", unique=True)
    outcome = models.CharField("结果", max_length=16, choices=Outcome.choices())
    note = models.TextField("情况", blank=True, default="")
    inspector = models.ForeignKey(
        Inspector, verbose_name="检查人员", on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField("手机上的时间")
    received_at = models.DateTimeField("收到时间")
    # How far the phone's clock was behind ours when it sent; negative: ahead.
    gap_seconds = models.IntegerField("手机时钟误差", default=0)
    is_replaced = models.BooleanField("已被更正", default=False)
    # Of another department, or come after the record: kept as a note.
    is_note = models.BooleanField("附注", default=False)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "检查结果"
        ordering = ("visit_item", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("visit_item",),
                condition=Q(is_replaced=False, is_note=False),
                name="supervision_answer_one_counts",
            )
        ]

    def __str__(self) -> str:
        return f"结果 {self.pk}"
