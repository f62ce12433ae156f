"""Texts as they are typed and imported: Chinese of every plane, codes, full-width forms, marks that databases mind."""

from __future__ import annotations

from hypothesis import strategies as st

ALPHABET = "托育中心五马街道䶮𬭼園éßA9b1１Ａｂ　 %_\\'\"*:&|!()-\n\t\x00"
texts = st.text(st.sampled_from(ALPHABET), max_size=12) | st.text(
    st.characters(exclude_categories=("Cs",)), max_size=8
)
