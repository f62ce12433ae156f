"""Words of papers: what is said when one cannot be made."""

from __future__ import annotations

FONTS_MISSING = "这台服务器没有中文字体，公文里的汉字印不出来，所以没有生成。"
FONTS_NEXT_STEP = (
    "请系统管理员安装字体：Debian、Ubuntu 运行 apt-get install fonts-noto-cjk；"
    "或把仿宋、小标宋、思源宋体等字体文件放进一个目录，并把环境变量 TUOYU_FONTS_DIR 设为该目录，然后重启。"
)
CHARACTER_MISSING = "“{character}”字（{code}）在这台服务器的字体里没有，印出来会是空框，所以没有生成。"
CHARACTER_NEXT_STEP = (
    "请核对这个字；字没有错的，请系统管理员把含有它的字体放进 TUOYU_FONTS_DIR 指的目录后重启。"
)
QR_TOO_LONG = "核验内容有 {size} 字节，一个二维码放不下（最多约 2950 字节），所以没有生成。"
QR_NEXT_STEP = "请缩短说明文字，或改用核验网址。"
