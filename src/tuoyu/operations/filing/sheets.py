"""The sheets of filing: what departments call their columns when they export. Pure."""

from __future__ import annotations

from typing import Any

from tuoyu.foundation.exchange.codes import read_uscc
from tuoyu.foundation.exchange.sheets import Sheet, SheetColumn
from tuoyu.foundation.exchange.words import ColumnKind
from tuoyu.operations.filing.rules.facts import LENGTHS, LONGEST_SCOPE
from tuoyu.operations.filing.words import Change

_USCC_HEADS = (
    "信用代码",
    "社会信用代码",
    "统一代码",
    "统一社会信用代码/注册号",
    "统一社会信用代码（注册号）",
    "uscc",
)
_NAME_HEADS = (
    "企业名称",
    "单位名称",
    "机构名称",
    "市场主体名称",
    "主体名称",
    "社会组织名称",
    "企业（机构）名称",
    "name",
)
_KIND_HEADS = ("市场主体类型", "企业类型", "单位类型", "企业（机构）类型", "组织类型")
_PERSON_HEADS = ("法人", "法人代表", "负责人", "经营者", "法定代表人（负责人）", "法定代表人/负责人")
_PHONE_HEADS = ("电话", "联系方式", "手机", "联络员电话", "企业联系电话")
_ADDRESS_HEADS = ("地址", "注册地址", "住所（经营场所）", "住所/经营场所", "经营场所", "登记住所")
_SCOPE_HEADS = ("经营范围", "业务范围", "宗旨和业务范围", "经营范围及方式", "scope")
_DAY_HEADS = ("成立日期", "注册日期", "核准设立日期", "设立日期", "成立登记日期")
_CANCEL_HEADS = ("注销时间", "核准注销日期")


def _text(key: str, label: str, heads: tuple[str, ...], most: int = 0, **more: Any) -> SheetColumn:
    return SheetColumn(key, label, aliases=heads, max_length=most or LENGTHS.get(key, LONGEST_SCOPE), **more)


REGISTRATIONS = Sheet(
    "filing.registration",
    "登记信息",
    (
        _text("name", "名称", _NAME_HEADS, is_required=True, example="温州青禾托育服务有限公司"),
        _text(
            "uscc", "统一社会信用代码", _USCC_HEADS, 40, is_required=True, parse=read_uscc, help="18位，第一位可以是字母",
            example="91330302MA2HXY123E",
        ),
        SheetColumn("registered_on", "登记日期", ColumnKind.DATE, is_required=True, aliases=_DAY_HEADS),
        SheetColumn(
            "change", "登记类型", ColumnKind.CHOICE, choices=tuple(Change.choices()), help="不填按设立登记",
            aliases=("业务类型",), example="设立登记",
        ),
        SheetColumn("event_on", "业务日期", ColumnKind.DATE, help="变更或注销的日期；不填按登记日期", aliases=("核准日期", "变更日期")),
        _text("kind_name", "主体类型", _KIND_HEADS, example="有限责任公司"),
        _text("legal_person", "法定代表人", _PERSON_HEADS),
        _text("phone", "联系电话", _PHONE_HEADS),
        _text("address", "住所", _ADDRESS_HEADS, example="鹿城区五马街道府前街1号"),
        _text("scope", "经营（业务）范围", _SCOPE_HEADS, example="托育服务"),
        SheetColumn("cancelled_on", "注销日期", ColumnKind.DATE, aliases=_CANCEL_HEADS),
        _text("source_id", "来源编号", ("业务编号", "登记编号", "id"), help="本单位系统里的编号；没有就不填，按信用代码认"),
    ),
)  # fmt: skip

# A whole export of a regulator: read leniently, because most of its rows are none of our business.
FULL_LIST = Sheet(
    "filing.list",
    "全量名单",
    (
        _text("name", "名称", _NAME_HEADS, 300, is_required=True),
        _text("uscc", "统一社会信用代码", _USCC_HEADS, 60),
        _text("registered_on", "登记日期", _DAY_HEADS, 60),
        _text("kind_name", "主体类型", _KIND_HEADS, 200),
        _text("legal_person", "法定代表人", _PERSON_HEADS, 200),
        _text("phone", "联系电话", _PHONE_HEADS, 200),
        _text("address", "住所", _ADDRESS_HEADS, 500),
        _text("scope", "经营（业务）范围", _SCOPE_HEADS, 20_000),
    ),
    most_rows=60_000,
    passes_over_unknown=True,
)
