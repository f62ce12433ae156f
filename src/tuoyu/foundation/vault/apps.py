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

        # Where the keys are is settled now, not on first use: whoever looks elsewhere meanwhile would seal with lost keys.
        keys = key_file(Path(settings.DATA_DIR))

        def software() -> SoftwareProvider:
            cipher, mac = os.environ.get("TUOYU_CIPHER", AES), os.environ.get("TUOYU_MAC", HMAC_SHA256)
            return SoftwareProvider(keys, cipher=cipher, mac=mac)

        sealing.use(software)
