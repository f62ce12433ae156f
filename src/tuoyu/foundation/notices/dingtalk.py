"""The robot of a DingTalk group (自定义机器人, 加签).

Off unless ``TUOYU_DINGTALK_WEBHOOK`` (https://…/robot/send?access_token=…) is set; ``TUOYU_DINGTALK_SECRET`` is the
signing secret of the robot. Only the configured host is ever spoken to: the address comes from the environment alone,
redirects are not followed, no proxy is asked, and an answer is read up to 64 KB.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import ssl
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote_plus, urlsplit

from tuoyu.foundation.notices.messages import ChannelTroubleError, Message, Receipt
from tuoyu.foundation.notices.words import BAD_WEBHOOK, NO_ANSWER, REFUSED

TIMEOUT_SECONDS = 5.0
MOST_BYTES = 64 * 1024
# 130101: more than twenty messages in a minute. -1: their system is busy. Both pass by themselves.
PASSING_CODES = frozenset({-1, 130101})


def sign(secret: str, timestamp: str) -> str:
    """The signature of a moment (milliseconds since 1970 as text), as it stands in the query of the address."""
    digest = hmac.new(secret.encode(), f"{timestamp}\n{secret}".encode(), hashlib.sha256).digest()
    return quote_plus(base64.b64encode(digest))


@dataclass(frozen=True, slots=True, repr=False)
class DingTalkRobot:
    """Posts plain text to one group. Raises ``ChannelTroubleError`` for a webhook that is not https."""

    webhook: str
    secret: str = ""

    def __post_init__(self) -> None:
        parts = urlsplit(self.webhook)
        if parts.scheme != "https" or not parts.hostname or parts.username is not None:
            raise ChannelTroubleError(BAD_WEBHOOK, is_final=True)

    @property
    def is_configured(self) -> bool:
        return True

    def send(self, message: Message, now: datetime) -> Receipt:
        answer = self._post({"msgtype": "text", "text": {"content": message.text}}, now)
        code = answer.get("errcode")
        if code != 0:
            sentence = REFUSED.format(code=code, message=str(answer.get("errmsg", ""))[:120])
            raise ChannelTroubleError(sentence, is_final=code not in PASSING_CODES)
        return Receipt("errcode=0")

    def _post(self, body: dict[str, Any], now: datetime) -> dict[str, Any]:
        parts = urlsplit(self.webhook)
        headers = {"Content-Type": "application/json; charset=utf-8"}
        connection = self._connect()
        try:
            connection.request("POST", self._target(now), json.dumps(body).encode(), headers)
            response = connection.getresponse()
            answer = json.loads(response.read(MOST_BYTES)) if response.status == 200 else None
        except (OSError, HTTPException, ValueError) as trouble:
            kind = type(trouble).__name__
            raise ChannelTroubleError(NO_ANSWER.format(host=parts.hostname, kind=kind)) from None
        finally:
            connection.close()
        if not isinstance(answer, dict):
            kind = f"HTTP {response.status}"
            raise ChannelTroubleError(NO_ANSWER.format(host=parts.hostname, kind=kind))
        return answer

    def _connect(self) -> HTTPConnection:
        parts = urlsplit(self.webhook)
        context = ssl.create_default_context()
        return HTTPSConnection(str(parts.hostname), parts.port, timeout=TIMEOUT_SECONDS, context=context)

    def _target(self, now: datetime) -> str:
        parts = urlsplit(self.webhook)
        target = f"{parts.path or '/'}?{parts.query}"
        if not self.secret:
            return target
        timestamp = str(int(now.timestamp() * 1000))
        return f"{target}&timestamp={timestamp}&sign={sign(self.secret, timestamp)}"


def robot_of_environment() -> DingTalkRobot | None:
    webhook = os.environ.get("TUOYU_DINGTALK_WEBHOOK", "")
    return DingTalkRobot(webhook, os.environ.get("TUOYU_DINGTALK_SECRET", "")) if webhook else None
