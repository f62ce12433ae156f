"""Results: published, answered, read by anybody, gone after their day; and what is counted of visits."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from tests.conftest import DISTRICT, NOW
from tests.entrypoints.site.world import client_of
from tests.operations.supervision.test_findings import opened
from tests.operations.supervision.visited import a_visit, seen
from tests.operations.supervision.world import TODAY, Stage, a_stage
from tests.registers.institutions.world import USCCS, an_institution, system
from tuoyu.foundation.deadlines.models import Clock
from tuoyu.foundation.figures.registry import figure
from tuoyu.kernel.dates import add_months
from tuoyu.kernel.verdict import Refused
from tuoyu.operations.supervision.commands.results import AnswerResult, PublishResult, WithdrawResult
from tuoyu.operations.supervision.flow.visits import VisitState
from tuoyu.operations.supervision.models import Finding, Result
from tuoyu.operations.supervision.queries.results import public_results
from tuoyu.operations.supervision.services.results import (
    answer_result,
    expect_result,
    publish_result,
    withdraw_result,
)
from tuoyu.operations.supervision.words.visits import Outcome
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.sites.models import Area

pytestmark = pytest.mark.django_db
SENTENCE = "检查 3 个事项，发现 1 个问题，已责令整改。"


@pytest.fixture
def stage() -> Stage:
    return a_stage()


@pytest.fixture
def result(stage: Stage) -> Result:
    visit = a_visit(stage)
    seen(stage, visit, Outcome.OK, Outcome.OK, Outcome.BAD, Outcome.NOT_HERE)
    finding = opened(stage)
    finding.visit = visit
    finding.save()
    return publish_result(stage.ctx("lead"), PublishResult(visit.pk, SENTENCE))


def test_publish_result_counts_the_record_and_meets_its_clock(stage: Stage) -> None:
    visit = a_visit(stage)
    seen(stage, visit, Outcome.OK, Outcome.BAD, Outcome.UNSEEN)
    expect_result(stage.ctx("lead"), visit)
    result = publish_result(stage.ctx("lead"), PublishResult(visit.pk, SENTENCE))
    assert (result.looked_count, result.bad_count) == (2, 1)
    assert result.until_on == add_months(TODAY, 12)
    assert Clock.objects.unscoped("tests").get(kind="result_publication").met_on == TODAY
    with pytest.raises(Refused, match="已经公示过"):
        publish_result(stage.ctx("lead"), PublishResult(visit.pk, SENTENCE))


def test_publish_result_waits_for_both_signatures(stage: Stage) -> None:
    visit = a_visit(stage, state=VisitState.RECORDED)
    with pytest.raises(Refused, match="没有定下来"):
        publish_result(stage.ctx("lead"), PublishResult(visit.pk, SENTENCE))


def test_publish_result_is_for_a_department_of_the_visit(stage: Stage) -> None:
    visit = a_visit(stage)
    with pytest.raises(Refused) as refused:
        publish_result(stage.ctx("market_lead"), PublishResult(visit.pk, SENTENCE))
    assert refused.value.status == 404


def test_a_result_is_gone_the_day_after_its_last(stage: Stage, result: Result) -> None:
    assert public_results(result.until_on, DISTRICT).filter(pk=result.pk).exists()
    assert not public_results(result.until_on + timedelta(days=1), DISTRICT).filter(pk=result.pk).exists()
    page = Client()
    with time_machine.travel(NOW, tick=False):
        assert page.get(f"/results/{result.pk}/").status_code == 200
    with time_machine.travel(NOW + timedelta(days=400), tick=False):
        answer = page.get(f"/results/{result.pk}/")
        assert answer.status_code == 404
        page_gone = answer.content.decode()
        assert "这条结果不在公示" in page_gone
        assert 'href="/results/"' in page_gone


def test_answer_result_stands_beside_it(stage: Stage, result: Result) -> None:
    answer_result(stage.ctx("head"), AnswerResult(result.pk, "记录本已经补上，每天登记。"))
    with time_machine.travel(NOW, tick=False):
        page = Client().get(f"/results/{result.pk}/").content.decode()
    assert "记录本已经补上" in page
    assert "消毒柜没有记录" in page
    assert "ann君" not in page, "who found it is nobody's business outside"
    late = stage.ctx("head", NOW + timedelta(days=400))
    with pytest.raises(Refused, match="不再公示"):
        answer_result(late, AnswerResult(result.pk, "再说一句"))


def test_withdraw_result_takes_it_down_and_it_may_be_published_again(stage: Stage, result: Result) -> None:
    withdraw_result(stage.ctx("lead"), WithdrawResult(result.pk, "结论写错"))
    assert not public_results(TODAY, DISTRICT).exists()
    again = publish_result(
        stage.ctx("lead"), PublishResult(result.visit_id, "检查 3 个事项，发现 1 个问题。")
    )
    assert again.pk == result.pk
    assert public_results(TODAY, DISTRICT).get().sentence == "检查 3 个事项，发现 1 个问题。"


def test_the_pages_of_the_desk_and_of_the_institution(stage: Stage, result: Result) -> None:
    with time_machine.travel(NOW, tick=False):
        lead, head = client_of(stage.users["lead"]), client_of(stage.users["head"])
        assert "青禾" in lead.get("/supervision/results/").content.decode()
        detail = f"/supervision/results/{result.pk}/"
        assert "撤下公示" in lead.get(detail).content.decode()
        page = head.get(detail).content.decode()
        assert "说明情况" in page
        assert "撤下公示" not in page
        answer = head.post(f"{detail}answer/", {"text": "已整改"})
        assert answer.status_code == 302
        answer = lead.post(f"{detail}withdraw/", {"reason": "重复"})
        assert answer.status_code == 302
        assert "已撤下" in lead.get(f"{detail}").content.decode()
        answer = lead.post(f"/supervision/visits/{result.visit_id}/publish/", {"sentence": SENTENCE})
        assert answer.status_code == 302


def test_the_public_list_is_found_by_name_and_outcome(stage: Stage, result: Result) -> None:
    with time_machine.travel(NOW, tick=False):
        page = Client().get("/results/", {"outcome": "open"}).content.decode()
        assert "1 个问题，已整改 0 个" in page
        assert "青禾" not in Client().get("/results/", {"outcome": "none"}).content.decode()
        assert Client().get("/results/", {"export": "csv"}).status_code == 200


def test_the_public_list_is_found_by_street_without_signing_in(stage: Stage, result: Result) -> None:
    district = Area.objects.create(code=DISTRICT, name="区", short_name="区", kind="district")
    for code in (f"{DISTRICT}001", f"{DISTRICT}002"):
        Area.objects.create(code=code, name=f"{code}街道", short_name=code, kind="street", parent=district)
    Institution.objects.unscoped("tests").update(area_code=f"{DISTRICT}001")
    with time_machine.travel(NOW, tick=False):
        here, there = (Client().get(f"/results/?street={DISTRICT}00{n}") for n in (1, 2))
    assert (here.status_code, there.status_code) == (200, 200)
    assert SENTENCE in here.content.decode()
    assert SENTENCE not in there.content.decode()


def test_the_public_list_counts_what_is_mended(stage: Stage, result: Result) -> None:
    """Closed findings of the visit alone; a visit without any has none mended."""
    other = publish_result(stage.ctx("lead"), PublishResult(a_visit(stage).pk, SENTENCE))
    rows = {row.pk: row.mended for row in public_results(TODAY, DISTRICT)}  # type: ignore[attr-defined]
    assert rows == {result.pk: 0, other.pk: 0}
    Finding.objects.unscoped("tests").update(state="closed")
    opened(stage)
    rows = {row.pk: row.mended for row in public_results(TODAY, DISTRICT)}  # type: ignore[attr-defined]
    assert rows == {result.pk: 1, other.pk: 0}


def test_visits_are_counted_by_institution_and_department(stage: Stage) -> None:
    other = an_institution("石榴托育园", USCCS[1])
    Institution.objects.unscoped("tests").update(standing="open")
    a_visit(stage, "ann", "cai")
    a_visit(stage, "ann", "bo")
    a_visit(stage, "ann", "bo", state=VisitState.NOTICED, place=other)
    a_visit(stage, signed_at=NOW - timedelta(days=500))
    counted = {}
    for key in ("coverage", "visits_per_institution", "joint_share"):
        source = figure(f"supervision.{key}")
        assert source is not None
        count = source.compute(system(), TODAY, None)
        counted[key] = (count.numerator, count.denominator)
    assert counted == {"coverage": (1, 2), "visits_per_institution": (2, 1), "joint_share": (1, 2)}
    assert date(NOW.year, 1, 1) < TODAY


def test_the_page_of_a_signed_visit_leads_to_its_publication(stage: Stage) -> None:
    visit = a_visit(stage)
    seen(stage, visit, Outcome.OK)
    address = f"/supervision/visits/{visit.pk}/"
    with time_machine.travel(NOW, tick=False):
        lead, inspector = client_of(stage.users["lead"]), client_of(stage.users["ann"])
        assert f'href="{address}publish/"' in lead.get(address).content.decode()
        assert "publish/" not in inspector.get(address).content.decode()
        result = publish_result(stage.ctx("lead"), PublishResult(visit.pk, SENTENCE))
        page = lead.get(address).content.decode()
        assert "publish/" not in page
        assert f'href="/supervision/results/{result.pk}/"' in page
