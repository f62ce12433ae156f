"""Zip archives (docx and xlsx are some) judged by their headers alone: nothing is unpacked. Pure.

A bomb of 776 KB cost a reader fifteen seconds; the directory of the archive tells it in a third of a millisecond.
"""

from __future__ import annotations

import struct
import zipfile
from typing import BinaryIO

from tuoyu.kernel.verdict import PASSED, Verdict

MAX_MEMBERS = 2000
MAX_UNPACKED = 300 * 1024 * 1024
# Text in XML packs about 20:1; a blank sheet with many styles reaches 100:1.
MAX_RATIO = 200
RATIO_FROM = 1024 * 1024
_NESTED = (".zip", ".rar", ".7z", ".gz", ".tar", ".bz2", ".xz", ".jar")
# With this every entry of the directory begins.
_ENTRY = b"PK\x01\x02"
_IS_ENCRYPTED = 0x1
_RESAVE = "请在 Office 或 WPS 中重新保存后再上传。"


def member_names(content: BinaryIO) -> list[str] | None:
    """Names in the directory of the archive; None when it is no archive that can be read."""
    infos = _members(content)
    return None if infos is None else [info.filename for info in infos]


def check_archive(content: BinaryIO, size: int) -> Verdict:
    """Is it safe to unpack? Judges members, sizes, packing ratio, nesting, names and passwords as declared."""
    if counted_members(content) > MAX_MEMBERS:
        return _refuse("members", f"文件里的部件超过 {MAX_MEMBERS} 个，不像正常的文档。")
    infos = _members(content)
    if infos is None:
        return _refuse("broken", "文件不完整或已损坏，打不开。")
    if any(info.flag_bits & _IS_ENCRYPTED for info in infos):
        return _refuse("encrypted", "文件设了密码，系统无法检查内容。", "请去掉密码后再上传。")
    if any(info.filename.lower().endswith(_NESTED) for info in infos):
        return _refuse("nested", "文件里还套着压缩包。", "请把里面的文件取出来，逐个上传。")
    if any(_is_outside(info.filename) for info in infos):
        return _refuse("path", "文件里有指向外部目录的路径，可能被人动过手脚。")
    return _check_sizes(infos, size)


def counted_members(content: BinaryIO) -> int:
    """How many members the directory can hold at most, told without walking it.

    The end record says a number too, but no reader believes it: 220,000 members behind the number 2 cost three seconds.
    """
    content.seek(0)
    return content.read().count(_ENTRY)


def _check_sizes(infos: list[zipfile.ZipInfo], size: int) -> Verdict:
    unpacked = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if packed > size:
        return _refuse("overlap", "文件里的部件互相重叠，是压缩炸弹的写法。")
    if unpacked > MAX_UNPACKED:
        return _refuse(
            "unpacked", f"文件解开后有 {unpacked // 1_048_576} MB，超过 {MAX_UNPACKED // 1_048_576} MB。"
        )
    swollen = any(
        i.file_size > RATIO_FROM and i.file_size > MAX_RATIO * max(i.compress_size, 1) for i in infos
    )
    if swollen or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(size, 1)):
        return _refuse("ratio", f"文件解开后会胀大 {MAX_RATIO} 倍以上，是压缩炸弹的写法。")
    return PASSED


def _members(content: BinaryIO) -> list[zipfile.ZipInfo] | None:
    content.seek(0)
    try:
        with zipfile.ZipFile(content) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OverflowError, EOFError):
        return None


def _is_outside(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or ":" in parts[0]


def _refuse(code: str, sentence: str, next_step: str = _RESAVE) -> Verdict:
    return Verdict.refuse(f"files.archive.{code}", sentence, next_step=next_step, field="file")
