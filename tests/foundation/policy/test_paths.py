from __future__ import annotations

from pathlib import Path

import pytest

from tests.foundation.policy.conftest import PolicyFolder
from tuoyu.foundation.policy.paths import (
    PolicyFolderMissing,
    district_dir,
    district_dirs,
    policy_dir,
    served_district,
)


def test_the_repository_has_its_own_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUOYU_POLICY_DIR", raising=False)
    assert policy_dir() == Path(__file__).parents[3] / "policy"


def test_a_missing_folder_says_where_it_looked_and_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUOYU_POLICY_DIR", "/nowhere/policy")
    with pytest.raises(PolicyFolderMissing, match=r"/nowhere/policy.*TUOYU_POLICY_DIR"):
        policy_dir()


def test_extra_districts_stand_beside_the_own(
    policy_folder: PolicyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "more/990198").mkdir(parents=True)
    (tmp_path / "more/notes").mkdir()
    monkeypatch.setenv("TUOYU_EXTRA_DISTRICTS", str(tmp_path / "more"))
    assert list(district_dirs()) == ["990198", "990199"]
    assert district_dir("990198") == tmp_path / "more/990198"
    assert served_district() == "990199"
    monkeypatch.setenv("TUOYU_DISTRICT", "990198")
    assert served_district() == "990198"


def test_the_same_district_twice_is_refused(
    policy_folder: PolicyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "more/990199").mkdir(parents=True)
    monkeypatch.setenv("TUOYU_EXTRA_DISTRICTS", str(tmp_path / "more"))
    with pytest.raises(PolicyFolderMissing, match="990199 有两份数据"):
        district_dirs()
    assert "有两份数据" in policy_folder.check()[0].reason


def test_an_unknown_district_names_those_there_are(
    policy_folder: PolicyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PolicyFolderMissing, match=r"没有区县 330399 的数据，现有：990199"):
        district_dir("330399")
    monkeypatch.setenv("TUOYU_DISTRICT", "330399")
    with pytest.raises(PolicyFolderMissing, match="330399"):
        served_district()


def test_several_districts_without_a_choice_are_refused(policy_folder: PolicyFolder) -> None:
    (policy_folder.folder / "districts/990198").mkdir()
    with pytest.raises(PolicyFolderMissing, match="TUOYU_DISTRICT"):
        served_district()
