from __future__ import annotations

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.foundation.files.samples import (
    ALLOWED,
    DOCX,
    HEIC,
    HTML,
    JPEG,
    OLE,
    PDF,
    PNG,
    SVG,
    TEXT,
    XLSX,
    archive,
    bomb,
    many_members,
    office,
    overlapping,
    with_declared_size,
    with_password,
)
from tuoyu.foundation.files.checks import Examined, examine
from tuoyu.foundation.files.contents import recognised

LIMIT = 20 * 1024 * 1024


def examined(name: str, content: bytes, limit: int = LIMIT) -> Examined:
    return examine(name, io.BytesIO(content), len(content), max_bytes=limit, allowed=ALLOWED)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("方案.pdf", PDF, "application/pdf"),
        ("图.PNG", PNG, "image/png"),
        ("图.jpeg", JPEG, "image/jpeg"),
        ("方案.docx", office("word/"), DOCX),
        ("台账.xlsx", office("xl/"), XLSX),
        ("台账.csv", TEXT, "text/csv"),
        ("正文.txt", TEXT, "text/plain"),
        ("正文.txt", "温州市鹿城区".encode("gb18030"), "text/plain"),
        ("正文.txt", "䶮𬭼".encode("utf-16"), "text/plain"),
        ("正文.txt", "﻿温州".encode(), "text/plain"),
        ("正文.txt", b"MZ is how this text begins", "text/plain"),
        ("正文.txt", "若 a < b 则 <见附件>".encode(), "text/plain"),
    ],
)
def test_what_is_what_it_says_is_taken(name: str, content: bytes, media_type: str) -> None:
    found = examined(name, content)
    assert (found.verdict.failures, found.media_type) == ((), media_type)


@pytest.mark.parametrize(
    ("name", "content", "code", "sentence", "next_step"),
    [
        ("空.pdf", b"", "empty", "0 字节", "请确认文件已经保存"),
        ("大.pdf", PDF + bytes(LIMIT), "size", "超过 20 MB", "拆成几份"),
        ("", PDF, "name", "没有可用的名称", "起一个名字"),
        ("方案", PDF, "extension", "没有扩展名", "pdf、docx"),
        ("病毒.exe", b"MZ\x90", "type", "不收 .exe 文件", "pdf、docx"),
        ("photo\u202egpj.exe", PNG, "type", "photogpj.exe", "pdf、docx"),
        ("图.svg", SVG, "type", "不收 .svg", "pdf、docx"),
        ("图.png", SVG, "spoofed", "内容却是SVG 图形", "可以上传的类型"),
        ("正文.txt", HTML, "spoofed", "内容却是网页文件", "可以上传的类型"),
        ("正文.txt", b"  <script>alert(1)</script>", "spoofed", "网页文件", "可以上传"),
        ("台账.csv", b"<?xml version='1.0'?><root/>", "spoofed", "XML", "可以上传"),
        ("方案.pdf", PNG, "spoofed", "扩展名是 .pdf，内容却是PNG 图片", "改成 .png"),
        ("图.png", JPEG, "spoofed", "JPEG 图片", "改成 .jpg、.jpeg"),
        ("照片.jpg", HEIC, "spoofed", "HEIC", "兼容性最佳"),
        ("旧.docx", OLE, "spoofed", "旧版或加密的 Office 文件", "另存为 docx"),
        ("宏.docx", office("word/", **{"word/vbaProject.bin": b"x"}), "spoofed", "带宏", "不带宏"),
        ("表.docx", office("xl/"), "spoofed", "Excel 表格", "改成 .xlsx"),
        ("包.docx", archive({"a.txt": b"x"}), "spoofed", "压缩包", "解压后逐个上传"),
        ("程序.pdf", b"\x7fELF" + bytes(9), "spoofed", "可执行程序", "可以上传"),
        ("脚本.txt", b"#!/bin/sh\nrm -rf /", "spoofed", "可执行程序", "可以上传"),
        ("乱.txt", b"\x00\x01\x02", "spoofed", "无法识别的内容", "可以上传"),
        ("炸弹.xlsx", bomb(), "archive.ratio", "压缩炸弹", "重新保存"),
        ("炸弹.xlsx", with_declared_size(office("xl/"), 2**31), "archive.unpacked", "超过 300 MB", "重新保存"),
        ("炸弹.xlsx", overlapping(500), "archive.overlap", "互相重叠", "重新保存"),
        ("炸弹.xlsx", many_members(2001), "archive.members", "超过 2000 个", "重新保存"),
        ("套.xlsx", office("xl/", **{"xl/inner.zip": b"x"}), "archive.nested", "套着压缩包", "逐个上传"),
        ("路.xlsx", office("xl/", **{"../../evil": b"x"}), "archive.path", "指向外部目录", "重新保存"),
        ("密.xlsx", with_password(office("xl/")), "archive.encrypted", "设了密码", "去掉密码"),
        ("半.docx", office("word/")[:-30], "archive.broken", "不完整或已损坏", "重新保存"),
    ],
)  # fmt: skip
def test_what_is_not_is_refused_with_a_way_on(
    name: str, content: bytes, code: str, sentence: str, next_step: str
) -> None:
    failures = examined(name, content).verdict.failures
    found = next(reason for reason in failures if reason.code == f"files.{code}")
    assert sentence in found.sentence
    assert next_step in found.next_step
    assert found.field == "file"


def test_a_bomb_is_told_without_unpacking() -> None:
    content = bomb()
    start = time.process_time()
    for _ in range(20):
        assert not examined("x.xlsx", content).verdict.is_ok
    # Unpacking would take a tenth of a second each time; the generous bound is not about speed.
    assert time.process_time() - start < 1


@given(st.binary(max_size=300), st.sampled_from(sorted(ALLOWED)))
def test_no_content_makes_the_checks_fall(content: bytes, extension: str) -> None:
    found = examined(f"x.{extension}", content)
    assert found.verdict.is_ok == (found.media_type == ALLOWED[extension] and content != b"")


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_no_damage_to_an_archive_makes_the_checks_fall(at: int, value: int) -> None:
    content = bytearray(office("word/"))
    content[at % len(content)] = value
    examined("x.docx", bytes(content))


@given(
    st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs", "Cc"])).filter(
        lambda text: "<" not in text
    )
)
def test_chinese_text_is_text_in_every_encoding_that_officials_use(text: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert recognised(io.BytesIO(raw := text.encode(encoding))) in {"text/plain"} | _magic(raw)


def _magic(raw: bytes) -> set[str]:
    """Texts that begin like something else."""
    kinds = {b"#!": "application/x-executable", b"%PDF-": "application/pdf", b"GIF8": "image/gif"}
    return {kind for start, kind in kinds.items() if raw.startswith(start)}
