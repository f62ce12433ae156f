"""Forms drawn by the design system: label, help, what is expected when the value is wrong."""

from __future__ import annotations

from django import forms
from django.forms.renderers import DjangoTemplates


class TuoyuRenderer(DjangoTemplates):
    """``FORM_RENDERER``: a form or a field draws itself through ``ui/form.html`` and ``ui/_field.html``."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/_field.html"


def day_input() -> forms.DateInput:
    """A day as browsers and phones let one choose it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
