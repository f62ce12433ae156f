"""Addresses of the settings. The pages of people and audit live here, because the foundation has none of its own."""

from __future__ import annotations

from django.urls import include, path

from tuoyu.entrypoints.site.settings import access, journal, policies, posts, units, users

_people = [
    path("units/", units.unit_list, name="unit-list"),
    path("units/add/", units.unit_add, name="unit-add"),
    path("units/<int:pk>/", units.unit_detail, name="unit-detail"),
    path("units/<int:pk>/close/", units.unit_close, name="unit-close"),
    path("people/", users.user_list, name="user-list"),
    path("people/add/", users.user_add, name="user-add"),
    path("people/<int:pk>/", users.user_detail, name="user-detail"),
    path("people/<int:pk>/disable/", users.user_disable, name="user-disable"),
    path("people/<int:pk>/reset/", users.user_reset, name="user-reset"),
    path("people/<int:pk>/reveal/", users.user_reveal, name="user-reveal"),
    path("posts/", posts.post_list, name="post-list"),
    path("posts/open/", posts.post_open, name="post-open"),
    path("posts/<int:pk>/", posts.post_detail, name="post-detail"),
    path("posts/<int:pk>/end/", posts.post_end, name="post-end"),
    path("posts/<int:pk>/delegate/", posts.post_delegate, name="post-delegate"),
    path("delegations/", posts.delegation_list, name="delegation-list"),
]
_audit = [
    path("journal/", journal.entry_list, name="entry-list"),
    path("journal/<int:pk>/", journal.entry_detail, name="entry-detail"),
    path("journal/verify/", journal.head_verify, name="head-verify"),
]

# Within the namespace ``site``.
urlpatterns = [
    path("settings/policy/", policies.policy_list, name="policy-list"),
    path("settings/policy/<str:key>/", policies.policy_detail, name="policy-detail"),
    path("settings/roles/", access.matrix, name="role-matrix"),
    path("why/", access.explain, name="access-explain"),
]
# Namespaces of their own.
namespaces = [
    path("settings/", include((_people, "people"))),
    path("settings/", include((_audit, "audit"))),
]
