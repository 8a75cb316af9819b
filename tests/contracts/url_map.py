"""The URL map, walked: every address of the product by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True, slots=True)
class Address:
    """One URL: its full name and the names of what stands in it."""

    name: str
    arguments: tuple[str, ...]

    def url(self, things: Mapping[str, str | int], variant: str = "") -> str:
        """The address of the thing `argument/variant`, or of `argument` where there is none."""
        values = {
            argument: things.get(f"{argument}/{variant}", things.get(argument))
            for argument in self.arguments
        }
        missing = [argument for argument, value in values.items() if value is None]
        assert not missing, (
            f"{self.name} needs {', '.join(missing)}: give furnishing.py one such thing, "
            "built through the real actions"
        )
        return reverse(self.name, kwargs=values)


@cache
def addresses() -> dict[str, Address]:
    """Every URL of the product by its name; a URL without a name cannot be listed and fails."""
    return {address.name: address for address in _walk(get_resolver(), (), ())}


def _walk(
    resolver: URLResolver, spaces: tuple[str, ...], outer: tuple[str, ...]
) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        arguments = (*outer, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            space = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry, space, arguments)
        else:
            assert isinstance(entry, URLPattern)
            assert entry.name, f"give {entry.pattern} a name in its urls.py"
            yield Address(":".join((*spaces, entry.name)), arguments)
