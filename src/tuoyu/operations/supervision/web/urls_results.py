"""Addresses of the board and of results: the desk's, and the public's at the root."""

from __future__ import annotations

from django.urls import path

from tuoyu.operations.supervision.web import board, results, results_public

PUBLIC = [
    path("results/", results_public.public_result_list, name="public-result-list"),
    path("results/<int:pk>/", results_public.public_result, name="public-result"),
]
urlpatterns = [
    path("", board.board_view, name="board"),
    path("results/", results.result_list, name="result-list"),
    path("results/<int:pk>/", results.result_detail, name="result-detail"),
    path("results/<int:pk>/answer/", results.result_answer, name="result-answer"),
    path("results/<int:pk>/withdraw/", results.result_withdraw, name="result-withdraw"),
    path("visits/<int:visit_id>/publish/", results.result_publish, name="result-publish"),
]
