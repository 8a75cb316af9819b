"""Model vendors over one wire protocol: OpenAI-compatible chat completions.

Owns connections, the client, the trying of a connection, the search for local servers, the
address guard, facts on models and the built-in preview model. Does not own policy, masking,
records or money: whoever calls this has done all that before (`gateway.pipeline`). No Django.
"""

from nezuku.providers import preview, sse
from nezuku.providers.addresses import AddressListError, AddressPolicy
from nezuku.providers.client import Client
from nezuku.providers.connection import Connection, clean_base_url
from nezuku.providers.errors import (
    AddressForbidden,
    BadReply,
    BrokenStream,
    ContentRefused,
    ContextTooLong,
    KeyRefused,
    ModelUnknown,
    NoPermission,
    Overloaded,
    ProviderError,
    QuotaExhausted,
    RateLimited,
    RequestRefused,
    ServerFault,
    TimedOut,
    Unreachable,
)
from nezuku.providers.facts import ModelFacts, facts_for
from nezuku.providers.local import Found, find_local
from nezuku.providers.presets import PRESETS, Preset, PresetFieldMissing
from nezuku.providers.probe import Probe, Problem
from nezuku.providers.refusals import read_stream_refusal
from nezuku.providers.reply import Reply, Timeouts

__all__ = [
    "PRESETS",
    "AddressForbidden",
    "AddressListError",
    "AddressPolicy",
    "BadReply",
    "BrokenStream",
    "Client",
    "Connection",
    "ContentRefused",
    "ContextTooLong",
    "Found",
    "KeyRefused",
    "ModelFacts",
    "ModelUnknown",
    "NoPermission",
    "Overloaded",
    "Preset",
    "PresetFieldMissing",
    "Probe",
    "Problem",
    "ProviderError",
    "QuotaExhausted",
    "RateLimited",
    "Reply",
    "RequestRefused",
    "ServerFault",
    "TimedOut",
    "Timeouts",
    "Unreachable",
    "clean_base_url",
    "facts_for",
    "find_local",
    "preview",
    "read_stream_refusal",
    "sse",
]
