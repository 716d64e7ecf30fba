"""Counts in lists that lead to what was counted; channels of notices show theirs in the same way."""

from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString


def linked_count(count: int, counted: type[Model], **narrowed: object) -> SafeString | str:
    """`narrowed` is what the list of `counted` is narrowed to, as `state="dead"`; nothing to look at has no link."""
    if not count:
        return "0"
    meta = counted._meta
    query = {f"{name}__exact": value for name, value in narrowed.items()}
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist", query=query)
    return format_html('<a href="{}">{}</a>', address, count)
