"""Setup as a Django app."""

from django.apps import AppConfig


class SetupConfig(AppConfig):
    name = "nezuku.workspace.setup"
    label = "setup"
