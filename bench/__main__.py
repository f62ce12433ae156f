"""Runs the benchmarks and prints one table.

    python -m bench [--tiny] [NAME …]

Results are compared with the peer's before anything is timed; a ratio is always of one run, ours and the peer by turns.
Times are CPU seconds unless a line says wall. Nothing here is a test: a shared machine is no judge of speed.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from bench.lines import Line, table
from bench.timing import FULL, TINY, Effort

# In the order of the table; each module has ``run(effort)``.
NAMES = (
    "dates",
    "identity",
    "audit",
    "plan",
    "papers",
    "start",
    "search",
    "ingest",
    "draws",
    "ratings",
    "boards",
    "demo",
    "pages",
    "web.compare",
)


def measured(name: str, effort: Effort) -> list[Line]:
    """The lines of one benchmark."""
    return list(import_module(f"bench.{name}").run(effort))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="print the table of benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which ones; all of {', '.join(NAMES)}")
    parser.add_argument("--tiny", action="store_true", help="smallest sizes: only to see that all of it runs")
    asked = parser.parse_args()
    if unknown := set(asked.names) - set(NAMES):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    lines: list[Line] = []
    for name in asked.names or NAMES:
        print(f"{name} …", file=sys.stderr, flush=True)
        lines += measured(name, TINY if asked.tiny else FULL)
    print(table(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
