"""What was imported before: one row for each row of a source, so that the same file twice writes nothing twice."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.vault.classes import C1, classified


@classified(default=C1)
class Imported(ScopedModel):
    """``source_id`` names the row at its source; ``digest`` is that of its values; the object is what it became."""

    sheet = models.CharField("表", max_length=64)
    source_system = models.CharField("来源系统", max_length=64)
    source_id = models.CharField("来源编号", max_length=200)
    digest = models.CharField("内容摘要", max_length=64)
    object_label = models.CharField("对象类型", max_length=64)
    object_id = models.BigIntegerField("对象编号")
    at = models.DateTimeField("导入时间")
    by_name = models.CharField("导入人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "导入记录"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("sheet", "source_system", "source_id"), name="exchange_imported_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.source_id}"
