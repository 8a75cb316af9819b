"""The bridge as a Django app (it has no tables)."""

from django.apps import AppConfig


class BridgeConfig(AppConfig):
    name = "nezuku.bridge"
    label = "bridge"
