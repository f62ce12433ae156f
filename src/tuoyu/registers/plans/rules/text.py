"""Cleaning: from whatever a web page, a PDF or a word processor gives, to lines that a grammar can read.

``clean_text`` keeps the words and the punctuation as they are; it removes what is not part of the document (page
numbers, site navigation, invisible characters) and rejoins sentences that were broken over lines. ``fold`` gives a
twin of the same length in which the many forms of a bracket or colon are one, so offsets hold for both.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from tuoyu.registers.plans.rules.parsed import Span

_ROUNDS = 8
_OPEN_LIMIT = 600  # characters a line may grow to while a bracket stays open
_PARAGRAPH_MAX = 3000  # a longer paragraph is no broken one
_WRAP_MIN, _WRAP_LINES = 24, 4  # a column narrower than 12 characters, or fewer broken lines, is no hard wrap

_INVISIBLE = [*range(0x09), *range(0x0E, 0x20), 0x7F, 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF]
_SURROGATES = re.compile("[\ud800-\udfff]")
_CHARACTERS: dict[int, str | None] = dict.fromkeys(_INVISIBLE)
_CHARACTERS |= dict.fromkeys([0x3000, 0xA0, 0x202F, 0x205F, *range(0x2000, 0x200B)], " ")
_CHARACTERS |= {code: chr(code - 0xFEE0) for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
_CHARACTERS |= {code: chr(code - 0xFEE0) for code in range(0xFF41, 0xFF5B)}
# PDF fonts often yield Kangxi radicals instead of the characters they look like.
_CHARACTERS |= {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
_CHARACTERS |= {ord("％"): "%", ord("．"): ".", ord("﹝"): "〔", ord("﹞"): "〕"}
_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")

_FOLDED = str.maketrans("（）［］【】〔〕〖〗：，；！？～／｜﹙﹚︰", "()[][][][]:,;!?~/|():")

_BULLETS = re.compile(r"^[ \t]*[◆◇●○◎■□★☆▲△▪▶➢※•]+", re.MULTILINE)
_BOXED_LABEL = re.compile(
    r"\[((?:牵头|责任|主责|负责|配合|主办|协办|协同|参与)(?:单位|部门)|(?:发布|成文|公开|生成)(?:日期|时间)|(?:发文)?[文字]号"
    r"|索引号|发布机构|发文机关|有效性|主题词|标题)\](?!:)"
)
# “要求.” ends a sentence; “一.” and “(一).” at the head of a line number it.
_LATIN_STOP = re.compile(
    r"(?<=[\u4e00-\u9fff)\]%\"”》])(?<!^[一二三四五六七八九十])(?<!^[一二三四五六七八九十]{2})(?<!^.[一二三四五六七八九十]\))"
    r"(?<!^.[一二三四五六七八九十]{2}\))\.(?=\s|$|[\u4e00-\u9fff(\[\"“《])",
    re.MULTILINE,
)
_NUMBER_START = re.compile(
    r"[#>*\s]{0,4}(?:第[一二三四五六七八九十百\d]{1,4}[章节条部编]|[一二三四五六七八九十]{1,3}\s?[、.]"
    r"|\([一二三四五六七八九十\d]{1,3}\)|\d{1,3}\s?(?:[、)]|\.(?!\d))|\d{1,2}(?:\.\d{1,2}){1,2}\s|\d{1,2}\.\d{1,2}\.\d{1,2}|[①-⒛㈠-㈩]"
    r"|(?:重点|主要|工作)?(?:任务|行动|工程|举措|措施|项目)[一二三四五六七八九十\d]{1,3}\s*[:、.]|附件)"
)
_PAGE = re.compile(
    r"\s*(?:[-—–―－─·•~\s]{1,6}\d{1,4}[-—–―－─·•~\s]{1,6}|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s*\d{1,4}.{0,12})\s*"
)
_NOISE = re.compile(
    r"返回顶部|打印本[页稿文]|关闭(?:本页|窗口)|浏览次数|阅读次数|点击(?:量|数|次数|率)\s*[:：]|访问量|字体\s*[:：]|^字号\s*[:：]"
    r"|^(?:您现在|您(?:现在)?所在|当前)(?:所在)?的?位置|^首页\s*[>＞»]|分享到|^(?:上|下)一[篇条]\s*[:：]?|相关(?:政策)?(?:解读)?(?:链接|文章|阅读|附件)\s*[:：]?\s*$"
    r"|扫一扫|扫码|无障碍(?:浏览|阅读)|长者(?:模式|版)|^网站(?:首页|地图)|^【?(?:打印|关闭|收藏|返回)】?$|^\{\$?.*\}$|责任编辑\s*[:：]"
    r"|^\[\s*(?:打印|关闭|大|中|小).*\]$|^(?:大\s*中\s*小|朗读|下载|下载阅读版本)$"
)
_DATED = re.compile(r"(?:发布|公开|成文|生成|发文|印发)(?:日期|时间)\s*[:：]?\s*20\d\d")
_FOOTER = re.compile(r"版权所有|ICP备|公网安备|网站标识码|技术支持\s*[:：]|Copyright", re.IGNORECASE)
_HOST = re.compile(r"^(?:主办|承办|维护|运维)(?:单位)?\s*[:：]|联系我们|网站地图|建议使用")
_MEASURE = "年月日号个家名岁万亿元人所处张%‰"
_LOOSE = re.compile(
    rf"(?<=[\u4e00-\u9fff，、：；（“]) (?=\d{{1,9}}(?:\.\d+)? ?[{_MEASURE}])|(?<=[\u4e00-\u9fff，、：；（“]\d) (?=[{_MEASURE}])"
    rf"|(?<=[\u4e00-\u9fff，、：；（“]\d\d) (?=[{_MEASURE}])|(?<=[\u4e00-\u9fff，、：；（“]\d\d\d) (?=[{_MEASURE}])"
    rf"|(?<=[\u4e00-\u9fff，、：；（“]\d\d\d\d) (?=[{_MEASURE}])|(?<=[\u4e00-\u9fff]) (?=%)"
)
_STOP = "。；;!！?？:：】"
_GLUE_END = re.compile(r"[、，,（(《“]$")
_GLUE_START = re.compile(r"^[、，,。；;：:）)》”】〕%]")


def fold(text: str) -> str:
    """The same text, as long, with one form for each kind of bracket, colon, comma, semicolon and full stop."""
    text = _BULLETS.sub(lambda match: " " * len(match[0]), text)
    return _BOXED_LABEL.sub(r" \1:", _LATIN_STOP.sub("。", text.translate(_FOLDED)))


def clean_text(raw: str) -> str:
    """Remove what is not the document and rejoin broken sentences. Cleaning a clean text changes nothing."""
    text = _SURROGATES.sub("", _BREAKS.sub("\n", raw)).replace("&nbsp;", " ")
    text = text.translate(_CHARACTERS)
    for _ in range(_ROUNDS):
        before, text = text, _one_round(text)
        if text == before:
            break
    return text


def _one_round(text: str) -> str:
    lines = [line.strip() for line in _LOOSE.sub("", text).split("\n")]
    lines = _without_pages(lines)
    lines = _without_site(lines)
    lines = _rejoined(lines)
    kept = [line for at, line in enumerate(lines) if line or (at and lines[at - 1])]
    return "\n".join(kept).strip()


def _without_pages(lines: list[str]) -> list[str]:
    """Drop page numbers with the blank lines around them, and headers repeated beside them."""
    pages = [at for at, line in enumerate(lines) if line and _PAGE.fullmatch(line)]
    if not pages:
        return lines
    dropped = set(pages)
    beside: list[int] = []
    for at in pages:
        for step in (-1, 1):
            near = at + step
            while 0 <= near < len(lines) and not lines[near] and abs(near - at) < 4:
                dropped.add(near)
                near += step
            if 0 <= near < len(lines) and 0 < len(lines[near]) <= 40:
                beside.append(near)
    counts: dict[str, int] = {}
    for at in beside:
        counts[lines[at]] = counts.get(lines[at], 0) + 1
    dropped |= {at for at in beside if counts[lines[at]] >= 3}
    return [line for at, line in enumerate(lines) if at not in dropped]


def _without_site(lines: list[str]) -> list[str]:
    feet = [at for at, line in enumerate(lines) if _FOOTER.search(line)]
    near = {at + step for at in feet for step in range(-3, 4)}
    return [
        "" if _is_noise(line) or _FOOTER.search(line) or (at in near and _HOST.search(line)) else line
        for at, line in enumerate(lines)
    ]


def _is_noise(line: str) -> bool:
    return 0 < len(line) <= 80 and _NOISE.search(line) is not None and not _DATED.search(line)


def _width(line: str) -> int:
    """Columns: in GBK a Chinese character or full-width mark has two bytes and takes two columns."""
    return len(line.encode("gbk", "replace"))


def _rejoined(lines: list[str]) -> list[str]:
    wrap = _wrap_width(lines)
    joined: list[str] = []
    last_width = 0
    for line in lines:
        if joined and line and joined[-1] and _belongs(joined[-1], line, wrap, last_width):
            joined[-1] = _glued(joined[-1], line)
        else:
            joined.append(line)
        last_width = _width(line)
    return joined


def _belongs(before: str, line: str, wrap: int, last_width: int) -> bool:
    """Does ``line`` continue the sentence that ``before`` left open?"""
    if len(before) > _PARAGRAPH_MAX or _is_row(before) or _is_row(line):
        return False
    if _GLUE_START.match(line):
        return True
    if _NUMBER_START.match(fold(line[:24])):
        return False
    if _GLUE_END.search(before):
        return True
    tail = fold(before[-_OPEN_LIMIT:])
    if len(before) < _OPEN_LIMIT and tail.count("(") > tail.count(")"):
        return True
    reach = wrap - 4 if _NUMBER_START.match(fold(before[:24])) else 0.75 * wrap
    return bool(wrap) and last_width >= reach and before[-1] not in _STOP


def _is_row(line: str) -> bool:
    return "\t" in line or line.count("|") >= 2


def _glued(before: str, line: str) -> str:
    needs_space = before[-1].isascii() and line[0].isascii() and before[-1].isalnum() and line[0].isalpha()
    return f"{before} {line}" if needs_space else before + line


def _wrap_width(lines: list[str]) -> int:
    """The column at which the text was broken, or 0: all lines fit in it and many end there in mid-sentence."""
    filled = [line for line in lines if line]
    widths = sorted(_width(line) for line in filled)
    if len(filled) < _WRAP_LINES or widths[-1] < _WRAP_MIN:
        return 0
    widest = widths[int((len(widths) - 1) * 0.98)]
    broken = [
        _width(line)
        for line, after in pairwise(lines)
        if line
        and after
        and line[-1] not in _STOP
        and not _NUMBER_START.match(fold(after[:24]))
        and not _is_row(line)
    ]
    full = [width for width in broken if width >= widest - 6]
    enough = len(full) >= max(_WRAP_LINES, 0.15 * len(filled)) and len(full) >= 0.35 * len(broken)
    return widest if enough and _WRAP_MIN <= widest <= 130 else 0


@dataclass(frozen=True, slots=True)
class Text:
    """A cleaned text, its folded twin, and where its sentences begin."""

    clean: str
    folded: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, raw: str) -> Text:
        """Clean a raw text."""
        clean = clean_text(raw)
        folded = fold(clean)
        starts = [0, *(match.end() for match in re.finditer(r"[。!?\n]+[”」』)]?", folded))]
        return cls(clean, folded, tuple(starts))

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence around an offset begins and ends, without the blanks around it."""
        index = bisect_right(self.starts, at) - 1
        start = self.starts[index]
        end = self.starts[index + 1] if index + 1 < len(self.starts) else len(self.clean)
        words = self.clean[start:end]
        return start + len(words) - len(words.lstrip()), start + len(words.rstrip())

    def span(self, start: int, end: int) -> Span:
        """A span with its sentence (several, when it crosses a full stop)."""
        first = self.sentence(start)[0]
        last = self.sentence(max(start, end - 1))[1]
        return Span(start, end, self.clean[first:last])
