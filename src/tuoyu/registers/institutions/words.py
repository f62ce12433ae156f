"""Words of institutions: forms of supply, natures, what is known of one, and how it stands."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class SupplyForm(LabelledEnum):
    """供给形态 (1+N, 国卫人口发〔2025〕6号)."""

    CENTRE = "centre", "托育综合服务中心"
    STANDALONE = "standalone", "独立托育机构"
    COMMUNITY = "community", "社区嵌入式托育点"
    KINDERGARTEN = "kindergarten", "幼儿园托班"
    EMPLOYER = "employer", "用人单位办托"
    HOME = "home", "家庭托育点"


class Nature(LabelledEnum):
    """机构性质: what kind of legal body runs it."""

    PUBLIC_INSTITUTION = "public_institution", "事业单位"
    SOCIAL_SERVICE = "social_service", "社会服务机构"
    COMPANY = "company", "企业"
    BRANCH = "branch", "企业分支机构"
    SELF_EMPLOYED = "self_employed", "个体工商户"


class Sponsor(LabelledEnum):
    """举办主体."""

    PUBLIC = "public", "公办"
    PUBLIC_BUILT = "public_built", "公建民营"
    AIDED = "aided", "民办公助"
    INCLUSIVE = "inclusive", "民办普惠"
    PRIVATE = "private", "民办非普惠"
    EMPLOYER = "employer", "用人单位"

    @property
    def is_public(self) -> bool:
        return self in {Sponsor.PUBLIC, Sponsor.PUBLIC_BUILT}


class ServiceForm(LabelledEnum):
    """服务形式 (登记和备案办法)."""

    FULL_DAY = "full_day", "全日托"
    HALF_DAY = "half_day", "半日托"
    HOURLY = "hourly", "计时托"
    OCCASIONAL = "occasional", "临时托"
    NIGHT = "night", "夜托"


class Meals(LabelledEnum):
    """供餐方式."""

    OWN = "own", "自营食堂"
    CONTRACTED = "contracted", "承包食堂"
    ORDERED = "ordered", "订餐"
    NONE = "none", "不供餐"

    @property
    def is_licensed(self) -> bool:
        """Does it cook, so that the food licence is its own?"""
        return self in {Meals.OWN, Meals.CONTRACTED}


class Band(LabelledEnum):
    """编班类型. Ages and sizes are in policy (``institutions.bands``)."""

    INFANT = "infant", "乳儿班"
    TODDLER_S = "toddler_s", "托小班"
    TODDLER_L = "toddler_l", "托大班"
    MIXED = "mixed", "混合编班"
    HOME = "home", "家庭托育"


class Tenure(LabelledEnum):
    """场所性质."""

    OWN = "own", "自有"
    LEASE = "lease", "租赁"
    FREE = "free", "无偿使用"


class FactKind(LabelledEnum):
    """What is known of an institution for a time. Each is a fact of its own: filed does not mean open."""

    PROFILE = "profile", "基本信息"
    CLASSES = "classes", "班型与托位"
    CHAIN = "chain", "所属连锁"
    REGISTERED = "registered", "已登记"
    FILED = "filed", "已备案"
    NONCONFORMING = "nonconforming", "不符合备案条件"
    OPEN = "open", "开业"
    SUSPENDED = "suspended", "暂停服务"
    CLOSED = "closed", "终止服务"
    OCCUPIED = "occupied", "在托人数"


class Standing(LabelledEnum):
    """How an institution stands on a day; follows from the facts (``rules.standing``)."""

    REGISTERED = "registered", "已登记，未备案"
    NONCONFORMING = "nonconforming", "不符合备案条件"
    FILED = "filed", "已备案，未开业"
    OPEN = "open", "在营"
    SUSPENDED = "suspended", "暂停服务"
    CLOSED = "closed", "已终止"

    @property
    def tone(self) -> str:
        """The light of its pill."""
        lights = {
            "registered": "warn",
            "nonconforming": "bad",
            "filed": "info",
            "open": "ok",
            "suspended": "warn",
        }
        return lights.get(self.value, "none")


# Forms whose own authority is education (方案 13, 20); everything else is health's.
EDUCATION_FORMS = (SupplyForm.KINDERGARTEN,)


class SamenessDecision(LabelledEnum):
    """What an officer judged of two entries that look alike."""

    OPEN = "open", "待判断"
    DIFFERENT = "different", "不是同一家"
    SAME = "same", "同一家"


class Attention(LabelledEnum):
    """What an officer looks for in the register."""

    OPEN_UNFILED = "open_unfiled", "开业未备案"
    STOPPED = "stopped", "停业未备案"
    OVERFULL = "overfull", "在托超过托位"
    NO_POINT = "no_point", "没有标注位置"
    NO_COMMUNITY = "no_community", "没有落到社区"
