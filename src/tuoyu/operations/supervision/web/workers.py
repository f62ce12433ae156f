"""Programs that a browser keeps to open a page of ours without network (service workers)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from django.http import HttpResponse

_PROGRAMS = Path(__file__).resolve().parents[1] / "static" / "supervision"


def worker_response(program: str, name: str, told: Mapping[str, object]) -> HttpResponse:
    """The program (a path below our static files), with what it must know written above as the constant ``name``.

    ``told["root"]`` is the address of the page that it serves, which is above its own.
    """
    text = (_PROGRAMS / program).read_text(encoding="utf-8")
    response = HttpResponse(
        f"const {name} = {json.dumps(told)};\n{text}", content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = str(told["root"])
    return response
