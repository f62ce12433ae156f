"""The walk through an export, one batch in memory at a time. Standard library only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .digests import HEAD_KEYS, ZERO, canonical, digest, entry_content, head_link, head_message, merkle_root
from .ed25519 import is_valid


@dataclass
class Report:
    """What was found. ``problems`` are sentences; the journal is sound when there are none."""

    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    entries: int = 0
    heads: int = 0
    unsealed: int = 0
    last_head: dict[str, Any] = field(default_factory=dict)
    last_anchor: dict[str, Any] = field(default_factory=dict)
    exported_at: str = ""

    @property
    def is_sound(self) -> bool:
        return not self.problems


class Walk:
    """Reads the lines of an export in order, holding one batch in memory."""

    def __init__(
        self, anchors: dict[int, dict[str, Any]], unsealed_seconds: int, keys: Mapping[str, str] | None
    ) -> None:
        self.report = Report()
        self._anchors = anchors
        self._keys = keys
        self._unsealed_seconds = unsealed_seconds
        self._position = 0
        self._chain = ZERO
        self._batch: list[str] = []
        self._is_ended = False

    def take(self, number: int, line: dict[str, Any]) -> None:
        kind = line.get("kind")
        handler = {
            "journal": self._header,
            "entry": self._entry,
            "head": self._head,
            "unsealed": self._unsealed,
            "end": self._end,
        }.get(str(kind))
        if (number == 1) != (kind == "journal") or self._is_ended or handler is None:
            self._problem(
                f"第 {number} 行不该出现在这里（类型“{kind}”），文件的行序被改过或不是日志导出文件。"
            )
        if handler is not None:
            handler(line)

    def finish(self) -> Report:
        report = self.report
        if not self._is_ended:
            self._problem("文件没有结束行，后面的内容被截掉了。请重新导出。")
        if self._batch:
            self._problem(f"最后 {len(self._batch)} 条日志没有批次签名，固证记录被删除。")
        self._compare_ends()
        if report.last_head and not has_valid_signature(report.last_head):
            self._problem(f"第 {report.heads} 批的签名不对，固证记录不是本系统签发的。")
        elif report.last_head and not self._is_known_key(report.last_head):
            self._problem(
                f"第 {report.heads} 批是用别的密钥（{report.last_head['key_id']}）签的，固证记录不是本系统签发的。"
            )
        return report

    def _is_known_key(self, head: dict[str, Any]) -> bool:
        """A head brings its public key along; whose it is, only the house and the anchors know."""
        if self._keys is None and not self._anchors:
            return True
        anchored = {anchor["key_id"]: anchor["public_key"] for anchor in self._anchors.values()}
        return bool({**anchored, **(self._keys or {})}.get(head["key_id"]) == head["public_key"])

    def _header(self, line: dict[str, Any]) -> None:
        self.report.exported_at = line["exported_at"]

    def _entry(self, line: dict[str, Any]) -> None:
        self.report.entries += 1
        where = f"第 {line['position']} 条日志（{line['verb']}，{line['at']}）"
        if line["position"] != self._position + 1:
            self._problem(f"{where}：上一条是第 {self._position} 条，中间有日志被删除、插入或调换。")
        self._position = line["position"]
        algorithm, own = line["algorithm"], line["entry_digest"]
        if digest(algorithm, "entry", canonical(entry_content(line))) != own:
            self._problem(f"{where}：内容与摘要不符，这条日志被改过。")
        if digest(algorithm, "chain", bytes.fromhex(self._chain), bytes.fromhex(own)) != line["chain_digest"]:
            self._problem(f"{where}：与前一条接不上，这里或之前的日志被动过。")
        # Go on from what is written, so that one break is told once.
        self._chain = line["chain_digest"]
        self._batch.append(own)

    def _head(self, line: dict[str, Any]) -> None:
        report = self.report
        report.heads += 1
        where = f"第 {line['number']} 批固证"
        last = report.last_head
        if line["number"] != report.heads or line["previous"] != (head_link(last) if last else ZERO):
            self._problem(f"{where}：与上一批接不上，固证记录被删除、改动或调换。")
        first = last["last_position"] + 1 if last else 1
        if (line["first_position"], line["last_position"]) != (first, self._position):
            self._problem(f"{where}：应当覆盖第 {first}—{self._position} 条，记录的范围不同。")
        if line["chain_digest"] != self._chain or line["merkle_root"] != merkle_root(
            line["algorithm"], self._batch
        ):
            self._problem(f"{where}：与这一批日志的摘要不符，日志或固证记录被改过。")
        anchor = self._anchors.get(line["number"])
        if anchor is not None and not same_head(anchor, line):
            self._problem(f"{where}：与系统外的留底不同，这一批及以后的日志被整体重写过。")
        report.last_head = line
        self._batch = []

    def _unsealed(self, line: dict[str, Any]) -> None:
        self.report.unsealed += 1
        waited = seconds_between(line["at"], self.report.exported_at)
        if waited > self._unsealed_seconds or line["position"] is not None:
            self._problem(f"编号 {line['id']} 的日志（{line['at']}）一直没有固证，已过 {waited} 秒。")

    def _end(self, line: dict[str, Any]) -> None:
        self._is_ended = True
        report = self.report
        if (line["entries"], line["heads"], line["unsealed"]) != (
            report.entries,
            report.heads,
            report.unsealed,
        ):
            self._problem(
                f"结束行记着 {line['entries']} 条日志，文件里有 {report.entries} 条，内容被增减过。"
            )

    def _compare_ends(self) -> None:
        report = self.report
        if not self._anchors:
            report.notices.append("没有提供系统外的留底：能查出改动，查不出从末尾整段截掉或重写。")
            return
        number = max(self._anchors)
        report.last_anchor = self._anchors[number]
        if number > report.heads:
            self._problem(
                f"系统外留底已到第 {number} 批（第 {report.last_anchor['last_position']} 条），"
                f"日志只到第 {report.heads} 批：末尾被截掉了。"
            )
        elif number < report.heads:
            report.notices.append(f"第 {number + 1}—{report.heads} 批还没有系统外的留底。")

    def _problem(self, sentence: str) -> None:
        self.report.problems.append(sentence)


def verify(
    lines: Iterable[str],
    anchor_lines: Iterable[str] = (),
    *,
    unsealed_seconds: int = 300,
    keys: Mapping[str, str] | None = None,
) -> Report:
    """Walk through an export. ``unsealed_seconds``: how long an entry may wait for its seal before it is a problem;
    ``keys``: key id → public key (hex) of the keys that sign, besides those that stand in the anchors."""
    anchors, broken = read_anchors(anchor_lines)
    walk = Walk(anchors, unsealed_seconds, keys)
    walk.report.problems += broken
    for number, text in enumerate(lines, start=1):
        try:
            walk.take(number, parsed(text))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            walk.report.problems.append(f"第 {number} 行读不懂（{type(error).__name__}），内容被破坏。")
    return walk.finish()


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


def read_anchors(lines: Iterable[str]) -> tuple[dict[int, dict[str, Any]], list[str]]:
    """Heads by number, and what is wrong with the anchors themselves. The same head twice is no fault."""
    anchors: dict[int, dict[str, Any]] = {}
    problems = []
    for number, text in enumerate((line for line in lines if line.strip()), start=1):
        try:
            head = {key: parsed(text)[key] for key in (*HEAD_KEYS, "signature")}
            if not same_head(anchors.setdefault(int(head["number"]), head), head):
                problems.append(f"留底第 {number} 行：第 {head['number']} 批有两份不同的留底。")
        except (ValueError, KeyError, TypeError):
            # A power cut can tear a line; the head is then written again below it, or the gap tells.
            continue
    missing = sorted(set(range(1, max(anchors, default=0))) - set(anchors))
    if missing:
        problems.append(f"系统外的留底缺第 {missing[0]} 批等 {len(missing)} 批。")
    return anchors, problems


def same_head(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(key) == other.get(key) for key in (*HEAD_KEYS, "signature"))


def seconds_between(earlier: str, later: str) -> int:
    return int((datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds())


def parsed(text: str) -> dict[str, Any]:
    """One line as an object; a key written twice is refused, because readers disagree about which one counts."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key is written twice")
        return found

    value = json.loads(text, object_pairs_hook=once)
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def has_valid_signature(head: dict[str, Any]) -> bool:
    try:
        public, signature = bytes.fromhex(head["public_key"]), bytes.fromhex(head["signature"])
        return is_valid(public, head_message(head), signature)
    except (KeyError, ValueError, TypeError):
        return False
