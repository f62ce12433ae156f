"""``render_list``: filters, search, sorting, pages, fragment, export; nothing a person types becomes HTML or an error page."""

from __future__ import annotations

import re
from datetime import date, datetime
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.utils.html import format_html
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import NOW
from tests.foundation.ui.conftest import Ask
from tests.foundation.ui.shelf import Book
from tuoyu.foundation.ui.lists import (
    Column,
    ColumnKind,
    Empty,
    Filter,
    FilterKind,
    ListSpec,
    Row,
    render_list,
)
from tuoyu.foundation.ui.models import SavedView
from tuoyu.kernel.context import CHINA, Actor, ActorKind, Ctx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]

STATES = (("in", "在架"), ("out", "借出"))
SPEC = ListSpec(
    "shelf.book",
    "图书",
    (
        Column("title", "书名", is_sortable=True),
        Column("state", "状态", pills={"in": ("ok", "在架"), "out": ("warn", "借出")}),
        Column("pages", "页数", ColumnKind.NUMBER, is_sortable=True),
        Column("printed_on", "印刷日期", ColumnKind.DATE),
        Column(
            "note",
            "备注",
            field="title",
            cell=lambda value, row: format_html("<i>{}</i>{}", value, row["weight"]),
        ),
    ),
    filters=(
        Filter("state", "状态", choices=STATES),
        Filter("states", "多个状态", FilterKind.MULTI, STATES, field="state"),
        Filter("printed_on", "印刷日期", FilterKind.DATES),
        Filter("lent_at", "借出日期", FilterKind.DATES),
        Filter("is_rare", "善本", FilterKind.BOOLEAN),
        Filter("word", "书名含", FilterKind.TEXT, field="title"),
        Filter(
            "thick",
            "厚书",
            FilterKind.BOOLEAN,
            apply=lambda rows, yes: rows.filter(pages__gt=100) if yes else rows,
        ),
    ),
    search_fields=("title", "state"),
    search_hint="搜书名",
    default_sort="-pages",
    row_url="ui:gallery",
    empty=Empty("还没有图书", "买一本。", action_label="去买", action_url="/buy/"),
    page_size=3,
    export_name="图书清单",
    extra_fields=("weight",),
)
# A row address is a function here: these rows have no page of their own.
SPEC = ListSpec(
    **{
        **{name: getattr(SPEC, name) for name in SPEC.__dataclass_fields__},
        "row_url": lambda row: f"/books/{row.pk}/",
    }
)
TITLES = re.compile(r'<a class="ty-row-link" href="[^"]*">(.*?)</a>')


def shown(response: Any) -> list[str]:
    return [unescape(title) for title in TITLES.findall(response.content.decode())]


@pytest.fixture
def show(ask: Ask, visitor: Ctx) -> Any:
    def run(query: str = "", *, htmx: bool = False, ctx: Ctx = visitor, rows: Any = None) -> Any:
        request = ask(f"/books/?{query}", htmx=htmx, ctx=ctx)
        return render_list(request, ctx, SPEC, Book.objects.all() if rows is None else rows)

    return run


def put(*titles: str, **values: Any) -> None:
    for at, title in enumerate(titles):
        Book.objects.create(**{"title": title, "pages": at} | values)


def test_the_page_shows_the_rows_in_the_default_order(show: Any) -> None:
    put("甲", "乙", "丙")
    response = show()
    assert response.status_code == 200
    assert shown(response) == ["丙", "乙", "甲"]
    text = response.content.decode()
    assert 'data-label="页数"' in text
    assert "<title>图书 · 托育</title>" in text


def test_what_a_row_holds_never_becomes_markup(show: Any) -> None:
    evil = '"><img src=x onerror=alert(1)><script>'
    put(evil)
    text = show(f"q={quote(evil)}&word={quote(evil)}").content.decode()
    assert evil not in text
    assert "<img src=x" not in text
    assert "<script>" not in text
    assert shown(show())[0] == evil


def test_sorting_says_aloud_what_it_does(show: Any) -> None:
    put("甲", "乙", "丙")
    response = show("sort=pages")
    assert shown(response) == ["甲", "乙", "丙"]
    text = response.content.decode()
    assert (
        'aria-sort="ascending"><a class="ty-sort" id="list-shelf-book-sort-pages" href="?sort=-pages"' in text
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("state=out", {"乙"}),
        ("states=out&states=in", {"甲", "乙"}),
        ("printed_on_from=2026-01-01", {"乙"}),
        ("printed_on_to=2025-12-31", {"甲"}),
        ("printed_on_from=2026-01-01&printed_on_to=2026-01-01", {"乙"}),
        ("lent_at_from=2026-03-01&lent_at_to=2026-03-01", {"乙"}),
        ("lent_at_from=2026-03-02", set()),
        ("is_rare=1", {"乙"}),
        ("is_rare=0", {"甲"}),
        ("word=乙", {"乙"}),
        ("thick=1", {"乙"}),
        ("q=乙", {"乙"}),
        ("q=OUT 乙", {"乙"}),
        ("q=乙 in", set()),
        ("q=%25", set()),
        ("q=_", set()),
        ("state=&q=&page=", {"甲", "乙"}),
    ],
)
def test_filters_and_search(show: Any, query: str, expected: set[str]) -> None:
    # 23:59 in China is still the day before in UTC's afternoon: the day meant is China's.
    moment = datetime(2026, 3, 1, 23, 59, 59, tzinfo=CHINA)
    put("甲", printed_on=date(2025, 12, 31))
    put("乙", state="out", printed_on=date(2026, 1, 1), lent_at=moment, is_rare=True, pages=101)
    assert set(shown(show(query))) == expected


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("state=lost", "筛选条件“状态”没有“lost”这个选项，可选：在架、借出。"),
        ("states=in&states=lost", "筛选条件“多个状态”没有“lost”"),
        ("printed_on_from=2026-13-01", "日期“2026-13-01”读不懂"),
        (
            "printed_on_from=2026-02-02&printed_on_to=2026-01-01",
            "开始日期 2026-02-02 晚于结束日期 2026-01-01",
        ),
        ("is_rare=maybe", "筛选条件“善本”没有“maybe”"),
        ("sort=weight", "不能按“weight”排序，可以按：书名、页数。"),
        ("sort=password__user", "不能按“password__user”排序"),
        ("export=exe", "不能导出为“exe”"),
        ("q=" + "长" * 61, "最多写 60 个字"),
    ],
)
def test_a_wrong_wish_is_answered_with_what_is_expected(
    show: Any, query: str, sentence: str, django_assert_num_queries: Any
) -> None:
    put("甲")
    with django_assert_num_queries(0):
        response = show(query)
    assert response.status_code == 400
    assert sentence in unescape(response.content.decode())
    assert shown(response) == []


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "q",
                "state",
                "states",
                "printed_on_from",
                "lent_at_to",
                "is_rare",
                "word",
                "sort",
                "page",
                "export",
            ]
        ),
        st.text(max_size=12),
        max_size=4,
    )
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_string_breaks_a_list(show: Any, params: dict[str, str]) -> None:
    response = show(urlencode(params, errors="replace"))
    assert response.status_code in {200, 400}


def test_a_stale_cursor_shows_the_first_page_and_says_so(show: Any) -> None:
    put("甲", "乙")
    response = show("page=forged")
    assert shown(response) == ["乙", "甲"]
    assert "翻页位置已经失效" in response.content.decode()


def test_pages_follow_each_other_by_their_links(show: Any) -> None:
    put(*"甲乙丙丁戊己庚")
    met, query = [], "sort=title&state=in"
    for _ in range(3):
        response = show(query)
        met += shown(response)
        links = re.findall(r'rel="next" href="/books/\?([^"]+)"', response.content.decode())
        query = unescape(links[0]) if links else ""
    assert query == ""
    assert sorted(met) == sorted("甲乙丙丁戊己庚")
    assert "state=in" in response.content.decode()


@pytest.mark.parametrize("count", [0, 1, 3])
def test_statements_do_not_grow_with_the_rows(
    show: Any, django_assert_max_num_queries: Any, count: int, django_user_model: Any
) -> None:
    user = django_user_model.objects.create(username="chen", name="陈敏", made_at=NOW)
    ctx = Ctx(Actor(ActorKind.PERSON, "陈敏", user.pk), NOW, "test", "330302")
    put(*"甲乙丙丁"[: count + 1])
    SavedView.objects.create(
        user=user, list_name="shelf.book", name="借出的", query="state=out", saved_at=NOW
    )
    with django_assert_max_num_queries(2):
        page = show(ctx=ctx)
    assert "借出的" in page.content.decode()
    with django_assert_max_num_queries(1):
        show(ctx=ctx, htmx=True)


def test_htmx_gets_the_fragment_and_a_clean_address(show: Any) -> None:
    put("甲")
    response = show("state=in&q=&sort=", htmx=True)
    text = response.content.decode()
    assert "<html" not in text
    assert 'id="list-shelf-book"' in text
    assert response["HX-Push-Url"] == "/books/?state=in"
    assert "HX-Request" in response["Vary"]
    assert show("state=", htmx=True)["HX-Push-Url"] == "/books/"


def test_an_empty_list_says_what_to_do(show: Any) -> None:
    assert "买一本" in show().content.decode()
    assert "没有符合条件的内容" in show("q=x").content.decode()


def test_chips_lift_one_condition_each(show: Any) -> None:
    put("甲")
    text = unescape(show("state=in&printed_on_from=2020-01-01").content.decode())
    assert 'href="/books/?printed_on_from=2020-01-01">状态：在架' in text
    assert 'href="/books/?state=in">印刷日期：2020-01-01 至 今后' in text


def test_the_export_holds_every_row_in_words(show: Any) -> None:
    put(*"甲乙丙丁戊", state="out")
    response = show("export=csv&sort=pages&page=ignored")
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = body.splitlines()
    assert lines[0].startswith("书名,状态,页数")
    assert [line.split(",")[:2] for line in lines[1:]] == [[title, "借出"] for title in "甲乙丙丁戊"]
    assert "filename*=utf-8''" in response["Content-Disposition"].lower()


def test_rows_are_drawn_quickly_enough_to_compile_them_once() -> None:
    assert SPEC.write_row is SPEC.write_row
    row = Row((None, 7, "<b>", "in", None, None, 1.5), SPEC.index)
    drawn = SPEC.write_row(row, "/books/7/?a=1&b=2")
    assert drawn.startswith('<tr role="row" data-ty-row><td role="cell" data-label="书名">')
    assert 'href="/books/7/?a=1&amp;b=2">&lt;b&gt;</a>' in drawn
    assert '<td role="cell" class="ty-num" data-label="页数"><span class="ty-nothing">—</span></td>' in drawn


def test_a_route_gives_the_row_its_address() -> None:
    spec = ListSpec("shelf.view", "图书", (Column("title", "书名"),), row_url="people:unit-detail")
    plain = ListSpec("shelf.plain", "图书", (Column("title", "书名"),))
    row = Row((None, 42, "甲"), plain.index)
    assert plain.row_address(row) == ""
    assert "data-ty-row" not in plain.write_row(row, "")
    assert spec.row_address(row) == "/settings/units/42/"
