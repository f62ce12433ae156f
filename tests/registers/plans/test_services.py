"""Plans on the database: imported, revised, adopted, superseded, discarded — and two adoptions at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests.registers.plans.world import (
    AREA,
    NO_PLAN,
    NOW,
    TEXT,
    adopted,
    ctx,
    imported,
    in_force,
    make_units,
    rows,
)
from tuoyu.foundation.audit.models import Entry
from tuoyu.foundation.casework.models import Step
from tuoyu.foundation.files.models import StoredFile
from tuoyu.foundation.jobs.models import Job
from tuoyu.foundation.people.models import Unit
from tuoyu.kernel.verdict import Refused
from tuoyu.registers.plans import services
from tuoyu.registers.plans.commands import AdoptPlan, DiscardPlan, ImportPlan, RevisePlan
from tuoyu.registers.plans.models import Duty, Target, Task, Version
from tuoyu.registers.plans.queries import (
    findings_in_force,
    plan_in_force,
    targets_in_force,
    tasks_with_duties,
    units_of_draft,
)

pytestmark = pytest.mark.django_db
NEW = "区应急管理局"


def refusal(run: Callable[..., object], *args: object) -> tuple[int, list[str]]:
    with pytest.raises(Refused) as refused:
        run(*args)
    return refused.value.status, [reason.code for reason in refused.value.verdict.failures]


def fresh(version: Version) -> Version:
    return Version.objects.unscoped("test").get(pk=version.pk)


def test_import_plan_reads_a_pasted_text_into_a_draft() -> None:
    version = imported()
    assert (version.state, version.doc_no, version.area) == ("draft", "青政办〔2023〕9号", AREA)
    assert [task["no"] for task in version.draft["tasks"]] == [1, 2, 3]
    assert version.draft["tasks"][0]["lead"] == ["区卫生健康局"]
    assert version.draft["effective"] == "2023-03-01"
    assert (version.imported_by, version.imported_at) == ("陈静", NOW)
    entry = Entry.objects.unscoped("test").get(verb="plans.version.import")
    assert (entry.object_id, entry.fields) == (str(version.pk), "draft,text")


def test_import_plan_keeps_the_uploaded_file() -> None:
    version = services.import_plan(ctx(), ImportPlan("方案䶮.txt", TEXT.encode("gb18030")))
    assert len(version.draft["tasks"]) == 3
    assert isinstance(version.source_file, StoredFile)
    assert version.source_file.name == "方案䶮.txt"


def test_import_plan_of_another_text_gives_a_draft_without_tasks() -> None:
    version = imported(NO_PLAN)
    assert version.draft["tasks"] == []
    assert version.title == "（未读出标题）"


@pytest.mark.parametrize("command", [ImportPlan(), ImportPlan(text=" \n\u3000")])
def test_import_plan_of_nothing_is_refused(command: ImportPlan) -> None:
    assert refusal(services.import_plan, ctx(), command) == (422, ["plans.empty"])
    assert rows(Version) == []


def test_import_plan_of_a_file_that_cannot_be_read_leaves_nothing() -> None:
    assert refusal(services.import_plan, ctx(), ImportPlan("图.docx", b"PK\x03\x04broken"))[0] == 422
    assert rows(Version) == []


@pytest.mark.parametrize("role", ["leader", "unit_head", "unit_officer", "system_admin", "security_admin"])
def test_import_plan_revise_adopt_and_discard_are_for_the_office(role: str) -> None:
    version = imported()
    other = ctx(role)
    for service, command in (
        (services.import_plan, ImportPlan(text=TEXT)),
        (services.revise_plan, RevisePlan(version.pk, version.draft)),
        (services.adopt_plan, AdoptPlan(version.pk)),
        (services.discard_plan, DiscardPlan(version.pk)),
    ):
        assert refusal(service, other, command) == (403, ["access.role"])
    assert fresh(version).state == "draft"


def test_revise_plan_replaces_the_draft() -> None:
    version = imported()
    draft = {**version.draft, "title": "改过的标题", "doc_no": "青政办〔2023〕10号"}
    services.revise_plan(ctx(), RevisePlan(version.pk, draft))
    assert (fresh(version).title, fresh(version).doc_no) == ("改过的标题", "青政办〔2023〕10号")
    assert Entry.objects.unscoped("test").filter(verb="plans.version.revise").count() == 1


def test_revise_plan_after_adoption_is_refused() -> None:
    make_units()
    version = adopted()
    assert refusal(services.revise_plan, ctx(), RevisePlan(version.pk, version.draft)) == (
        409,
        ["plans.not_draft"],
    )


def test_adopt_plan_writes_tasks_duties_and_targets() -> None:
    units = make_units()
    version = adopted()
    assert (version.state, version.state_at) == ("adopted", NOW)
    assert (version.effective_on, version.valid_years, version.expires_on) == (
        date(2023, 3, 1),
        5,
        date.fromisoformat(version.draft["expires"]) if version.draft["expires"] else None,
    )
    tasks = list(tasks_with_duties(ctx()))
    assert [(task.no, task.title) for task in tasks] == [
        (1, "做好设施规划"),
        (2, "办好幼儿园托班"),
        (3, "加强安全管理"),
    ]
    assert [(duty.unit.name, duty.kind) for duty in tasks[0].duties.all()] == [
        ("区卫生健康局", "lead"),
        ("区财政局", "responsible"),
        ("各街镇", "responsible"),
    ]
    assert tasks[0].duties.all()[2].unit == units["streets"]
    promised = list(targets_in_force(ctx()))
    assert {(target.year, target.value) for target in promised} == {
        (2025, Decimal("4.8")),
        (2027, Decimal(85)),
    }
    assert plan_in_force(ctx()) == version
    assert Step.objects.unscoped("test").get(move="adopt").by_name == "陈静"


def test_adopt_plan_announces_it_in_the_same_transaction() -> None:
    make_units()
    version = adopted()
    jobs = list(Job.objects.all().order_by("pk"))
    assert {job.ids["version_id"] for job in jobs} == {version.pk}
    assert {job.ids["superseded_id"] for job in jobs} == {0}
    assert len({job.handler for job in jobs}) == len(jobs) >= 2


def test_adopt_plan_names_the_units_nobody_bears() -> None:
    make_units()
    version = imported()
    assert [named.name for named in units_of_draft(version) if named.unit is None] == [NEW]
    with pytest.raises(Refused, match=f"“{NEW}”还没有登记为单位"):
        services.adopt_plan(ctx(), AdoptPlan(version.pk))
    assert in_force() == []
    assert rows(Task) == []


def test_adopt_plan_registers_new_units_of_the_draft_alone() -> None:
    """The office may not register units; adopting a plan that names one does it, and only for that name."""
    make_units()
    services.adopt_plan(ctx(), AdoptPlan(imported().pk, (NEW, "随便一个局")))
    assert Unit.objects.unscoped("test").get(name=NEW).kind == "department"
    assert not Unit.objects.unscoped("test").filter(name="随便一个局").exists()
    assert Entry.objects.unscoped("test").filter(verb="people.unit.add").count() == 1


def test_adopt_plan_knows_units_by_short_name_and_alias() -> None:
    units = make_units()
    units["jyj"].aliases = [NEW]
    units["jyj"].save()
    version = services.adopt_plan(ctx(), AdoptPlan(imported().pk))
    assert rows(Duty, task__version=version, task__no=3, kind="lead")[0].unit == units["jyj"]


def test_adopt_plan_with_two_names_of_one_unit_writes_one_duty() -> None:
    units = make_units()
    units["wjj"].aliases = [NEW]
    units["wjj"].save()
    version = services.adopt_plan(ctx(), AdoptPlan(imported().pk))
    duties = rows(Duty, task__version=version, task__no=3)
    assert [(duty.unit.code, duty.kind) for duty in duties] == [("wjj", "lead"), ("streets", "responsible")]


def test_adopt_plan_supersedes_and_links_the_tasks_that_go_on() -> None:
    make_units()
    first = adopted()
    second = adopted(
        TEXT.replace("1.做好设施规划", "1.做好“设施”规划").replace("3.加强安全管理", "3.加强应急演练")
    )
    assert fresh(first).state == "superseded"
    assert [version.pk for version in in_force()] == [second.pk]
    continues = {task.no: task.continues for task in rows(Task, version=second)}
    earlier = {task.no: task for task in rows(Task, version=first)}
    # Titles that differ in punctuation alone name the same task.
    assert continues == {1: earlier[1], 2: earlier[2], 3: None}
    # The tasks of the version that stepped back stay, and are no longer in force.
    assert len(earlier) == 3
    assert [task.version_id for task in tasks_with_duties(ctx())] == [second.pk] * 3
    assert {job.ids["superseded_id"] for job in Job.objects.filter(ids__version_id=second.pk)} == {first.pk}


def test_adopt_plan_twice_is_refused() -> None:
    make_units()
    version = adopted()
    assert refusal(services.adopt_plan, ctx(), AdoptPlan(version.pk)) == (409, ["flow.state"])
    assert len(in_force()) == 1
    assert len(rows(Task)) == 3


def test_adopt_plan_with_gaps_leaves_the_plan_in_force() -> None:
    make_units()
    first = adopted()
    status, codes = refusal(services.adopt_plan, ctx(), AdoptPlan(imported(NO_PLAN).pk))
    assert (status, codes[0]) == (409, "plans.no_tasks")
    assert in_force() == [first]


def test_adopt_plan_cuts_headings_that_nobody_reviews() -> None:
    make_units()
    version = imported()
    draft = version.draft
    draft["tasks"][0] |= {"section_title": "节" * 300, "deadline": "月" * 300, "section": "一" * 40}
    services.revise_plan(ctx(), RevisePlan(version.pk, draft))
    services.adopt_plan(ctx(), AdoptPlan(version.pk, (NEW,)))
    task = rows(Task)[0]
    assert (len(task.section_title), len(task.deadline), len(task.section)) == (200, 100, 16)


def test_adopt_plan_of_a_discarded_draft_is_refused() -> None:
    make_units()
    version = imported()
    services.discard_plan(ctx(), DiscardPlan(version.pk))
    assert fresh(version).state == "discarded"
    assert refusal(services.adopt_plan, ctx(), AdoptPlan(version.pk, (NEW,))) == (409, ["flow.state"])
    assert refusal(services.discard_plan, ctx(), DiscardPlan(version.pk)) == (409, ["flow.state"])
    assert refusal(services.discard_plan, ctx(), DiscardPlan(9_999)) == (404, ["access.not_found"])


def test_discard_plan_in_force_is_refused() -> None:
    make_units()
    assert refusal(services.discard_plan, ctx(), DiscardPlan(adopted().pk)) == (409, ["flow.state"])


def test_findings_are_those_of_the_plan_in_force() -> None:
    assert findings_in_force(ctx()) == ()
    make_units()
    adopted()
    assert all(finding.sentence for finding in findings_in_force(ctx()))


def test_targets_keep_the_sentence_they_were_read_from() -> None:
    make_units()
    adopted()
    assert any("4.8" in target.sentence for target in rows(Target))


@pytest.mark.django_db(transaction=True)
def test_adopt_plan_of_two_drafts_at_once_leaves_one_in_force() -> None:
    """PostgreSQL: both wait for each other; the later one supersedes the earlier, nobody sees an error."""
    if connection.vendor != "postgresql":
        pytest.skip(
            "one connection; tests/governance/coordination/test_races.py does it with processes on SQLite"
        )
    make_units()
    for before in (None, adopted()):
        drafts = [imported(), imported()]
        errors: list[Any] = []

        def adopt(pk: int, errors: list[Any] = errors) -> None:
            try:
                services.adopt_plan(ctx(), AdoptPlan(pk, (NEW,)))
            except Exception as error:  # noqa: BLE001 - told below
                errors.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=adopt, args=(draft.pk,)) for draft in drafts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert errors == []
        assert len(in_force()) == 1
        assert in_force()[0].pk in {draft.pk for draft in drafts}
        assert before is None or fresh(before).state == "superseded"
