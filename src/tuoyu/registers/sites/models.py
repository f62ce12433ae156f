"""Areas: the district, its streets and towns, their communities and villages. Each place stands here once."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.vault.classes import C0, classified
from tuoyu.registers.sites.words import AreaKind


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
