"""The question tree for a phone: as data for the page of the site, and as one HTML file that works without network.

Script and style stand in ``static/supervision/incidents``, because the page of the site loads the same ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tuoyu.foundation.vault.offline.frame import framed
from tuoyu.operations.supervision.policy.incidents import Limit
from tuoyu.operations.supervision.rules.incident_tree import Outcome, Source, Tree
from tuoyu.operations.supervision.words.incidents import HOTLINES

PROMISE = "不用联网也能看，最多点五下"
SCRIPTS = ("tree.js", "page.js")
_FOLDER = Path(__file__).parents[1] / "static" / "supervision" / "incidents"
NOBODY: Mapping[str, str] = {}


def incident_page(
    tree: Tree,
    limits: Mapping[str, Limit],
    names: Mapping[str, str] = NOBODY,
    phones: Mapping[str, str] = NOBODY,
) -> str:
    """The whole file. ``names`` and ``phones`` say which unit a kind of body is here, and its telephone on duty."""
    data = tree_data(tree, limits, names, phones)
    # Nothing in a data block can end it or begin a comment.
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return framed(_FOLDER, SCRIPTS, tree.title, PROMISE, {"data": text})


def tree_data(
    tree: Tree,
    limits: Mapping[str, Limit],
    names: Mapping[str, str] = NOBODY,
    phones: Mapping[str, str] = NOBODY,
) -> dict[str, Any]:
    """The tree as ``tree.js`` and ``page.js`` take it."""
    questions = {
        code: {
            "text": question.text,
            "answers": [
                {"code": each.code, "label": each.label, "next": each.next} for each in question.answers
            ],
        }
        for code, question in tree.questions.items()
    }
    outcomes = {code: _outcome(each, limits, names, phones) for code, each in tree.outcomes.items()}
    return {
        "title": tree.title, "first": tree.first, "questions": questions, "outcomes": outcomes, "report": "", "drill": "",
    }  # fmt: skip


def _outcome(
    outcome: Outcome, limits: Mapping[str, Limit], names: Mapping[str, str], phones: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "title": outcome.title,
        "severity": outcome.severity.value,
        "limit": _limit(limits[outcome.limit]) if outcome.limit else None,
        "to": [
            {"body": body, "unit": names.get(body, ""), "phone": phones.get(body, "")} for body in outcome.to
        ],
        "phones": [{"number": number, "label": HOTLINES[number]} for number in outcome.phones],
        "do": list(outcome.do),
        "never": list(outcome.never),
        "sources": [_source(each) for each in outcome.sources],
    }


def _limit(limit: Limit) -> dict[str, Any]:
    return {
        "minutes": limit.minutes,
        "word": limit.word,
        "basis": limit.basis,
        "isUnverified": limit.is_unverified,
    }


def _source(source: Source) -> dict[str, Any]:
    return {"text": f"{source.title} {source.article}", "isUnverified": source.is_unverified}
