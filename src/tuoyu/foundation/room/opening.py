"""A room: one app of the house, introduced to the foundation once, when Django starts.

``apps.py`` of an app subclasses ``Room`` and says in ``open`` what it brings: actions and scopes, flows, menu items,
panels, subscribers, timetable. Nothing is discovered by name; what an app brings is read in one place.
"""

from __future__ import annotations

from django.apps import AppConfig


class Room(AppConfig):
    """Base of every app. ``label`` is the last part of the module path."""

    default_auto_field = "django.db.models.BigAutoField"
    # Django looks for one default configuration in apps.py; the base is imported there and must not count as one.
    default = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.default = True
        cls.label = cls.name.rsplit(".", 1)[-1]

    def ready(self) -> None:
        self.open()

    def open(self) -> None:
        """Declare what this room brings. Import inside: models are loaded only now."""
