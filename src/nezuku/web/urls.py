"""The addresses of the shell itself."""

from __future__ import annotations

from django.urls import path

from nezuku.web import views

app_name = "web"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("offline/", views.offline, name="offline"),
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("gallery/", views.gallery, name="gallery"),
]
