"""A file that was taken. Others point a key at it; the bytes lie in the store under their digest."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q

from tuoyu.foundation.access.scoping import ScopedModel
from tuoyu.foundation.vault.classes import C0, C1, DataClass, classified

# Classes whose file names may be repeated where people see them who may not open the file.
_NAMED = (C0.value, C1.value)


@classified(default=C1)
class StoredFile(ScopedModel):
    """Name, size and type as checked; ``digest`` is the SHA-256 of the bytes. Written once, never deleted."""

    name = models.CharField("文件名", max_length=120)
    size = models.BigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    digest = models.CharField("SHA-256", max_length=64, db_index=True)
    data_class = models.CharField("数据分级", max_length=2, choices=DataClass.choices())
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="上传人", null=True, on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField("上传时间")

    class Meta(ScopedModel.Meta):
        abstract = False
        verbose_name = "文件"
        ordering = ("-pk",)
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="files_storedfile_not_empty")]

    def __str__(self) -> str:
        """What the journal calls it. People name the scan of a certificate after its holder: from class C2 on, the digest."""
        return self.name if self.data_class in _NAMED else f"文件 {self.digest[:12]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("a stored file is written once: store the new version as another file")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError("stored files are never deleted")
