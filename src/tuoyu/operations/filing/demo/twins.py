"""What the registers should not believe at once: one provider entered twice, one nearly so, one person in two places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tuoyu.kernel.context import Ctx
from tuoyu.operations.filing.demo.cast import Dice, Person, Role
from tuoyu.registers.institutions.queries import institutions_of_codes
from tuoyu.registers.workforce.commands import RegisterPractitioner
from tuoyu.registers.workforce.services import register_practitioner

# About 30 metres north.
_ACROSS_THE_STREET = Decimal("0.000270")
_LENT_FOR = timedelta(days=45)


def twins_of(roles: Sequence[Role], dice: Dice, area: str) -> list[Role]:
    """The same company as a household business at the same address; a provider of the same name across the street."""
    first, second = _open(roles)[:2]
    # Of an exchange that does not exist.
    first.phone = "0577-00012345"
    again = replace(
        first,
        name=f"鹿城区{first.name}（个体工商户）",
        uscc=dice.uscc("92", area),
        fate="unfiled",
        age=38,
        address=f"浙江省温州市鹿城区{first.address}",
        people=[],
    )
    across = replace(
        second,
        name=f"鹿城区{second.name}",
        uscc=dice.uscc("91", area),
        fate="unfiled",
        age=52,
        address=f"{second.address[:-2]}对面",
        lat=second.lat + _ACROSS_THE_STREET,
        head=dice.person_name(),
        people=[],
    )
    return [again, across]


def lend_carer(roles: Sequence[Role], head: Callable[[Role, date], Ctx], today: date) -> None:
    """A carer of one provider is reported by another as its own, full-time."""
    owner, borrower = _open(roles)[2:4]
    carer: Person = next(person for person in owner.people if person.post == "carer")
    institution = institutions_of_codes([borrower.uscc])[borrower.uscc]
    since = today - _LENT_FOR
    register_practitioner(
        head(borrower, since),
        RegisterPractitioner(institution.pk, carer.name, carer.citizen_id, "carer", since),
    )


def _open(roles: Sequence[Role]) -> list[Role]:
    """Centres that have been open for a good while, the oldest first."""
    return [role for role in roles if role.fate == "open" and role.form == "standalone" and role.age > 150]
