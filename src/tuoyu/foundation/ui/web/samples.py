"""Invented content for the gallery. No name, number or place in here is real."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from tuoyu.foundation.ui import charts, keyset, words
from tuoyu.foundation.ui.columns import Column, ColumnKind
from tuoyu.foundation.ui.filters import FilterView
from tuoyu.foundation.ui.listhead import head_cells
from tuoyu.foundation.ui.lists import ListSpec, Pager, drawn_filters, table_rows
from tuoyu.foundation.ui.marks import icon_names
from tuoyu.foundation.ui.matrix import MatrixColumn, MatrixRow
from tuoyu.foundation.ui.parts import (
    BesideField,
    Change,
    Event,
    InboxItem,
    Paragraph,
    Piece,
    RowError,
    Step,
    Tab,
    TracePart,
)
from tuoyu.foundation.ui.web.forms import SpecimenForm
from tuoyu.kernel.context import CHINA
from tuoyu.kernel.verdict import Reason

TOKENS = (
    "ink", "ink-2", "ink-3", "line", "line-3", "edge", "paper", "ground", "sprout", "sprout-strong", "sprout-soft",
    "ok", "ok-soft", "warn", "warn-soft", "bad", "bad-soft", "info", "info-soft", "none", "none-soft", "mark",
)  # fmt: skip
# An eight-cornered nowhere.
OUTLINE = [
    [120.48, 28.05], [120.57, 28.09], [120.66, 28.07], [120.71, 28.02],
    [120.67, 27.96], [120.58, 27.93], [120.5, 27.97], [120.48, 28.05],
]  # fmt: skip
STATES = {"ok": ("ok", "正常"), "warn": ("warn", "剩 2 个工作日"), "bad": ("bad", "逾期 6 个工作日")}
SPEC = ListSpec(
    "ui.specimen",
    "样例任务",
    (
        Column("title", "任务", is_sortable=True),
        Column("state", "状态", pills=STATES),
        Column("why", "卡在哪里", is_wide=True),
        Column("due_on", "截止日期", ColumnKind.DATE, is_sortable=True),
        Column("fen", "经费", ColumnKind.MONEY, is_sortable=True),
    ),
    search_fields=("title",),
    search_hint="搜任务、单位",
)
ROWS = (
    (
        None,
        1,
        "6 统筹安排发展用地",
        "bad",
        "3 个新建小区售出 61%，配建用房尚未验收",
        date(2026, 11, 13),
        15_000_000,
    ),
    (
        None,
        2,
        "20 落实登记备案制度",
        "warn",
        "对账发现 2 家已登记机构超过 5 个工作日未推送",
        date(2026, 11, 25),
        0,
    ),
    (None, 3, "3 婴幼儿健康管理", "ok", None, date(2026, 12, 31), 36_800_050),
)


def samples() -> dict[str, Any]:
    return {
        "due_on": date(2026, 11, 25),
        "tokens": TOKENS,
        "fen": 15_000_000,
        "icons": sorted(icon_names()),
        "form": SpecimenForm(
            {"title": "本月新增托位 120 个", "kind": "month", "happened_on": "11月25", "streets": ["2"]}
        ),
        "reasons": (
            Reason(
                "ui.specimen",
                "这件事现在是“已办结”，不能再次受理。",
                basis="《托育机构登记和备案办法》第九条",
                next_step="刷新页面看最新状态。",
            ),
        ),
        **_work(),
        **_figures(),
        **_plan(),
        **_list(),
    }


def _work() -> dict[str, Any]:
    return {
        "steps": [
            Step("市监推送", "done", date(2026, 11, 16), note="登记后第 2 个工作日"),
            Step("机构提交", "done", date(2026, 11, 18), note="第 1 轮"),
            Step("形式审查", "now", date(2026, 11, 25), basis="登记和备案办法 第九条"),
            Step("现场核实", "todo", date(2026, 12, 9)),
            Step("公示"),
        ],
        "facts": [
            ("文号", "温鹿政办〔2020〕64号"),
            ("印发", "2020年12月31日"),
            ("有效期", "10 年"),
            ("牵头", None),
        ],
        "events": [
            Event(_at(23, 9, 12), "答复督办单：配建用房 12 月 10 日前验收", "区住建局", icon="message-2"),
            Event(
                _at(20, 17, 50),
                "发出橙色督办单",
                "区卫生健康局",
                "上游原因：竣工备案未出",
                "bell-ringing",
                "warn",
            ),
            Event(_at(16, 10, 0), "任务 6 逾期", "系统", icon="alert-octagon", light="bad"),
        ],
        "inbox": _inbox(),
        "row_errors": [
            RowError(12, "托位数", "三十", "应填 1 到 999 的整数。"),
            RowError(15, "统一社会信用代码", "91330302MA2X7Q", "应为 18 位，现在是 14 位。"),
            RowError(31, "街镇", "", "必填，写街镇全称，例如“甲街道”。"),
        ],
        "changes": [Change("牵头单位", "区民政局", "区卫生健康局"), Change("完成日期", "", "2026年12月31日")],
    }


def _inbox() -> list[InboxItem]:
    filing, slip, plan = "登记和备案办法 第九条", "督办规则 3 个工作日", "温鹿政办〔2020〕64号 四"
    return [
        InboxItem(
            "青禾社区托育园 备案",
            "#",
            "备案回执",
            "形式审查已过 3 日",
            "出具备案回执",
            2,
            date(2026, 11, 25),
            filing,
        ),
        InboxItem(
            "任务 6 统筹安排发展用地",
            "#",
            "督办答复",
            "橙色督办单等您答复",
            "答复",
            -1,
            date(2026, 11, 20),
            slip,
        ),
        InboxItem("11 月进展", "#", "报送", "", "报送", 6, date(2026, 12, 1), plan),
    ]


def _figures() -> dict[str, Any]:
    months = [f"{month}月" for month in range(1, 13)]
    actual = [86.2, 87.1, 87.9, 88.4, 89.6, 90.4, 91.1, 91.5, 92.2, 92.9, 93.6, None]
    pace = [86.5, 87.3, 88.1, 88.8, 89.6, 90.4, 91.2, 91.9, 92.7, 93.5, 94.2, 95.0]
    streets = ["甲街道", "乙街道", "丙街道", "丁镇", "戊镇"]
    return {
        "values": actual,
        "trend": charts.trend_chart("rate", "健康管理率", months, actual, pace=pace, target=95, unit="%"),
        "bars": charts.bar_chart(
            "streets", "各街镇每千人口托位数", streets, [5.1, 4.6, 4.2, 3.1, 2.4], target=4.5, unit="个"
        ),
        "days": [(f"第 {day} 日", _day_light(day)) for day in range(1, 91)],
        "parts": [
            TracePart("分子", "17,842 名", "#", "婴幼儿底册 · 系统取数"),
            TracePart("分母", "19,062 名", source="区统计局 2025 年末"),
        ],
        "map": {
            "outline": {"type": "Polygon", "coordinates": [OUTLINE]},
            "spots": [
                {"label": "甲街道", "lat": 28.02, "lon": 120.65, "light": "ok", "word": "够用"},
                {"label": "乙街道", "lat": 28.0, "lon": 120.6, "light": "warn", "word": "缺 42 个"},
                {
                    "label": "丁镇",
                    "lat": 28.04,
                    "lon": 120.53,
                    "light": "bad",
                    "word": "缺 160 个",
                    "radius": 10,
                },
                {"label": "戊镇", "lat": 27.97, "lon": 120.56, "light": "none", "word": "没有数据"},
            ],
        },
        "heaps": {"outline": {"type": "Polygon", "coordinates": [OUTLINE]}, "spots": _heaps()},
    }


def _heaps() -> list[dict[str, Any]]:
    heaps = [
        (28.04, 120.53, 1_204, "bad", "逾期 6"),
        (28.015, 120.65, 318, "warn", "临期 12"),
        (28.0, 120.59, 46, "ok", "正常 46"),
        (27.965, 120.57, 7, "ok", "正常 7"),
    ]
    return [
        {
            "label": words.heap_label(count, "家"), "lat": lat, "lon": lon, "light": light, "word": word, "url": "",
            "count": count, "box": [lon - 0.02, lat - 0.015, lon + 0.02, lat + 0.015],
        }
        for lat, lon, count, light, word in heaps
    ] + [{"label": "青禾社区托育园", "lat": 28.05, "lon": 120.6, "light": "ok", "word": "正常", "url": "#map"}]  # fmt: skip


def _plan() -> dict[str, Any]:
    duties = {
        "区卫生健康局": ("2345", "1678"),
        "区教育局": ("", "256"),
        "区民政局": ("8", "2567"),
        "资规分局": ("6", "578"),
    }
    lights = {6: "bad", 3: "warn", 5: "none"}
    return {
        "columns": [MatrixColumn(str(no), f"任务 {no}", "#") for no in range(1, 9)],
        "rows": [
            MatrixRow(unit, [_duty(str(no), lead, share, lights.get(no, "ok")) for no in range(1, 9)], "#")
            for unit, (lead, share) in duties.items()
        ],
        "crumbs": [("任务", "#"), ("20 落实登记备案制度", "")],
        "tabs": [
            Tab("概况", "#", is_here=True),
            Tab("进展", "#", count=12),
            Tab("佐证", "#", count=3),
            Tab("经过", "#", icon="history"),
        ],
        "paragraphs": [
            Paragraph((Piece("（一）落实登记备案制度"),), is_head=True),
            Paragraph(
                (
                    Piece("举办托育机构的，应当依法办理登记。"),
                    Piece("登记机关应当自登记之日起 5 个工作日内将信息推送至卫生健康部门。", "sentence-1"),
                    Piece("牵头单位：区卫生健康局；责任单位：区市场监管局、区民政局。", "sentence-2"),
                )
            ),
        ],
        "fields": [
            BesideField("期限", "days", "5 个工作日", "sentence-1"),
            BesideField("牵头单位", "lead", "区卫生健康局", "sentence-2"),
            BesideField(
                "责任单位",
                "share",
                "区市场监管局、区民政",
                "sentence-2",
                "名册里没有“区民政”，是不是“区民政局”？",
            ),
        ],
    }


def _list() -> dict[str, Any]:
    return {
        "spec": SPEC,
        "path": "#",
        "head": head_cells(
            SPEC.columns, keyset.Order("due_on", "due_on"), lambda name: f"sort={name}", SPEC.element_id
        ),
        "body": table_rows(SPEC, ROWS),
        "row_count": len(ROWS),
        "pager": Pager("", "page=next"),
        "filters": drawn_filters(
            SPEC,
            [
                FilterView("state", "状态", "choice", (("bad", "逾期"), ("warn", "临期")), ("bad",)),
                FilterView("unit", "牵头单位", "multi", (("1", "区教育局"), ("2", "区民政局")), ("1", "2")),
                FilterView("due_on", "截止日期", "dates"),
            ],
        ),
        "chips": (("状态：逾期", ""), ("牵头单位：区教育局、区民政局", "")),
        "formats": ("csv", "xlsx"),
        "query": "",
        "text": "",
        "sort": "",
        "problems": (),
        "notice": "",
        "saved_views": (),
    }


def _duty(no: str, lead: str, share: str, light: str) -> tuple[str, str] | None:
    if no in lead:
        return ("lead", light)
    return ("share", light) if no in share else None


def _day_light(day: int) -> str:
    if day in {41, 42}:
        return "bad"
    return "none" if day == 63 else "warn" if day % 17 == 0 else "ok"


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=CHINA)
