"""Chat as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit.pages import Page, Stage, register


class ChatConfig(AppConfig):
    name = "nezuku.workspace.chat"
    label = "chat"

    def ready(self) -> None:
        """This will add chat to the navigation."""
        register(
            Page(
                key="chat",
                stage=Stage.WORK,
                title=_("チャット"),
                url_name="chat:index",
                permission="chat.use",
                order=10,
            )
        )
