from __future__ import annotations

import json

from tuoyu.kernel.words import LabelledEnum


class Light(LabelledEnum):
    RED = "red", "红灯"
    GREEN = "green", "绿灯"


def test_a_member_is_its_value_and_bears_a_label() -> None:
    assert Light.RED == "red"
    assert f"{Light.RED}" == str(Light.RED) == "red"
    assert json.dumps(Light.RED) == '"red"'
    assert Light("green") is Light.GREEN  # type: ignore[call-arg]
    assert Light.GREEN.label == "绿灯"


def test_choices_and_labels_of_old_values() -> None:
    assert Light.choices() == [("red", "红灯"), ("green", "绿灯")]
    assert Light.label_of("red") == "红灯"
    assert Light.label_of("amber") == "amber"
