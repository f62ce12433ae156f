"""What is asked of fees, food and medicine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tuoyu.operations.supervision.commands.findings import NewFile


@dataclass(frozen=True, slots=True)
class FileFee:
    """An institution makes a price public from a day on; it takes the place of the one for the same item and unit."""

    institution_id: int
    item: str
    per: str
    price_fen: int
    since_on: date


@dataclass(frozen=True, slots=True)
class RecordCharge:
    """A price that was taken. ``months``: how many were paid at once, 0 where nobody knows."""

    institution_id: int
    item: str
    per: str
    charged_fen: int
    source: str
    seen_on: date
    months: int = 0
    visit_id: int | None = None
    file: NewFile | None = None


@dataclass(frozen=True, slots=True)
class FoodRecord:
    """What was seen in a kitchen. ``licence_until`` None: no licence was shown; of ``dishes`` today ``samples`` were kept."""

    licence_until: date | None
    dishes: int
    samples: int
    least_grams: int
    longest_hours: int
    has_menu: bool


@dataclass(frozen=True, slots=True)
class MedicineRecord:
    """What was seen of medicine. Entries are lines of the log; no child is named."""

    has_consent: bool
    entries: int
    unsigned: int
    incomplete: int


@dataclass(frozen=True, slots=True)
class RecordConduct:
    """What was seen of food or of medicine."""

    institution_id: int
    seen: FoodRecord | MedicineRecord
    seen_on: date
    visit_id: int | None = None
