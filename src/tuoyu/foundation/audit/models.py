"""The journal: one row an act, later sealed in order into a chain whose heads are signed and kept outside.

Plain numbers instead of foreign keys: a row says what was true when it was written and must outlive what it names.
"""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.audit.words import Result
from tuoyu.foundation.vault.classes import C0, C1, classified
from tuoyu.kernel.context import ActorKind


class AppendOnly(ScopedModel):
    """Rows that are written once. The sealer fills their empty seal by SQL; nothing else changes them."""

    class Meta(ScopedModel.Meta):
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{self._meta.label} is written once and never changed")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError(f"{self._meta.label} is never deleted")


@classified(default=C1)
class Entry(AppendOnly):
    """Who did what to which object, in which post, why, and how it ended. Names of fields, never their values."""

    at = models.DateTimeField("时间")
    actor_kind = models.CharField("操作者类型", max_length=16, choices=ActorKind.choices())
    user_id = models.BigIntegerField("人员编号", null=True)
    actor_name = models.CharField("操作者", max_length=64)
    post_id = models.BigIntegerField("岗位编号", null=True)
    unit_id = models.BigIntegerField("单位编号", null=True)
    unit_name = models.CharField("单位", max_length=64)
    role = models.CharField("角色", max_length=32)
    verb = models.CharField("操作", max_length=64)
    object_label = models.CharField("对象类型", max_length=64)
    object_id = models.CharField("对象编号", max_length=40)
    object_title = models.CharField("对象", max_length=120)
    # Comma-separated column names: written on every act, read by people.
    fields = models.CharField("字段", max_length=500)
    purpose = models.CharField("目的", max_length=200)
    basis = models.CharField("依据", max_length=200)
    result = models.CharField("结果", max_length=16, choices=Result.choices())
    note = models.CharField("说明", max_length=500)
    request_id = models.CharField("请求编号", max_length=64)

    position = models.BigIntegerField("链上序号", null=True, unique=True)
    algorithm = models.CharField("算法", max_length=16, default="", blank=True)
    entry_digest = models.CharField("条目摘要", max_length=64, default="", blank=True)
    chain_digest = models.CharField("链摘要", max_length=64, default="", blank=True)

    class Meta(AppendOnly.Meta):
        abstract = False
        verbose_name = "操作日志"
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=("id",), condition=Q(position__isnull=True), name="audit_entry_unsealed"),
            models.Index(fields=("object_label", "object_id", "id"), name="audit_entry_of_object"),
            models.Index(fields=("user_id", "id"), name="audit_entry_of_user"),
            models.Index(fields=("verb", "id"), name="audit_entry_of_verb"),
            models.Index(fields=("request_id",), name="audit_entry_of_request"),
            models.Index(fields=("at", "id"), name="audit_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_label}:{self.object_id}"


@classified(default=C0)
class Head(AppendOnly):
    """The signed end of the chain after one batch; its copy outside makes truncation and rewriting visible."""

    number = models.BigIntegerField("批次", unique=True)
    first_position = models.BigIntegerField("起始序号")
    last_position = models.BigIntegerField("截止序号", unique=True)
    algorithm = models.CharField("算法", max_length=16)
    merkle_root = models.CharField("默克尔根", max_length=64)
    chain_digest = models.CharField("链摘要", max_length=64)
    previous = models.CharField("上一批摘要", max_length=64)
    sealed_at = models.DateTimeField("固证时间")
    key_id = models.CharField("签名密钥", max_length=64)
    public_key = models.CharField("公钥", max_length=64)
    signature = models.CharField("签名", max_length=128)
    anchored_at = models.DateTimeField("系统外留底时间", null=True)

    class Meta(AppendOnly.Meta):
        abstract = False
        verbose_name = "日志固证"
        ordering = ("-number",)
        indexes = [
            models.Index(
                fields=("number",), condition=Q(anchored_at__isnull=True), name="audit_head_unanchored"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.first_position}–{self.last_position}"
