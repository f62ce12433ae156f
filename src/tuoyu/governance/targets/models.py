"""Indicators, the goals that point at them, and what was observed.

An observation is never overwritten: a correction is a new row that names the one it replaces.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.policy.words import Confidence
from tuoyu.foundation.vault.classes import C0, C1, classified
from tuoyu.governance.targets.rules.measures import Measure, Point, Terms
from tuoyu.governance.targets.words import PENDING_DEFINITION, Direction, Origin, Period
from tuoyu.registers.plans.models import Target, Task, Version
from tuoyu.registers.plans.words import Op


@classified(default=C0)
class Indicator(ScopedModel):
    """What a number means. ``source_key`` is a key of the figure registry: the app that counts it may come later."""

    code = models.CharField("代码", max_length=64, unique=True)
    name = models.CharField("名称", max_length=100)
    aliases = models.JSONField("别名", default=list, blank=True)
    definition = models.TextField("定义", default=PENDING_DEFINITION)
    formula = models.TextField("公式", blank=True, default="")
    numerator_label = models.CharField("分子", max_length=200, blank=True, default="")
    denominator_label = models.CharField("分母", max_length=200, blank=True, default="")
    unit = models.CharField("单位", max_length=32)
    scale = models.PositiveIntegerField("倍数", default=1)
    decimals = models.PositiveSmallIntegerField("小数位", default=0)
    counted_in = models.CharField("量词", max_length=8, blank=True, default="")
    direction = models.CharField(
        "方向", max_length=8, choices=Direction.choices(), default=Direction.UP.value
    )
    period = models.CharField("周期", max_length=8, choices=Period.choices(), default=Period.MONTH.value)
    source_key = models.CharField("取数键", max_length=100, blank=True, default="")
    source_note = models.CharField("数据来源说明", max_length=300, blank=True, default="")
    owner = models.ForeignKey(
        Unit, verbose_name="责任单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    basis = models.CharField("口径依据", max_length=300, blank=True, default="")
    confidence = models.CharField(
        "确认状态", max_length=16, choices=Confidence.choices(), default=Confidence.UNCERTAIN.value
    )
    defined_at = models.DateTimeField("口径确定时间", null=True, blank=True)
    defined_by = models.CharField("口径确定人", max_length=64, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "指标"
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=Q(scale__gte=1), name="targets_indicator_scale")]

    def __str__(self) -> str:
        return self.name

    @property
    def measure(self) -> Measure:
        return Measure(
            unit=self.unit,
            decimals=self.decimals,
            scale=self.scale,
            counted_in=self.counted_in,
            direction=Direction(self.direction),
            period=Period(self.period),
        )

    @property
    def is_defined(self) -> bool:
        return self.definition != PENDING_DEFINITION


@classified(default=C0)
class Goal(ScopedModel):
    """A target of a plan version (or of a higher law: ``target`` null, ``basis`` set) told as an indicator's goal."""

    version = models.ForeignKey(Version, verbose_name="方案", on_delete=models.CASCADE, related_name="+")
    target = models.OneToOneField(
        Target, verbose_name="方案目标", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name="指标", on_delete=models.CASCADE, related_name="goals"
    )
    task = models.ForeignKey(
        Task, verbose_name="任务", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    op = models.CharField("比较", max_length=16, choices=Op.choices())
    value = models.DecimalField("目标值", max_digits=14, decimal_places=4, null=True, blank=True)
    wording = models.CharField("目标说法", max_length=100, blank=True, default="")
    due_on = models.DateField("到期日", null=True, blank=True)
    is_baseline = models.BooleanField("基线目标", default=False)
    baseline_value = models.DecimalField("基线值", max_digits=14, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField("基线日", null=True, blank=True)
    basis = models.CharField("依据", max_length=200)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "指标目标"
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(op=Op.QUALITATIVE.value) | Q(value__isnull=False), name="targets_goal_has_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on.year if self.due_on else ''}{self.indicator_id}{self.op}{self.value or self.wording}"

    @property
    def terms(self) -> Terms:
        return Terms(
            op=Op(self.op),
            value=self.value,
            due_on=self.due_on,
            is_baseline=self.is_baseline,
            start_value=self.baseline_value,
            start_on=self.baseline_on,
        )


@classified(default=C0, recorded_by=C1, recorded_unit=C1)
class Observation(ScopedModel):
    """One number of one period and area. ``is_corrected`` is set when a later row names this one in ``corrects``."""

    indicator = models.ForeignKey(
        Indicator, verbose_name="指标", on_delete=models.PROTECT, related_name="observations"
    )
    period_on = models.DateField("时期")
    area = models.CharField("区划代码", max_length=12)
    numerator = models.DecimalField("分子", max_digits=16, decimal_places=4)
    denominator = models.DecimalField("分母", max_digits=16, decimal_places=4, null=True, blank=True)
    value = models.DecimalField("数值", max_digits=14, decimal_places=4)
    origin = models.CharField("来源方式", max_length=8, choices=Origin.choices())
    source = models.CharField("数据来源", max_length=200)
    evidence = models.ForeignKey(
        StoredFile, verbose_name="佐证", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.CharField("填报人", max_length=64)
    recorded_unit = models.CharField("填报单位", max_length=64, blank=True, default="")
    recorded_at = models.DateTimeField("填报时间")
    corrects = models.OneToOneField(
        "self", verbose_name="更正的数据", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField("更正原因", max_length=200, blank=True, default="")
    is_corrected = models.BooleanField("已被更正", default=False)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "指标数据"
        ordering = ("-period_on", "area", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("indicator", "period_on", "area"),
                condition=Q(is_corrected=False),
                name="targets_one_value_per_period",
            ),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="targets_denominator_positive",
            ),
        ]
        indexes = [models.Index(fields=("indicator", "area", "period_on"), name="targets_series")]

    def __str__(self) -> str:
        return f"{self.period_on.year}年{self.period_on.month}月指标数据（{self.area}）"

    @property
    def point(self) -> Point:
        return Point(self.period_on, self.value, self.numerator, self.denominator)
