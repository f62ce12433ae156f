"""A saved view: the filters, search and sorting of a list, kept by a person under a name."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from tuoyu.foundation.vault.classes import C1, classified


@classified(default=C1)
class SavedView(models.Model):
    """``query`` is the query string of the list without its page; it is a person's own and seen by nobody else."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="人员", on_delete=models.CASCADE, related_name="+"
    )
    list_name = models.CharField("列表", max_length=64)
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=1000, blank=True, default="")
    saved_at = models.DateTimeField("保存时间")

    class Meta:
        verbose_name = "常用视图"
        ordering = ("name", "pk")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("user", "list_name", "name"), name="ui_savedview_one_per_name"),
        ]

    def __str__(self) -> str:
        return self.name
