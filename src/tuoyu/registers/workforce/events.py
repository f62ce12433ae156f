"""What the workforce announces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CertificateRecorded:
    """A person showed a certificate."""

    practitioner_id: int
