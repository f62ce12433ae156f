"""What other departments are told of a chain: the branches as they stood, numbered, byte for byte."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C1, classified
from tuoyu.registers.institutions.models import Institution


@classified(default=C1)
class TaxNote(ScopedModel):
    """A 合并纳税告知单: to the tax bureau, about the branches of a head office (方案 8).

    ``rows`` are the branches as they were told (``rules.notes.NoteRow``). Never changed: when the branches change, the next
    note is issued.
    """

    number = models.CharField("发文字号", max_length=64, unique=True)
    institution = models.ForeignKey(
        Institution, verbose_name="总部", on_delete=models.PROTECT, related_name="+"
    )
    to_unit = models.ForeignKey(Unit, verbose_name="送达单位", on_delete=models.PROTECT, related_name="+")
    agreement = models.CharField("连锁约定", max_length=64)
    rows = models.JSONField("分支名单", default=list)
    branch_count = models.PositiveSmallIntegerField("分支数")
    paper = models.ForeignKey(
        StoredFile, verbose_name="告知单", null=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField("出具时间")
    issued_by = models.CharField("出具人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "合并纳税告知单"
        ordering = ("-issued_at", "-pk")
        indexes = [models.Index(fields=("institution", "-issued_at"), name="filing_note_of_head_office")]

    def __str__(self) -> str:
        return self.number
