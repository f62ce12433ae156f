"""Forms drawn by the design system: label, help, what is expected when the value is wrong."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class TuoyuRenderer(DjangoTemplates):
    """``FORM_RENDERER``: a form or a field draws itself through ``ui/form.html`` and ``ui/_field.html``."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/_field.html"
