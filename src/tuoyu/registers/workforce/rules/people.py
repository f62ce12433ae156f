"""Sound persons, positions and certificates."""

from __future__ import annotations

from datetime import date

from tuoyu.kernel.identity import Grade, check_citizen_id, check_mobile
from tuoyu.kernel.verdict import PASSED, Reason, Verdict
from tuoyu.registers.workforce.commands import CertificateData, RegisterPractitioner


def person_is_sound(command: RegisterPractitioner, today: date) -> Verdict:
    """A name, a citizen's number that holds, a mobile that is one where it is given; no start far ahead.

    Characters of names are not judged: rare ones are names too.
    """
    reasons = []
    if not command.name.strip():
        reasons.append(Reason("workforce.name", "没有填写姓名。", next_step="请按身份证填写。", field="name"))
    number = check_citizen_id(command.citizen_id, today)
    if number.status is Grade.BAD:
        sentence = f"身份号码：{number.reason}"
        reasons.append(
            Reason("workforce.citizen_id", sentence, next_step="请对照身份证核对。", field="citizen_id")
        )
    if command.mobile:
        mobile = check_mobile(command.mobile)
        if mobile.status is Grade.BAD:
            reasons.append(Reason("workforce.mobile", f"手机：{mobile.reason}", field="mobile"))
    verdict = Verdict.of(reasons)
    for certificate in command.certificates:
        verdict &= certificate_is_sound(certificate, today)
    return verdict


def certificate_is_sound(certificate: CertificateData, today: date) -> Verdict:
    """Issued in the past; ends after it begins."""
    if certificate.issued_on > today:
        return Verdict.refuse(
            "workforce.issued_ahead",
            f"发证日期 {certificate.issued_on.isoformat()} 在今天之后。",
            next_step="请对照证书核对。",
            field="issued_on",
        )
    if certificate.expires_on is not None and certificate.expires_on <= certificate.issued_on:
        return Verdict.refuse(
            "workforce.expires_first",
            f"有效期至 {certificate.expires_on.isoformat()} 不晚于发证日期 {certificate.issued_on.isoformat()}。",
            next_step="请对照证书核对。",
            field="expires_on",
        )
    return PASSED
