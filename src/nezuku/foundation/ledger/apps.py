"""The ledger as a Django app: its entries in the navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit import pages
from nezuku.foundation.kit.pages import Page, Stage

PAGES = (
    Page("ledger.mine", Stage.WORK, _("わたしの記録"), "ledger:mine", None, 90),
    Page("ledger.search", Stage.SAFETY, _("やりとりの記録"), "ledger:search", "ledger.facts", 70),
    Page("ledger.events", Stage.SAFETY, _("監査の記録"), "ledger:events", "ledger.verify", 80),
)


class LedgerConfig(AppConfig):
    name = "nezuku.foundation.ledger"
    label = "ledger"

    def ready(self) -> None:
        """This will add the pages of this app to the navigation."""
        for page in PAGES:
            pages.register(page)
