"""The shipped start library and the frame of WS/T 821; a folder that cannot be read is refused by file, row and column."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tuoyu.foundation.policy.paths import policy_dir
from tuoyu.foundation.policy.problems import PolicyBroken
from tuoyu.foundation.policy.words import Confidence
from tuoyu.operations.supervision.item_files import inspection_items, quality_frame, unit_kinds
from tuoyu.operations.supervision.rules.items import items_for, lint_items
from tuoyu.operations.supervision.words.items import Condition, Domain, Evidence
from tuoyu.registers.institutions.words import SupplyForm

TODAY = date(2026, 6, 1)
PREFIXES = {
    Domain.REGISTRATION: "REG",
    Domain.SANITATION: "SAN",
    Domain.FIRE: "FIRE",
    Domain.FOOD: "FOOD",
    Domain.MEDICINE: "MED",
    Domain.FEES: "FEE",
    Domain.SECURITY: "SEC",
    Domain.STAFF: "STF",
    Domain.CARE: "CARE",
}
RECOMMENDED = ("WS/T", "GB/T")
DUTY_WORDS = ("必须", "应当", "不得", "违法", "违反")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the library that a test may break."""
    folder = tmp_path / "policy" / "tables" / "inspection"
    shutil.copytree(policy_dir() / "tables" / "inspection", folder)
    monkeypatch.setenv("TUOYU_POLICY_DIR", str(tmp_path / "policy"))
    return folder


def test_the_library_lints_clean() -> None:
    assert lint_items(inspection_items(), unit_kinds()) == ()


def test_the_library_is_large_enough_in_every_domain() -> None:
    counts = Counter(item.domain for item in inspection_items())
    assert counts.total() >= 130
    assert all(counts[domain] >= 8 for domain in Domain), counts


def test_codes_carry_the_prefix_of_their_domain() -> None:
    for item in inspection_items():
        assert re.fullmatch(rf"{PREFIXES[item.domain]}-\d{{3}}", item.code), item.code


def test_every_confidence_evidence_and_condition_is_used() -> None:
    items = inspection_items()
    assert {item.confidence for item in items} == set(Confidence)
    assert {item.evidence for item in items} == set(Evidence)
    assert {need for item in items for need in item.needs} == set(Condition)


def test_a_look_is_one_short_sentence() -> None:
    for item in inspection_items():
        assert item.look.endswith("。"), item.code
        assert item.look.count("。") == 1, item.code
        assert len(item.look) <= 50, item.code
        assert len(item.title) <= 16, item.code


def test_recommended_standards_say_so_and_are_no_duties() -> None:
    found = [item for item in inspection_items() if any(mark in item.clause for mark in RECOMMENDED)]
    assert len(found) > 10
    for item in found:
        assert "推荐性标准" in item.clause, item.code
        assert not any(word in item.title + item.look for word in DUTY_WORDS), item.code


def test_every_form_gets_a_list_and_a_home_none_of_the_fire_guide() -> None:
    items = inspection_items()
    lists = {form: items_for(items, form, set(Condition), TODAY) for form in SupplyForm}
    assert all(len(chosen) >= 20 for chosen in lists.values())
    assert not [item for item in lists[SupplyForm.HOME] if item.domain is Domain.FIRE]
    assert len(items_for(items, SupplyForm.CENTRE, (), TODAY)) < len(lists[SupplyForm.CENTRE])
    assert items_for(items, SupplyForm.CENTRE, set(Condition), date(2019, 10, 7)) == tuple(
        item for item in lists[SupplyForm.CENTRE] if item.since and item.since < date(2019, 10, 8)
    )


def test_the_frame_sums_to_its_total() -> None:
    frame = quality_frame()
    assert [part["clause"] for part in frame["dimensions"]] == [str(number) for number in range(4, 11)]
    assert [part["points"] for part in frame["dimensions"]] == [100, 140, 200, 210, 80, 200, 70]
    assert sum(part["points"] for part in frame["dimensions"]) == frame["total"] == 1000
    assert frame["veto_items"] == 16
    assert frame["grades"] == ["A", "B", "C", "D"]
    assert Confidence(frame["confidence"]) is Confidence.VERIFIED


def test_broken_tables_are_all_named(copied: Path) -> None:
    (copied / "fees.csv").unlink()
    fire = copied / "fire.csv"
    fire.write_text(fire.read_text(encoding="utf-8").replace(",verified,", ",sure,", 1), encoding="utf-8")
    (copied / "food.csv").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(PolicyBroken) as caught:
        inspection_items()
    places = [(Path(problem.file).name, problem.line, problem.key) for problem in caught.value.problems]
    assert places == [("fire.csv", 2, "confidence"), ("food.csv", 0, ""), ("fees.csv", 0, "")]


@pytest.mark.parametrize("text", ["a: [", "- 1", ""])
def test_a_broken_frame_is_named(copied: Path, text: str) -> None:
    (copied / "wst821_frame.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PolicyBroken, match=r"wst821_frame\.yaml"):
        quality_frame()
