"""Policy as a Django app."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "nezuku.foundation.policy"
    label = "policy"
