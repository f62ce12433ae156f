"""Builds the icon sprite of the design system from Tabler's outline icons.

    npm pack @tabler/icons@3.51.0 && tar xzf tabler-icons-3.51.0.tgz
    python scripts/build_icons.py package/icons/outline            # every name in icons.txt → icons.svg
    python scripts/build_icons.py package/icons/outline --prune    # first drop the names nothing in src/ uses

A name is used when it stands quoted in a template or a Python file under ``src/``. One sprite, cached for a
year by its content hash, costs less than a request or an inlined drawing per icon.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "tuoyu"
UI = SOURCE / "foundation" / "ui"
NAMES = UI / "icons.txt"
SPRITE = UI / "static" / "ui" / "icons.svg"
BLANK = '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'


def main(arguments: list[str]) -> int:
    if not arguments:
        sys.stdout.write(f"{__doc__}\n")
        return 2
    names = sorted(set(NAMES.read_text(encoding="ascii").split()))
    if "--prune" in arguments:
        names = [name for name in names if name in quoted_words()]
        NAMES.write_text("\n".join(names) + "\n", encoding="ascii")
    folder = Path(arguments[0])
    missing = [name for name in names if not (folder / f"{name}.svg").exists()]
    if missing:
        sys.stderr.write(f"not in the icon package: {', '.join(missing)}\n")
        return 1
    SPRITE.write_text(sprite(folder, names), encoding="utf-8")
    sys.stdout.write(
        f"{len(names)} icons, {SPRITE.stat().st_size:,} bytes: {SPRITE.relative_to(SOURCE.parents[1])}\n"
    )
    return 0


def quoted_words() -> set[str]:
    """Every quoted word under ``src/`` that could be the name of an icon."""
    words: set[str] = set()
    for path in SOURCE.rglob("*"):
        if path.suffix in {".py", ".html", ".js"} and "vendor" not in path.parts:
            words.update(re.findall(r"[\"']([a-z0-9-]+)[\"']", path.read_text(encoding="utf-8")))
    return words


def sprite(folder: Path, names: list[str]) -> str:
    symbols = "\n".join(symbol(name, (folder / f"{name}.svg").read_text(encoding="utf-8")) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'


def symbol(name: str, drawing: str) -> str:
    inner = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")].replace(
        BLANK, ""
    )
    shapes = "".join(line.strip().replace(" />", "/>") for line in inner.splitlines())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>'


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
