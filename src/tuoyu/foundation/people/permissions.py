"""Actions on units, people and posts."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read, write

VIEW_UNIT = read("people.unit.view", "查看单位")
ADD_UNIT = write("people.unit.add", "登记单位")
CLOSE_UNIT = write("people.unit.close", "停用单位")
VIEW_USER = read("people.user.view", "查看人员")
ADD_USER = write("people.user.add", "登记人员")
DISABLE_USER = write("people.user.disable", "停用账号")
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
    REVEAL_USER,
    VIEW_POST,
    OPEN_POST,
    END_POST,
    DELEGATE_POST,
)
