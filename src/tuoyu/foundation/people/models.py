"""Units, people, and posts: who holds which role where, from when to when. Rights end when the post ends."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from tuoyu.foundation.access.roles import role_matrix
from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.policy.districts import UnitKind
from tuoyu.foundation.vault.classes import C0, C1, C2, classified
from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.rows import SealedModel


@classified(default=C0)
class Unit(ScopedModel):
    """A unit of the district: a department, a street, or a collective word of the plan (各街镇) with its members."""

    code = models.CharField("代码", max_length=32, unique=True)
    name = models.CharField("名称", max_length=64, unique=True)
    short_name = models.CharField("简称", max_length=32)
    aliases = models.JSONField("别名", default=list, blank=True)
    kind = models.CharField("性质", max_length=24, choices=UnitKind.choices())
    area = models.CharField("区划代码", max_length=12)
    collective = models.ForeignKey(
        "self",
        verbose_name="所属统称",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
    )
    position = models.PositiveSmallIntegerField("排序", default=0)
    valid_from_on = models.DateField("启用日期")
    valid_to_on = models.DateField("停用日期", null=True, blank=True)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "单位"
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Accounts are looked up by the sign-in machinery before anybody is known, so this manager is a plain one."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username=username)


@classified(default=C1, mobile=C2, mobile_index=C2, name=C1)
class User(SealedModel, AbstractBaseUser):
    """A person who signs in. The account says who; what the person may do is told by posts alone."""

    username = models.CharField("登录名", max_length=64, unique=True)
    name = models.CharField("姓名", max_length=64)
    mobile = EncryptedTextField("手机", blank=True, default="")
    mobile_index = models.CharField("手机索引", max_length=64, blank=True, default="", db_index=True)
    is_active = models.BooleanField("启用", default=True)
    is_demo = models.BooleanField("演示账号", default=False)
    # Somebody else set it, so it must be changed before anything else is done.
    has_temporary_password = models.BooleanField("密码待修改", default=False)
    # Raised to end every session of the account at once; part of what a session is checked against.
    session_epoch = models.PositiveIntegerField("会话批次", default=0)
    made_at = models.DateTimeField("建立时间")

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = ""
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = "人员"
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session remembers of the account: a new password or a raised epoch ends it."""
        known = f"{self.password}:{self.session_epoch}"
        return salted_hmac("tuoyu.people.session", known, secret=secret, algorithm="sha256").hexdigest()


@classified(default=C1)
class Post(ScopedModel):
    """A role held by a person in a unit for a period. A delegation is a post that names the post it came from."""

    user = models.ForeignKey(User, verbose_name="人员", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.PROTECT, related_name="+")
    role = models.CharField("角色", max_length=32)
    title = models.CharField("职务", max_length=64, blank=True, default="")
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("终止日期", null=True, blank=True)
    delegated_from = models.ForeignKey(
        "self", verbose_name="委托自", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_by = models.ForeignKey(
        User, verbose_name="登记人", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("登记时间")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "岗位"
        ordering = ("unit__position", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="people_post_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=("user", "unit", "role"),
                condition=Q(ends_on__isnull=True),
                name="people_post_one_open_per_role",
            ),
        ]
        indexes = [models.Index(fields=("user", "starts_on", "ends_on"), name="people_post_of_user")]

    def __str__(self) -> str:
        """Who, where, as what: the journal names a post by it."""
        return f"{self.user.name} · {self.unit.name}{role_matrix().label(self.role)}"
