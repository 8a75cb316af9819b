"""People as a Django app: its entries in the navigation and its next steps."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nezuku.foundation.kit import pages, steps
from nezuku.foundation.kit.pages import Page, Stage
from nezuku.foundation.ledger import names


class PeopleConfig(AppConfig):
    name = "nezuku.foundation.people"
    label = "people"

    def ready(self) -> None:
        """This will add the pages and next steps of this app to their registries."""
        for page in PAGES:
            pages.register(page)
        # By name: the steps read the models, which are ready only now.
        steps.contribute(import_string("nezuku.foundation.people.next_steps.people_steps"))
        names.know_members(import_string("nezuku.foundation.people.directory.names_of"))


PAGES = (
    Page("people.account", Stage.WORK, _("マイアカウント"), "people:account", None, 90),
    Page("people.keys", Stage.WORK, _("APIキー"), "people:keys", "keys.own", 80),
    Page("people.members", Stage.COMPANY, _("社員"), "people:members", "people.view", 10),
    Page("people.invitations", Stage.COMPANY, _("招待"), "people:invitations", "people.manage", 20),
    Page(
        "people.departments",
        Stage.COMPANY,
        pgettext_lazy("page", "部門"),
        "people:departments",
        "people.view",
        30,
    ),
    Page(
        "people.application_keys",
        Stage.COMPANY,
        _("アプリケーションのキー"),
        "people:application_keys",
        "keys.applications",
        80,
    ),
    Page("people.company", Stage.COMPANY, _("会社情報"), "people:company", "company.settings", 90),
)
