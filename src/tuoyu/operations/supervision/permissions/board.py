"""Who sees the supervisor's board."""

from __future__ import annotations

from tuoyu.foundation.access.actions import read

VIEW_BOARD = read("supervision.board.view", "查看监管一览")

ACTIONS = (VIEW_BOARD,)
