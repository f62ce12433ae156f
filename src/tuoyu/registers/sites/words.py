"""Words of sites."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class AreaKind(LabelledEnum):
    DISTRICT = "district", "区县"
    STREET = "street", "街道"
    TOWN = "town", "镇"
    COMMUNITY = "community", "社区"
    VILLAGE = "village", "村"

    @property
    def is_street(self) -> bool:
        """A street or a town: the level below the district."""
        return self in {AreaKind.STREET, AreaKind.TOWN}


class RoomKind(LabelledEnum):
    """What a room of an institution is for."""

    ACTIVITY = "activity", "活动室"
    SLEEP = "sleep", "睡眠室"
    COMBINED = "combined", "活动睡眠合用室"
    NURSING = "nursing", "喂奶区"
    WASH = "wash", "盥洗卫生间"
    MEAL = "meal", "配餐区"
    KITCHEN = "kitchen", "厨房"
    OBSERVATION = "observation", "保健观察室"
    STORE = "store", "储藏室"
    OFFICE = "office", "办公室"
    OTHER = "other", "其他"


# Kinds as the code tables write them (乡 does not occur here and would be refused).
KIND_BY_WORD: dict[str, AreaKind] = {
    "街道": AreaKind.STREET,
    "镇": AreaKind.TOWN,
    "社区": AreaKind.COMMUNITY,
    "村": AreaKind.VILLAGE,
}

STREET_KINDS = (AreaKind.STREET.value, AreaKind.TOWN.value)
COMMUNITY_KINDS = (AreaKind.COMMUNITY.value, AreaKind.VILLAGE.value)
OUTLINE_CAVEAT = "轮廓仅作示意，不作为划界依据；正式发布请换用自然资源部门审核的底图。"
NOT_LOADED = "还没有区划数据"
NO_OUTLINE = "这个区县还没有轮廓数据。可以把 outline.geojson 放进它的数据目录。"


def unknown_kind(name: str, kind: str) -> str:
    return f"区划“{name}”的类型“{kind}”不认识，应是{'、'.join(KIND_BY_WORD)}之一。"
