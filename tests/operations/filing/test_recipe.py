"""docs/recipes/send-us-registrations.md, its samples run as they stand against a live server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from tests.conftest import DISTRICT
from tests.operations.filing.push_world import Doors, code, doors, only
from tests.registers.institutions.world import system
from tuoyu.entrypoints.api.commands import IssueToken
from tuoyu.entrypoints.api.services import issue_token
from tuoyu.foundation.people.models import Post
from tuoyu.foundation.people.queries import actor_of
from tuoyu.foundation.vault import sm2
from tuoyu.kernel.context import CHINA, Ctx
from tuoyu.operations.filing.commands import RegisterSender
from tuoyu.operations.filing.services import register_sender

pytestmark = pytest.mark.django_db(transaction=True)
RECIPE = (Path(__file__).resolve().parents[3] / "docs/recipes/send-us-registrations.md").read_text("utf-8")
PRIVATE = 0x2F9BC5A1D3E47C8812F3A6B4C5D6E7F8091A2B3C4D5E6F708192A3B4C5D6E7F8


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)\n```", RECIPE, re.DOTALL)


def prepared(door: Doors, folder: Path, url: str, algorithm: str) -> dict[str, str]:
    """The system, its token, the body of the recipe with the days of today; as the environment of a sample."""
    now = timezone.now()
    key = sm2.public_of(PRIVATE).hex() if algorithm == "sm2" else ""
    registered = register_sender(
        system(), RegisterSender("sjj-api", "数据中台", "market", door.market.pk, algorithm, key)
    )
    post = Post.objects.unscoped("tests").get(user=door.people["registrar"])
    ctx = Ctx(actor_of(post.user, now.astimezone(CHINA).date()), now, "test", DISTRICT)
    token = issue_token(ctx, IssueToken("推送", post.pk, ("filing.registration.push",), 30)).secret
    told: dict[str, Any] = json.loads(blocks("json")[0])
    day = (now - timedelta(days=1)).astimezone(CHINA)
    told["registrations"][0] |= {"event_at": day.isoformat(), "registered_on": day.date().isoformat()}
    (folder / "registrations.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    return {
        **os.environ, "TUOYU_URL": url, "TUOYU_SENDER": "sjj-api", "TUOYU_SECRET": registered.secret, "TUOYU_TOKEN": token,
        "TUOYU_PRIVATE_KEY": f"{PRIVATE:064x}", "TUOYU_PUBLIC_KEY": key, "no_proxy": "*",
    }  # fmt: skip


SAMPLES = {
    "curl": ("hmac-sha256", lambda: ["bash", "-euo", "pipefail", "-c", blocks("bash")[0]]),
    "python": ("hmac-sha256", lambda: [sys.executable, "-c", blocks("python")[0]]),
    "sm2": ("sm2", lambda: [sys.executable, "-c", blocks("python")[1]]),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_of_the_recipe_is_taken(name: str, live_server: Any, tmp_path: Path) -> None:
    algorithm, command = SAMPLES[name]
    environment = prepared(doors(), tmp_path, live_server.url, algorithm)
    ran = subprocess.run(
        command(), cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    answer = json.loads(ran.stdout)
    assert (answer["accepted"], answer["passed_over"]) == (1, 0)
    assert answer["receipt"].startswith("TY1.")
    assert (only().name, only().relevance, only().is_late) == ("温州青禾托育服务有限公司", "yes", False)


def test_the_code_of_the_sample_is_sound() -> None:
    assert json.loads(blocks("json")[0])["registrations"][0]["uscc"] == code(1)
