"""What an inspection item is about, how it is proved, and when it is asked at all."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class Domain(LabelledEnum):
    """What an item is about; one file of the start library each."""

    REGISTRATION = "registration", "登记备案"
    SANITATION = "sanitation", "卫生保健"
    FIRE = "fire", "消防"
    FOOD = "food", "食品"
    MEDICINE = "medicine", "用药"
    FEES = "fees", "价格收费"
    SECURITY = "security", "安防"
    STAFF = "staff", "人员"
    CARE = "care", "保育"


class Evidence(LabelledEnum):
    """What the officer brings back as proof."""

    PHOTO = "photo", "拍照"
    PAPER = "paper", "看材料"
    MEASURE = "measure", "量一量、数一数"
    ASK = "ask", "问一问"
    VIDEO = "video", "看监控"
    SAMPLE = "sample", "看样品"


class Condition(LabelledEnum):
    """What must be so at an institution for an item to be asked there."""

    MEALS = "meals", "供餐"
    KITCHEN = "kitchen", "自办厨房"
    INFANTS = "infants", "有乳儿班"
    TODDLERS_SMALL = "toddlers_small", "有托小班"
    TODDLERS_LARGE = "toddlers_large", "有托大班"
    MIXED = "mixed", "有混合编班"
    MANY_CHILDREN = "many_children", "收托人数多，要配专职保健人员"
    SMALL_SITE = "small_site", "小型（按班数）"
    LARGE_SITE = "large_site", "大中型（按班数）"
    RENTED = "rented", "场地是租的"
    GUARDS = "guards", "有保安"
    VIDEO = "video", "装有监控"


class Arrival(LabelledEnum):
    """What becomes of a version that stands in the policy's library."""

    KNOWN = "known", "已有"
    BRING = "bring", "装入"
    PROPOSE = "propose", "等事项的责任部门定"


# Why a version is here that policy brought and nobody changed.
FROM_POLICY = "随政策数据发布"
