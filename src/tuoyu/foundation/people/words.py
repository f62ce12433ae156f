"""Words of people: how a period stands, what a session may still owe, the sentences of signing in."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class Validity(LabelledEnum):
    """How a period stands on a day."""

    NOW = "now", "有效"
    LATER = "later", "未开始"
    OVER = "over", "已终止"


class Obstacle(LabelledEnum):
    """What stands between a session and the pages."""

    SIGN_IN = "sign-in", "请先登录"
    IDLE = "idle", "长时间没有操作"
    SECOND_FACTOR = "second-factor", "请输入动态口令"
    SET_UP = "set-up", "请先启用动态口令"
    PASSWORD = "password", "请先修改密码"
    POST = "post", "今天没有有效岗位"


class Factor(LabelledEnum):
    """How the second factor stands in a session. WAIVED: a persona of the demonstration."""

    NONE = "none", "未启用"
    OWED = "owed", "待输入"
    SHOWN = "shown", "已通过"
    WAIVED = "waived", "演示免用"


WRONG_PAIR = "登录名或密码不正确。"
WRONG_PAIR_NEXT = "请核对后重新输入；忘记密码请联系系统管理员重置。"
LOCKED_NEXT = "请到时间后再试；急用请联系系统管理员。"
WRONG_CODE = "动态口令不正确，或已经用过。"
WRONG_CODE_NEXT = "请等手机上换出新的 6 位数字再输入；手机时间要准确。"
WRONG_SET_UP_CODE_NEXT = "请确认扫的是本页的二维码，输入手机上最新的 6 位数字。"
WRONG_OWN = "当前密码不正确。"


def locked(minutes: int) -> str:
    return f"输错次数太多，已暂停登录 {minutes} 分钟。"


def idle(minutes: int) -> str:
    return f"您超过 {minutes} 分钟没有操作，已自动退出。请重新登录，登录后回到刚才的页面。"
