"""Addresses of draws: the desk's, and the public's at the root, since they are printed on papers."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import draws, draws_acts, draws_public, draws_terms

PUBLIC = [
    path("draws/", draws_public.draw_list, name="public-draw-list"),
    path("draws/checker/", draws_public.draw_checker, name="public-draw-checker"),
    path("draws/<str:number>/", draws_public.draw_detail, name="public-draw"),
    path("draws/<str:number>/live/", draws_public.draw_live, name="public-draw-live"),
    path("draws/<str:number>/file/", draws_public.draw_file, name="public-draw-file"),
]
urlpatterns = [
    path("draws/", draws.draw_list, name="draw-list"),
    path("draws/open/", draws_terms.draw_open, name="draw-open"),
    path("draws/<int:pk>/", draws.draw_detail, name="draw-detail"),
    path("draws/<int:pk>/live/", draws.draw_live, name="draw-live"),
    path("draws/<int:pk>/pool/", draws.draw_pool, name="draw-pool"),
    path("draws/<int:pk>/edit/", draws_terms.draw_edit, name="draw-edit"),
    path("draws/<int:pk>/freeze/", draws_acts.draw_freeze, name="draw-freeze"),
    path("draws/<int:pk>/seal/", draws_acts.draw_seal, name="draw-seal"),
    path("draws/<int:pk>/reveal/", draws_acts.draw_reveal, name="draw-reveal"),
    path("draws/<int:pk>/finish/", draws_acts.draw_finish, name="draw-finish"),
    path("draws/<int:pk>/assign/", draws_acts.draw_assign, name="draw-assign"),
    path("draws/<int:pk>/void/", draws_acts.draw_void, name="draw-void"),
]
