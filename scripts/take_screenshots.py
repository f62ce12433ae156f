"""Takes the pictures of docs/screenshots: a fresh demonstration, the main pages, desktop and phone, as who uses them.

    .venv/bin/python scripts/take_screenshots.py [--only cockpit,task] [--out FOLDER] [--whole] [--data FOLDER]

The demonstration is the same every time for the same day. Chromium comes from the system (``CHROMIUM`` names another);
its pictures are reduced to 256 colours here, so that no picture weighs more than a quarter of a megabyte.
"""

from __future__ import annotations

import argparse
import base64
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run", "--force-color-profile=srgb", "--font-render-hinting=none"),
)
SCREENS: dict[str, ViewportSize] = {
    "": {"width": 1440, "height": 900},
    "-phone": {"width": 390, "height": 844},
}
COLOURS = 256
HEAVIEST = 250_000
LEADER, OFFICE, OFFICER, AUDITOR = "林正言", "陈静", "卫健局", "王明察"
DESK, REGISTRAR = "陈亦安", "郑行之"
LEAD, INSPECTOR = "赵慧敏", "谢思远"
PLAN_TEXT = ROOT / "tests" / "registers" / "plans" / "cases" / "02_labelled_lines.txt"
# From a picture in a page to its pixels: four bytes each, row by row, in base64.
PIXELS = """async (png) => {
  const bitmap = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const data = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  const parts = [];
  for (let at = 0; at < data.length; at += 32768) parts.push(String.fromCharCode(...data.subarray(at, at + 32768)));
  return [bitmap.width, bitmap.height, btoa(parts.join(""))];
}"""

Goto = Callable[[Page], None]


@dataclass(frozen=True)
class Shot:
    """``persona`` is a name on the sign-in page, or the unit whose officer is meant; empty: nobody is signed in."""

    name: str
    persona: str
    goto: Goto


def at(path: str) -> Goto:
    def goto(page: Page) -> None:
        page.goto(path)

    return goto


def first_of(path: str, text: str = "") -> Goto:
    """The page behind the first row of a list (or the first that holds ``text``)."""

    def goto(page: Page) -> None:
        page.goto(path)
        links = page.locator("main a[href]").filter(visible=True)
        prefix = path.split("?", maxsplit=1)[0]
        for link in links.all():
            address = link.get_attribute("href") or ""
            is_row = address.startswith(prefix) and address.removeprefix(prefix).strip("/").isdigit()
            if is_row and text in (link.text_content() or ""):
                page.goto(address)
                return
        raise LookupError(f"{path}: no row to open")

    return goto


def worst_task(page: Page) -> None:
    """The task that the cockpit names first."""
    page.goto("/cockpit/")
    for link in page.locator("main a[href^='/coordination/tasks/']").all():
        address = link.get_attribute("href") or ""
        if address.removeprefix("/coordination/tasks/").strip("/").isdigit():
            page.goto(address)
            return
    raise LookupError("the cockpit names no task")


def area_map(page: Page) -> None:
    page.goto("/sites/areas/")
    page.get_by_role("link", name="看地图").click()


def review(page: Page) -> None:
    """A pasted plan, read and waiting for its review."""
    page.goto("/plans/import/")
    page.locator("textarea[name=text]").fill(PLAN_TEXT.read_text(encoding="utf-8"))
    page.locator("main form [type=submit]").last.click()
    page.wait_for_url("**/plans/*/**")
    if "/revise/" not in page.url:
        page.goto(f"{page.url.rstrip('/')}/revise/")


SHOTS = (
    # Before the others sign in: their entries would fill the first page.
    Shot("journal", AUDITOR, at("/settings/journal/")),
    Shot("sign-in", "", at("/sign-in/")),
    Shot("cockpit", LEADER, at("/cockpit/")),
    Shot("inbox", OFFICER, at("/inbox/")),
    Shot("tasks", OFFICE, at("/coordination/tasks/")),
    Shot("task", OFFICE, worst_task),
    Shot("matrix", OFFICE, at("/coordination/matrix/")),
    Shot("indicators", OFFICE, at("/targets/indicators/")),
    Shot("indicator", OFFICE, first_of("/targets/indicators/", "健康管理率")),
    Shot("slips", OFFICE, at("/coordination/slips/")),
    Shot("slip", OFFICE, first_of("/coordination/slips/?state=replied")),
    Shot("review", OFFICE, review),
    Shot("areas", OFFICE, area_map),
    Shot("cases", DESK, at("/filing/cases/")),
    Shot("case", DESK, first_of("/filing/cases/?state=submitted")),
    Shot("institutions", DESK, at("/institutions/map/")),
    Shot("institution", DESK, first_of("/institutions/?standing=open")),
    Shot("registrations", REGISTRAR, at("/filing/registrations/")),
    Shot("reconciliation", DESK, at("/filing/reconciliation/")),
    Shot("home", "南塘小橘灯托育中心", at("/filing/home/")),
    Shot("supervision", OFFICE, at("/supervision/")),
    Shot("draw", LEAD, first_of("/supervision/draws/")),
    Shot("visit", INSPECTOR, first_of("/supervision/visits/?state=signed")),
    Shot("finding", LEAD, first_of("/supervision/findings/?state=closed")),
    Shot("rating", LEAD, first_of("/supervision/ratings/")),
    Shot("penalty", LEAD, first_of("/supervision/penalties/")),
    Shot("incident", INSPECTOR, at("/supervision/incidents/now/")),
    Shot("results", "", at("/results/")),
    Shot("care", "", at("/care/")),
    Shot("precheck", "", at("/precheck/")),
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="names of pictures, comma separated")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "screenshots")
    parser.add_argument("--whole", action="store_true", help="the whole page, not what a screen shows")
    parser.add_argument("--data", type=Path, help="keep the demonstration in this folder (and use it again)")
    options = parser.parse_args()
    wanted = [shot for shot in SHOTS if not options.only or shot.name in options.only.split(",")]
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, demonstration(options.data or Path(folder)) as address:
        failed = take_all(wanted, address, options.out, is_whole=options.whole)
    for sentence in failed:
        sys.stderr.write(f"{sentence}\n")
    return 1 if failed else 0


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """A demonstration on a free port; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tuoyu.entrypoints.cli.main", "demo", "--port", str(port)]
    surroundings = {**os.environ, "TUOYU_DATA_DIR": str(folder)}
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings)  # noqa: S603 - our own command
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/sign-in/", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(0.3)
    raise RuntimeError("the demonstration did not start")


def take_all(shots: list[Shot], address: str, out: Path, *, is_whole: bool) -> list[str]:
    failed = []
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        for shot in shots:
            for suffix, size in SCREENS.items():
                target = out / f"{shot.name}{suffix}.png"
                try:
                    weight = take(browser, shot, address, size, target, is_whole=is_whole)
                except Exception as error:  # noqa: BLE001 - one page that fails must not cost the others
                    failed.append(f"{target.name}: {type(error).__name__}: {str(error)[:300]}")
                    continue
                sys.stdout.write(f"{target.name}\t{weight // 1000} KB\n")
                if weight > HEAVIEST and not is_whole:
                    failed.append(f"{target.name}: {weight} bytes is too heavy")
        browser.close()
    return failed


def take(
    browser: Browser, shot: Shot, address: str, size: ViewportSize, target: Path, *, is_whole: bool
) -> int:
    """Take one picture; its weight in bytes. Raises where the page answers with an error or writes to the console."""
    context = browser.new_context(
        base_url=address,
        viewport=size,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        has_touch=size["width"] < 500,
        is_mobile=size["width"] < 500,
    )
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda line: troubles.append(line.text) if line.type == "error" else None)
    if shot.persona:
        enter(page, shot.persona)
    shot.goto(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(400)
    picture = page.screenshot(full_page=is_whole)
    width, height, pixels = context.new_page().evaluate(PIXELS, base64.b64encode(picture).decode())
    context.close()
    if troubles:
        raise RuntimeError("; ".join(troubles))
    return write_png(target, width, height, base64.b64decode(pixels))


def enter(page: Page, persona: str) -> None:
    """One click on the sign-in page; folded groups are opened first."""
    page.goto("/sign-in/")
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    buttons = page.locator(".site-personas button")
    wanted = buttons.filter(has_text=persona)
    if persona == OFFICER:
        wanted = wanted.filter(has_text="经办人")
    wanted.first.click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def write_png(target: Path, width: int, height: int, pixels: bytes) -> int:
    """A PNG with a palette; how heavy it is."""
    colours = np.frombuffer(pixels, np.uint8).reshape(-1, 4)[:, :3]
    packed = colours[:, 0].astype(np.uint32) << 16 | colours[:, 1].astype(np.uint32) << 8 | colours[:, 2]
    distinct, places, counts = np.unique(packed, return_inverse=True, return_counts=True)
    palette, index = reduced(distinct, counts)
    rows = index[places].astype(np.uint8).reshape(height, width)
    lines = np.hstack([np.zeros((height, 1), np.uint8), rows])
    content = b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette.astype(np.uint8).tobytes()),
            _chunk(b"IDAT", zlib.compress(lines.tobytes(), 9)),
            _chunk(b"IEND", b""),
        )
    )
    target.write_bytes(content)
    return len(content)


def reduced(distinct: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """At most 256 colours (median cut), and for each distinct colour which of them stands for it."""
    points = np.stack([distinct >> 16, distinct >> 8 & 255, distinct & 255], axis=1).astype(np.int64)
    boxes = [np.arange(len(points))]
    while len(boxes) < COLOURS:
        spreads = [
            np.ptp(points[box], axis=0).max() * counts[box].sum() ** 0.3 if len(box) > 1 else 0
            for box in boxes
        ]
        widest = int(np.argmax(spreads))
        if spreads[widest] == 0:
            break
        boxes.extend(_halves(boxes.pop(widest), points, counts))
    palette = np.array([_middle(points[box], counts[box]) for box in boxes])
    index = np.empty(len(points), np.int64)
    for number, box in enumerate(boxes):
        index[box] = number
    return palette, index


def _halves(box: np.ndarray, points: np.ndarray, counts: np.ndarray) -> list[np.ndarray]:
    """Cut across the longest side where half of the pixels are reached."""
    axis = int(np.argmax(np.ptp(points[box], axis=0)))
    ordered = box[np.argsort(points[box, axis], kind="stable")]
    sums = np.cumsum(counts[ordered])
    cut = int(np.clip(np.searchsorted(sums, sums[-1] / 2) + 1, 1, len(ordered) - 1))
    return [ordered[:cut], ordered[cut:]]


def _middle(points: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """The colour that stands for a box: its most frequent one where that is most of it, else the mean."""
    top = int(np.argmax(counts))
    if counts[top] * 2 >= counts.sum():
        return np.asarray(points[top])
    return np.asarray(np.rint((points * counts[:, None]).sum(axis=0) / counts.sum()), np.int64)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


if __name__ == "__main__":
    sys.exit(main())
