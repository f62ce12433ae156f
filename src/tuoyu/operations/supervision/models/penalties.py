"""Penalties from the opening of the case to its end; who handles them, what they rest on, what is shown, what is challengeed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit, User
from tuoyu.foundation.vault.classes import C1, C2, classified
from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.rows import SealedModel
from tuoyu.operations.supervision.models.findings import Finding
from tuoyu.operations.supervision.models.inspectors import Inspector
from tuoyu.operations.supervision.rules.penalties import Sentence
from tuoyu.operations.supervision.words.penalties import (
    ChallengeKind,
    ChallengeOutcome,
    ServedHow,
    SpareGround,
)
from tuoyu.registers.credit.models import CreditFact
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.institutions.words import SupplyForm


def _paper(label: str) -> models.ForeignKey[StoredFile | None, StoredFile | None]:
    return models.ForeignKey(
        StoredFile, verbose_name=label, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )


def _person(label: str) -> models.ForeignKey[User | None, User | None]:
    return models.ForeignKey(
        User, verbose_name=label, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )


@classified(default=C1, plea=C2)
class Penalty(SealedModel, Case):
    """One case of a unit against one institution. Offence, operator, form and size are kept as they were at the opening.

    ``told_*`` is what was intended and told, ``decided_*`` what was decided; kinds are codes of ``PenaltyKind``.
    """

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(Unit, verbose_name="处罚机关", on_delete=models.PROTECT, related_name="+")
    operator_name = models.CharField("当事人", max_length=100)
    operator_uscc = models.CharField("统一社会信用代码", max_length=18)
    form = models.CharField("供给形态", max_length=16, choices=SupplyForm.choices())
    places = models.PositiveIntegerField("托位", default=0)
    offence = models.CharField("违法行为代码", max_length=16)
    offence_label = models.CharField("违法行为", max_length=200)
    basis = models.CharField("处罚依据", max_length=200)
    facts = models.TextField("违法事实")
    evidence = models.JSONField("证据", default=list, blank=True)
    occurred_on = models.DateField("违法行为日期")
    has_harm = models.BooleanField("涉及生命健康安全且有危害后果", default=False)
    gain_fen = models.BigIntegerField("违法所得", default=0)
    opened_at = models.DateTimeField("立案时间")
    opened_by = models.CharField("立案人", max_length=64)
    concluded_at = models.DateTimeField("调查终结时间", null=True, blank=True)
    concluded_by_user = _person("调查终结人账号")
    told_at = models.DateTimeField("告知时间", null=True, blank=True)
    told_kinds = models.JSONField("拟处罚种类", default=list, blank=True)
    told_fine_fen = models.BigIntegerField("拟罚款", default=0)
    told_confiscated_fen = models.BigIntegerField("拟没收", default=0)
    told_measure = models.CharField("拟处罚其他内容", max_length=200, blank=True, default="")
    told_reason = models.TextField("裁量理由", blank=True, default="")
    told_number = models.CharField("告知书文号", max_length=64, blank=True, default="")
    told_paper = _paper("事先告知书")
    plea_until_on = models.DateField("陈述申辩截止", null=True, blank=True)
    # Null: no hearing is offered for what was told.
    hearing_until_on = models.DateField("要求听证截止", null=True, blank=True)
    plea = EncryptedTextField("陈述申辩", blank=True, default="")
    pleaded_at = models.DateTimeField("陈述申辩时间", null=True, blank=True)
    has_waived = models.BooleanField("放弃陈述申辩和听证", default=False)
    contested_at = models.DateTimeField("要求听证时间", null=True, blank=True)
    hearing_on = models.DateField("听证日期", null=True, blank=True)
    hearing_place = models.CharField("听证地点", max_length=100, blank=True, default="")
    hearing_chair = models.CharField("听证主持人", max_length=64, blank=True, default="")
    hearing_opinion = models.TextField("听证意见", blank=True, default="")
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    # The civil day of the decision, by which past cases are asked.
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decided_by = models.CharField("决定人", max_length=64, blank=True, default="")
    decided_kinds = models.JSONField("处罚种类", default=list, blank=True)
    decided_fine_fen = models.BigIntegerField("罚款", default=0)
    decided_confiscated_fen = models.BigIntegerField("没收", default=0)
    decided_measure = models.CharField("处罚其他内容", max_length=200, blank=True, default="")
    plea_answer = models.TextField("对陈述申辩的答复", blank=True, default="")
    deviation = models.TextField("偏离说明", blank=True, default="")
    reviewer = models.CharField("法制审核人", max_length=64, blank=True, default="")
    review = models.TextField("法制审核意见", blank=True, default="")
    # The past cases that were shown to whoever signed, by their name and as figures.
    seen_digest = models.CharField("所见案例指纹", max_length=64, blank=True, default="")
    seen_spread = models.JSONField("所见案例分布", default=dict, blank=True)
    policy_fingerprint = models.CharField("规则指纹", max_length=64, blank=True, default="")
    number = models.CharField("决定书文号", max_length=64, blank=True, default="")
    paper = _paper("处罚决定书")
    served_on = models.DateField("送达日期", null=True, blank=True)
    served_how = models.CharField(
        "送达方式", max_length=16, choices=ServedHow.choices(), blank=True, default=""
    )
    receiver = models.CharField("签收人", max_length=64, blank=True, default="")
    served_paper = _paper("送达回证")
    pay_until_on = models.DateField("缴款截止", null=True, blank=True)
    paid_fen = models.BigIntegerField("已缴", default=0)
    # Of the last payment; until then the addition for lateness has grown to ``late_fen``.
    paid_on = models.DateField("最近缴款日期", null=True, blank=True)
    late_fen = models.BigIntegerField("加处罚款", default=0)
    # 简易程序: decided on the spot, without telling in writing beforehand.
    is_simple = models.BooleanField("当场处罚", default=False)
    decided_place = models.CharField("处罚地点", max_length=200, blank=True, default="")
    receipt_no = models.CharField("罚款票据号", max_length=64, blank=True, default="")
    collect_reason = models.CharField("当场收缴的理由", max_length=200, blank=True, default="")
    reported_at = models.DateTimeField("报备案时间", null=True, blank=True)
    fact = models.ForeignKey(
        CreditFact, verbose_name="信用事实", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    spare_ground = models.CharField(
        "不予处罚的理由", max_length=16, choices=SpareGround.choices(), blank=True, default=""
    )
    end_reason = models.TextField("终结说明", blank=True, default="")

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "处罚案件"
        ordering = ("-opened_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("number",), condition=~Q(number=""), name="supervision_penalty_number_once"
            ),
            # No decision without its number and its paper, no number without a decision.
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, number="", paper__isnull=True)
                | (Q(decided_at__isnull=False, paper__isnull=False) & ~Q(number="")),
                name="supervision_penalty_decision_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=("institution", "state"), name="supervision_penalty_of_place"),
            models.Index(fields=("unit", "state"), name="supervision_penalty_of_unit"),
            models.Index(fields=("offence", "decided_on"), name="supervision_penalty_of_offence"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number or f"{self.operator_name}：{self.offence_label}"

    @property
    def weighed_kinds(self) -> list[str]:
        """The keys of ``supervision.penalty_severity`` by which credit weighs the decision."""
        return ["simple"] if self.is_simple else list(self.decided_kinds)

    @property
    def told(self) -> Sentence:
        return Sentence(frozenset(self.told_kinds), self.told_fine_fen, self.told_confiscated_fen)

    @property
    def decided(self) -> Sentence:
        return Sentence(frozenset(self.decided_kinds), self.decided_fine_fen, self.decided_confiscated_fen)


@classified(default=C1)
class PenaltyOfficer(ScopedModel):
    """An officer of the case, by certificate."""

    penalty = models.ForeignKey(
        Penalty, verbose_name="处罚案件", on_delete=models.PROTECT, related_name="officers"
    )
    inspector = models.ForeignKey(
        Inspector, verbose_name="执法人员", on_delete=models.PROTECT, related_name="+"
    )

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "办案人员"
        ordering = ("penalty", "pk")
        constraints = [
            models.UniqueConstraint(fields=("penalty", "inspector"), name="supervision_penalty_officer_once")
        ]

    def __str__(self) -> str:
        return f"办案人员 {self.pk}"


@classified(default=C1)
class PenaltyFinding(ScopedModel):
    """A finding that the case rests on: the same fact is fined once."""

    penalty = models.ForeignKey(
        Penalty, verbose_name="处罚案件", on_delete=models.PROTECT, related_name="finding_links"
    )
    finding = models.ForeignKey(
        Finding, verbose_name="问题", on_delete=models.PROTECT, related_name="penalty_links"
    )

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "处罚所依据的问题"
        ordering = ("penalty", "pk")
        constraints = [
            models.UniqueConstraint(fields=("penalty", "finding"), name="supervision_penalty_finding_once")
        ]

    def __str__(self) -> str:
        return f"问题 {self.finding_id}"


@classified(default=C1)
class Publication(ScopedModel):
    """The 双公示 record of a decision. Shown to the end of ``display_until_on``, unless it was withdrawn."""

    penalty = models.OneToOneField(
        Penalty, verbose_name="处罚案件", on_delete=models.PROTECT, related_name="publication"
    )
    fact = models.TextField("违法事实（公示）")
    published_at = models.DateTimeField("公示时间")
    published_by = models.CharField("公示人", max_length=64)
    display_until_on = models.DateField("公示截止期")
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdraw_reason = models.CharField("撤下原因", max_length=200, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "处罚公示"
        ordering = ("-published_at", "-pk")
        indexes = [models.Index(fields=("display_until_on",), name="supervision_publication_until")]

    def __str__(self) -> str:
        return f"公示 {self.pk}"


@classified(default=C1)
class Challenge(ScopedModel):
    """A review or a lawsuit against a decision, and what came of it."""

    penalty = models.ForeignKey(
        Penalty, verbose_name="处罚案件", on_delete=models.PROTECT, related_name="challenges"
    )
    kind = models.CharField("途径", max_length=16, choices=ChallengeKind.choices())
    organ = models.CharField("受理机关", max_length=100)
    filed_on = models.DateField("提出日期")
    filed_by = models.CharField("登记人", max_length=64)
    outcome = models.CharField(
        "结果", max_length=16, choices=ChallengeOutcome.choices(), blank=True, default=""
    )
    decided_on = models.DateField("结果日期", null=True, blank=True)
    note = models.TextField("说明", blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "复议和诉讼"
        ordering = ("-filed_on", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("penalty", "kind"), condition=Q(outcome=""), name="supervision_challenge_one_open"
            )
        ]

    def __str__(self) -> str:
        return f"{ChallengeKind.label_of(self.kind)} {self.filed_on:%F}"
