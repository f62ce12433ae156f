"""Words of files: what a file is called when it must be named to the person who sent it."""

from __future__ import annotations

# What content is recognised as, in plain words; types outside the allowed ones are named so that a refusal can say it.
CONTENT_LABELS: dict[str, str] = {
    "application/pdf": "PDF 文件",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word 文档（docx）",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel 表格（xlsx）",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PPT 演示文稿（pptx）",
    "application/vnd.ms-office": "旧版或加密的 Office 文件",
    "application/vnd.ms-office.macro": "带宏的 Office 文件",
    "application/zip": "压缩包",
    "application/x-rar": "压缩包",
    "application/x-7z-compressed": "压缩包",
    "application/gzip": "压缩包",
    "application/x-executable": "可执行程序",
    "image/png": "PNG 图片",
    "image/jpeg": "JPEG 图片",
    "image/heic": "HEIC 图片（苹果手机照片）",
    "image/gif": "GIF 图片",
    "image/webp": "WebP 图片",
    "image/svg+xml": "SVG 图形",
    "text/html": "网页文件",
    "text/xml": "XML 文件",
    "text/plain": "文本",
    "application/octet-stream": "无法识别的内容",
}

# Images cannot run anything and every browser draws these; everything else is handed over as a download (SVG and HTML above all).
INLINE_TYPES = frozenset({"image/png", "image/jpeg"})

# What to do with a type that is not taken.
ADVICE: dict[str, str] = {
    "application/vnd.ms-office": "请在 Office 或 WPS 中另存为 docx 或 xlsx（不设密码）后再上传。",
    "application/vnd.ms-office.macro": "请另存为不带宏的 docx 或 xlsx 后再上传。",
    "application/zip": "请解压后逐个上传。",
    "application/x-rar": "请解压后逐个上传。",
    "application/x-7z-compressed": "请解压后逐个上传。",
    "application/gzip": "请解压后逐个上传。",
    "image/heic": "请在手机“设置—相机—格式”中选“兼容性最佳”，或把照片导出为 JPEG 后再上传。",
}
