"""Words of the API: what the token pages and the refusals say."""

from __future__ import annotations

from tuoyu.kernel.words import LabelledEnum


class TokenState(LabelledEnum):
    """How a token stands. The value is worked out from its dates."""

    NOW = "now", "有效"
    OVER = "over", "已过期"
    REVOKED = "revoked", "已撤销"
    IDLE = "idle", "岗位已失效"


TITLE = "托育接口"
NOTES = (
    (
        "令牌",
        "每个请求带 Authorization: Bearer 令牌。令牌在“设置 · 接口令牌”签发，以签发人的一个岗位办事，权限不超过该岗位，也不超过勾选的操作。",
    ),
    (
        "翻页",
        "列表按游标翻页：把上一页回答里的 next 作为 after 再取；limit 最多 200。没有下一页时 next 为 null。",
    ),
    (
        "重复提交",
        "写操作可带 Idempotency-Key：24 小时内同一个键只办一次，重发得到同样的回答；换了内容要换键。被拒绝的请求不占用键。",
    ),
    ("没有变化", "读操作的回答带 ETag；再取时带 If-None-Match，没有变化就回答 304，不再传内容。"),
    (
        "限额",
        "按令牌每分钟计数，超过时回答 429 和 Retry-After。计数在每个服务进程里各自进行，几个进程时上限相应放宽；配置共用缓存后按总数计。",
    ),
    (
        "出错",
        "回答 application/problem+json，其中 code 是固定编号，见“错误代码”；instance 是请求编号，报告问题时请提供。",
    ),
    ("数字", '带小数的数写成文字（如 "93.60"），以免失真。时间带时区，日期写成 2026-11-25。'),
)
DESCRIPTION = "托育系统的开放接口。\n\n" + "\n\n".join(f"**{head}** {text}" for head, text in NOTES)
API_GATE = "接口地址：不看登录会话，由令牌和每个操作声明的权限把关"
DOCS_PUBLIC = "接口说明，只有格式，没有数据"
INSTITUTIONS_PUBLIC = "信息公示：托育机构名单向社会公开，网页和接口内容相同"
ERRORS_PUBLIC = "错误代码目录，没有数据"
NAME_MISSING = "请给令牌起个名字，例如“卫健局数据平台”。"
NO_SCOPES = "请至少勾选一项操作。没有勾选的令牌什么也办不了。"
SCOPE_BEYOND = "“{label}”超出了所选岗位的权限，不能放进令牌。"
POST_NOT_OWN = "只能用您本人今天有效的岗位签发令牌。"
TOO_LONG = "有效期应在 1 到 {days} 天之间。"
SHOWN_ONCE = "令牌只显示这一次，请现在复制保存；离开本页后谁也看不到，丢了只能重新签发。"
REVOKED_BEFORE = "这个令牌已经撤销过了。"
SCOPE_HINT = (
    "只勾选对方系统真正要用的。每个接口要哪几项，见接口说明；例如报送进展还要勾选“查看方案”和“查看进展”。"
)
ISSUE_CONTEXT = "令牌以您的一个岗位办事，权限不超过该岗位"
