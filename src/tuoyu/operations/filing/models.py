"""Registrations as the three doors push them, filing cases with their rounds, papers, visits, and receipts."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit, User
from tuoyu.foundation.search.fields import SearchColumn, SearchedModel
from tuoyu.foundation.vault.classes import C0, C1, C2, C3, classified
from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.rows import SealedModel
from tuoyu.operations.filing.words import (
    BookForm,
    CaseKind,
    Change,
    Channel,
    Door,
    NationalOutcome,
    Outcome,
    Progress,
    ReceiptState,
    Regime,
    Relevance,
    VisitResult,
)
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.sites.models import Area


@classified(default=C1, secret=C2)
class Sender(SealedModel, ScopedModel):
    """A system that pushes registrations, and the key its envelopes are signed with (HMAC secret, or SM2 public key)."""

    code = models.CharField("系统代码", max_length=32, unique=True)
    name = models.CharField("系统名称", max_length=64)
    door = models.CharField("登记机关", max_length=16, choices=Door.choices())
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    algorithm = models.CharField("签名算法", max_length=16)
    secret = EncryptedTextField("签名密钥", blank=True, default="")
    public_key = models.CharField("公钥", max_length=200, blank=True, default="")
    is_active = models.BooleanField("启用", default=True)
    made_at = models.DateTimeField("建立时间")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "推送系统"
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


@classified(default=C1, phone=C2)
class Registration(SearchedModel, SealedModel, ScopedModel):
    """A provider as a registration authority registered it. One row for each (source system, id at the source).

    What the pushes say converges whatever their order: the newest ``event_at`` speaks (equal moments: the greater
    digest), and the first receipt counts for the clock.
    """

    door = models.CharField("登记机关", max_length=16, choices=Door.choices())
    unit = models.ForeignKey(Unit, verbose_name="登记单位", on_delete=models.PROTECT, related_name="+")
    source_system = models.CharField("来源系统", max_length=32)
    source_id = models.CharField("来源编号", max_length=64)
    event_at = models.DateTimeField("业务时间")
    event_digest = models.CharField("内容摘要", max_length=64, blank=True, default="")
    change = models.CharField("登记类型", max_length=16, choices=Change.choices())
    uscc = models.CharField("统一社会信用代码", max_length=18, db_index=True)
    name = models.CharField("名称", max_length=100)
    kind_name = models.CharField("主体类型", max_length=64, blank=True, default="")
    legal_person = models.CharField("法定代表人", max_length=64, blank=True, default="")
    phone = EncryptedTextField("联系电话", blank=True, default="")
    address = models.CharField("住所", max_length=200, blank=True, default="")
    area = models.ForeignKey(
        Area, verbose_name="社区", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    area_code = models.CharField("区划代码", max_length=12, blank=True, default="")
    scope = models.TextField("经营（业务）范围", blank=True, default="")
    registered_on = models.DateField("登记日期")
    cancelled_on = models.DateField("注销日期", null=True, blank=True)
    # Empty while no push has come: then the provider was found in a full list.
    received_at = models.DateTimeField("首次收到", null=True, blank=True)
    channel = models.CharField("收到方式", max_length=8, choices=Channel.choices())
    # Working days from registration to receipt; null while not received. Beside the limit that held, so that a
    # published figure can be derived again.
    days_taken = models.SmallIntegerField("用时（工作日）", null=True, blank=True)
    is_late = models.BooleanField("超期", default=False)
    relevance = models.CharField("是否托育", max_length=8, choices=Relevance.choices())
    relevance_note = models.CharField("判断依据", max_length=200, blank=True, default="")
    # Some message, list or person took it for childcare once: then there was a duty to push, whatever came to light later.
    has_been_care = models.BooleanField("曾按托育对待", default=False)
    progress = models.CharField("进展", max_length=16, choices=Progress.choices())
    institution = models.ForeignKey(
        Institution, verbose_name="机构", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    search_pairs = SearchColumn(from_fields=("name", "uscc", "legal_person", "address"))

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "登记信息"
        ordering = ("-registered_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("source_system", "source_id"), name="filing_registration_once_a_source"
            )
        ]
        indexes = [
            models.Index(fields=("progress", "-registered_on", "-id"), name="filing_registration_progress"),
            models.Index(fields=("unit", "-registered_on", "-id"), name="filing_registration_of_unit"),
            models.Index(fields=("area_code", "progress"), name="filing_registration_of_area"),
        ]

    def __str__(self) -> str:
        return self.name


@classified(default=C1, body=C2)
class Push(SealedModel, ScopedModel):
    """One message as it came: raw bytes, headers, signature, digest, time; and the signed receipt that was returned."""

    sender = models.ForeignKey(Sender, verbose_name="推送系统", on_delete=models.PROTECT, related_name="+")
    message_id = models.CharField("报文编号", max_length=64)
    body = EncryptedTextField("原文")
    headers = models.JSONField("报头", default=dict)
    signature = models.CharField("签名", max_length=400)
    digest = models.CharField("原文摘要（SM3）", max_length=64)
    received_at = models.DateTimeField("收到时间")
    accepted = models.PositiveIntegerField("采用条数", default=0)
    passed_over = models.PositiveIntegerField("已有或较旧条数", default=0)
    registrations = models.ManyToManyField(Registration, verbose_name="登记信息", related_name="pushes")
    receipt = models.TextField("回执", blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "推送报文"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=("sender", "message_id"), name="filing_push_once_a_message")
        ]

    def __str__(self) -> str:
        return self.message_id


@classified(default=C1)
class FullList(ScopedModel):
    """A regulator's whole list, loaded to find what was never pushed."""

    unit = models.ForeignKey(Unit, verbose_name="登记单位", on_delete=models.PROTECT, related_name="+")
    door = models.CharField("登记机关", max_length=16, choices=Door.choices())
    as_of_on = models.DateField("名单截至")
    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField("载入时间")
    loaded_by = models.CharField("载入人", max_length=64)
    row_count = models.PositiveIntegerField("条数", default=0)
    relevant_count = models.PositiveIntegerField("托育条数", default=0)
    found_count = models.PositiveIntegerField("未推送条数", default=0)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "全量名单"
        ordering = ("-as_of_on", "-pk")

    def __str__(self) -> str:
        return f"{self.unit.name} {self.as_of_on:%F}"


@classified(default=C1)
class FollowUp(ScopedModel):
    """A visit to a provider that is registered and not filed."""

    registration = models.ForeignKey(
        Registration, verbose_name="登记信息", on_delete=models.PROTECT, related_name="followups"
    )
    visited_on = models.DateField("走访日期")
    outcome = models.CharField("结果", max_length=16, choices=Outcome.choices())
    note = models.TextField("情况", blank=True, default="")
    unit = models.ForeignKey(Unit, verbose_name="走访单位", on_delete=models.PROTECT, related_name="+")
    made_by = models.CharField("走访人", max_length=64)
    made_at = models.DateTimeField("记录时间")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "走访"
        ordering = ("-visited_on", "-pk")

    def __str__(self) -> str:
        return f"{self.visited_on:%F} {Outcome.label_of(self.outcome)}"


@classified(default=C1)
class Judgement(ScopedModel):
    """Once it was said whether a registration is childcare: by a person, or by the words again after the content changed."""

    registration = models.ForeignKey(
        Registration, verbose_name="登记信息", on_delete=models.PROTECT, related_name="judgements"
    )
    relevance = models.CharField("是否托育", max_length=8, choices=Relevance.choices())
    progress = models.CharField("进展", max_length=16, choices=Progress.choices())
    note = models.CharField("判断依据", max_length=200)
    # Null and empty: nobody, the words of the policy.
    unit = models.ForeignKey(
        Unit, verbose_name="单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.CharField("判定人", max_length=64, blank=True, default="")
    made_at = models.DateTimeField("判定时间")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "判定"
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.made_at:%F} {Relevance.label_of(self.relevance)}"


@classified(default=C1)
class Invitation(ScopedModel):
    """A one-time link by which the people of a registered provider open their account. Only its digest is kept."""

    registration = models.ForeignKey(
        Registration, verbose_name="登记信息", on_delete=models.PROTECT, related_name="invitations"
    )
    digest = models.CharField("摘要", max_length=64, unique=True)
    made_at = models.DateTimeField("发出时间")
    made_by = models.CharField("发出人", max_length=64)
    expires_on = models.DateField("有效期至")
    # Another invitation took its place, or nobody is invited any more.
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)
    used_at = models.DateTimeField("使用时间", null=True, blank=True)
    user = models.ForeignKey(
        User, verbose_name="账号", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "开户邀请"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.registration_id} {self.expires_on:%F}"


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
                condition=Q(state__in=("draft", "submitted", "returned")),
                name="filing_case_one_open",
            )
        ]
        indexes = [
            models.Index(fields=("officer_unit", "state", "-id"), name="filing_cases_of_officer"),
            models.Index(fields=("unit", "state"), name="filing_cases_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.institution.name} {CaseKind.label_of(self.kind)}"


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


@classified(default=C0)
class Receipt(ScopedModel):
    """A 备案回执 that was issued: its number, the signed statement, the paper byte for byte, and whether it still stands."""

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
