"""What the gallery shows."""

from __future__ import annotations
from typing import Any
from django.http import HttpRequest


def gallery_context(request: HttpRequest) -> dict[str, Any]:
    return {"page_title": "设计样式库", "specimens": ()}
