"""Actions on units, people and posts."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_UNIT = read("people.unit.view", "查看单位")
ADD_UNIT = write("people.unit.add", "登记单位")
CLOSE_UNIT = write("people.unit.close", "停用单位")
VIEW_USER = read("people.user.view", "查看人员")
ADD_USER = write("people.user.add", "登记人员")
DISABLE_USER = write("people.user.disable", "停用账号")
RESET_USER = write("people.user.reset", "重置密码")
REVEAL_USER = read("people.user.reveal", "查看完整手机号", is_sensitive=True)
VIEW_POST = read("people.post.view", "查看岗位")
OPEN_POST = write("people.post.open", "任命岗位")
END_POST = write("people.post.end", "终止岗位")
DELEGATE_POST = write("people.post.delegate", "委托岗位")

ACTIONS = (
    VIEW_UNIT,
    ADD_UNIT,
    CLOSE_UNIT,
    VIEW_USER,
    ADD_USER,
    DISABLE_USER,
    RESET_USER,
    REVEAL_USER,
    VIEW_POST,
    OPEN_POST,
    END_POST,
    DELEGATE_POST,
)

# What everybody does with the own account alone. No role grants it; it has a name for the journal.
OPEN_SESSION = write("people.session.open", "登录")
CLOSE_SESSION = write("people.session.close", "退出登录")
END_SESSIONS = write("people.session.end", "退出其他设备")
SHOW_FACTOR = write("people.factor.show", "输入动态口令")
ACTIVATE_FACTOR = write("people.factor.activate", "启用动态口令")
DEACTIVATE_FACTOR = write("people.factor.deactivate", "停用动态口令")
RENEW_CODES = write("people.factor.renew", "更换恢复码")
CHANGE_PASSWORD = write("people.password.change", "修改密码")
SWITCH_POST = write("people.post.switch", "切换岗位")

OWN_ACTIONS = (
    OPEN_SESSION,
    CLOSE_SESSION,
    END_SESSIONS,
    SHOW_FACTOR,
    ACTIVATE_FACTOR,
    DEACTIVATE_FACTOR,
    RENEW_CODES,
    CHANGE_PASSWORD,
    SWITCH_POST,
)
