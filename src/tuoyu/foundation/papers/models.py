"""How far each series of numbers has been counted."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.vault.classes import C1, classified


@classified(default=C1)
class Series(ScopedModel):
    """Numbers of one kind of paper in an area and a year: ``last`` is the one given last, none is left out."""

    series = models.CharField("编号系列", max_length=64)
    area = models.CharField("区划", max_length=12)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一个序号", default=0)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "编号"
        ordering = ("series", "area", "year")
        constraints = [
            models.UniqueConstraint(fields=("series", "area", "year"), name="papers_series_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}"
