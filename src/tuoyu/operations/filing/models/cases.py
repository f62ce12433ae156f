"""Filing cases: what was handed in, corrected, shown and seen, and where the children go when an institution ends."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C1, C2, C3, classified
from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.rows import SealedModel
from tuoyu.operations.filing.flow import UNDER_WAY
from tuoyu.operations.filing.words import (
    TERMS,
    BookForm,
    CaseKind,
    Regime,
    Terms,
    VisitResult,
    form_label,
    matter_label,
)
from tuoyu.registers.institutions.models import Institution


@classified(default=C1, people=C2)
class FilingCase(SealedModel, Case):
    """One matter of one institution: a first filing, a change, a suspension, a closure.

    ``answers`` holds the fields of the form by key (``rules.book``); ``people`` the staff with names and numbers, sealed,
    as JSON. ``open_fields`` are the keys that a correction reopened (empty in a draft: all of them).
    """

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, verbose_name="申请单位", on_delete=models.PROTECT, related_name="+")
    officer_unit = models.ForeignKey(
        Unit, verbose_name="受理单位", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("事项", max_length=16, choices=CaseKind.choices())
    form = models.CharField("表单", max_length=16, choices=BookForm.choices())
    regime = models.CharField("准入制度", max_length=8, choices=Regime.choices())
    answers = models.JSONField("填报内容", default=dict)
    # What the registers said when the case was opened: a change is told against it.
    baseline = models.JSONField("底册内容", default=dict, blank=True)
    people = EncryptedTextField("人员", blank=True, default="")
    open_fields = models.JSONField("可改字段", default=list, blank=True)
    round = models.PositiveSmallIntegerField("轮次", default=0)
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    submitted_by = models.CharField("提交人", max_length=64, blank=True, default="")
    decided_at = models.DateTimeField("办结时间", null=True, blank=True)
    # The names of the policy values the decision rests on, so that it can be derived again years later.
    policy_fingerprint = models.CharField("规则指纹", max_length=64, blank=True, default="")
    reasons = models.JSONField("不符合的理由", default=list, blank=True)

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "备案件"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("institution",),
                condition=Q(state__in=UNDER_WAY),
                name="filing_case_one_open",
            )
        ]
        indexes = [
            models.Index(fields=("officer_unit", "state", "-id"), name="filing_cases_of_officer"),
            models.Index(fields=("unit", "state"), name="filing_cases_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.institution.name} {self.matter}"

    @property
    def terms(self) -> Terms:
        """What things are called under the regime that the case keeps."""
        return TERMS[Regime(self.regime)]

    @property
    def matter(self) -> str:
        return matter_label(self.kind, self.regime)

    @property
    def form_label(self) -> str:
        return form_label(self.form, self.regime)


@classified(default=C1, people=C2)
class Submission(SealedModel, ScopedModel):
    """What was handed in, in a round. Never changed."""

    case = models.ForeignKey(
        FilingCase, verbose_name="备案件", on_delete=models.PROTECT, related_name="submissions"
    )
    round = models.PositiveSmallIntegerField("轮次")
    answers = models.JSONField("填报内容")
    people = EncryptedTextField("人员", blank=True, default="")
    findings = models.JSONField("检查结果", default=list)
    submitted_at = models.DateTimeField("提交时间")
    submitted_by = models.CharField("提交人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "提交记录"
        ordering = ("case", "round")
        constraints = [
            models.UniqueConstraint(fields=("case", "round"), name="filing_submission_once_a_round")
        ]

    def __str__(self) -> str:
        return f"第 {self.round} 轮"


@classified(default=C1)
class Correction(ScopedModel):
    """One field sent back with one comment. ``late_reason``: why it was not raised in the first round."""

    case = models.ForeignKey(
        FilingCase, verbose_name="备案件", on_delete=models.PROTECT, related_name="corrections"
    )
    round = models.PositiveSmallIntegerField("轮次")
    field = models.CharField("字段", max_length=64)
    comment = models.CharField("要补正什么", max_length=300)
    late_reason = models.CharField("首轮未提出的理由", max_length=200, blank=True, default="")
    made_at = models.DateTimeField("提出时间")
    made_by = models.CharField("提出人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "补正意见"
        ordering = ("case", "round", "pk")

    def __str__(self) -> str:
        return f"{self.field}：{self.comment}"


@classified(default=C1)
class Material(ScopedModel):
    """A paper of a case: what it is (``policy filing.materials``), its file, what it shows and until when.

    ``renews``: it came after the decision, for one that ended or was about to.
    """

    case = models.ForeignKey(
        FilingCase, verbose_name="备案件", on_delete=models.PROTECT, related_name="materials"
    )
    code = models.CharField("材料", max_length=32)
    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="+")
    number = models.CharField("证号", max_length=64, blank=True, default="")
    issued_on = models.DateField("出具日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    added_at = models.DateTimeField("上传时间")
    added_by = models.CharField("上传人", max_length=64)
    removed_at = models.DateTimeField("撤下时间", null=True, blank=True)
    renews = models.OneToOneField(
        "self", verbose_name="更新的材料", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "备案材料"
        ordering = ("case", "code", "pk")

    def __str__(self) -> str:
        # The journal repeats this line to whoever keeps it, who may not see papers: no number in it.
        return f"备案材料 {self.code}"


@classified(default=C1)
class SiteVisit(ScopedModel):
    """On-site verification after the receipt: what was seen, item by item."""

    case = models.ForeignKey(
        FilingCase, verbose_name="备案件", on_delete=models.PROTECT, related_name="visits"
    )
    visited_on = models.DateField("核实日期")
    officers = models.CharField("核实人员", max_length=100)
    result = models.CharField("结果", max_length=8, choices=VisitResult.choices())
    findings = models.JSONField("发现", default=list)
    note = models.TextField("情况", blank=True, default="")
    made_at = models.DateTimeField("记录时间")
    made_by = models.CharField("记录人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "现场核实"
        ordering = ("-visited_on", "-pk")

    def __str__(self) -> str:
        return f"{self.visited_on:%F} {VisitResult.label_of(self.result)}"


@classified(default=C3)
class ChildExit(SealedModel, ScopedModel):
    """A child that must have an onward place, or a written refusal, before its institution may end.

    Until the register of children stands, the institution lists them itself: initials and birth month, sealed.
    """

    case = models.ForeignKey(
        FilingCase, verbose_name="备案件", on_delete=models.PROTECT, related_name="exits"
    )
    label = EncryptedTextField("幼儿", purpose="child")
    onward = EncryptedTextField("去向", purpose="child", blank=True, default="")
    is_refused = models.BooleanField("家长书面放弃", default=False)
    refusal = models.ForeignKey(
        StoredFile, verbose_name="书面说明", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_on = models.DateField("告知家长日期", null=True, blank=True)
    settled_on = models.DateField("落实日期", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "幼儿安置"
        ordering = ("case", "pk")

    def __str__(self) -> str:
        return f"幼儿 {self.pk}"
