"""Certificates and training."""

from __future__ import annotations

from tuoyu.foundation.access.services import require
from tuoyu.foundation.audit.services import journal, service
from tuoyu.foundation.jobs.services import announce
from tuoyu.kernel.context import Ctx
from tuoyu.kernel.verdict import demand
from tuoyu.registers.workforce import permissions
from tuoyu.registers.workforce.commands import CertificateData, RecordCertificate, RecordTraining
from tuoyu.registers.workforce.events import CertificateRecorded
from tuoyu.registers.workforce.models import Certificate, Practitioner, Training
from tuoyu.registers.workforce.rules.people import certificate_is_sound


@service(permissions.RECORD_CERTIFICATE)
def record_certificate(ctx: Ctx, command: RecordCertificate) -> Certificate:
    """A certificate that was shown. The same one is kept once."""
    person = require(ctx, permissions.RECORD_CERTIFICATE, Practitioner.objects.all(), command.practitioner_id)
    demand(certificate_is_sound(command.certificate, ctx.today), status=422)
    certificate = keep_certificate(person, command.certificate)
    announce(CertificateRecorded(person.pk))
    journal(ctx, permissions.RECORD_CERTIFICATE, certificate, fields=("kind", "issued_on", "expires_on"))
    return certificate


@service(permissions.RECORD_TRAINING)
def record_training(ctx: Ctx, command: RecordTraining) -> Training:
    """Hours of training."""
    person = require(ctx, permissions.RECORD_TRAINING, Practitioner.objects.all(), command.practitioner_id)
    training: Training = Training.objects.create(
        practitioner=person,
        subject=command.subject,
        hours=command.hours,
        done_on=command.done_on,
        organiser=command.organiser,
    )
    journal(ctx, permissions.RECORD_TRAINING, training, fields=("subject", "hours", "done_on"))
    return training


def keep_certificate(person: Practitioner, data: CertificateData) -> Certificate:
    """The certificate of a person, once; a later word about its end holds."""
    rows = Certificate.objects.unscoped("a certificate is kept once")
    certificate: Certificate
    certificate, _ = rows.update_or_create(
        practitioner=person,
        kind=data.kind,
        issued_on=data.issued_on,
        number=data.number,
        defaults={"expires_on": data.expires_on, "issuer": data.issuer},
    )
    return certificate
