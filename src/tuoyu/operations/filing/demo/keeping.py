"""What institutions do year by year so that their papers stay in force; one in nine forgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from tuoyu.kernel.context import Ctx
from tuoyu.kernel.dates import add_months
from tuoyu.operations.filing import services
from tuoyu.operations.filing.commands import NewFile, RenewMaterial
from tuoyu.operations.filing.queries.papers import papers_of
from tuoyu.registers.institutions.models import Institution
from tuoyu.registers.workforce.commands import CertificateData, RecordCertificate
from tuoyu.registers.workforce.queries import all_certificates_of, staff_of
from tuoyu.registers.workforce.services import record_certificate
from tuoyu.registers.workforce.words import CertificateKind

HeadOn = Callable[[date], Ctx]
FORGETFUL = 9
YEAR = 12
AHEAD = timedelta(days=9)


def keep_papers(head: HeadOn, institution: Institution, today: date, number: int) -> None:
    """Renew every paper and every health certificate shortly before it ends, up to today."""
    if number % FORGETFUL == FORGETFUL - 1:
        return
    _renew_papers(head, institution, today)
    _renew_health(head, institution, today)


def _renew_papers(head: HeadOn, institution: Institution, today: date) -> None:
    for paper in papers_of(head(today), [institution.pk]).get(institution.pk, ()):
        material, label = paper.material, paper.rule.label
        for issued in _years(paper.until, today):
            text = f"演示材料\n{label}\n{institution.name}\n{issued:%F}\n".encode()
            file = NewFile(f"{label[:16]}{issued:%Y}.txt", text)
            material = services.renew_material(
                head(issued),
                RenewMaterial(material.pk, file, issued_on=issued, expires_on=add_months(issued, YEAR)),
            )


def _renew_health(head: HeadOn, institution: Institution, today: date) -> None:
    people = list(staff_of(institution, today).values_list("practitioner_id", flat=True))
    for person, certificates in all_certificates_of(people).items():
        ends = [
            each.expires_on
            for each in certificates
            if each.kind == CertificateKind.HEALTH and each.expires_on
        ]
        for issued in _years(max(ends, default=None), today):
            data = CertificateData(
                CertificateKind.HEALTH.value, issued, add_months(issued, YEAR), issuer="鹿城区疾控中心"
            )
            record_certificate(head(issued), RecordCertificate(person, data))


def _years(until: date | None, today: date) -> Iterator[date]:
    """The days on which something that ends is renewed for a year, as long as they lie behind us."""
    while until is not None and until - AHEAD < today:
        issued = until - AHEAD
        yield issued
        until = add_months(issued, YEAR)
