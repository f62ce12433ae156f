"""Introduces vault to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class VaultRoom(Room):
    name = "tuoyu.foundation.vault"
    verbose_name = "密钥与加密"
