"""Words of the site: what the error pages say."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    title: str
    sentence: str
    next_step: str


FAULTS: dict[int, Fault] = {
    400: Fault("请求看不懂", "地址或提交的内容不完整。", "请返回上一页重新操作。"),
    403: Fault("不能办理", "您的岗位没有这项权限。", "请核对当前使用的岗位，或联系系统管理员。"),
    404: Fault(
        "没有找到", "这个页面不存在，或者不在您的职责范围内。", "请回到首页，从菜单进入，或在首页搜索。"
    ),
    405: Fault("不能这样打开", "这个地址只接受页面上的按钮提交。", "请返回上一页，从页面上的按钮办理。"),
    409: Fault("现在不能办理", "这件事的当前状态不允许这一步。", "请刷新页面看最新状态。"),
    413: Fault("内容太大", "提交的内容超过了上限。", "请压缩文件，或分成几次提交。"),
    422: Fault("内容需要修改", "有些内容不符合要求。", "请按下面的说明修改后再提交。"),
    429: Fault("操作太频繁", "短时间内的请求太多。", "请稍等一分钟再试。"),
    500: Fault(
        "系统出错了", "这次操作没有完成，已填的内容没有保存。", "请稍后再试；仍不行时把下面的编号告诉管理员。"
    ),
    503: Fault("暂时不能服务", "系统正在维护。", "请几分钟后再试。"),
}
