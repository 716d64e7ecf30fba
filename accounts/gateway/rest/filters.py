"""What narrows a list: each value as the description writes it, since a filter that is misread shows too much."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django_filters import filters
from django_filters.rest_framework import DjangoFilterBackend, FilterSet

from accounts.gateway.domain.written import is_day, is_instant, is_whole


class DayField(forms.Field):
    """A day as 2026-10-31 and in no other way."""

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        try:
            return date.fromisoformat(value if is_day(value) else "")
        except ValueError:
            raise ValidationError("Write the day as 2026-10-31.") from None


class InstantField(forms.Field):
    """An instant with its offset; what is asked for is in UTC, for PostgreSQL knows fewer offsets than ISO 8601."""

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return datetime.fromisoformat(value.upper() if is_instant(value) else "").astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError("Write the instant as 2026-10-31T12:00:00Z.") from None


class WholeField(forms.Field):
    """A whole number in digits."""

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if not is_whole(value):
            raise ValidationError("Write a whole number.")
        return int(value)


class YesNoField(forms.Field):
    """true or false."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> bool | None:
        if value in self.empty_values:
            return None
        if value not in ("true", "false"):
            raise ValidationError("Write true or false.")
        return bool(value == "true")


class DayFilter(filters.DateFilter):
    field_class = DayField


class InstantFilter(filters.IsoDateTimeFilter):
    field_class = InstantField


class WholeFilter(filters.NumberFilter):
    field_class = WholeField


class YesNoFilter(filters.BooleanFilter):
    field_class = YesNoField


_WHOLE = (
    models.AutoField, models.IntegerField, models.SmallIntegerField, models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
)  # fmt: skip


class Narrowing(FilterSet):
    """What the filters of every resource are made of."""

    FILTER_DEFAULTS = {
        **FilterSet.FILTER_DEFAULTS,
        models.DateField: {"filter_class": DayFilter},
        models.DateTimeField: {"filter_class": InstantFilter},
        models.BooleanField: {"filter_class": YesNoFilter},
        **{kind: {"filter_class": WholeFilter} for kind in _WHOLE},
    }

    @classmethod
    def filter_for_lookup(cls, field: models.Field, lookup_type: str) -> Any:
        found, parameters = super().filter_for_lookup(field, lookup_type)
        return (YesNoFilter, parameters) if lookup_type == "isnull" else (found, parameters)


class Filters(DjangoFilterBackend):
    """Filters of lists; a FilterSet that a resource brings is a Narrowing too."""

    filterset_base = Narrowing
