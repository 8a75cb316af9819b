"""The addresses of the ledger."""

from __future__ import annotations

from django.urls import path

from nezuku.foundation.ledger.views import events, exchanges, mine

app_name = "ledger"
urlpatterns = [
    path("", exchanges.search, name="search"),
    path("export/", exchanges.export, name="export"),
    path("exchanges/<str:exchange_id>/", exchanges.detail, name="exchange"),
    path("exchanges/<str:exchange_id>/text/", exchanges.text, name="text"),
    path("events/", events.events, name="events"),
    path("events/verify/", events.verify, name="verify"),
    path("me/", mine.own, name="mine"),
    path("me/export/", mine.own_export, name="own_export"),
]
