from __future__ import annotations

import copy
import json
import logging
import pickle
import traceback
from collections.abc import Callable

import orjson
import pytest

from tuoyu.foundation.vault.secret import DAMAGED, Secret, Unreadable

MOBILE = "13812345678"


def test_shows_its_mask_and_reveals_on_request() -> None:
    secret = Secret(MOBILE)
    assert str(secret) == f"{secret}" == "138****5678"
    assert secret.reveal() == MOBILE


def test_stays_out_of_logs_and_tracebacks(caplog: pytest.LogCaptureFixture) -> None:
    secret = Secret(MOBILE)
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("contact %s %r", secret, [secret])
    try:
        raise ValueError(secret)
    except ValueError:
        text = traceback.format_exc()
    assert MOBILE not in caplog.text + text
    assert repr(secret) == "Secret(•••)"


@pytest.mark.parametrize("dump", [json.dumps, orjson.dumps, pickle.dumps])
def test_is_not_serialised(dump: Callable[[object], object]) -> None:
    with pytest.raises(TypeError):
        dump(Secret(MOBILE))


def test_opens_once_and_only_when_asked() -> None:
    opened: list[int] = []

    def opener() -> str:
        opened.append(1)
        return MOBILE

    secret = Secret(None, stored="v1.x.y", opener=opener)
    assert secret
    assert not opened
    assert (secret.reveal(), str(secret), len(opened)) == (MOBILE, "138****5678", 1)


def test_damage_is_shown_in_its_place_and_told_on_request() -> None:
    def opener() -> str:
        raise Unreadable("moved")

    secret = Secret(None, stored="v1.x.y", opener=opener)
    assert str(secret) == DAMAGED
    with pytest.raises(Unreadable):
        secret.reveal()


def test_compares_by_content_and_copies_as_itself() -> None:
    secret = Secret(MOBILE)
    assert secret == Secret(MOBILE) == MOBILE
    assert secret != Secret("13800000000")
    assert secret != 1
    assert Secret("") == ""
    assert not Secret("")
    assert copy.deepcopy(secret) is copy.copy(secret) is secret
    with pytest.raises(TypeError):
        hash(secret)
    with pytest.raises(TypeError):
        Secret(13812345678)  # type: ignore[arg-type]
