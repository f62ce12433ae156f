"""Signed statements that anybody can check without us: issue, read, judge, publish. Pure (no framework)."""

from tuoyu.foundation.vault.offline.page import offline_page
from tuoyu.foundation.vault.statements.carriers import tokens_in
from tuoyu.foundation.vault.statements.issuing import issue, issue_statement
from tuoyu.foundation.vault.statements.judging import Judgement, judge
from tuoyu.foundation.vault.statements.keysets import published_keys
from tuoyu.foundation.vault.statements.tokens import NotAStatement, Statement, read
from tuoyu.foundation.vault.words import REVOCATIONS, State, fact_lines

__all__ = [
    "REVOCATIONS",
    "Judgement",
    "NotAStatement",
    "State",
    "Statement",
    "fact_lines",
    "issue",
    "issue_statement",
    "judge",
    "offline_page",
    "published_keys",
    "read",
    "tokens_in",
]
