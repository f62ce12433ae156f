"""Every error the API answers, under a number that does not change: one catalogue for code, OpenAPI and people.

The answer is a problem (RFC 9457): ``type``, ``title``, ``status``, ``code``, ``detail``, ``instance``, ``reasons``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.http import HttpResponse

from tuoyu.kernel.verdict import Reason, Refused

MEDIA_TYPE = "application/problem+json"
CATALOGUE = "/api/errors/"


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """``next_step`` tells the caller what to do; ``may_retry`` whether the same request may succeed later."""

    code: str
    status: int
    title: str
    meaning: str
    next_step: str
    may_retry: bool = False


def _kinds(*kinds: ErrorKind) -> dict[str, ErrorKind]:
    return {kind.code: kind for kind in kinds}


E = ErrorKind
CATALOG = _kinds(
    E("TY-4000", 400, "请求看不懂", "地址、参数或正文的写法不对。", "对照接口说明改好后再发。"),
    E(
        "TY-4001",
        400,
        "正文不是 JSON",
        "正文不是完整的 JSON，或者嵌套太深。",
        "检查引号、逗号和编码（UTF-8）。",
    ),
    E("TY-4002", 400, "参数不认识", "地址里带了这个操作没有的参数。", "去掉多余的参数；参数名区分大小写。"),
    E(
        "TY-4003",
        400,
        "翻页位置失效",
        "after 不是本接口发出的，或者属于另一个列表。",
        "去掉 after，从第一页重新取。",
    ),
    E(
        "TY-4004",
        400,
        "幂等键写法不对",
        "Idempotency-Key 应为 1 到 64 个可见的英文字符。",
        "换一个键，建议用 UUID。",
    ),
    E(
        "TY-4005",
        400,
        "内容类型不对",
        "写操作的正文应为 application/json。",
        "把 Content-Type 设为 application/json。",
    ),
    E(
        "TY-4010",
        401,
        "没有令牌",
        "请求没有带 Authorization: Bearer 令牌。",
        "在“设置 · 接口令牌”签发令牌后带上。",
    ),
    E("TY-4011", 401, "令牌无效", "令牌不存在，或者已经撤销。", "核对令牌是否完整；撤销的请重新签发。"),
    E("TY-4012", 401, "令牌已过期", "令牌过了有效期。", "重新签发一个令牌。"),
    E(
        "TY-4013",
        401,
        "岗位已失效",
        "令牌所依据的岗位今天无效，或账号已停用。",
        "请签发人核对岗位后重新签发。",
    ),
    E("TY-4030", 403, "不能办理", "这件事不在岗位的职责内。", "看 reasons 里的说明。"),
    E("TY-4031", 403, "岗位没有权限", "令牌所在岗位的角色不能做这个操作。", "换有权限的岗位签发令牌。"),
    E(
        "TY-4032",
        403,
        "令牌没有这项操作",
        "岗位允许，但签发令牌时没有勾选。",
        "重新签发，勾选 reasons 指明的操作。",
    ),
    E(
        "TY-4033",
        403,
        "推送系统不对",
        "报头写的推送系统没有登记、已经停用，或者不属于令牌所在的单位。",
        "核对 X-Tuoyu-Sender 和令牌；停用的请重新登记推送系统。",
    ),
    E(
        "TY-4034",
        403,
        "签名不符",
        "签名与收到的正文、报头和登记的密钥对不上。",
        "对照推送说明核对签名的文本、密钥和算法；签名的是收到的原始字节。",
    ),
    E("TY-4040", 404, "没有找到", "没有这样的内容。", "核对编号。"),
    E(
        "TY-4041",
        404,
        "记录不存在或不在范围",
        "记录不存在，或者不在岗位的职责范围（两者不作区分）。",
        "核对编号和岗位。",
    ),
    E("TY-4042", 404, "没有这个地址", "接口里没有这个地址。", "对照接口说明核对地址和版本号。"),
    E("TY-4050", 405, "不支持这个方法", "这个地址不接受这种 HTTP 方法。", "看回答头 Allow。"),
    E("TY-4090", 409, "现在不能办理", "当前状态不允许。", "看 reasons 里的说明，取最新状态后再决定。"),
    E("TY-4091", 409, "状态不允许这一步", "这件事走到了别的状态。", "取最新状态；reasons 写明哪些状态可以。"),
    E(
        "TY-4092",
        409,
        "幂等键已用于别的内容",
        "同一个 Idempotency-Key 之前带的是另一份内容。",
        "新的内容请换新的键。",
    ),
    E(
        "TY-4093",
        409,
        "报文编号已用于别的内容",
        "同一个推送系统用这个编号发过另一份内容。",
        "新的内容换新的报文编号。",
    ),
    E("TY-4130", 413, "正文太大", "正文超过 1 MB。", "减少内容，分几次提交。"),
    E("TY-4220", 422, "内容不符合要求", "内容能读懂，但不符合业务规则。", "按 reasons 逐条改好。"),
    E(
        "TY-4221",
        422,
        "字段格式不对",
        "缺少字段、类型不对、超出范围，或多了不认识的字段。",
        "按 reasons 指出的字段改好。",
    ),
    E(
        "TY-4222",
        422,
        "报文过时",
        "报文写的发送时间与收到时间相差太多。",
        "核对服务器时钟；换新的报文编号、写现在的时间，重新签名后再发。",
        may_retry=True,
    ),
    E(
        "TY-4290",
        429,
        "太频繁",
        "一分钟内的请求超过上限。",
        "等回答头 Retry-After 的秒数后再发。",
        may_retry=True,
    ),
    E(
        "TY-5000",
        500,
        "系统出错",
        "系统没有完成这次请求，什么也没有写入。",
        "稍后重试；仍不行时提供 instance 编号。",
        may_retry=True,
    ),
)

# Reasons of the house that have a number of their own; the rest take the general one of their status.
_BY_REASON = {
    "access.role": "TY-4031",
    "access.token": "TY-4032",
    "access.not_found": "TY-4041",
    "flow.state": "TY-4091",
    "filing.push.sender": "TY-4033",
    "filing.push.signature": "TY-4034",
    "filing.push.other": "TY-4093",
    "filing.push.stale": "TY-4222",
}
DECLARED_STATUSES = (400, 401, 403, 404, 409, 422, 429)


class ApiError(Exception):
    """One error of the catalogue. ``detail`` says what it is about this time."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        reasons: Iterable[Reason] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        self.kind = CATALOG[code]
        self.detail = detail or self.kind.meaning
        self.reasons = tuple(reasons)
        self.headers = headers or {}
        super().__init__(f"{code} {self.detail}")


@dataclass(frozen=True, slots=True)
class Problem:
    """The content of an error answer."""

    kind: ErrorKind
    detail: str
    instance: str
    reasons: tuple[Reason, ...] = field(default=())

    def content(self) -> dict[str, Any]:
        return {
            "type": f"{CATALOGUE}#{self.kind.code}",
            "title": self.kind.title,
            "status": self.kind.status,
            "code": self.kind.code,
            "detail": self.detail,
            "instance": self.instance,
            "reasons": [
                {
                    "code": reason.code,
                    "sentence": reason.sentence,
                    "basis": reason.basis,
                    "next_step": reason.next_step,
                    "field": reason.field,
                }
                for reason in self.reasons
            ],
        }


def kind_of(refused: Refused) -> ErrorKind:
    """The numbered error of a refusal."""
    for reason in refused.verdict.failures:
        if reason.code in _BY_REASON and CATALOG[_BY_REASON[reason.code]].status == refused.status:
            return CATALOG[_BY_REASON[reason.code]]
    return CATALOG.get(f"TY-{refused.status}0", CATALOG["TY-4220"])


def problem_response(problem: Problem, headers: dict[str, str] | None = None) -> HttpResponse:
    response = HttpResponse(
        orjson.dumps(problem.content()), status=problem.kind.status, content_type=MEDIA_TYPE, headers=headers
    )
    if problem.kind.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="tuoyu"'
    return response
