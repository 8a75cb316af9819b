"""The vendors a company can choose from, as data: where they are and how they take their key.

Owns what the connection form needs to know about each vendor. Does not own the words of that
form, beyond the vendor's own names for things, nor the call itself (`client.py`).

Every address was checked against the vendor's documentation in November 2026; a doubt that
remained stands beside the entry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

AuthStyle = Literal["bearer", "api-key", "optional-bearer"]
FieldName = Literal["resource", "region", "base_url", "key"]

_PART = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class PresetFieldMissing(ValueError):
    """A field that the address is made of is missing or has characters a host name cannot have."""

    def __init__(self, field: str) -> None:
        super().__init__(f"the field {field!r} is missing or malformed")
        self.field = field


@dataclass(frozen=True, slots=True)
class Preset:
    """One way to reach models.

    `base_url` is a template over `fields`; `{base_url}` alone means that the person types the
    address. `key_from` is plain text: the path through the vendor's console to a key.
    `key_hint` is how a key begins or looks, empty where vendors give no rule.
    """

    id: str
    label: str
    base_url: str
    fields: tuple[FieldName, ...]
    auth: AuthStyle
    key_from: str
    key_hint: str = ""
    local_port: int | None = None

    @property
    def needs_key(self) -> bool:
        """Whether a connection without a key makes no sense."""
        return self.auth != "optional-bearer"

    def address(self, **values: str) -> str:
        """This will give the base address for the values typed in.

        Raises PresetFieldMissing for a value that is absent, or that could change the host
        (only letters, digits and hyphens are taken for a resource or a region).
        """
        filled: dict[str, str] = {}
        for field in self.fields:
            if field == "key" or f"{{{field}}}" not in self.base_url:
                continue
            value = values.get(field, "").strip()
            if not value or (field != "base_url" and not _PART.fullmatch(value)):
                raise PresetFieldMissing(field)
            filled[field] = value
        return self.base_url.format_map(filled)


_ALL = (
    Preset(
        id="openai",
        label="OpenAI",
        base_url="https://api.openai.com/v1",
        fields=("key",),
        auth="bearer",
        key_from="platform.openai.com → Settings → API keys",
        key_hint="sk-",
    ),
    # The v1 API (since August 2025) needs no api-version; `model` is the deployment's name, so
    # the list under /models shows what the resource could deploy, not what is deployed.
    Preset(
        id="azure",
        label="Azure OpenAI",
        base_url="https://{resource}.openai.azure.com/openai/v1",
        fields=("resource", "key"),
        auth="api-key",
        key_from="Azure portal → Azure OpenAI (Microsoft Foundry) resource → Keys and Endpoint",
    ),
    Preset(
        id="gemini",
        label="Google Gemini",
        base_url="https://generativelanguage.googleapis.com/v1beta/openai",
        fields=("key",),
        auth="bearer",
        key_from="Google AI Studio → Get API key",
    ),
    # Anthropic calls this layer a way to test and compare, "not considered a long-term or
    # production-ready solution for most use cases"; only chat completions are documented, so
    # the check does not rely on /models. A key for several workspaces also needs the
    # anthropic-workspace-id header (`Connection.headers`).
    Preset(
        id="claude",
        label="Anthropic Claude",
        base_url="https://api.anthropic.com/v1",
        fields=("key",),
        auth="bearer",
        key_from="Claude Console → API keys",
        key_hint="sk-ant-",
    ),
    # AWS recommends bedrock-runtime for new applications; models that only bedrock-mantle has
    # are reached through `compatible` with https://bedrock-mantle.{region}.api.aws/v1. AWS
    # documents a model list for mantle only, so the check does not rely on /models here.
    Preset(
        id="bedrock",
        label="Amazon Bedrock",
        base_url="https://bedrock-runtime.{region}.amazonaws.com/openai/v1",
        fields=("region", "key"),
        auth="bearer",
        key_from="AWS console → Amazon Bedrock → API keys",
    ),
    Preset(
        id="compatible",
        label="OpenAI-compatible",
        base_url="{base_url}",
        fields=("base_url", "key"),
        auth="optional-bearer",
        key_from="",
    ),
    Preset(
        id="ollama",
        label="Ollama",
        base_url="http://127.0.0.1:11434/v1",
        fields=(),
        auth="optional-bearer",
        key_from="",
        local_port=11434,
    ),
    Preset(
        id="lmstudio",
        label="LM Studio",
        base_url="http://127.0.0.1:1234/v1",
        fields=(),
        auth="optional-bearer",
        key_from="",
        local_port=1234,
    ),
    Preset(
        id="llamacpp",
        label="llama.cpp",
        base_url="http://127.0.0.1:8080/v1",
        fields=(),
        auth="optional-bearer",
        key_from="",
        local_port=8080,
    ),
    Preset(
        id="vllm",
        label="vLLM",
        base_url="http://127.0.0.1:8000/v1",
        fields=(),
        auth="optional-bearer",
        key_from="",
        local_port=8000,
    ),
    Preset(
        id="docker",
        label="Docker Model Runner",
        base_url="http://127.0.0.1:12434/engines/v1",
        fields=(),
        auth="optional-bearer",
        key_from="",
        local_port=12434,
    ),
)

PRESETS: dict[str, Preset] = {preset.id: preset for preset in _ALL}
LOCAL: tuple[Preset, ...] = tuple(preset for preset in _ALL if preset.local_port is not None)
