"""Findings: what was wrong, until somebody else has seen it mended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit, User
from tuoyu.foundation.vault.classes import C1, classified
from tuoyu.operations.supervision.flow.findings import TO_MEND
from tuoyu.operations.supervision.models.items import ItemVersion
from tuoyu.operations.supervision.models.visits import Visit
from tuoyu.operations.supervision.words.findings import Adequacy, Answered, ProofSide, SelfAnswer, Severity
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
    look_back_on = models.DateField("回头看日期", null=True, blank=True)
    # How often it was seen again after it had been called mended.
    repeats = models.PositiveSmallIntegerField("重复次数", default=0)
    # Steps of being overdue that were told since the present term began.
    reminders = models.PositiveSmallIntegerField("已催办次数", default=0)

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "问题"
        ordering = ("-found_at", "-pk")
        indexes = [
            models.Index(fields=("institution", "state"), name="supervision_finding_of_place"),
            models.Index(fields=("unit", "state", "due_on"), name="supervision_finding_of_unit"),
            models.Index(fields=("unit", "institution"), name="supervision_finding_by_unit"),
            models.Index(fields=("state", "due_on"), name="supervision_finding_by_term"),
            models.Index(fields=("-found_at", "-id"), name="supervision_finding_by_day"),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def is_to_mend(self) -> bool:
        """The institution has not handed in that it is mended."""
        return self.state in TO_MEND


@classified(default=C1)
class Rectification(ScopedModel):
    """What was handed in as mended, in which round, and what was judged of it."""

    finding = models.ForeignKey(
        Finding, verbose_name="问题", on_delete=models.PROTECT, related_name="rectifications"
    )
    round = models.PositiveSmallIntegerField("第几次")
    text = models.TextField("整改情况")
    submitted_at = models.DateTimeField("提交时间")
    submitted_by = models.CharField("提交人", max_length=64)
    submitted_by_user = models.ForeignKey(
        User, verbose_name="提交人账号", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    # Handed in after the day by which it should have been mended.
    is_late = models.BooleanField("逾期提交", default=False)
    adequacy = models.CharField(
        "复核结果", max_length=8, choices=Adequacy.choices(), default=Adequacy.WAITING.value
    )
    reason = models.TextField("复核意见", blank=True, default="")
    judged_at = models.DateTimeField("复核时间", null=True, blank=True)
    judged_by = models.CharField("复核人", max_length=64, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "整改"
        ordering = ("finding", "round")
        constraints = [
            models.UniqueConstraint(fields=("finding", "round"), name="supervision_rectification_once")
        ]

    def __str__(self) -> str:
        return f"第{self.round}次整改"


@classified(default=C1)
class Proof(ScopedModel):
    """A picture or paper about a finding; with ``rectification`` it was handed in to show the mending."""

    finding = models.ForeignKey(Finding, verbose_name="问题", on_delete=models.PROTECT, related_name="proofs")
    rectification = models.ForeignKey(
        Rectification,
        verbose_name="整改",
        on_delete=models.PROTECT,
        related_name="proofs",
        null=True,
        blank=True,
    )
    side = models.CharField("整改前后", max_length=8, choices=ProofSide.choices())
    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("上传时间")
    added_by = models.CharField("上传人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "整改凭证"
        ordering = ("finding", "pk")

    def __str__(self) -> str:
        return f"{ProofSide.label_of(self.side)} {self.pk}"

    @property
    def institution(self) -> Institution:
        return self.finding.institution


@classified(default=C1)
class Objection(ScopedModel):
    """The institution says that a finding is wrong. The finding runs on until the department has answered."""

    finding = models.ForeignKey(
        Finding, verbose_name="问题", on_delete=models.PROTECT, related_name="objections"
    )
    reason = models.TextField("异议理由")
    raised_at = models.DateTimeField("提出时间")
    raised_by = models.CharField("提出人", max_length=64)
    outcome = models.CharField(
        "答复结果", max_length=8, choices=Answered.choices(), default=Answered.WAITING.value
    )
    reply = models.TextField("答复", blank=True, default="")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.CharField("答复人", max_length=64, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "异议"
        ordering = ("finding", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("finding",),
                condition=Q(outcome=Answered.WAITING.value),
                name="supervision_objection_one_waits",
            )
        ]

    def __str__(self) -> str:
        return f"异议 {self.pk}"

    @property
    def institution(self) -> Institution:
        return self.finding.institution


@classified(default=C1)
class SelfCheck(ScopedModel):
    """Another institution is asked whether it has what was found at one of its kind."""

    finding = models.ForeignKey(
        Finding, verbose_name="起因", on_delete=models.PROTECT, related_name="self_checks"
    )
    item = models.ForeignKey(ItemVersion, verbose_name="检查事项", on_delete=models.PROTECT, related_name="+")
    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("通知时间")
    due_on = models.DateField("自查期限")
    answer = models.CharField(
        "自查结果", max_length=8, choices=SelfAnswer.choices(), default=SelfAnswer.WAITING.value
    )
    note = models.TextField("处理情况", blank=True, default="")
    answered_at = models.DateTimeField("报告时间", null=True, blank=True)
    answered_by = models.CharField("报告人", max_length=64, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "自查"
        ordering = ("due_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=("finding", "institution"), name="supervision_self_check_once")
        ]
        indexes = [models.Index(fields=("institution", "answer"), name="supervision_self_check_of_one")]

    def __str__(self) -> str:
        return f"自查 {self.pk}"
