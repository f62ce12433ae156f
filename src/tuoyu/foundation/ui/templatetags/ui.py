"""Tags and filters of the design system: ``{% load ui %}``. Names and arguments are shown in the gallery at ``/ui/``."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from tuoyu.foundation.ui import drawings, formats, marks, matrix, nav, panels, vendor

register = template.Library()

register.simple_tag(marks.icon, name="icon")
register.simple_tag(marks.pill, name="pill")
register.simple_tag(marks.law, name="law")
register.simple_tag(marks.clock, name="clock")
register.simple_tag(drawings.bar, name="bar")
register.simple_tag(drawings.heat_strip, name="heat_strip")
register.simple_tag(drawings.spark, name="spark")
register.simple_tag(matrix.duty_matrix, name="duty_matrix")

register.filter("zh_date", formats.zh_date, is_safe=True)
register.filter("zh_date_year", formats.zh_date_year, is_safe=True)
register.filter("zh_moment", formats.zh_moment, is_safe=True)
register.filter("zh_moment_year", formats.zh_moment_year, is_safe=True)
register.filter("figure", formats.figure, is_safe=True)
register.filter("percent", formats.percent, is_safe=True)
register.filter("ratio", formats.ratio, is_safe=True)
register.filter("age", formats.age, is_safe=True)
register.filter("yuan", formats.yuan, is_safe=True)
register.filter("wan_yuan", formats.wan_yuan, is_safe=True)
register.filter("byte_size", formats.byte_size, is_safe=True)


@register.simple_tag
def vendored(name: str) -> str:
    """Address of a third-party file by its short name (``vendor.FILES``)."""
    return static(vendor.FILES[name])


@register.simple_tag(takes_context=True)
def panels_of(context: Context, page: str, subject: Any = None) -> SafeString:
    """All panels that apps declared for a page, in order; ``{% panels_of "plan.task" task %}``."""
    request = context["request"]
    return panels.panels_for(request, page, request.ctx, subject)


@register.simple_tag(takes_context=True)
def public_links(context: Context) -> tuple[nav.NavLink, ...]:
    """The entries of the public pages: ``{% public_links as links %}``."""
    return nav.public_links(context["request"].path)


@register.filter
def undo_url(message: Any) -> str:
    """The address that takes a message's act back; empty where it has none (see ``toasts.tell``)."""
    return str(message.extra_tags or "").partition("undo=")[2]


class RepeatBlock(Node):
    """Renders a block of the page a second time as plain text (the ``<title>`` repeats the heading)."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context: Context) -> str:
        blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
        block = blocks.get_block(self.name) if blocks else None
        return " ".join(strip_tags(block.render(context)).split()) if block else ""


@register.tag
def repeat_block(_parser: Parser, token: Token) -> RepeatBlock:
    name = token.split_contents()[1]
    return RepeatBlock(name.strip("\"'"))
