"""Introduces files to the house."""

from __future__ import annotations

from tuoyu.foundation.room.opening import Room


class FilesRoom(Room):
    name = "tuoyu.foundation.files"
    verbose_name = "文件"
