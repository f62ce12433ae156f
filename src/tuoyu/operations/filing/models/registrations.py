"""Registrations as the three doors push them: who sends, what came, whole lists, visits and invitations."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit, User
from tuoyu.foundation.search.fields import SearchColumn, SearchedModel
from tuoyu.foundation.vault.classes import C1, C2, classified
from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.rows import SealedModel
from tuoyu.operations.filing.words import Change, Channel, Door, Outcome, Progress, Relevance
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
