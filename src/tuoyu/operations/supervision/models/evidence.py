"""What a visit leaves behind: photos, signatures, and what the institution thought of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.files.words import INLINE_TYPES
from tuoyu.foundation.vault.classes import C1, C2, classified
from tuoyu.foundation.vault.fields import EncryptedTextField
from tuoyu.foundation.vault.rows import SealedModel
from tuoyu.operations.supervision.models.visits import Visit, VisitItem
from tuoyu.operations.supervision.words.visits import Side


# The bytes are stored as class C2: a photo may show people.
@classified(default=C1)
class Photo(ScopedModel):
    """One photo, and how its times and digests stand to each other."""

    visit = models.ForeignKey(Visit, verbose_name="检查", on_delete=models.PROTECT, related_name="photos")
    visit_item = models.ForeignKey(
        VisitItem,
        verbose_name="检查清单",
        on_delete=models.PROTECT,
        related_name="photos",
        null=True,
        blank=True,
    )
    uid = models.UUIDField("设备编号", unique=True)
    # Of what the camera made, as the phone counted it. ``file.digest`` is of what was sent.
    sha256 = models.CharField("原图 SHA-256", max_length=64)
    file = models.ForeignKey(StoredFile, verbose_name="文件", on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField("手机上的时间")
    received_at = models.DateTimeField("收到时间")
    # How far the phone's clock was behind ours when it sent; negative: ahead.
    gap_seconds = models.IntegerField("手机时钟误差", default=0)
    camera_time = models.CharField("照片自带时间", max_length=19, blank=True, default="")
    lat = models.DecimalField("纬度（WGS84）", max_digits=9, decimal_places=6, null=True, blank=True)
    lng = models.DecimalField("经度（WGS84）", max_digits=9, decimal_places=6, null=True, blank=True)
    accuracy_m = models.PositiveIntegerField("定位误差", null=True, blank=True)
    by_name = models.CharField("拍摄人", max_length=64)

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "现场照片"
        ordering = ("visit", "pk")

    def __str__(self) -> str:
        return f"照片 {self.sha256[:12]}"

    @property
    def is_reduced(self) -> bool:
        """Was a smaller copy sent instead of what the camera made?"""
        return self.sha256 != self.file.digest

    @property
    def is_drawn(self) -> bool:
        """Does every browser draw it? What one does not (HEIC) is handed out as it is."""
        return self.file.media_type in INLINE_TYPES


@classified(default=C1, strokes=C2)
class Signature(SealedModel, ScopedModel):
    """A signature of one side, or the note that the institution will not sign, with who saw it."""

    visit = models.ForeignKey(Visit, verbose_name="检查", on_delete=models.PROTECT, related_name="signatures")
    uid = models.UUIDField("设备编号", unique=True)
    side = models.CharField("哪一方", max_length=16, choices=Side.choices())
    name = models.CharField("姓名", max_length=64)
    # The path of the pen, or "" where the name was typed.
    strokes = EncryptedTextField("笔迹", blank=True, default="")
    is_refused = models.BooleanField("拒绝签字", default=False)
    refusal = models.CharField("拒签理由", max_length=200, blank=True, default="")
    witness = models.CharField("见证人", max_length=64, blank=True, default="")
    signed_at = models.DateTimeField("手机上的时间")
    received_at = models.DateTimeField("收到时间")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "检查签字"
        ordering = ("visit", "pk")

    def __str__(self) -> str:
        return f"{Side.label_of(self.side)}签字 {self.pk}"


@classified(default=C1)
class VisitRating(ScopedModel):
    """What the institution thought of the visit, 1 to 5; once."""

    visit = models.OneToOneField(Visit, verbose_name="检查", on_delete=models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField("评分")
    note = models.CharField("意见", max_length=300, blank=True, default="")
    rated_at = models.DateTimeField("评价时间")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "检查评价"
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(score__gte=1, score__lte=5), name="supervision_rating_in_five")
        ]

    def __str__(self) -> str:
        return f"评价 {self.pk}"
