"""Several messages about one registration come to one row, whatever their order and however often each comes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date, datetime

from tuoyu.operations.filing.commands import RegistrationFacts
from tuoyu.operations.filing.words import Change, Progress, Relevance


def digest_of(facts: RegistrationFacts) -> str:
    """64 hexadecimal digits of everything the message says of the registration; moments as what they are, not as written."""
    said = {name: _plain(value) for name, value in asdict(facts).items()}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def speaks_over(event_at: datetime, digest: str, known_at: datetime, known_digest: str) -> bool:
    """Does a message replace what is known? The newer event does; of two at one moment the greater digest."""
    return (event_at, digest) > (known_at, known_digest)


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides about the progress of a registration by itself, without anybody judging."""

    change: str
    relevance: str
    is_filed: bool = False
    is_closed: bool = False
    has_open_case: bool = False


def progress_of(situation: Situation) -> Progress:
    """What the registers say. What a person found on the spot is weighed in ``kept_progress``."""
    if situation.change == Change.CANCELLED or situation.is_closed:
        return Progress.GONE
    if situation.is_filed:
        return Progress.FILED
    if situation.relevance == Relevance.NO:
        return Progress.NOT_CARE
    return Progress.FILING if situation.has_open_case else Progress.UNFILED


def kept_progress(stored: str, before: Situation, now: Situation) -> Progress:
    """A person's finding (not childcare, not found) stays until the registers say more than that nobody filed."""
    by_rule = progress_of(now)
    is_by_hand = stored in {Progress.NOT_CARE, Progress.GONE} and progress_of(before) != stored
    return Progress(stored) if is_by_hand and by_rule is Progress.UNFILED else by_rule


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return repr(value.timestamp())
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
