"""The bytes on disk, under their SHA-256: ``ab/cd/abcd….`` Equal content lies there once. No framework.

A file appears under its name complete and on the disk, or not at all: it is written to ``incoming/``, synchronised,
then renamed. Content of class C2 and above lies encrypted, with the digest as associated data.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from tuoyu.foundation.vault.provider import Forged
from tuoyu.foundation.vault.sealing import provider

CHUNK = 256 * 1024
# Uploads stop while the database still has room to write.
RESERVE_BYTES = 64 * 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_KEY_ID_LENGTH = 1


class StoreFullError(Exception):
    """There is no room left; nothing was written."""


class TooLargeError(Exception):
    """The stream went on past the limit; nothing was written."""


class DamagedError(Exception):
    """The bytes under a digest are missing or are not what they were."""


class Incoming:
    """A stream received into a private file, with its digest and size. A context manager: leaves nothing behind."""

    def __init__(self, root: Path, chunks: Iterable[bytes], max_bytes: int) -> None:
        folder = root / "incoming"
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < max_bytes + RESERVE_BYTES:
            raise StoreFullError
        self.size = 0
        machine = hashlib.sha256()
        self.content: BinaryIO = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        try:
            for chunk in chunks:
                self.size += len(chunk)
                if self.size > max_bytes:
                    raise TooLargeError
                machine.update(chunk)
                self.content.write(chunk)
            self.content.flush()
        except BaseException as error:
            self.content.close()
            raise _told(error) from error
        self.digest = machine.hexdigest()

    def __enter__(self) -> Incoming:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.content.close()


def keep(root: Path, incoming: Incoming, purpose: str) -> None:
    """Put received content under its digest; ``purpose`` names the key, "" keeps it plain. Raises ``StoreFullError``."""
    path = path_of(root, incoming.digest, purpose)
    if _is_sound(root, incoming.digest, purpose):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=root / "incoming")
    try:
        with os.fdopen(descriptor, "wb") as file:
            incoming.content.seek(0)
            if purpose:
                file.write(_sealed(incoming.content.read(), incoming.digest, purpose))
            else:
                shutil.copyfileobj(incoming.content, file, CHUNK)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        Path(draft).unlink(missing_ok=True)
        raise _told(error) from error


def fetch(root: Path, digest: str, purpose: str) -> BinaryIO:
    """The content, checked against its digest and opened at its start. Raises ``DamagedError``."""
    path = path_of(root, digest, purpose)
    try:
        content: BinaryIO = io.BytesIO(_opened(path.read_bytes(), digest)) if purpose else path.open("rb")
    except FileNotFoundError:
        raise DamagedError(f"{digest} is missing") from None
    except Forged:
        raise DamagedError(f"{digest} does not open") from None
    machine = hashlib.sha256()
    while chunk := content.read(CHUNK):
        machine.update(chunk)
    if machine.hexdigest() != digest:
        content.close()
        raise DamagedError(f"{digest} was altered")
    content.seek(0)
    return content


def _is_sound(root: Path, digest: str, purpose: str) -> bool:
    """Does it lie there already? Damaged content is not an answer: the new upload heals it."""
    try:
        fetch(root, digest, purpose).close()
    except DamagedError:
        return False
    return True


def path_of(root: Path, digest: str, purpose: str) -> Path:
    suffix = f".{purpose}" if purpose else ""
    return root / digest[:2] / digest[2:4] / f"{digest}{suffix}"


def _sealed(plain: bytes, digest: str, purpose: str) -> bytes:
    key_id = provider().active_key(purpose)
    name = key_id.encode("ascii")
    return (
        len(name).to_bytes(_KEY_ID_LENGTH, "big")
        + name
        + provider().encrypt(key_id, plain, _associated(digest))
    )


def _opened(sealed: bytes, digest: str) -> bytes:
    end = _KEY_ID_LENGTH + int.from_bytes(sealed[:_KEY_ID_LENGTH], "big")
    key_id = sealed[_KEY_ID_LENGTH:end].decode("ascii", errors="replace")
    return provider().decrypt(key_id, sealed[end:], _associated(digest))


def _associated(digest: str) -> bytes:
    return f"files|{digest}".encode("ascii")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _told(error: BaseException) -> BaseException:
    return StoreFullError() if isinstance(error, OSError) and error.errno in _FULL else error
