"""Choosing one of many, written without a template for each option: a list of all clients is hundreds of them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe


class PlainSelect(forms.Select):
    """Django's own select, letter by letter, for choices without groups."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        lines = [
            f'  <option value="{escape(one["value"])}"{_written(one["attrs"])}>{escape(one["label"])}</option>'
            for _, group, _ in widget["optgroups"]
            for one in group
        ]
        head = f'<select name="{escape(widget["name"])}"{_written(widget["attrs"])}>'
        return mark_safe("\n".join([head, *lines, "</select>"]))  # noqa: S308 (every part is escaped above)


def _written(attrs: Mapping[str, Any]) -> str:
    shown = ((name, value) for name, value in attrs.items() if value is not False)
    return "".join(f" {name}" if value is True else f' {name}="{escape(value)}"' for name, value in shown)
