"""Options and secrets of a platform, as JSON brings them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

_MOST, _LONGEST = 20, 512


@extend_schema_field(
    {"type": "object", "maxProperties": _MOST, "additionalProperties": {"type": "string", "maxLength": _LONGEST}}
)
class GivenField(serializers.Field):
    """Names and texts. What is wrong is said by name; no value is ever repeated."""

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, dict) or len(data) > _MOST:
            raise serializers.ValidationError(f"Write an object of at most {_MOST} names, each with its text.")
        if any(not isinstance(value, str) or len(value) > _LONGEST for value in data.values()):
            raise serializers.ValidationError(f"Each value is text of at most {_LONGEST} letters.")
        return dict(data)

    def to_representation(self, value: dict[str, str]) -> dict[str, str]:
        return value
