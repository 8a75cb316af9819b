"""The addresses of setup."""

from __future__ import annotations

from django.urls import path

from nezuku.workspace.setup import views

app_name = "setup"
urlpatterns = [
    path("", views.index, name="index"),
    path("link/<str:token>/", views.link, name="link"),
]
