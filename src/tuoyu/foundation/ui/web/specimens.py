"""The gallery: every part with invented content, drawn from ``templates/ui/specimens/`` whose text is the example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.template.loader import get_template
from django.utils.safestring import SafeString

from tuoyu.foundation.ui.web.samples import samples


@dataclass(frozen=True, slots=True)
class Specimen:
    """One part as it looks and as it is written."""

    slug: str
    title: str
    hint: str
    html: SafeString
    source: str
    is_flush: bool


# File under templates/ui/specimens, title, hint. Flush parts bring their own edges.
PARTS = (
    ("colours", "颜色", "文字与底色对比不低于 4.5:1；红色少用，才看得见"),
    ("type", "文字", "12 · 13 · 14 · 16 · 20 · 22 · 28"),
    ("buttons", "按钮", "每页最多一个主按钮；按钮写动词"),
    ("pills", "状态", "字 + 图形 + 颜色，少一样也读得懂"),
    ("clocks", "时钟", "每个时钟带着它的依据"),
    ("kpis", "指标卡", "竖线是目标；没有来源就说没有"),
    ("figures", "数字与来源", "系统取数、手工填报、待核实"),
    ("person", "人员", "默认遮盖；查看全部会留痕"),
    ("steps", "步骤", ""),
    ("findings", "逐项核对", "不符的一行写明依据和怎么改"),
    ("facts", "要点", ""),
    ("timeline", "经过", ""),
    ("matrix", "责任矩阵", "形状随状态变，黑白打印也分得清"),
    ("strips", "条与线", ""),
    ("charts", "图", "实际粗、进度虚、目标细；下面有同样的数据表"),
    ("list", "列表", "筛选、排序、翻页、视图、导出；手机上变成卡片"),
    ("table", "小表", "卡片里的短表"),
    ("tabs", "分页签", ""),
    ("beside", "原文对照", "点右侧任一栏，左侧标出原句"),
    ("upload", "上传", "拖放、进度、逐行报错"),
    ("row_errors", "逐行错误", "行、列、填的是什么、应当怎样"),
    ("diff", "改动对照", ""),
    ("trace", "怎么算的", "每个数字都能打开"),
    ("form", "表单", "标签、说明、错在哪里、应当怎样"),
    ("danger", "可撤销的按钮", "不先问，做了能撤"),
    ("inbox", "待办", ""),
    ("empty", "空状态", ""),
    ("alerts", "提示条", ""),
    ("refusal", "不能办理", "发生了什么、依据、下一步"),
    ("toasts", "刚才发生了什么", ""),
    ("map", "地图", "列表有同样的内容，键盘可用"),
    ("heaps", "很多点的地图", "点多的地方是一个圈，写着有几家；点圈放大，放到够近就是一家一家"),
    ("waiting", "等待", "原地占位、说出进度"),
    ("icons", "图标", "scripts/build_icons.py 由 icons.txt 生成"),
)
FLUSH = {"findings", "list", "table", "row_errors", "inbox", "map", "heaps", "alerts", "refusal"}


def gallery_context(request: HttpRequest) -> dict[str, Any]:
    data = samples()
    return {"specimens": [_specimen(request, data, *part) for part in PARTS]}


def _specimen(request: HttpRequest, data: dict[str, Any], slug: str, title: str, hint: str) -> Specimen:
    template = get_template(f"ui/specimens/{slug}.html")
    source: str = template.template.source  # type: ignore[attr-defined]
    return Specimen(
        slug, title, hint, SafeString(template.render(data, request)), source.strip(), slug in FLUSH
    )
