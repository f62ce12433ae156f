"""Introduces vault to the house."""

from __future__ import annotations

import os
from pathlib import Path

from tuoyu.foundation.room.opening import Room


class VaultRoom(Room):
    name = "tuoyu.foundation.vault"
    verbose_name = "密钥与加密"

    def open(self) -> None:
        from django.conf import settings

        from tuoyu.foundation.vault import sealing
        from tuoyu.foundation.vault.keyring import key_file
        from tuoyu.foundation.vault.provider import AES, HMAC_SHA256, SoftwareProvider

        def software() -> SoftwareProvider:
            cipher, mac = os.environ.get("TUOYU_CIPHER", AES), os.environ.get("TUOYU_MAC", HMAC_SHA256)
            return SoftwareProvider(key_file(Path(settings.DATA_DIR)), cipher=cipher, mac=mac)

        sealing.use(software)
