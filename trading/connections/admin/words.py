"""Options and secrets as pages show them: options in full, secrets by name and age alone."""

from collections.abc import Collection, Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString

from trading.connections.errors import UnknownPlatform
from trading.connections.registry import adapter_of


def _labels(platform: str) -> dict[str, str]:
    try:
        return {field.name: field.label for field in adapter_of(platform).fields}
    except UnknownPlatform:
        return {}


def options_in_words(platform: str, options: Mapping[str, str]) -> str:
    labels = _labels(platform)
    return "; ".join(f"{labels.get(name, name)} {value}" for name, value in options.items()) or "–"


def secrets_in_words(platform: str, held: Collection[str], given: SafeString | str) -> SafeString | str:
    if not held:
        return "none"
    labels = _labels(platform)
    return format_html("<span>{}, given {} ago</span>", ", ".join(labels.get(name, name) for name in held), given)
