"""What is looked at and filled in about the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from accounts.books.domain.periods import Period, compared_with, period_of
from fidus.lib import clock
from fidus.lib.plain_select import PlainSelect

EARLIEST = date(1990, 1, 1)
COMPARE = [("", "Nothing"), ("previous", "The period before"), ("year", "A year earlier")]
DEPTHS = [("2", "Groups"), ("3", "Groups, finer"), ("0", "Every account")]


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PeriodForm(forms.Form):
    """A stretch of days; anything left out or wrong falls back to the month that runs."""

    since = DayField(required=False, label="From")
    until = DayField(required=False, label="To")

    def __init__(self, given: dict[str, Any], *, default: Period | None = None) -> None:
        self.default = default or Period(clock.today().replace(day=1), clock.today())
        first = {"since": self.default.start.isoformat(), "until": self.default.end.isoformat()}
        super().__init__({**first, **{name: value for name, value in given.items() if value}})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "The period ends before it begins.")
        last = date(clock.today().year + 1, 12, 31)
        if any(day and not EARLIEST <= day <= last for day in (since, until)):
            self.add_error("until", f"Choose days from {EARLIEST.year} to the end of next year.")
        return cleaned

    @property
    def period(self) -> Period:
        """What was asked for, the default if that made no sense."""
        if self.is_valid():
            return Period(self.cleaned_data["since"], self.cleaned_data["until"])
        return self.default


class ReportForm(PeriodForm):
    compare = forms.ChoiceField(choices=COMPARE, required=False, label="Compare with", widget=PlainSelect)
    depth = forms.ChoiceField(choices=DEPTHS, required=False, label="Lines", widget=PlainSelect)
    currency = forms.ChoiceField(required=False, widget=PlainSelect)
    known_at = forms.IntegerField(
        required=False, min_value=1, label="As known at seal", widget=forms.NumberInput(attrs={"placeholder": "now"})
    )

    def __init__(self, given: dict[str, Any], *, currencies: Sequence[str], default: Period | None = None) -> None:
        super().__init__({"depth": "2", **given}, default=default)
        self.fields["currency"].choices = [("", "All"), *((code, code) for code in currencies)]  # type: ignore[attr-defined]

    def chosen(self, name: str, otherwise: Any) -> Any:
        self.is_valid()
        value = getattr(self, "cleaned_data", {}).get(name)
        return otherwise if value in (None, "") else value


def ways(today: date) -> list[tuple[str, Period]]:
    """The periods that are asked for most."""
    month, quarter, year = (period_of(kind, today) for kind in ("month", "quarter", "year"))
    last_month, last_year = compared_with(month, "previous"), compared_with(year, "previous")
    assert last_month is not None
    assert last_year is not None
    return [
        ("This month", month),
        ("Last month", last_month),
        ("This quarter", quarter),
        ("This year", year),
        ("Last year", last_year),
    ]


class ReasonForm(forms.Form):
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)


class ReversalForm(ReasonForm):
    value_on = DayField(label="Value date", help_text="Not before the entry's own, and in an open month.")
