"""What is asked of institutions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class OperatorData:
    """The legal body as a registration authority tells it."""

    uscc: str
    name: str
    nature: str
    legal_person: str = ""
    phone: str = field(default="", repr=False)
    address: str = ""
    scope: str = ""
    registered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that a form tells about an institution itself. ``area_code`` has 12, 9 or 6 digits, or is empty."""

    name: str
    form: str
    sponsor: str
    address: str
    area_code: str = ""
    short_name: str = ""
    is_inclusive: bool = False
    service_forms: tuple[str, ...] = ()
    meals: str = "none"
    head_name: str = ""
    public_phone: str = ""
    monthly_fee_fen: int | None = None
    lon: Decimal | None = None
    lat: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ClassData:
    name: str
    band: str
    places: int


@dataclass(frozen=True, slots=True)
class RoomData:
    name: str
    kind: str
    floor: int
    area_m2: Decimal


@dataclass(frozen=True, slots=True)
class PremisesData:
    """Where an institution is, and on what ground. Areas in square metres."""

    tenure: str
    lease_from_on: date | None = None
    lease_to_on: date | None = None
    building_year: int | None = None
    lowest_floor: int | None = None
    highest_floor: int | None = None
    built_m2: Decimal | None = None
    indoor_m2: Decimal | None = None
    outdoor_m2: Decimal | None = None
    sunlight_hours: Decimal | None = None
    rooms: tuple[RoomData, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterInstitution:
    """``supervisor_id`` is the unit that decides about it; ``valid_from_on`` the day of registration."""

    operator: OperatorData
    profile: Profile
    supervisor_id: int
    valid_from_on: date
    source: str
    unit_id: int | None = None
    head_office_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReviseInstitution:
    """What holds from a day on. What is None stays as it is."""

    institution_id: int
    valid_from_on: date
    source: str
    profile: Profile | None = None
    classes: tuple[ClassData, ...] | None = None
    premises: PremisesData | None = None
    operator: OperatorData | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class MarkInstitution:
    """``kind`` is a ``FactKind`` other than profile and classes; ``is_over`` ends the fact that holds, on the day before.

    ``content`` depends on the kind: filed ``{"number": …}``, nonconforming ``{"reasons": […]}``, occupied ``{"children": …}``.
    """

    institution_id: int
    kind: str
    valid_from_on: date
    source: str
    content: dict[str, object] = field(default_factory=dict)
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class LocateInstitution:
    """Where the door is, WGS84 degrees."""

    institution_id: int
    lon: Decimal
    lat: Decimal


@dataclass(frozen=True, slots=True)
class AttachInstitution:
    """Whose branch it is from a day on, by the code of the head office; an empty code: of no chain any more."""

    institution_id: int
    head_uscc: str
    valid_from_on: date
    source: str


@dataclass(frozen=True, slots=True)
class RecordAgreement:
    head_office_id: int
    number: str
    area_codes: tuple[str, ...]
    forms: tuple[str, ...]
    most_branches: int
    valid_from_on: date
    valid_to_on: date | None = None


@dataclass(frozen=True, slots=True)
class RecordCapacity:
    institution_id: int
    month_on: date
    rooms: int
    rooms_used: int
    seats_3_6: int
    children_3_6: int
    waiting_3_6: int = 0


@dataclass(frozen=True, slots=True)
class DecideSameness:
    """``decision`` is different or same; then ``kept_id`` is the entry that goes on."""

    sameness_id: int
    decision: str
    reason: str
    kept_id: int | None = None
