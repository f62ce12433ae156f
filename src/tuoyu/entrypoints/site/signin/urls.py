"""Addresses of signing in and of one's own security (within the namespace ``site``)."""

from __future__ import annotations

from django.urls import path

from tuoyu.entrypoints.site.signin import security, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/persona/", views.sign_in_persona, name="persona"),
    path("sign-in/second-factor/", views.second_factor, name="second-factor"),
    path("sign-in/no-post/", views.no_post, name="no-post"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("posts/", views.posts, name="posts"),
    path("posts/switch/", views.post_switch, name="post-switch"),
    path("settings/security/", security.security, name="security"),
    path("settings/security/password/", security.password_change, name="password-change"),
    path("settings/security/second-factor/", security.second_factor_set_up, name="second-factor-set-up"),
    path(
        "settings/security/second-factor/remove/", security.second_factor_remove, name="second-factor-remove"
    ),
    path("settings/security/recovery-codes/", security.recovery_codes, name="recovery-codes"),
    path(
        "settings/security/recovery-codes/renew/", security.recovery_codes_renew, name="recovery-codes-renew"
    ),
    path("settings/security/sessions/end/", security.sessions_end, name="sessions-end"),
]
