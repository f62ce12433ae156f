"""Words of notices."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class Urgency(LabelledEnum):
    """An urgent notice also goes out by SMS, where a provider is set up; an alarm does so by night too."""

    NORMAL = "normal", "一般"
    URGENT = "urgent", "紧急"
    ALARM = "alarm", "立即"


class Channel(LabelledEnum):
    """Ways out of the house. The list inside it (站内消息) needs none: the notice itself is the delivery."""

    DINGTALK = "dingtalk", "钉钉群"
    SMS = "sms", "短信"


class DeliveryState(LabelledEnum):
    WAITING = "waiting", "待发送"
    SENT = "sent", "已发送"
    UNDELIVERED = "undelivered", "未送达"


# What leaves the house names the matter, never its content: groups and telephones are read by others, too.
OUTSIDE_TEXT = "【托育平台】{title}。请登录平台查看。"
OUTSIDE_TEXT_WITH_LINK = "【托育平台】{title}。请登录平台查看：{link}"
NO_MOBILE = "这个人没有登记手机号，短信没有发出。请到“人员”里补登手机号后重发。"
CHANNEL_GONE = "{channel}没有配置，消息没有发出。请管理员配置后重发。"
NOT_UNDELIVERED = "这条消息现在是“{state}”，只有“未送达”的才能重发。"
NOT_UNDELIVERED_NEXT = "刷新页面看最新状态。"
NO_ANSWER = "{host}没有回应（{kind}）。请检查网络，系统会自动再试。"
REFUSED = "钉钉没有接收（错误码 {code}：{message}）。请核对机器人的地址、加签密钥和安全设置。"
BAD_WEBHOOK = "钉钉机器人地址应以 https:// 开头，并写明主机名。请核对环境变量 TUOYU_DINGTALK_WEBHOOK。"
SMS_PURPOSE = "发送通知短信"
