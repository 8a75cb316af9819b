"""Policy as a Django app."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from nezuku.foundation.people import key_rules


class PolicyConfig(AppConfig):
    name = "nezuku.foundation.policy"
    label = "policy"

    def ready(self) -> None:
        """This will tell the floor below whether members may have API keys of their own."""
        # By name: the queries read the models, which are ready only now.
        key_rules.decide_own_keys(
            import_string("nezuku.foundation.policy.queries.members_may_make_keys")
        )
