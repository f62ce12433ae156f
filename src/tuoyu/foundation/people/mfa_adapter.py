"""How allauth keeps the secrets of the second factor here: sealed by the vault, never in the clear."""

from __future__ import annotations

from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser

from tuoyu.foundation.vault.sealing import place_of, seal, unseal

# allauth seals a secret before its row has a key, so the place names table and column alone.
_PLACE = place_of("mfa_authenticator", "data", "")
_PURPOSE = "second-factor"


class SealedMfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """``MFA_ADAPTER``."""

    def encrypt(self, text: str) -> str:
        return seal(_PURPOSE, _PLACE, text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(_PLACE, encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())
