from __future__ import annotations

import pytest

from tuoyu.kernel.flow import Flow, Move
from tuoyu.kernel.words import LabelledEnum


class Door(LabelledEnum):
    OPEN = "open", "开着"
    SHUT = "shut", "关着"
    WALLED = "walled", "砌死"


SHUT_IT = Move("shut", "关门", (Door.OPEN,), Door.SHUT, "house.door.shut")
OPEN_IT = Move("open", "开门", (Door.SHUT,), Door.OPEN, "house.door.open", "门规第一条")
WALL_IT = Move("wall", "砌墙", (Door.OPEN, Door.SHUT), Door.WALLED, "house.door.wall")
FLOW = Flow("house.door", "门", Door, Door.OPEN, (SHUT_IT, OPEN_IT, WALL_IT))


def test_moves_of_a_state() -> None:
    assert list(FLOW.moves_from("open")) == [SHUT_IT, WALL_IT]
    assert FLOW.move("wall") is WALL_IT
    assert [FLOW.is_final(state) for state in Door] == [False, False, True]
    with pytest.raises(KeyError, match="fly"):
        FLOW.move("fly")


def test_a_refused_move_says_where_it_stands_and_when_it_could() -> None:
    assert FLOW.check("shut", "open").is_ok
    [reason] = FLOW.check("walled", "open").failures
    assert reason.sentence == "门现在是“砌死”，不能开门。"
    assert (reason.basis, reason.code) == ("门规第一条", "flow.state")
    assert "“关着”" in reason.next_step


def test_a_flow_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="share a name"):
        Flow("house.door", "门", Door, Door.OPEN, (SHUT_IT, SHUT_IT, WALL_IT))
    with pytest.raises(ValueError, match="walled"):
        Flow("house.door", "门", Door, Door.OPEN, (SHUT_IT, OPEN_IT))
