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
from collections.abc import Iterator
from pathlib import Path

from .walk import Report, verify


def sentences(report: Report) -> Iterator[str]:
    """The report as lines for people."""
    yield f"日志 {report.entries} 条，固证 {report.heads} 批，等待固证 {report.unsealed} 条。"
    if report.last_head:
        yield f"链尾：第 {report.last_head['last_position']} 条，{report.last_head['chain_digest']}。"
    if report.last_anchor:
        yield f"最近一次系统外留底：第 {report.last_anchor['number']} 批，{report.last_anchor['sealed_at']}。"
    yield from report.notices
    yield from report.problems[:50]
    if len(report.problems) > 50:
        yield f"……另有 {len(report.problems) - 50} 处问题。"
    yield (
        "核验通过：没有发现改动。" if report.is_sound else f"核验不通过：发现 {len(report.problems)} 处问题。"
    )


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
