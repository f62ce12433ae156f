"""Addresses of inspection items, below supervision/."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import item_proposals, items

urlpatterns = [
    path("items/", items.item_list, name="item-list"),
    path("items/<int:pk>/", items.item_detail, name="item-detail"),
    path("items/<int:pk>/revise/", items.item_revise, name="item-revise"),
    path("items/<int:pk>/take/", item_proposals.item_take, name="item-take"),
    path("items/<int:pk>/decline/", item_proposals.item_decline, name="item-decline"),
    path("items/<int:pk>/withdraw/", items.item_withdraw, name="item-withdraw"),
]
