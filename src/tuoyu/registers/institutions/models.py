"""Institutions: who runs them, where, what is known of them since when, and since when we know it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.search.fields import CellColumn, SearchColumn, SearchedModel
from tuoyu.foundation.vault.classes import C0, C1, C2, classified
from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.rows import SealedModel
from tuoyu.registers.institutions.words import (
    Band,
    FactKind,
    Meals,
    Nature,
    SamenessDecision,
    Sponsor,
    Standing,
    SupplyForm,
    Tenure,
)
from tuoyu.registers.sites.models import Area, Premises, Room


@classified(default=C1, phone=C2, phone_index=C2)
class Operator(SealedModel, ScopedModel):
    """The legal body behind one or several institutions, as the registration authority knows it."""

    uscc = models.CharField("统一社会信用代码", max_length=18, unique=True)
    name = models.CharField("名称", max_length=100)
    nature = models.CharField("机构性质", max_length=24, choices=Nature.choices())
    legal_person = models.CharField("法定代表人", max_length=64, blank=True, default="")
    phone = EncryptedTextField("联系电话", blank=True, default="")
    phone_index = models.CharField("电话索引", max_length=64, blank=True, default="", db_index=True)
    address = models.CharField("住所", max_length=200, blank=True, default="")
    scope = models.TextField("经营（业务）范围", blank=True, default="")
    registered_on = models.DateField("登记日期", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "举办者"
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def provider(self) -> str:
        """How an institution is searched for by who runs it."""
        return f"{self.uscc} {self.name}"


@classified(default=C0, unit=C1)
class Institution(SearchedModel, SealedModel, ScopedModel):
    """A place where children under three are cared for. Its columns say what is believed today.

    Every change is a ``Fact`` first; these columns are drawn from the facts (``services.keeping``), so that lists
    need not walk them.
    """

    operator = models.ForeignKey(
        Operator, verbose_name="举办者", on_delete=models.PROTECT, related_name="institutions"
    )
    name = models.CharField("机构名称", max_length=100)
    short_name = models.CharField("简称", max_length=32, blank=True, default="")
    form = models.CharField("供给形态", max_length=16, choices=SupplyForm.choices())
    sponsor = models.CharField("举办主体", max_length=16, choices=Sponsor.choices())
    is_inclusive = models.BooleanField("普惠", default=False)
    service_forms = models.JSONField("服务形式", default=list, blank=True)
    meals = models.CharField("供餐方式", max_length=16, choices=Meals.choices(), default=Meals.NONE.value)
    head_name = models.CharField("负责人", max_length=64, blank=True, default="")
    public_phone = models.CharField("公开电话", max_length=32, blank=True, default="")
    monthly_fee_fen = models.BigIntegerField("月收费", null=True, blank=True)
    # The unit whose officers decide about it: education for classes in kindergartens, health otherwise.
    supervisor = models.ForeignKey(Unit, verbose_name="主管部门", on_delete=models.PROTECT, related_name="+")
    # Where its own people hold their posts; none until somebody of the institution has an account.
    unit = models.ForeignKey(
        Unit, verbose_name="账户单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    head_office = models.ForeignKey(
        "self", verbose_name="总部", null=True, blank=True, on_delete=models.PROTECT, related_name="branches"
    )
    area = models.ForeignKey(
        Area, verbose_name="社区", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    area_code = models.CharField("区划代码", max_length=12, blank=True, default="")
    address = models.CharField("地址", max_length=200)
    # Name and address as they are compared (``rules.matching``): who shares one may be the same institution.
    name_key = models.CharField("名称比对键", max_length=100, blank=True, default="")
    address_key = models.CharField("地址比对键", max_length=200, blank=True, default="")
    lon = models.DecimalField("经度（WGS84）", max_digits=9, decimal_places=6, null=True, blank=True)
    lat = models.DecimalField("纬度（WGS84）", max_digits=9, decimal_places=6, null=True, blank=True)
    places = models.PositiveIntegerField("托位", default=0)
    class_count = models.PositiveSmallIntegerField("班数", default=0)
    children_count = models.PositiveIntegerField("在托人数", null=True, blank=True)
    standing = models.CharField("状态", max_length=16, choices=Standing.choices())
    registered_on = models.DateField("登记日期", null=True, blank=True)
    filed_on = models.DateField("备案日期", null=True, blank=True)
    filing_number = models.CharField("备案编号", max_length=32, blank=True, default="")
    opened_on = models.DateField("开业日期", null=True, blank=True)
    suspended_on = models.DateField("暂停日期", null=True, blank=True)
    closed_on = models.DateField("终止日期", null=True, blank=True)
    # The day for which the columns above were drawn from the facts.
    drawn_on = models.DateField("更新至", null=True, blank=True)
    # Code and name of the operator, that the search finds an institution by them.
    provider = models.CharField("举办者（检索）", max_length=120, blank=True, default="")
    search_pairs = SearchColumn(from_fields=("name", "short_name", "provider", "address", "filing_number"))
    cell = CellColumn(from_fields=("lon", "lat"), state="standing")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "托育机构"
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("filing_number",),
                condition=~Q(filing_number=""),
                name="institutions_one_filing_number",
            )
        ]
        indexes = [
            models.Index(fields=("standing", "name", "id"), name="institutions_by_standing"),
            models.Index(fields=("form", "name", "id"), name="institutions_by_form"),
            models.Index(fields=("area_code", "name", "id"), name="institutions_by_area"),
            models.Index(fields=("name", "id"), name="institutions_by_name"),
            models.Index(fields=("supervisor", "standing"), name="institutions_of_supervisor"),
            models.Index(fields=("unit",), name="institutions_of_unit"),
            models.Index(fields=("cell", "standing"), name="institutions_by_cell"),
        ]

    def __str__(self) -> str:
        return self.name


@classified(default=C1)
class Fact(ScopedModel):
    """Something known of an institution, in two times: when it held (both days inclusive), and when we believed it.

    Never changed but for ``superseded_at``: what is corrected is superseded by a new row. ``source`` names the paper.
    """

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="facts"
    )
    kind = models.CharField("事实", max_length=16, choices=FactKind.choices())
    content = models.JSONField("内容", default=dict, blank=True)
    valid_from_on = models.DateField("起")
    valid_to_on = models.DateField("止", null=True, blank=True)
    recorded_at = models.DateTimeField("记录时间")
    superseded_at = models.DateTimeField("被更正时间", null=True, blank=True)
    source = models.CharField("依据", max_length=200)
    recorded_by = models.CharField("记录人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "机构事实"
        ordering = ("valid_from_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to_on__isnull=True) | Q(valid_to_on__gte=F("valid_from_on")),
                name="institutions_fact_ends_after_start",
            )
        ]
        indexes = [
            models.Index(fields=("institution", "kind", "valid_from_on"), name="institutions_fact_of_one"),
            models.Index(
                fields=("kind", "valid_from_on"),
                condition=Q(superseded_at__isnull=True),
                name="institutions_fact_believed",
            ),
        ]

    def __str__(self) -> str:
        return f"{FactKind.label_of(self.kind)} {self.valid_from_on:%F}"


@classified(default=C0)
class Occupancy(ScopedModel):
    """Which premises an institution uses, on what ground and for how long."""

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="occupancies"
    )
    premises = models.ForeignKey(Premises, verbose_name="场所", on_delete=models.PROTECT, related_name="+")
    tenure = models.CharField("场所性质", max_length=8, choices=Tenure.choices())
    lease_from_on = models.DateField("租期起", null=True, blank=True)
    lease_to_on = models.DateField("租期止", null=True, blank=True)
    valid_from_on = models.DateField("启用日期")
    valid_to_on = models.DateField("停用日期", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "使用的场所"
        ordering = ("-valid_from_on", "pk")

    def __str__(self) -> str:
        return f"{self.valid_from_on:%F} {Tenure.label_of(self.tenure)}"


@classified(default=C0)
class ClassGroup(ScopedModel):
    """A class: its age band and its places, from–to."""

    institution = models.ForeignKey(
        Institution, verbose_name="机构", on_delete=models.PROTECT, related_name="classes"
    )
    name = models.CharField("班级", max_length=32)
    band = models.CharField("编班类型", max_length=16, choices=Band.choices())
    places = models.PositiveSmallIntegerField("托位")
    room = models.ForeignKey(
        Room, verbose_name="房间", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    valid_from_on = models.DateField("开班日期")
    valid_to_on = models.DateField("停班日期", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "班级"
        ordering = ("institution", "pk")

    def __str__(self) -> str:
        return f"{self.name} {self.places} 个托位"


@classified(default=C0)
class ChainAgreement(ScopedModel):
    """What a head office registered for its branches: where, how many, until when (方案 8)."""

    head_office = models.ForeignKey(
        Institution, verbose_name="总部", on_delete=models.PROTECT, related_name="agreements"
    )
    number = models.CharField("协议编号", max_length=64)
    area_codes = models.JSONField("约定区域", default=list)
    forms = models.JSONField("约定供给形态", default=list)
    most_branches = models.PositiveSmallIntegerField("分支上限")
    valid_from_on = models.DateField("起")
    valid_to_on = models.DateField("止", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "连锁约定"
        ordering = ("-valid_from_on", "pk")

    def __str__(self) -> str:
        return self.number


@classified(default=C1)
class SpareCapacity(ScopedModel):
    """Rooms and children of 3 to 6 in a kindergarten for a month: what may become a toddler class (方案 13)."""

    institution = models.ForeignKey(
        Institution, verbose_name="幼儿园", on_delete=models.PROTECT, related_name="capacities"
    )
    month_on = models.DateField("月份")
    rooms = models.PositiveSmallIntegerField("班级活动室")
    rooms_used = models.PositiveSmallIntegerField("在用活动室")
    seats_3_6 = models.PositiveIntegerField("3—6岁学位")
    children_3_6 = models.PositiveIntegerField("3—6岁在园")
    waiting_3_6 = models.PositiveIntegerField("3—6岁待入园", default=0)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "园舍余量"
        ordering = ("-month_on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("institution", "month_on"), name="institutions_capacity_once_a_month"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month_on:%Y-%m}"


@classified(default=C1)
class Sameness(ScopedModel):
    """Two entries that may be one institution: why it looks so, and what an officer judged.

    ``signs`` are code, points and sentence of each likeness. Nothing is merged away: the entry that is not kept ends, and
    its fact names the other.
    """

    first = models.ForeignKey(
        Institution, verbose_name="机构甲", on_delete=models.PROTECT, related_name="samenesses_as_first"
    )
    second = models.ForeignKey(
        Institution, verbose_name="机构乙", on_delete=models.PROTECT, related_name="samenesses_as_second"
    )
    score = models.PositiveSmallIntegerField("分数")
    signs = models.JSONField("理由", default=list)
    found_at = models.DateTimeField("发现时间")
    decision = models.CharField(
        "判断", max_length=16, choices=SamenessDecision.choices(), default=SamenessDecision.OPEN.value
    )
    kept = models.ForeignKey(
        Institution, verbose_name="保留", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField("判断说明", max_length=200, blank=True, default="")
    decided_by = models.CharField("判断人", max_length=64, blank=True, default="")
    decided_at = models.DateTimeField("判断时间", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "疑似重复"
        ordering = ("-score", "pk")
        constraints = [
            models.UniqueConstraint(fields=("first", "second"), name="institutions_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="institutions_pair_in_order"),
        ]
        indexes = [models.Index(fields=("decision", "-score", "id"), name="institutions_pairs_open")]

    def __str__(self) -> str:
        return f"疑似重复 {self.score} 分"
