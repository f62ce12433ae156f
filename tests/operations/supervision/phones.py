"""Phones of inspectors in a real browser: each has a disk that outlives the browser."""

from __future__ import annotations

import base64
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.chromium import CHROMIUM, QUIET
from tests.entrypoints.site.world import client_of
from tuoyu.operations.supervision.models import Visit

PHONE = {"width": 390, "height": 844}
# A white dot.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEANl9ngAAAAABJRU5ErkJggg=="
)
FIELD = "/supervision/field/"


class Phone:
    """One inspector's phone: its disk outlives the browser."""

    def __init__(self, browser: Any, url: str, disk: Path, user: Any) -> None:
        self.kind, self.url, self.disk, self.user = browser.browser_type, url, disk, user
        self.complaints: list[str] = []
        self.open()

    def open(self) -> None:
        self.context = self.kind.launch_persistent_context(
            str(self.disk), executable_path=CHROMIUM, args=QUIET, viewport=PHONE, locale="zh-CN",
            timezone_id="Asia/Shanghai", permissions=["geolocation"],
            geolocation={"latitude": 27.994267, "longitude": 120.699366},
        )  # fmt: skip
        self.page = self.context.pages[0]
        self.page.set_default_timeout(10_000)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self) -> None:
        cookie = client_of(self.user).cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.url}])

    def go(self) -> None:
        self.page.goto(f"{self.url}{FIELD}")
        self.page.wait_for_selector("#main > *")

    def installed(self) -> None:
        """The worker has everything that the page needs without network."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")

    def kill(self) -> None:
        """As when the battery is pulled."""
        session = self.context.new_cdp_session(self.page)
        with suppress(Exception):
            session.send("Browser.crash")
        with suppress(Exception):
            self.context.close()

    def visit(self, visit: Visit) -> None:
        self.page.evaluate(f"location.hash = '#visit={visit.pk}'")
        self.page.wait_for_selector(".progress")

    def choose(self, item: Any, label: str) -> None:
        self.page.locator(f"#item-{item.pk}").get_by_role("radio", name=label, exact=True).check()
        value = {"合格": "ok", "不合格": "bad", "不适用": "not_here", "未查": "unseen"}[label]
        self.page.wait_for_selector(f"#item-{item.pk}[data-outcome={value}]")

    def shoot(
        self, item: Any, content: bytes = PICTURE, name: str = "IMG_1.png", kind: str = "image/png"
    ) -> None:
        target = self.page.locator(f"#item-{item.pk} input[type=file]")
        target.set_input_files({"name": name, "mimeType": kind, "buffer": content})

    @property
    def line(self) -> str:
        return str(self.page.inner_text("#line-words"))

    def reads(self, words: str) -> None:
        self.page.locator("#line-words", has_text=re.compile(words)).wait_for()

    def kept(self, name: str) -> int:
        """How many rows of a store wait on the disk."""
        found = self.page.evaluate(
            "async name => (await Field.store.all(name)).filter(row => row.state === 'waiting').length", name
        )
        return int(found)


def give_all(phone: Phone, items: list[Any]) -> None:
    """All of them at once, as the taps would write them."""
    pks = [item.pk for item in items]
    phone.page.evaluate(
        """async pks => { for (const pk of pks) {
            document.querySelector(`#item-${pk} input[value=ok]`).click();
            while (!document.querySelector(`#item-${pk}[data-outcome=ok]`)) await new Promise(go => setTimeout(go, 5)); } }""",
        pks,
    )


def draw(page: Any) -> None:
    box = page.locator(".pad").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(box["x"] + 20 + step * 25, box["y"] + 40 + (step % 2) * 30)
    page.mouse.up()


def sign_all(phone: Phone, inspectors: tuple[str, ...], institution: str) -> None:
    """Inspectors draw their names on the phone of one of them, the institution has its name typed."""
    for name in inspectors:
        phone.page.locator(".signers li", has_text=name).get_by_role("button", name="签字").click()
        draw(phone.page)
        phone.page.get_by_role("button", name="签好了").click()
    phone.page.locator(".signers li", has_text="机构在场人").get_by_role("button", name="签字").click()
    phone.page.get_by_label("签字人姓名").fill(institution)
    phone.page.get_by_label("不方便手写").check()
    phone.page.get_by_role("button", name="签好了").click()
