"""What a caller hands to the services. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from tuoyu.foundation.notices.words import Urgency


@dataclass(frozen=True, slots=True)
class NewNotice:
    """Something to be told. ``key`` names its source (``coordination.slip_issued:17``): told once for each key.

    ``title`` (64 signs) is all that SMS and DingTalk show, so it names no person; ``sentence`` (300) stays in the house;
    ``link`` is a path of the site.
    """

    key: str
    kind: str
    title: str
    sentence: str
    link: str = ""
    urgency: Urgency = Urgency.NORMAL
