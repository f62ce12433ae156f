"""The ports out of the house, and their twins: one that is not there, one that only writes down.

SMS has no real adapter: which provider the district contracts is not known, and their interfaces differ. Whoever
knows writes a ``Port`` beside ``dingtalk.py`` and names it in ``installed``. Until then SMS is off, not pretended.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from tuoyu.foundation.notices.dingtalk import robot_of_environment
from tuoyu.foundation.notices.messages import ChannelTroubleError, Message, Receipt
from tuoyu.foundation.notices.words import CHANNEL_GONE, Channel


class Port(Protocol):
    """A way out. ``send`` comes back when the other side has taken the message, else raises ``ChannelTroubleError``.

    It may be called twice for one message (a worker can die between sending and remembering that it sent).
    """

    @property
    def is_configured(self) -> bool: ...

    def send(self, message: Message, now: datetime) -> Receipt: ...


@dataclass(frozen=True, slots=True)
class NullPort:
    """A channel that nobody set up."""

    channel: Channel
    is_configured: bool = False

    def send(self, message: Message, now: datetime) -> Receipt:  # noqa: ARG002 the face of a port
        raise ChannelTroubleError(CHANNEL_GONE.format(channel=self.channel.label), is_final=True)


@dataclass(slots=True)
class RecordingPort:
    """Takes everything and keeps it in ``sent``; raises ``trouble`` instead while there is one."""

    sent: list[Message] = field(default_factory=list)
    trouble: ChannelTroubleError | None = None
    is_configured: bool = True

    def send(self, message: Message, now: datetime) -> Receipt:
        if self.trouble is not None:
            raise self.trouble
        self.sent.append(message)
        return Receipt(f"recorded {len(self.sent)} at {now:%H:%M}")


_installed: dict[Channel, Port] = {}


def install(channel: Channel, port: Port) -> None:
    """Use this port from now on (``open`` of the room, tests)."""
    _installed[channel] = port


def port_of(channel: Channel) -> Port:
    return _installed.get(channel) or NullPort(channel)


def open_channels() -> list[Channel]:
    """Channels that somebody set up."""
    return [channel for channel in Channel if port_of(channel).is_configured]


def install_from_environment() -> None:
    """The real adapters, as far as the environment names them."""
    if robot := robot_of_environment():
        install(Channel.DINGTALK, robot)
