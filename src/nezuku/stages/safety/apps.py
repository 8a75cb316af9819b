"""Safety as a Django app: its entries in the navigation and its next steps."""

from django.apps import AppConfig
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from nezuku.foundation.kit import pages, steps
from nezuku.foundation.kit.pages import Page, Stage


class SafetyConfig(AppConfig):
    name = "nezuku.stages.safety"
    label = "safety"

    def ready(self) -> None:
        """This will add the pages and next steps of this app to their registries."""
        for page in PAGES:
            pages.register(page)
        # By name: the steps read models, which are ready only now.
        steps.contribute(import_string("nezuku.stages.safety.next_steps.safety_steps"))


PAGES = (
    Page(
        "safety.classes",
        Stage.SAFETY,
        _("何を入力してよいか"),
        "safety:classes",
        "policy.view",
        10,
    ),
    Page("safety.check", Stage.SAFETY, _("試してみる"), "safety:check", "policy.view", 20),
    Page(
        "safety.dictionary",
        Stage.SAFETY,
        _("社内用語辞書"),
        "safety:dictionary",
        "policy.dictionary",
        30,
    ),
    Page("safety.guard", Stage.SAFETY, _("ガードの設定"), "safety:guard", "policy.classes", 40),
)
