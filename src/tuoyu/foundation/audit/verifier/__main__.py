"""Verifies an export of the journal against its anchors. Standard library only: this folder runs alone, far from the system.

    python -m verifier EXPORT.jsonl [ANCHORS.jsonl]        exit 0 sound, 1 not sound, 2 unreadable

The export is one JSON object a line: ``journal`` (header), then batch by batch its ``entry`` lines and their ``head``,
then ``unsealed`` entries, then ``end``. An anchor line is a head, as it was written outside when it was sealed.

What holds the journal together (every digest names its algorithm, sha256 or sm3):
  entry digest  = H("entry" ‖ canonical entry)            an altered entry does not fit its digest
  chain digest  = H("chain" ‖ chain before ‖ entry digest)  a deleted, inserted or moved entry breaks the chain
  Merkle root   = over the entry digests of a batch, leaves and nodes kept apart as in RFC 6962
  head          = positions, root, chain digest, link to the head before; signed with Ed25519 (RFC 8032)
  anchor        = the same head, outside: a truncated or rewritten journal no longer ends in it
What no program can see: acts after the last anchor, by somebody who also holds the signing key. Hence the gap is shown.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .walk import sentences, verify


def main(arguments: list[str]) -> int:
    if not 1 <= len(arguments) <= 2:
        sys.stderr.write("用法：python -m verifier 导出文件 [留底文件]\n")
        return 2
    try:
        anchors = Path(arguments[1]).read_text(encoding="utf-8").splitlines() if len(arguments) == 2 else []
        with Path(arguments[0]).open(encoding="utf-8") as lines:
            report = verify(lines, anchors)
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"文件打不开：{error}\n")
        return 2
    sys.stdout.write("\n".join(sentences(report)) + "\n")
    return 0 if report.is_sound else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
