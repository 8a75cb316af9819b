"""Setup as a Django app: its entries in the navigation and its next steps."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit import pages, steps
from nezuku.foundation.kit.pages import Page, Stage


class SetupConfig(AppConfig):
    name = "nezuku.workspace.setup"
    label = "setup"

    def ready(self) -> None:
        """This will add the pages and the next steps of this app to their registries."""
        pages.register(
            Page(
                "setup.connections",
                Stage.COMPANY,
                _("モデル接続"),
                "setup:connections",
                "policy.models",
                40,
            )
        )
        pages.register(
            Page(
                "setup.limits",
                Stage.COMPANY,
                _("利用の上限"),
                "setup:limits",
                "policy.models",
                45,
            )
        )
        # By name: the steps read the models, which are ready only now.
        steps.contribute(import_string("nezuku.workspace.setup.next_steps.setup_steps"))
