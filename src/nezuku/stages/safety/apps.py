"""Safety as a Django app."""

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "nezuku.stages.safety"
    label = "safety"
