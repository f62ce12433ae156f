from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import parse_qs, urlsplit

import pytest

from tuoyu.foundation.notices.dingtalk import MOST_BYTES, DingTalkRobot, robot_of_environment, sign
from tuoyu.foundation.notices.messages import ChannelTroubleError, Message

VECTORS = Path(__file__).parents[4] / "shared/data/vectors/dingtalk_robot_sign.json"
MESSAGE = Message("delivery-1", "【托育平台】蓝色督办单。请登录平台查看。")
Answer = Callable[[BaseHTTPRequestHandler], None]


def test_sign_of_the_first_vector() -> None:
    assert sign("this is secret", "1600000000000") == "MYEtKC4%2FNfMR1l4prX%2B%2Bai6oOf70X1xOf6UlnyUhJH4%3D"


@pytest.mark.skipif(not VECTORS.exists(), reason="the reference data is not at hand")
def test_sign_of_all_vectors() -> None:
    for vector in json.loads(VECTORS.read_text(encoding="utf-8")):
        assert sign(vector["secret"], vector["timestamp"]) == vector["sign_urlencoded"]


class Group:
    """A DingTalk that lives on this machine, without TLS: ``said`` is what it heard, ``answer`` what it says."""

    def __init__(self) -> None:
        self.said: list[tuple[str, dict[str, Any]]] = []
        self.body = b'{"errcode":0,"errmsg":"ok"}'
        self.status = 200
        self.headers: dict[str, str] = {}
        group = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                group.said.append((self.path, json.loads(body)))
                self.send_response(group.status)
                for name, value in group.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(group.body)

            def log_message(self, *_: object) -> None: ...

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def connect(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.server.server_port, timeout=2)


@pytest.fixture
def group() -> Iterator[Group]:
    here = Group()
    with mock.patch.object(DingTalkRobot, "_connect", here.connect):
        yield here
    here.server.shutdown()
    here.server.server_close()


ROBOT = DingTalkRobot("https://oapi.dingtalk.com/robot/send?access_token=abc", "this is secret")


def test_message_is_posted_signed(group: Group, now: datetime) -> None:
    assert ROBOT.send(MESSAGE, now).text == "errcode=0"
    path, body = group.said[0]
    query = parse_qs(urlsplit(path).query)
    timestamp = str(int(now.timestamp() * 1000))
    assert body == {"msgtype": "text", "text": {"content": MESSAGE.text}}
    assert query["access_token"] == ["abc"]
    assert query["timestamp"] == [timestamp]
    assert f"&sign={sign('this is secret', timestamp)}" in path


@pytest.mark.parametrize(("code", "is_final"), [(310000, True), (130101, False), (-1, False)])
def test_refusal_of_dingtalk_is_told(group: Group, now: datetime, code: int, is_final: bool) -> None:
    group.body = json.dumps({"errcode": code, "errmsg": "sign not match"}).encode()
    with pytest.raises(ChannelTroubleError, match=rf"错误码 {code}：sign not match") as trouble:
        ROBOT.send(MESSAGE, now)
    assert trouble.value.is_final is is_final


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"", b'"' + b"x" * 2 * MOST_BYTES + b'"', b"\xff"])
def test_nonsense_is_trouble_that_may_pass(group: Group, now: datetime, body: bytes) -> None:
    group.body = body
    with pytest.raises(ChannelTroubleError, match=r"oapi\.dingtalk\.com没有回应") as trouble:
        ROBOT.send(MESSAGE, now)
    assert not trouble.value.is_final


def test_redirects_are_not_followed(group: Group, now: datetime) -> None:
    group.status, group.headers = 302, {"Location": "http://127.0.0.1:1/metadata"}
    with pytest.raises(ChannelTroubleError, match="HTTP 302"):
        ROBOT.send(MESSAGE, now)
    assert len(group.said) == 1


def test_nobody_listening_is_trouble_that_names_no_token(now: datetime) -> None:
    robot = DingTalkRobot("https://127.0.0.1:1/robot/send?access_token=abc", "s")
    with pytest.raises(ChannelTroubleError) as trouble:
        robot.send(MESSAGE, now)
    assert "ConnectionRefusedError" in str(trouble.value)
    assert "abc" not in str(trouble.value) + repr(robot)


@pytest.mark.parametrize(
    "webhook", ["http://oapi.dingtalk.com/x", "https:///x", "https://a:b@host/x", "file:///etc/passwd"]
)
def test_webhook_must_be_https_with_a_host(webhook: str) -> None:
    with pytest.raises(ChannelTroubleError, match="TUOYU_DINGTALK_WEBHOOK"):
        DingTalkRobot(webhook)


def test_robot_is_off_unless_the_environment_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUOYU_DINGTALK_WEBHOOK", raising=False)
    assert robot_of_environment() is None
    monkeypatch.setenv("TUOYU_DINGTALK_WEBHOOK", "https://oapi.dingtalk.com/robot/send?access_token=x")
    assert robot_of_environment() == DingTalkRobot("https://oapi.dingtalk.com/robot/send?access_token=x")
