"""Home as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.pages import Page, Stage, register


class HomeConfig(AppConfig):
    """Puts home first in the navigation."""

    name = "nezuku.workspace.home"
    label = "home"

    def ready(self) -> None:
        register(Page("home", Stage.WORK, _("ホーム"), "home:index", order=0))
