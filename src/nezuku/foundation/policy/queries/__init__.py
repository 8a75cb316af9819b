"""The reads of policy, one module per noun; callers import from here."""

from nezuku.foundation.policy.queries.models import (
    ConnectionFacts,
    ConnectionRow,
    ConnectionUnusable,
    ModelRow,
    ModelUnknown,
    NoModelForDepartment,
    OfferedModelFacts,
    Route,
    UsageFacts,
    connection_facts,
    connections,
    models_for,
    route_for,
    usage_policy,
)
from nezuku.foundation.policy.rules import PREVIEW_MODEL

__all__ = [
    "PREVIEW_MODEL",
    "ConnectionFacts",
    "ConnectionRow",
    "ConnectionUnusable",
    "ModelRow",
    "ModelUnknown",
    "NoModelForDepartment",
    "OfferedModelFacts",
    "Route",
    "UsageFacts",
    "connection_facts",
    "connections",
    "models_for",
    "route_for",
    "usage_policy",
]
