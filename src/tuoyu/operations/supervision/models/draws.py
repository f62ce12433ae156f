"""Double-random draws."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C0, classified


@classified(default=C0)
class Draw(Case):
    """One draw. ``number`` is what the published file is called by."""

    number = models.CharField("编号", max_length=32, unique=True)
    title = models.CharField("名称", max_length=100)
    lead_unit = models.ForeignKey(Unit, verbose_name="发起单位", on_delete=models.PROTECT, related_name="+")

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "双随机抽取"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title
