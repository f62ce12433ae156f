"""Tokens of other systems, and the answers kept so that a repeated write is not done twice."""

from __future__ import annotations

from django.db import models

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.people.models import Post
from tuoyu.foundation.vault.classes import C1, classified


@classified(default=C1)
class Token(ScopedModel):
    """A token acts in one post, for the actions it was narrowed to. Only its digest is kept: it is shown once."""

    name = models.CharField("名称", max_length=64)
    prefix = models.CharField("开头", max_length=16)
    digest = models.CharField("摘要", max_length=64, unique=True)
    post = models.ForeignKey(Post, verbose_name="岗位", on_delete=models.PROTECT, related_name="+")
    scopes = models.JSONField("操作")
    made_at = models.DateTimeField("签发时间")
    expires_at = models.DateTimeField("过期时间")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_by = models.CharField("撤销人", max_length=64, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "接口令牌"
        ordering = ("-pk",)
        indexes = [models.Index(fields=("post",), name="api_token_of_post")]

    def __str__(self) -> str:
        return f"{self.name}（{self.prefix}…）"


@classified(default=C1)
class Answer(ScopedModel):
    """What a write with an ``Idempotency-Key`` was answered. Written in the transaction of the write itself."""

    token = models.ForeignKey(Token, verbose_name="令牌", on_delete=models.CASCADE, related_name="+")
    key = models.CharField("幂等键", max_length=64)
    request_digest = models.CharField("请求摘要", max_length=64)
    status = models.PositiveSmallIntegerField("状态码", default=0)
    body = models.TextField("回答", blank=True, default="")
    made_at = models.DateTimeField("时间")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "接口回答"
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=("token", "key"), name="api_answer_once_per_key")]
        indexes = [models.Index(fields=("made_at",), name="api_answer_by_age")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
