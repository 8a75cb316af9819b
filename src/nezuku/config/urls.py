"""The URL map: one line per app. `tests/contracts/test_permissions.py` has a row for each URL."""

from __future__ import annotations

from django.urls import include, path

handler400 = "nezuku.web.errors.bad_request"
handler403 = "nezuku.web.errors.permission_denied"
handler404 = "nezuku.web.errors.page_not_found"
handler500 = "nezuku.web.errors.server_error"

urlpatterns = [
    path("", include("nezuku.web.urls")),
    path("", include("nezuku.workspace.home.urls")),
    path("setup/", include("nezuku.workspace.setup.urls")),
    path("chat/", include("nezuku.workspace.chat.urls")),
    path("people/", include("nezuku.foundation.people.urls")),
    path("ledger/", include("nezuku.foundation.ledger.urls")),
    path("safety/", include("nezuku.stages.safety.urls")),
]
