"""Home as a Django app."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "nezuku.workspace.home"
    label = "home"
