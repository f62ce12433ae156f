"""Areas (district, streets, communities), and the premises and rooms that institutions use. Each place stands here once."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.vault.classes import C0, classified
from tuoyu.registers.sites.words import AreaKind, RoomKind


@classified(default=C0)
class Area(ScopedModel):
    """A place with a division code (统计用区划代码) of 6, 9 or 12 digits; the code of its parent begins its own.

    An empty ``valid_from_on`` means: from before our records; an empty ``valid_to_on``: still in force.
    """

    code = models.CharField("区划代码", max_length=12, unique=True)
    name = models.CharField("名称", max_length=64)
    short_name = models.CharField("简称", max_length=32)
    kind = models.CharField("类型", max_length=16, choices=AreaKind.choices())
    parent = models.ForeignKey(
        "self", verbose_name="上级", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    valid_from_on = models.DateField("启用日期", null=True, blank=True)
    valid_to_on = models.DateField("停用日期", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "区域"
        ordering = ("code",)
        indexes = [models.Index(fields=("parent", "code"), name="sites_area_of_parent")]

    def __str__(self) -> str:
        return self.name


@classified(default=C0)
class Premises(ScopedModel):
    """A building, or the part of one, in which children are cared for. Who uses it, and on what ground, is told elsewhere.

    ``address_key`` is the address as it is compared (``rules.address_key``). Areas in square metres.
    """

    address = models.CharField("地址", max_length=200)
    address_key = models.CharField("地址比对键", max_length=200, db_index=True)
    area = models.ForeignKey(
        Area, verbose_name="社区", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lon = models.DecimalField("经度（WGS84）", max_digits=9, decimal_places=6, null=True, blank=True)
    lat = models.DecimalField("纬度（WGS84）", max_digits=9, decimal_places=6, null=True, blank=True)
    building_year = models.PositiveSmallIntegerField("建成年份", null=True, blank=True)
    lowest_floor = models.SmallIntegerField("最低楼层", null=True, blank=True)
    highest_floor = models.SmallIntegerField("最高楼层", null=True, blank=True)
    built_m2 = models.DecimalField("建筑面积", max_digits=9, decimal_places=2, null=True, blank=True)
    indoor_m2 = models.DecimalField("室内使用面积", max_digits=9, decimal_places=2, null=True, blank=True)
    outdoor_m2 = models.DecimalField("室外活动场地", max_digits=9, decimal_places=2, null=True, blank=True)
    sunlight_hours = models.DecimalField("冬至日照", max_digits=4, decimal_places=1, null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "场所"
        ordering = ("address", "pk")

    def __str__(self) -> str:
        return self.address


@classified(default=C0)
class Room(ScopedModel):
    """A room of premises."""

    premises = models.ForeignKey(
        Premises, verbose_name="场所", on_delete=models.CASCADE, related_name="rooms"
    )
    name = models.CharField("房间", max_length=32)
    kind = models.CharField("用途", max_length=16, choices=RoomKind.choices())
    floor = models.SmallIntegerField("楼层")
    area_m2 = models.DecimalField("面积", max_digits=8, decimal_places=2)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "房间"
        ordering = ("premises", "floor", "pk")

    def __str__(self) -> str:
        return self.name
