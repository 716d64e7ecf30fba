"""What the dressed lists of the back office need beyond Django's own tags."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

register = template.Library()

FIGURES = ('class="num"', 'class="money"')


@dataclass(frozen=True)
class Row:
    cells: list[str]
    errors: object


@dataclass(frozen=True)
class Listing:
    headers: list[dict[str, Any]]
    rows: list[Row]


@register.simple_tag
def dressed(headers: list[dict[str, Any]], results: Iterable[Any]) -> Listing:
    """A list whose figures stand at the right under their heads, and whose rows fold into entries on a phone.

    A column holds figures when its first cell shows one (`money`, `signed_money`, or class "num").
    """
    results = list(results)
    first = list(results[0])
    figures = [any(mark in cell for mark in FIGURES) for cell in first]
    lead = next((place for place, cell in enumerate(first) if cell.startswith("<th")), None)
    columns = list(zip(headers, figures, strict=True))
    openings = [_opening(header, figure, place == lead) for place, (header, figure) in enumerate(columns)]
    heads = [_head(header, figure) for header, figure in columns]
    rows = [
        Row(
            [mark_safe(_open(cell, opening)) for cell, opening in zip(result, openings, strict=True)],  # noqa: S308
            result.form.non_field_errors() if getattr(result, "form", None) else None,
        )
        for result in results
    ]
    return Listing(heads, rows)


def _opening(header: dict[str, Any], figure: bool, lead: bool) -> tuple[str, str]:
    if "action-checkbox-column" in str(header.get("class_attrib", "")):
        return "pick ", ""
    classes = ("num " if figure else "") + ("lead " if lead else "")
    label = "" if lead else f' data-label="{conditional_escape(capfirst(header["text"]))}"'
    return classes, label


def _open(cell: str, opening: tuple[str, str]) -> str:
    classes, label = opening
    tag = cell[:3]  # "<td" or "<th"; Django writes a class on every cell
    return f"{tag}{label}" + cell[3:].replace('class="', f'class="{classes}', 1)


def _head(header: dict[str, Any], figure: bool) -> dict[str, Any]:
    classes = str(header.get("class_attrib", "")).removeprefix(' class="').removesuffix('"')
    return {**header, "classes": f"{classes}{' num' if figure else ''}".strip()}


@register.simple_tag
def chosen(choices: Iterable[dict[str, Any]]) -> object:
    """What a filter stands at."""
    return next((choice["display"] for choice in choices if choice.get("selected")), "")
