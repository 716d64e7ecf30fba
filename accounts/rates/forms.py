"""What staff fill in about exchange rates; each form answers with the arguments of its service."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.rates.domain.ecb_files import EARLIEST
from accounts.rates.revaluations import last_month_end
from accounts.rates.services.import_rates import LARGEST
from fidus.lib import clock

ENDINGS = (".zip", ".csv", ".gz", ".xml")


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def not_before_the_euro(day: date) -> None:
    if day < EARLIEST:
        raise forms.ValidationError(f"There are no rates before {EARLIEST:%-d %b %Y}, the euro's first day with rates.")


class FileForm(forms.Form):
    file = forms.FileField(
        label="Reference rates",
        help_text="eurofxref-hist.zip, eurofxref.zip, or the CSV or XML in them, as the ECB offers it.",
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("The file is far larger than any file of rates.")
        return file


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=500, help_text="It stays beside the rate and on the audit trail.")


class OverrideForm(forms.Form):
    base = forms.CharField(max_length=5, label="One", help_text="A currency's code, such as USDT.")
    quote = forms.CharField(max_length=5, label="In", help_text="Such as USD.")
    value = forms.DecimalField(
        max_digits=20, decimal_places=10, label="Rate", help_text="Units of the second for one of the first."
    )
    valid_from = DayField(label="First day", validators=[not_before_the_euro])
    valid_until = DayField(
        label="Last day", help_text="A year at most; then it is looked at again.", validators=[not_before_the_euro]
    )
    reason = forms.CharField(max_length=500, help_text="Why, and where the rate comes from.")


class MonthForm(forms.Form):
    month_end = DayField(
        label="Month's end", help_text="The last day of a month that is over.", validators=[not_before_the_euro]
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["month_end"].initial = last_month_end(clock.today())


class ViewForm(forms.Form):
    """What is looked at; anything left out or wrong falls back to today."""

    as_of = DayField(required=False, label="As of")
    base = forms.ChoiceField(required=False, label="One unit of")
    pair = forms.ChoiceField(required=False, label="Chart of it in")

    def __init__(self, data: Any, *, currencies: list[str]) -> None:
        super().__init__(data)
        self.fields["base"].choices = self.fields["pair"].choices = [(code, code) for code in currencies]

    def clean_as_of(self) -> date | None:
        as_of: date | None = self.cleaned_data["as_of"]
        if as_of is not None and not EARLIEST <= as_of <= clock.today():
            raise forms.ValidationError("Choose a day from 4 Jan 1999 to today.")
        return as_of
