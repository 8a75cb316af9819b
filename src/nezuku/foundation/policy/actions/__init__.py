"""Every write of policy, one module per noun; callers import from here."""

from nezuku.foundation.policy.actions.connections import (
    AddressRefused,
    KeyMalformed,
    KeyNeeded,
    LabelMissing,
    change_connection,
    connect_model,
    reactivate_connection,
    record_check,
    switch_off_connection,
)
from nezuku.foundation.policy.actions.offers import (
    ModelNameTaken,
    ModelSettingRefused,
    change_model,
    offer_model,
    set_default,
    withdraw_model,
)
from nezuku.foundation.policy.actions.usage import LimitRefused, change_usage_policy

__all__ = [
    "AddressRefused",
    "KeyMalformed",
    "KeyNeeded",
    "LabelMissing",
    "LimitRefused",
    "ModelNameTaken",
    "ModelSettingRefused",
    "change_connection",
    "change_model",
    "change_usage_policy",
    "connect_model",
    "offer_model",
    "reactivate_connection",
    "record_check",
    "set_default",
    "switch_off_connection",
    "withdraw_model",
]
