"""Policy as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from nezuku.foundation.ledger import kinds
from nezuku.foundation.people import key_rules
from nezuku.foundation.policy.wording import KIND_WORDS


class PolicyConfig(AppConfig):
    name = "nezuku.foundation.policy"
    label = "policy"

    def ready(self) -> None:
        """This will tell the floors below what kinds are called, and who may have API keys."""
        kinds.name_kinds({kind: words.label for kind, words in KIND_WORDS.items()})
        # By name: the queries read the models, which are ready only now.
        key_rules.decide_own_keys(
            import_string("nezuku.foundation.policy.queries.members_may_make_keys")
        )
