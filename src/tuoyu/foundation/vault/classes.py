"""Data classes C0–C5: how sensitive a column is. Every model says it for each of its fields (a house test asks)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tuoyu.kernel.words import LabelledEnum

M = TypeVar("M", bound=type)


class DataClass(LabelledEnum):
    """Ordered from open to closed; the rules of each are in docs/security.md."""

    C0 = "C0", "公开信息"
    C1 = "C1", "内部工作信息"
    C2 = "C2", "个人信息"
    C3 = "C3", "婴幼儿身份与健康信息"
    C4 = "C4", "涉案与禁入信息"
    C5 = "C5", "安防设施信息"


C0, C1, C2, C3, C4, C5 = DataClass.C0, DataClass.C1, DataClass.C2, DataClass.C3, DataClass.C4, DataClass.C5


def classified(*, default: DataClass, **fields: DataClass) -> Callable[[M], M]:
    """Class decorator of a model: ``default`` for its columns, except those named."""

    def mark(model: M) -> M:
        model.data_classes = {"": default, **fields}  # type: ignore[attr-defined]
        return model

    return mark


def class_of(model: type, field: str) -> DataClass:
    """The data class of a column; ``LookupError`` when the model was never classified."""
    declared: dict[str, DataClass] | None = getattr(model, "data_classes", None)
    if declared is None:
        raise LookupError(f"{model.__name__} is not classified: decorate it with @classified(default=…)")
    return declared.get(field, declared[""])
