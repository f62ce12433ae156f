"""Document facts: number, title, issuer, dates and term, each from the place where such papers state them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tuoyu.registers.plans.rules.document_number import own_number
from tuoyu.registers.plans.rules.head import Found, field_date, head_end, read_fields
from tuoyu.registers.plans.rules.parsed import Span
from tuoyu.registers.plans.rules.signature import read_signature, red_head, title_organ
from tuoyu.registers.plans.rules.terms import read_term
from tuoyu.registers.plans.rules.text import Text
from tuoyu.registers.plans.rules.title import read_title

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|[—\-－–至~])")
_NUMBERED = re.compile(r"〔(20\d\d)〕")
_FIVE_YEARS = re.compile(r"[“\"]?十([三四五六])五[”\"]?")
_SPAN = re.compile(r"20\d\d\s*年?\s*[—\-－–至~到]|20\d\d年(?:以前|前|底|末)")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the head, the foot and the last sentences of a document say."""

    values: dict[str, str | int]
    spans: dict[str, Span]


@dataclass(frozen=True, slots=True)
class Years:
    """``own``: the year the document is of, its promises are not older. ``only``: the one year its title plans for."""

    own: int | None = None
    only: int | None = None


def years_of(facts: Facts) -> Years:
    """From the date of signature, else the document number, else the title (2023—2025年, “十四五”)."""
    title = str(facts.values.get("title", ""))
    dated = str(facts.values.get("signed", "")) or "".join(
        _NUMBERED.findall(str(facts.values.get("doc_no", "")))
    )
    said = [int(year) for year in _YEAR.findall(title)]
    five = _FIVE_YEARS.search(title)
    first = min(said, default=2016 + 5 * "三四五六".index(five[1]) if five else None)
    own = min((year for year in (int(dated[:4]) if dated else None, first) if year), default=None)
    return Years(own, said[0] if len(said) == 1 and not _SPAN.search(title) else None)


def read_facts(text: Text) -> Facts:
    """Every fact that the text states."""
    head = head_end(text.folded)
    fields = read_fields(text.folded, head)
    found: dict[str, Found | None] = {
        "doc_no": own_number(text, fields, head),
        "index_no": fields.get("index_no"),
        "unified_no": fields.get("unified_no"),
        "title": read_title(text, fields, head),
        "issuer": None,
        "published": field_date(fields, "published"),
    }
    signature = read_signature(text)
    found["signed"] = field_date(fields, "signed") or signature[0] or field_date(fields, "written")
    found["issuer"] = signature[1] or title_organ(text, head) or red_head(text, head) or fields.get("issuer")
    values: dict[str, str | int] = {name: one[0] for name, one in found.items() if one}
    spans = {name: text.span(one[1], one[2]) for name, one in found.items() if one}
    read_term(text, fields, values, spans)
    return Facts(values, spans)
