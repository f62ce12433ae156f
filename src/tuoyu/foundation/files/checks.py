"""May this file be taken? Name, size, content, and whether the three agree. Pure: no framework, no disk.

Each refusal says what was found, what is expected and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

from tuoyu.foundation.files.archives import check_archive
from tuoyu.foundation.files.contents import MACRO, OPEN_XML, TEXT, UNKNOWN, ZIP, recognised
from tuoyu.foundation.files.names import extension_of, safe_name
from tuoyu.foundation.files.words import ADVICE, CONTENT_LABELS
from tuoyu.kernel.verdict import PASSED, Verdict

_MEGABYTE = 1024 * 1024
# Content of these is text to the eye; which one it is, the extension may say.
_TEXT_FAMILY = frozenset({"text/plain", "text/csv"})


@dataclass(frozen=True, slots=True)
class Examined:
    """``name`` as it will be stored, ``media_type`` as it will be sent back, and the verdict."""

    name: str
    media_type: str
    verdict: Verdict


def examine(
    name: str, content: BinaryIO, size: int, *, max_bytes: int, allowed: Mapping[str, str]
) -> Examined:
    """``content`` is seekable, ``size`` its length in bytes, ``allowed`` extension (lower case) → media type."""
    cleaned = safe_name(name)
    verdict = check_name(cleaned, allowed) & check_size(size, max_bytes)
    if not verdict.is_ok:
        return Examined(cleaned, UNKNOWN, verdict)
    found = recognised(content)
    expected = allowed[extension_of(cleaned)]
    verdict = _check_archive(found, content, size) & _check_agreement(cleaned, found, expected, allowed)
    return Examined(cleaned, expected if verdict.is_ok else found, verdict)


def check_name(cleaned: str, allowed: Mapping[str, str]) -> Verdict:
    """Has the name an extension that is taken?"""
    if not cleaned:
        return _refuse("name", "文件没有可用的名称。", "请给文件起一个名字，例如“三季度进展.pdf”。")
    extension = extension_of(cleaned)
    if not extension:
        return _refuse("extension", f"文件“{cleaned}”没有扩展名。", f"可以上传的类型：{_listed(allowed)}。")
    if extension not in allowed:
        return _refuse(
            "type", f"不收 .{extension} 文件（“{cleaned}”）。", f"可以上传的类型：{_listed(allowed)}。"
        )
    return PASSED


def check_size(size: int, max_bytes: int) -> Verdict:
    """Is there something in it, and not too much?"""
    if size == 0:
        return _refuse("empty", "文件是空的（0 字节）。", "请确认文件已经保存，再重新选择。")
    if size > max_bytes:
        return too_large(max_bytes)
    return PASSED


def too_large(max_bytes: int) -> Verdict:
    limit = max_bytes // _MEGABYTE
    return _refuse("size", f"文件超过 {limit} MB。", "请压缩图片或拆成几份，每份不超过上限。")


def _check_archive(found: str, content: BinaryIO, size: int) -> Verdict:
    is_archive = found in {ZIP, MACRO} or found.startswith(OPEN_XML)
    return check_archive(content, size) if is_archive else PASSED


def _check_agreement(name: str, found: str, expected: str, allowed: Mapping[str, str]) -> Verdict:
    if found == expected or (found == TEXT and expected in _TEXT_FAMILY):
        return PASSED
    label = CONTENT_LABELS.get(found, found)
    if found in allowed.values():
        fitting = "、".join(f".{extension}" for extension, kind in allowed.items() if kind == found)
        advice = f"如果内容没错，请把扩展名改成 {fitting}。"
    else:
        advice = ADVICE.get(found, f"可以上传的类型：{_listed(allowed)}。")
    sentence = f"“{name}”的扩展名是 .{extension_of(name)}，内容却是{label}。"
    return _refuse("spoofed", sentence, advice)


def _listed(allowed: Mapping[str, str]) -> str:
    return "、".join(allowed)


def _refuse(code: str, sentence: str, next_step: str) -> Verdict:
    return Verdict.refuse(f"files.{code}", sentence, next_step=next_step, field="file")
