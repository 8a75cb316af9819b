"""The shell as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "nezuku.web"
    label = "web"
