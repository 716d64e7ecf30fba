"""Whether the values of a body have the types that the description gives them."""

from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.fields import Field

from accounts.gateway.domain.written import is_day, is_decimal, is_instant


def wrong_types(fields: Mapping[str, Field], data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The name of each field whose value is of another type than described, and what it wants.

    REST framework takes 1 for true and 5 for "5"; a program that mixes them up has a mistake somewhere.
    """
    for name, field in fields.items():
        if data.get(name) is not None and (wanted := _wanted(field, data[name])):
            yield name, wanted


def _wanted(field: Field, value: Any) -> str:
    """What `field` wants instead of `value`; empty if it is content."""
    match field:
        case serializers.BooleanField():
            return "" if isinstance(value, bool) else "Write true or false."
        case serializers.IntegerField():
            return "" if isinstance(value, int) and not isinstance(value, bool) else "Write a whole number."
        case serializers.DecimalField():
            is_text = isinstance(value, str) and is_decimal(value)
            return "" if is_text else 'Write the number as text in digits, like "0.025".'
        case serializers.DateField():
            return "" if isinstance(value, str) and is_day(value) else "Write the day as 2026-10-31."
        case serializers.DateTimeField():
            is_text = isinstance(value, str) and is_instant(value)
            return "" if is_text else "Write the instant as 2026-10-31T12:00:00Z."
        case serializers.MultipleChoiceField():
            return ""
        case serializers.CharField() | serializers.ChoiceField():
            return "" if isinstance(value, str) else "Write text."
        case serializers.ListField() if isinstance(value, list) and field.child is not None:
            return next((wanted for one in value if (wanted := _wanted(field.child, one))), "")
        case _:
            return ""
