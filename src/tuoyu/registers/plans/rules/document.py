"""Document facts: number, title, issuer, dates and term, each from the place where such papers state them."""

from __future__ import annotations

from dataclasses import dataclass

from tuoyu.registers.plans.rules.document_number import own_number
from tuoyu.registers.plans.rules.head import Found, field_date, head_end, read_fields
from tuoyu.registers.plans.rules.parsed import Span
from tuoyu.registers.plans.rules.signature import read_signature, red_head, title_organ
from tuoyu.registers.plans.rules.terms import read_term
from tuoyu.registers.plans.rules.text import Text
from tuoyu.registers.plans.rules.title import read_title


@dataclass(frozen=True, slots=True)
class Facts:
    """What the head, the foot and the last sentences of a document say."""

    values: dict[str, str | int]
    spans: dict[str, Span]


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
