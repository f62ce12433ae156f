"""Words of the workforce: posts in institutions, certificates, and the record queries the law asks for."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class StaffKind(LabelledEnum):
    """人员类别 (国卫人口发〔2019〕58号)."""

    HEAD = "head", "负责人"
    CARER = "carer", "保育人员"
    MEDIC = "medic", "保健人员"
    GUARD = "guard", "保安人员"
    COOK = "cook", "炊事人员"
    OTHER = "other", "其他人员"


class Hours(LabelledEnum):
    """用工形式."""

    FULL = "full", "专职"
    PART = "part", "兼职"


class Education(LabelledEnum):
    """学历, lowest first."""

    JUNIOR = "junior", "初中及以下"
    SENIOR = "senior", "高中（中专）"
    COLLEGE = "college", "大专"
    BACHELOR = "bachelor", "本科"
    MASTER = "master", "研究生"

    @property
    def rank(self) -> int:
        return list(Education).index(self)


class CertificateKind(LabelledEnum):
    """证书种类. Which post needs which is in policy (``workforce.certified_posts``)."""

    HEALTH = "health", "健康合格证"
    CARE_TEACHER = "care_teacher", "保育师"
    INFANT_CARER = "infant_carer", "育婴员"
    NURSERY_CARER = "nursery_carer", "保育员"
    TEACHER = "teacher", "教师资格证"
    DOCTOR = "doctor", "执业医师证"
    NURSE = "nurse", "护士执业证"
    MEDIC_TRAINING = "medic_training", "卫生保健人员培训合格证"
    HEAD_TRAINING = "head_training", "负责人岗位培训合格证"
    CARE_TRAINING = "care_training", "保育人员培训合格证"
    GUARD = "guard", "保安员证"
    FOOD_SAFETY = "food_safety", "食品安全管理员证"
    NURSERY_TEACHER = "nursery_teacher", "托育师"


class QueryCause(LabelledEnum):
    """Why a criminal-record query is due (未成年人保护法 第六十二条)."""

    HIRING = "hiring", "入职前查询"
    YEARLY = "yearly", "每年定期查询"


class QueryState(LabelledEnum):
    DUE = "due", "应查询"
    DONE = "done", "已查询"
    LAPSED = "lapsed", "离职终止"


# How many days before its end a certificate is pointed out.
SOON_DAYS = 30


class HealthPaper(LabelledEnum):
    """What an officer looks for among health certificates."""

    EXPIRED = "expired", "已过期"
    SOON = "soon", f"{SOON_DAYS} 天内到期"
    MISSING = "missing", "没有登记"


class Papers(LabelledEnum):
    """Does a person hold a certificate that the post wants?"""

    HELD = "held", "持证"
    MISSING = "missing", "缺证"
    NOT_WANTED = "not_wanted", "不要求"
