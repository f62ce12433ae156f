"""Addresses of ratings and of appeals against them."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import appeals, ratings

urlpatterns = [
    path("ratings/", ratings.rating_list, name="rating-list"),
    path("ratings/<int:pk>/", ratings.rating_detail, name="rating-detail"),
    path("ratings/<int:rating_id>/appeal/", appeals.appeal_submit, name="appeal-submit"),
    path("appeals/", appeals.appeal_list, name="appeal-list"),
    path("appeals/<int:pk>/", appeals.appeal_detail, name="appeal-detail"),
    path("appeals/<int:pk>/uphold/", appeals.appeal_uphold, name="appeal-uphold"),
    path("appeals/<int:pk>/reject/", appeals.appeal_reject, name="appeal-reject"),
    path("appeals/<int:pk>/withdraw/", appeals.appeal_withdraw, name="appeal-withdraw"),
]
