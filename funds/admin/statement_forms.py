"""What is asked before statements are issued."""

from datetime import date
from typing import Any

from django import forms

from accounts.models import Client
from fidus.lib import clock


class MonthField(forms.CharField):
    """A month as browsers write it, 2026-10; its value is the first day."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"type": "month", "placeholder": "2026-10"})
        super().__init__(widget=widget, help_text="As 2026-10. Only months that have ended can be stated.", **kwargs)

    def clean(self, value: Any) -> date:
        written = super().clean(value)
        try:
            return date.fromisoformat(f"{written}-01")
        except ValueError:
            raise forms.ValidationError("Write the month as 2026-10.") from None


def last_month() -> str:
    today = clock.today()
    year, month = (today.year, today.month - 1) if today.month > 1 else (today.year - 1, 12)
    return f"{year}-{month:02}"


class StartRunForm(forms.Form):
    month = MonthField(label="Month", initial=last_month)


class IssueStatementForm(forms.Form):
    client = forms.CharField(label="Client number", max_length=12)
    month = MonthField(label="Month", initial=last_month)
    correct = forms.BooleanField(
        label="Issue a correction if the figures have changed since",
        required=False,
        help_text="The client gets a second statement with a number of its own that says what changed.",
    )

    def clean_client(self) -> Client:
        client = Client.objects.filter(number=self.cleaned_data["client"].strip()).first()
        if client is None:
            raise forms.ValidationError("No client has this number.")
        return client
