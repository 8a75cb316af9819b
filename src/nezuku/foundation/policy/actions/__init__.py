"""Every write of policy, one module per noun; callers import from here."""

from nezuku.foundation.policy.actions.classes import (
    ChangedMeanwhile,
    ClassTextRefused,
    NothingChanged,
    change_class,
    cleaned_class,
    propose_classes,
)
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
from nezuku.foundation.policy.actions.dictionary import DictionaryFull
from nezuku.foundation.policy.actions.guard_policy import PolicyReasonMissing, change_guard_policy
from nezuku.foundation.policy.actions.imports import (
    ImportResult,
    NothingToImport,
    apply_import,
    discard_import,
    prepare_import,
)
from nezuku.foundation.policy.actions.offers import (
    ModelNameTaken,
    ModelSettingRefused,
    change_model,
    offer_model,
    set_default,
    withdraw_model,
)
from nezuku.foundation.policy.actions.terms import (
    TermKindUnknown,
    TermKnown,
    TermRefused,
    add_term,
    change_term,
    record_export,
    remove_terms,
)
from nezuku.foundation.policy.actions.usage import LimitRefused, change_usage_policy

__all__ = [
    "AddressRefused",
    "ChangedMeanwhile",
    "ClassTextRefused",
    "DictionaryFull",
    "ImportResult",
    "KeyMalformed",
    "KeyNeeded",
    "LabelMissing",
    "LimitRefused",
    "ModelNameTaken",
    "ModelSettingRefused",
    "NothingChanged",
    "NothingToImport",
    "PolicyReasonMissing",
    "TermKindUnknown",
    "TermKnown",
    "TermRefused",
    "add_term",
    "apply_import",
    "change_class",
    "change_connection",
    "change_guard_policy",
    "change_model",
    "change_term",
    "change_usage_policy",
    "cleaned_class",
    "connect_model",
    "discard_import",
    "offer_model",
    "prepare_import",
    "propose_classes",
    "reactivate_connection",
    "record_check",
    "record_export",
    "remove_terms",
    "set_default",
    "switch_off_connection",
    "withdraw_model",
]
