"""The columns of credit: one row a fact, never overwritten; it is ended, or it lapses by the day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C1, C2, classified
from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.rows import SealedModel
from tuoyu.registers.credit.words import (
    LONGEST_SOURCE_KEY,
    EndReason,
    FactKind,
    Severity,
    SubjectKind,
)


@classified(default=C1, person_name=C2)
class CreditFact(SealedModel, ScopedModel):
    """A fact about a subject. Names of bodies are searched and stand open, the name of a person is sealed."""

    kind = models.CharField("类别", max_length=24, choices=FactKind.choices())
    severity = models.CharField("轻重", max_length=8, choices=Severity.choices())
    subject_kind = models.CharField("对象类别", max_length=16, choices=SubjectKind.choices())
    subject_key = models.CharField("对象编号", max_length=32)
    body_name = models.CharField("机构或举办者", max_length=200, blank=True, default="")
    person_name = EncryptedTextField("从业人员", blank=True, default="")
    area_code = models.CharField("区划代码", max_length=12)
    source_unit = models.ForeignKey(Unit, verbose_name="来源单位", on_delete=models.PROTECT, related_name="+")
    source_title = models.CharField("文书", max_length=200)
    source_number = models.CharField("文号", max_length=100, blank=True, default="")
    source_file = models.ForeignKey(
        StoredFile, verbose_name="文书文件", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    source_link = models.CharField("来源页面", max_length=200, blank=True, default="")
    source_key = models.CharField("来源编号", max_length=LONGEST_SOURCE_KEY, unique=True)
    decided_on = models.DateField("作出日期")
    display_from_on = models.DateField("公示起始", null=True, blank=True)
    display_until_on = models.DateField("公示截止", null=True, blank=True)
    rule_fingerprint = models.CharField("规则指纹", max_length=64)
    is_public = models.BooleanField("向社会公示", default=False)
    recorded_at = models.DateTimeField("记入时间")
    recorded_by = models.CharField("记入人", max_length=64)
    ended_on = models.DateField("终止日期", null=True, blank=True)
    end_reason = models.CharField(
        "终止原因", max_length=16, choices=EndReason.choices(), blank=True, default=""
    )
    end_note = models.CharField("终止依据", max_length=200, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "信用事实"
        ordering = ("-decided_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(display_from_on__isnull=True, display_until_on__isnull=True)
                | Q(display_until_on__gte=F("display_from_on")),
                name="credit_fact_display_has_both_ends",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__gte=F("decided_on")) & ~Q(end_reason="")),
                name="credit_fact_ends_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(subject_kind="practitioner", body_name="", is_public=False)
                | (~Q(subject_kind="practitioner") & ~Q(body_name="")),
                name="credit_fact_person_is_sealed",
            ),
        ]
        indexes = [
            models.Index(fields=("subject_kind", "subject_key"), name="credit_facts_of_subject"),
            models.Index(fields=("source_unit", "decided_on"), name="credit_facts_of_unit"),
            models.Index(
                fields=("display_until_on",), condition=Q(is_public=True), name="credit_facts_shown"
            ),
        ]

    def __str__(self) -> str:
        return f"{FactKind.label_of(self.kind)} {self.source_number or self.source_title}"

    @property
    def subject_shown(self) -> str:
        """The name of a body; of a person its mask."""
        return self.body_name or str(self.person_name)
