"""What a paper is, and what proves it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of official paper that an app issues: ``filing.receipt``, 备案回执, and its template ``<app>/papers/receipt.typ``.

    The template begins with ``#import "/foundation/papers/official.typ": *``: paths in it start at the package ``tuoyu``,
    and it can read nothing outside of it.
    """

    name: str
    title: str
    template_path: Path


@dataclass(frozen=True, slots=True)
class Proof:
    """How a reader finds out that the paper is genuine.

    ``line`` is printed at the foot; ``qr_text`` becomes the QR code beside the seal; ``statement`` travels inside the PDF as
    ``statement.txt``. What is empty is left out.
    """

    line: str = ""
    qr_text: str = ""
    statement: str = ""


NO_PROOF = Proof()
