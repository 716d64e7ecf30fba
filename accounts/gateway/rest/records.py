"""What a record looks like to programs: fields that may be chosen, nothing that is not named."""

from typing import Any

from rest_framework import serializers
from rest_framework.fields import Field


class Record(serializers.ModelSerializer):
    """A record as it is read; `?fields=number,state` leaves only those."""

    def get_fields(self) -> dict[str, Field]:
        fields = super().get_fields()
        for field in fields.values():
            field.read_only = True
        request = self.context.get("request")
        asked = request.query_params.get("fields") if request is not None and request.method == "GET" else None
        if asked is None:
            return fields
        names = asked.split(",")
        if unknown := [name for name in names if name not in fields]:
            raise serializers.ValidationError({"fields": [f"{', '.join(unknown)[:80]}: there is no such field."]})
        return {name: fields[name] for name in names}


class Order(serializers.Serializer):
    """What an operation is told; a name that it does not know is refused, not overlooked."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(map(str, data)) - set(self.fields))):
            raise serializers.ValidationError({name: ["There is no such field."] for name in unknown})
        return super().to_internal_value(data)


class Nothing(Order):
    """An operation that needs to be told nothing."""
