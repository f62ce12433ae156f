"""Ratings from the facts of the house: what weighs, as it was known, which class counts, and appeals."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import DISTRICT, NOW
from tests.operations.supervision.rating_world import FILED_ON, a_finding, an_item, browser, filed, rated
from tests.operations.supervision.world import TODAY, Stage, a_stage
from tests.registers.institutions.world import START, system
from tests.registers.workforce.world import a_person, papers
from tuoyu.foundation.access.services import house_of
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.ratings import (
    AnswerAppeal,
    MakeRatings,
    SubmitAppeal,
    WithdrawAppeal,
)
from tuoyu.operations.supervision.jobs.ratings import rate_monthly
from tuoyu.operations.supervision.models import Rating, RatingAppeal
from tuoyu.operations.supervision.queries.ratings import class_of_many, replayed
from tuoyu.operations.supervision.services.appeals import (
    reject_appeal,
    submit_appeal,
    uphold_appeal,
    withdraw_appeal,
)
from tuoyu.operations.supervision.services.ratings import make_ratings
from tuoyu.registers.institutions.commands import ClassData, ReviseInstitution
from tuoyu.registers.institutions.services import revise_institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    stage = a_stage()
    stage.institution = filed(stage)
    return stage


def said(rating: Rating) -> list[tuple[str, str, int]]:
    return [(each["kind"], each["grade"], each["n"]) for each in rating.lines]


def test_make_rating_is_the_house_s_alone(stage: Stage) -> None:
    with pytest.raises(Refused):
        make_ratings(stage.ctx("lead"), MakeRatings())


def test_make_rating_of_a_clean_place_is_the_lowest_class(stage: Stage) -> None:
    rating = rated(stage)
    assert (rating.klass, rating.tenths, rating.lines) == ("A", 0, [])
    assert rating.valid_until_on > TODAY


def test_make_rating_weighs_findings_repeats_and_what_ran_over(stage: Stage) -> None:
    item = an_item()
    a_finding(stage, "minor", days_ago=300, item=item, due_on=TODAY + timedelta(9))
    a_finding(stage, "minor", days_ago=10, item=item, due_on=TODAY - timedelta(3))
    rating = rated(stage)
    assert said(rating) == [
        ("finding", "minor", 1), ("finding", "minor", 1), ("overdue", "late", 1), ("repeat", "same", 1),
    ]  # fmt: skip
    assert (rating.tenths, rating.klass) == (20 + 20 + 80 + 60, "B")


def test_make_rating_forgets_what_was_withdrawn(stage: Stage) -> None:
    a_finding(stage, "grave", state="cancelled", state_at=NOW - timedelta(1))
    assert rated(stage).lines == []


def test_make_rating_of_a_grave_finding_that_stands_is_at_least_c(stage: Stage) -> None:
    finding = a_finding(stage, "grave")
    assert rated(stage).klass == "C"
    finding.closed_at, finding.state = NOW, "closed"
    finding.save()
    assert rated(stage, NOW + timedelta(hours=1)).klass == "B"


def test_make_rating_counts_missing_carers_until_they_come(stage: Stage) -> None:
    classes = (ClassData("一班", "toddler_s", 15), ClassData("二班", "toddler_l", 20))
    revise_institution(system(), ReviseInstitution(stage.place.pk, START, "备案表", classes=classes))
    a_person(stage.place, 1, starts_on=START)
    rating = rated(stage)
    assert said(rating) == [("staffing", "short", 5)]
    assert rating.lines[0]["since"] == START.isoformat()
    for number in range(2, 7):
        a_person(stage.place, number, starts_on=TODAY)
    assert rated(stage).lines == []


def test_make_rating_counts_certificates_by_their_end(stage: Stage) -> None:
    ends = (TODAY - timedelta(5), TODAY + timedelta(5), TODAY + timedelta(300))
    for number, end in enumerate(ends):
        a_person(stage.place, number, certificates=papers("health", expires_on=end))
    a_person(stage.place, 9, certificates=())
    rating = rated(stage)
    assert said(rating) == [("certificate", "expired", 1), ("certificate", "soon", 1)]
    assert rating.lines[0]["since"] == (ends[0] + timedelta(1)).isoformat()


def test_make_rating_does_not_count_a_certificate_that_was_renewed(stage: Stage) -> None:
    old, new = (
        papers("health", expires_on=TODAY - timedelta(5)),
        papers("health", expires_on=TODAY + timedelta(300)),
    )
    a_person(
        stage.place,
        1,
        certificates=(*old, *[type(new[0])("health", TODAY - timedelta(9), new[0].expires_on)]),
    )
    assert rated(stage).lines == []


def test_make_rating_counts_old_certificates_of_the_trade(stage: Stage) -> None:
    long_ago = type(papers("care_teacher")[0])("care_teacher", date(2005, 1, 1))
    a_person(stage.place, 1, certificates=(long_ago,))
    assert said(rated(stage)) == [("certificate", "aged", 1)]


def test_make_rating_counts_years_without_a_visit(stage: Stage) -> None:
    later = NOW.replace(year=NOW.year + 2, month=12)
    lines = rated(stage, later).lines
    assert [(each["kind"], each["n"]) for each in lines] == [("unvisited", 2)]
    assert lines[0]["since"] == FILED_ON.replace(year=FILED_ON.year + 1).isoformat()


def test_the_newest_rating_that_holds_counts_and_else_the_default(stage: Stage) -> None:
    pk = stage.place.pk
    assert class_of_many([pk, 0], TODAY, DISTRICT) == {pk: "B", 0: "B"}
    rated(stage)
    a_finding(stage, "grave", days_ago=0)
    rating = rated(stage, NOW + timedelta(days=40))
    assert class_of_many([pk], TODAY + timedelta(39), DISTRICT) == {pk: "A"}
    assert class_of_many([pk], TODAY + timedelta(40), DISTRICT) == {pk: rating.klass} == {pk: "C"}
    assert class_of_many([pk], rating.valid_until_on + timedelta(1), DISTRICT) == {pk: "B"}


def test_a_rating_is_made_again_as_it_was_known(stage: Stage) -> None:
    """Closed later, found later, withdrawn later: none of it changes what was known on the day."""
    finding = a_finding(stage, "major", days_ago=50, due_on=TODAY - timedelta(20))
    withdrawn = a_finding(stage, "minor", days_ago=40)
    then = NOW - timedelta(days=10)
    stored = rated(stage, then)
    finding.closed_at, finding.state = NOW, "closed"
    finding.save()
    withdrawn.state, withdrawn.state_at = "cancelled", NOW
    withdrawn.save()
    a_finding(stage, "grave", days_ago=3)
    again = replayed(stage.ctx("lead"), stage.place, then.date())
    assert json.loads(again.text) == stored.lines
    assert (again.klass, again.tenths, again.digest) == (stored.klass, stored.tenths, stored.facts_digest)
    assert replayed(stage.ctx("lead"), stage.place, TODAY).digest != stored.facts_digest


def test_the_monthly_round_runs_once_a_month(stage: Stage) -> None:
    for now in (NOW, NOW + timedelta(days=1), NOW + timedelta(days=31)):
        rate_monthly(system(now))
    assert Rating.objects.unscoped("tests").count() == 2


# Appeals


def appealed(stage: Stage, *lines: int, now: datetime = NOW) -> RatingAppeal:
    a_finding(stage, "major")
    a_finding(stage, "grave", days_ago=9)
    rating = rated(stage, now)
    return submit_appeal(stage.ctx("head", now), SubmitAppeal(rating.pk, lines or (0,), "情况不是这样"))


def test_submit_appeal_names_lines_and_starts_the_clock(stage: Stage) -> None:
    appeal = appealed(stage, 0)
    assert [each["grade"] for each in appeal.lines] == ["grave"]
    clock = Clock.objects.unscoped("tests").get(kind="rating_answer")
    assert (clock.unit_id, clock.role) == (stage.place.supervisor_id, "inspection_lead")


@pytest.mark.parametrize(
    ("lines", "reason", "status"), [((), "有", 422), ((7,), "有", 422), ((0,), " ", 422)]
)
def test_submit_appeal_wants_lines_and_a_reason(
    stage: Stage, lines: tuple[int, ...], reason: str, status: int
) -> None:
    a_finding(stage, "major")
    rating = rated(stage)
    with pytest.raises(Refused) as refused:
        submit_appeal(stage.ctx("head"), SubmitAppeal(rating.pk, lines, reason))
    assert refused.value.status == status


def test_submit_appeal_is_refused_twice_too_late_and_against_an_old_rating(stage: Stage) -> None:
    appeal = appealed(stage)
    command = SubmitAppeal(appeal.rating_id, (0,), "再提")
    with pytest.raises(Refused, match="正在办理"):
        submit_appeal(stage.ctx("head"), command)
    withdraw_appeal(stage.ctx("head"), WithdrawAppeal(appeal.pk))
    with pytest.raises(Refused, match="已经过了"):
        submit_appeal(stage.ctx("head", NOW + timedelta(days=60)), command)
    rated(stage, NOW + timedelta(days=1))
    with pytest.raises(Refused, match="重新评过级"):
        submit_appeal(stage.ctx("head", NOW + timedelta(days=1)), command)


def test_uphold_appeal_strikes_the_lines_and_rates_anew(stage: Stage) -> None:
    appeal = appealed(stage, 0)
    uphold_appeal(stage.ctx("lead", NOW + timedelta(hours=1)), AnswerAppeal(appeal.pk, "核实，问题不存在"))
    rating = Rating.objects.unscoped("tests").get(is_newest=True)
    assert (said(rating), rating.klass, rating.cause) == ([("finding", "major", 1)], "A", "appeal")
    later = rated(stage, NOW + timedelta(days=30))
    assert ("finding", "grave", 1) not in said(later)
    before = replayed(stage.ctx("lead"), stage.place, TODAY - timedelta(days=1))
    assert "grave" in before.text


def test_reject_appeal_leaves_the_rating(stage: Stage) -> None:
    appeal = appealed(stage)
    done = reject_appeal(stage.ctx("lead"), AnswerAppeal(appeal.pk, "照片清楚"))
    assert (done.state, done.answered_by) == ("rejected", "lead君")
    assert Rating.objects.unscoped("tests").filter(is_newest=True).get().pk == appeal.rating_id
    assert Clock.objects.unscoped("tests").get(kind="rating_answer").met_on == TODAY


def test_reject_appeal_wants_words(stage: Stage) -> None:
    appeal = appealed(stage)
    with pytest.raises(Refused) as refused:
        reject_appeal(stage.ctx("lead"), AnswerAppeal(appeal.pk, " "))
    assert refused.value.status == 422


def test_uphold_appeal_is_not_for_who_made_the_finding(stage: Stage) -> None:
    a_finding(stage, "major", found_by_user=stage.users["lead"])
    rating = rated(stage)
    appeal = submit_appeal(stage.ctx("head"), SubmitAppeal(rating.pk, (0,), "不对"))
    with pytest.raises(Refused, match="不能由您答复"):
        uphold_appeal(stage.ctx("lead"), AnswerAppeal(appeal.pk, "核实"))


def test_uphold_appeal_is_not_for_another_department(stage: Stage) -> None:
    appeal = appealed(stage)
    with pytest.raises(Refused) as refused:
        uphold_appeal(stage.ctx("market_lead"), AnswerAppeal(appeal.pk, "核实"))
    assert refused.value.status == 404


def test_withdraw_appeal_takes_the_clock_away(stage: Stage) -> None:
    appeal = appealed(stage)
    withdraw_appeal(stage.ctx("head"), WithdrawAppeal(appeal.pk))
    assert Clock.objects.unscoped("tests").get(kind="rating_answer").cancelled_on == TODAY


# Pages


@pytest.mark.parametrize("key", ["lead", "head", "office", "ann"])
def test_view_rating_pages_say_why(stage: Stage, key: str, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    a_finding(stage, "grave")
    rating = rated(stage)
    client = browser(stage, key)
    listed = client.get("/supervision/ratings/").content.decode()
    assert "青禾社区托育园" in listed
    assert "下一年抽查比例 60%" in listed
    shown = client.get(f"/supervision/ratings/{rating.pk}/").content.decode()
    assert "严重问题" in shown
    assert "解决之前一直计分" in shown
    assert "消毒柜没有记录" in shown
    assert ("有异议" in shown) == (key == "head")


def test_view_rating_replays_a_day_and_refuses_tomorrow(stage: Stage, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    a_finding(stage, "grave")
    rating = rated(stage)
    client = browser(stage, "lead")
    page = f"/supervision/ratings/{rating.pk}/"
    assert "与当天的评级一致" in client.get(f"{page}?on={TODAY:%F}").content.decode()
    before = client.get(f"{page}?on={TODAY - timedelta(20):%F}").content.decode()
    assert "没有任何计分" in before
    assert "还没有到" in client.get(f"{page}?on={TODAY + timedelta(1):%F}").content.decode()


def test_view_rating_list_filters(stage: Stage, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    a_finding(stage, "grave")
    rated(stage)
    client = browser(stage, "lead")
    for query, is_there in (
        ("klass=C", True),
        ("klass=A", False),
        ("end=over", False),
        ("end=soon", False),
        ("appeal=yes", False),
    ):
        assert (
            "青禾社区托育园" in client.get(f"/supervision/ratings/?{query}").content.decode()
        ) == is_there, query
    time_machine.move_to(NOW + timedelta(days=360))
    client = browser(stage, "lead")
    assert "青禾社区托育园" in client.get("/supervision/ratings/?end=soon").content.decode()
    assert client.get("/supervision/ratings/?export=csv").status_code == 200


def test_view_rating_of_another_place_is_not_found(stage: Stage) -> None:
    stage.place.unit = stage.units["group"]
    stage.place.save()
    rating = rated(stage)
    assert browser(stage, "head").get(f"/supervision/ratings/{rating.pk}/").status_code == 404


def test_view_rating_card_stands_on_the_institution_s_page(stage: Stage, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    client = browser(stage, "head")
    url = f"/institutions/{stage.place.pk}/"
    assert "还没有有效的评级" in client.get(url).content.decode()
    a_finding(stage, "grave")
    rated(stage)
    assert "看计分明细" in client.get(url).content.decode()


def test_submit_appeal_takes_three_taps_and_reaches_the_lead(stage: Stage, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    a_finding(stage, "grave")
    rating = rated(stage)
    client = browser(stage, "head")
    url = f"/supervision/ratings/{rating.pk}/appeal/"
    assert "checked" in client.get(f"{url}?line=0").content.decode()
    answer = client.post(url, {"lines": ["0"], "ground": "mended"}, follow=True)
    assert "申诉已提交" in answer.content.decode()
    appeal = RatingAppeal.objects.unscoped("tests").get()
    assert appeal.reason == "已经整改好，没有及时销号"
    lead = browser(stage, "lead")
    assert "青禾社区托育园" in lead.get("/supervision/appeals/").content.decode()
    assert "采纳申诉" in lead.get(f"/supervision/appeals/{appeal.pk}/").content.decode()
    done = lead.post(f"/supervision/appeals/{appeal.pk}/uphold/", {"answer": "核实无误"}, follow=True)
    assert "核实无误" in done.content.decode()
    assert Rating.objects.unscoped("tests").get(is_newest=True).klass == "A"


def test_withdraw_and_reject_appeal_pages(stage: Stage, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    appeal = appealed(stage)
    url = f"/supervision/appeals/{appeal.pk}/"
    assert browser(stage, "lead").post(f"{url}reject/", {"answer": ""}).status_code == 422
    assert "申诉已撤回" in browser(stage, "head").post(f"{url}withdraw/", {}, follow=True).content.decode()


def test_house_makes_ratings_for_who_answers(stage: Stage) -> None:
    assert make_ratings(house_of(stage.ctx("lead")), MakeRatings((stage.place.pk,), "event")) == 1
