"""Which address leads to which room."""

from __future__ import annotations

from django.urls import include, path

from tuoyu.entrypoints.site import errors

urlpatterns = [
    path("", include("tuoyu.entrypoints.site.urls")),
    path("", include("tuoyu.entrypoints.api.urls")),
    path("ui/", include("tuoyu.foundation.ui.web.urls")),
    path("plans/", include("tuoyu.registers.plans.web.urls")),
    path("credit/", include("tuoyu.registers.credit.web.urls")),
    path("sites/", include("tuoyu.registers.sites.web.urls")),
    path("", include("tuoyu.operations.filing.web.urls")),
    path("", include("tuoyu.operations.supervision.web.urls")),
    path("institutions/", include("tuoyu.registers.institutions.web.urls")),
    path("workforce/", include("tuoyu.registers.workforce.web.urls")),
    path("coordination/", include("tuoyu.governance.coordination.web.urls")),
    path("targets/", include("tuoyu.governance.targets.web.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
