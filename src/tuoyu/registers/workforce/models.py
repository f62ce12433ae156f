"""Practitioners: who they are (sealed), the posts they hold in institutions, their certificates, training, and queries due."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.vault.classes import C1, C2, classified
from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.rows import SealedModel
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce.words import (
    CertificateKind,
    Education,
    QueryCause,
    QueryState,
    StaffKind,
)


@classified(default=C1, name=C2, name_index=C2, citizen_id=C2, citizen_index=C2, mobile=C2, mobile_index=C2)
class Practitioner(SealedModel, ScopedModel):
    """A person who works with children. Found by the blind index of the citizen's number, never by the number."""

    name = EncryptedTextField("姓名")
    name_index = models.CharField("姓名索引", max_length=64, blank=True, default="", db_index=True)
    citizen_id = EncryptedTextField("公民身份号码", blank=True, default="")
    citizen_index = models.CharField("身份号码索引", max_length=64)
    mobile = EncryptedTextField("手机", blank=True, default="")
    mobile_index = models.CharField("手机索引", max_length=64, blank=True, default="", db_index=True)
    birth_year = models.PositiveSmallIntegerField("出生年份", null=True, blank=True)
    education = models.CharField("学历", max_length=16, choices=Education.choices(), blank=True, default="")
    management_years = models.PositiveSmallIntegerField("相关管理年限", default=0)
    first_known_at = models.DateTimeField("登记时间")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "从业人员"
        ordering = ("-pk",)
        constraints = [models.UniqueConstraint(fields=("citizen_index",), name="workforce_practitioner_once")]

    def __str__(self) -> str:
        return str(self.name)


@classified(default=C1)
class Position(ScopedModel):
    """A post a practitioner holds in an institution, both days inclusive."""

    practitioner = models.ForeignKey(
        Practitioner, verbose_name="人员", on_delete=models.PROTECT, related_name="positions"
    )
    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("岗位", max_length=16, choices=StaffKind.choices())
    is_full_time = models.BooleanField("专职", default=True)
    weekly_hours = models.PositiveSmallIntegerField("每周排班小时", null=True, blank=True)
    starts_on = models.DateField("入职日期")
    ends_on = models.DateField("离职日期", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "任职"
        ordering = ("institution", "kind", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="workforce_position_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=("practitioner", "institution", "kind"),
                condition=Q(ends_on__isnull=True),
                name="workforce_position_one_open",
            ),
        ]
        indexes = [models.Index(fields=("institution", "ends_on"), name="workforce_positions_of_one")]

    def __str__(self) -> str:
        return StaffKind.label_of(self.kind)

    def holds_on(self, day: date) -> bool:
        """Both days inclusive."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@classified(default=C1)
class Certificate(ScopedModel):
    """A certificate of a practitioner; an empty ``expires_on`` means: for life."""

    practitioner = models.ForeignKey(
        Practitioner, verbose_name="人员", on_delete=models.PROTECT, related_name="certificates"
    )
    kind = models.CharField("证书", max_length=24, choices=CertificateKind.choices())
    number = models.CharField("编号", max_length=64, blank=True, default="")
    issuer = models.CharField("发证机关", max_length=100, blank=True, default="")
    issued_on = models.DateField("发证日期")
    expires_on = models.DateField("有效期至", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "证书"
        ordering = ("practitioner", "kind", "-issued_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("practitioner", "kind", "issued_on", "number"), name="workforce_certificate_once"
            )
        ]
        indexes = [models.Index(fields=("kind", "expires_on"), name="workforce_certificates_by_end")]

    def __str__(self) -> str:
        return f"{CertificateKind.label_of(self.kind)} {self.number}".strip()


@classified(default=C1)
class Training(ScopedModel):
    """Hours of training of a practitioner."""

    practitioner = models.ForeignKey(
        Practitioner, verbose_name="人员", on_delete=models.PROTECT, related_name="trainings"
    )
    subject = models.CharField("内容", max_length=100)
    hours = models.DecimalField("学时", max_digits=6, decimal_places=1)
    organiser = models.CharField("主办单位", max_length=100, blank=True, default="")
    done_on = models.DateField("完成日期")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "培训"
        ordering = ("-done_on", "pk")

    def __str__(self) -> str:
        return f"{self.subject} {self.hours} 学时"


@classified(default=C1)
class RecordQuery(ScopedModel):
    """A criminal-record query that is due: at hiring, then every year. The query itself is made by a later app."""

    position = models.ForeignKey(
        Position, verbose_name="任职", on_delete=models.PROTECT, related_name="queries"
    )
    cause = models.CharField("事由", max_length=16, choices=QueryCause.choices())
    due_on = models.DateField("应查日期")
    state = models.CharField("状态", max_length=8, choices=QueryState.choices(), default=QueryState.DUE.value)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "从业查询"
        ordering = ("due_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=("position", "cause", "due_on"), name="workforce_query_once")
        ]

    def __str__(self) -> str:
        return f"{QueryCause.label_of(self.cause)} {self.due_on:%F}"
