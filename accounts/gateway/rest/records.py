"""What a record looks like to programs: fields that may be chosen, nothing that is not named."""

from typing import Any

from rest_framework import serializers
from rest_framework.fields import Field

from accounts.gateway.rest.json_types import wrong_types

# In the context of an order that came as JSON, whose values have types; a form or a query is all text.
TYPED = "typed"


class _Read(serializers.BaseSerializer):
    """Read only; `?fields=number,state` leaves only those; what is the office's alone is not there for clients."""

    def get_fields(self) -> dict[str, Field]:
        fields = super().get_fields()
        for field in fields.values():
            field.read_only = True
        view = self.context.get("view")
        reader = getattr(getattr(view, "request", None), "user", None)
        if reader is not None and not reader.is_staff:
            for name in office_fields(self):
                fields.pop(name, None)
        request = self.context.get("request")
        asked = request.query_params.get("fields") if request is not None and request.method == "GET" else None
        if asked is None or not self._is_the_answer():
            return fields
        names = asked.split(",")
        if unknown := [name for name in names if name not in fields]:
            raise serializers.ValidationError({"fields": [f"{', '.join(unknown)[:80]}: there is no such field."]})
        return {name: fields[name] for name in names}

    def _is_the_answer(self) -> bool:
        """And no part of another record, whose fields are chosen there."""
        above = self.parent
        return above is None or (isinstance(above, serializers.ListSerializer) and above.parent is None)


class Record(_Read, serializers.ModelSerializer):
    """A row of a table as it is read; `Meta.office` names the fields that clients do not see.

    `Meta.deprecated` names fields that are on their way out, each with its Deprecation.
    `Meta.told_once` names secrets: the first answer has them, the same call again gets null in their place.
    """


class Figures(_Read, serializers.Serializer):
    """Something counted or gathered, which is no row of a table."""


class Order(serializers.Serializer):
    """What an operation is told; a name that it does not know is refused, not overlooked."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(map(str, data)) - set(self.fields))):
            raise serializers.ValidationError({name: ["There is no such field."] for name in unknown})
        if isinstance(data, dict) and TYPED in self.context and (wrong := dict(wrong_types(self.fields, data))):
            raise serializers.ValidationError({name: [wanted] for name, wanted in wrong.items()})
        return super().to_internal_value(data)


class Upload(Order):
    """An operation that takes a file: its body is multipart/form-data."""


class Nothing(Order):
    """An operation that needs to be told nothing."""


def office_fields(serializer: Any) -> tuple[str, ...]:
    """The fields of a record that clients do not see."""
    return tuple(getattr(getattr(serializer, "Meta", None), "office", ()))
