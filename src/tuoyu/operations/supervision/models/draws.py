"""Double-random draws and the departments that take part in them."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.casework.models import Case
from tuoyu.foundation.people.models import Unit
from tuoyu.foundation.vault.classes import C0, C4, classified
from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.rows import SealedModel


@classified(default=C0)
class Draw(Case):
    """One draw. ``number`` is what the published file is called by.

    ``frozen_text`` and ``file_text`` are the canonical JSON as it is published: their UTF-8 bytes are what was hashed.
    """

    number = models.CharField("编号", max_length=32, unique=True)
    title = models.CharField("名称", max_length=100)
    lead_unit = models.ForeignKey(Unit, verbose_name="发起单位", on_delete=models.PROTECT, related_name="+")
    # Risk class → ten-thousandths (``rules.drawing.lottery.WHOLE``).
    shares = models.JSONField("抽取比例", default=dict)
    is_fresh_only = models.BooleanField("今年查过的不再抽", default=True)
    quorum = models.PositiveSmallIntegerField("至少公开密数的部门数", default=1)
    beacon_name = models.CharField("公共随机数", max_length=100, blank=True, default="")
    beacon_round = models.PositiveBigIntegerField("公共随机数的轮次", null=True, blank=True)
    beacon_value = models.CharField("公共随机数的值", max_length=64, blank=True, default="")
    seal_by_at = models.DateTimeField("封存截止")
    open_by_at = models.DateTimeField("公开截止")
    frozen_at = models.DateTimeField("冻结时间", null=True, blank=True)
    frozen_digest = models.CharField("名单摘要", max_length=64, blank=True, default="")
    frozen_text = models.TextField("冻结的名单", blank=True, default="")
    # Id of the file → key of the institution or inspector behind it.
    keys = models.JSONField("名单对应", default=dict, blank=True)
    finished_at = models.DateTimeField("抽取时间", null=True, blank=True)
    file_text = models.TextField("公布的文件", blank=True, default="")
    assigned_at = models.DateTimeField("生成任务时间", null=True, blank=True)
    void_reason = models.CharField("作废原因", max_length=300, blank=True, default="")

    class Meta(Case.Meta):
        abstract = False
        verbose_name = "双随机抽取"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.title


@classified(default=C0, secret=C4)
class DrawParty(SealedModel, ScopedModel):
    """A department in a draw. Nobody is shown ``secret``; once opened it stands in ``opened_secret`` for everybody."""

    draw = models.ForeignKey(Draw, verbose_name="抽取", on_delete=models.PROTECT, related_name="parties")
    unit = models.ForeignKey(Unit, verbose_name="参加部门", on_delete=models.PROTECT, related_name="+")
    code = models.CharField("部门代码", max_length=32)
    name = models.CharField("部门名称", max_length=64)
    position = models.PositiveSmallIntegerField("次序")
    size = models.PositiveSmallIntegerField("每组派几人")
    secret = EncryptedTextField("密数", purpose="case", blank=True, default="")
    commitment = models.CharField("封存摘要", max_length=64, blank=True, default="")
    sealed_at = models.DateTimeField("封存时间", null=True, blank=True)
    sealed_by = models.CharField("封存人", max_length=64, blank=True, default="")
    opened_secret = models.CharField("公开的密数", max_length=64, blank=True, default="")
    opened_at = models.DateTimeField("公开时间", null=True, blank=True)
    opened_by = models.CharField("公开人", max_length=64, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "抽取参加部门"
        ordering = ("draw", "position")
        constraints = [models.UniqueConstraint(fields=("draw", "unit"), name="supervision_draw_party_once")]

    def __str__(self) -> str:
        return self.name
