"""Words of access."""

from __future__ import annotations

SCOPE_LABELS: dict[str | None, str] = {
    "all": "全区",
    "unit": "本单位参与的",
    "lead": "本单位牵头的",
    "own": "本人的",
    "lent": "本人委出的",
    "street": "本街镇的",
}
