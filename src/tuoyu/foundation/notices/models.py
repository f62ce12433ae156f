"""Notices, what became of them outside the house, and when people want to be left in peace."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.notices.words import Channel, DeliveryState, Urgency
from tuoyu.foundation.people.models import Unit, User
from tuoyu.foundation.vault.classes import C0, C1, classified


@classified(default=C1)
class Notice(ScopedModel):
    """Something a person, or whoever holds a role in a unit, should know. Read once, read for the whole unit.

    ``key`` is the source of the notice (kind and row): the same thing is told once however often the job runs.
    """

    key = models.CharField("来源键", max_length=160, unique=True)
    user = models.ForeignKey(
        User, verbose_name="收件人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Unit, verbose_name="收件单位", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    role = models.CharField("收件岗位", max_length=32, blank=True, default="")
    kind = models.CharField("类别", max_length=64)
    urgency = models.CharField(
        "紧急程度", max_length=8, choices=Urgency.choices(), default=Urgency.NORMAL.value
    )
    title = models.CharField("标题", max_length=64)
    sentence = models.CharField("内容", max_length=300)
    link = models.CharField("链接", max_length=200, blank=True, default="")
    made_at = models.DateTimeField("产生时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)
    read_by = models.ForeignKey(
        User, verbose_name="阅读人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "消息"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, unit__isnull=True) | Q(user__isnull=True, unit__isnull=False),
                name="notices_notice_for_user_or_unit",
            )
        ]
        indexes = [
            models.Index(fields=("user", "read_at"), name="notices_notice_of_user"),
            models.Index(fields=("unit", "role", "read_at"), name="notices_notice_of_unit"),
        ]

    def __str__(self) -> str:
        return self.title


@classified(default=C1)
class Delivery(ScopedModel):
    """One message out of the house: a notice by a channel, to one person (SMS) or to the group (DingTalk)."""

    notice = models.ForeignKey(
        Notice, verbose_name="消息", on_delete=models.CASCADE, related_name="deliveries"
    )
    channel = models.CharField("渠道", max_length=16, choices=Channel.choices())
    user = models.ForeignKey(
        User, verbose_name="接收人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        "状态", max_length=16, choices=DeliveryState.choices(), default=DeliveryState.WAITING.value
    )
    made_at = models.DateTimeField("产生时间")
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)
    receipt = models.CharField("回执", max_length=120, blank=True, default="")
    error = models.CharField("未送达原因", max_length=300, blank=True, default="")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "消息投递"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("notice", "channel", "user"),
                condition=Q(user__isnull=False),
                name="notices_delivery_once_a_user",
            ),
            models.UniqueConstraint(
                fields=("notice", "channel"),
                condition=Q(user__isnull=True),
                name="notices_delivery_once_a_group",
            ),
        ]
        indexes = [
            models.Index(
                fields=("-id",), condition=Q(state="undelivered"), name="notices_delivery_undelivered"
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice}（{Channel.label_of(self.channel)}）"


@classified(default=C0)
class Preference(models.Model):
    """What a person chose for the own telephone. No row: everything on, quiet hours of the district."""

    user = models.OneToOneField(User, verbose_name="人员", on_delete=models.CASCADE, related_name="+")
    has_sms = models.BooleanField("接收短信", default=True)
    quiet_since = models.TimeField("免打扰从", null=True, blank=True)
    quiet_until = models.TimeField("免打扰到", null=True, blank=True)

    class Meta:
        verbose_name = "消息设置"
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_since__isnull=True, quiet_until__isnull=True)
                | Q(quiet_since__isnull=False, quiet_until__isnull=False),
                name="notices_preference_quiet_hours_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
