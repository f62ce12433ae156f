"""May one person do all of this?"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tuoyu.registers.workforce.rules.rosters import Held, roster_is_possible

held = st.builds(
    Held,
    institution=st.sampled_from(("甲园", "乙园", "丙园")),
    kind=st.just("medic"),
    is_full_time=st.booleans(),
    weekly_hours=st.none() | st.integers(0, 60),
)


@given(st.lists(held, max_size=5))
def test_roster_asks_only_about_several_institutions(posts: list[Held]) -> None:
    codes = {reason.code for reason in roster_is_possible(posts, 44).failures}
    places = {post.institution for post in posts}
    full = {post.institution for post in posts if post.is_full_time}
    hours = sum(post.weekly_hours or 0 for post in posts)
    assert ("workforce.two_full_time" in codes) == (len(full) > 1)
    assert ("workforce.too_many_hours" in codes) == (len(places) > 1 and hours > 44)


def test_roster_names_the_institutions_and_the_hours() -> None:
    posts = [
        Held(place, "medic", is_full_time=True, weekly_hours=hours)
        for place, hours in (("甲园", 40), ("乙园", 20))
    ]
    sentences = [reason.sentence for reason in roster_is_possible(posts, 44).failures]
    assert "乙园、甲园" in sentences[0]
    assert "合计每周 60 小时，超过 44 小时" in sentences[1]
