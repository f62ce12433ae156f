"""The tokens in whatever a stranger sends; what the bytes are, they say themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.foundation.vault.statement_world import World, packed_pdf
from tuoyu.operations.filing.rules.carriers import tokens_of

TOKEN = World().receipt()


@pytest.mark.parametrize(
    "content", [TOKEN.encode(), f"https://example.gov.cn/verify/?s={TOKEN}".encode(), f'{{"s": "{TOKEN}"}}'.encode(), packed_pdf(TOKEN)]
)  # fmt: skip
def test_a_token_is_found_without_the_name_of_its_file(content: bytes) -> None:
    assert tokens_of(content) == [TOKEN]


@given(st.binary(max_size=2000))
def test_other_bytes_hold_none_and_break_nothing(content: bytes) -> None:
    assert tokens_of(content) == []
    assert tokens_of(b"%PDF-1.7" + content) == []
