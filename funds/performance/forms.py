"""What staff fill in about benchmarks, and what readers choose to look at."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from fidus.lib import clock
from fidus.lib.money import MINOR_UNITS
from fidus.lib.plain_select import PlainSelect
from funds.performance.models import Benchmark

LARGEST = 20 * 1024 * 1024
EARLIEST = date(1990, 1, 1)
_A_DAY = {"type": "date"}


class BenchmarkForm(forms.Form):
    code = forms.CharField(max_length=20, help_text="Short, such as SPX.")
    name = forms.CharField(max_length=80)
    currency = forms.ChoiceField(choices=[(code, code) for code in MINOR_UNITS], initial="USD")
    source = forms.CharField(max_length=120, help_text="Who publishes the levels.")


class LevelsForm(forms.Form):
    file = forms.FileField(help_text="CSV with a column Date and one of levels.")
    column = forms.CharField(
        max_length=60, required=False, help_text="The heading of the levels; needed only where the file has several."
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 20 MB.")
        return file


class PeriodForm(forms.Form):
    """What is looked at; anything left out is all there is."""

    of = forms.ChoiceField(required=False, label="Performance of", widget=PlainSelect)
    currency = forms.ChoiceField(required=False, widget=PlainSelect)
    start = forms.DateField(required=False, label="From", widget=forms.DateInput(_A_DAY, "%Y-%m-%d"))
    end = forms.DateField(required=False, label="To", widget=forms.DateInput(_A_DAY, "%Y-%m-%d"))
    benchmark = forms.ChoiceField(required=False, label="Beside", widget=PlainSelect)

    def __init__(
        self,
        data: object,
        *,
        subjects: Sequence[tuple[str, str]],
        currencies: Sequence[tuple[str, str]],
        benchmarks: Sequence[Benchmark],
    ) -> None:
        super().__init__(data)
        self.fields["of"].choices = subjects
        self.fields["currency"].choices = currencies
        self.fields["benchmark"].choices = [("", "Nothing"), *((one.code, str(one)) for one in benchmarks)]

    def clean_start(self) -> date | None:
        return _in_reach(self.cleaned_data["start"])

    def clean_end(self) -> date | None:
        return _in_reach(self.cleaned_data["end"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start and end and start >= end:
            self.add_error("end", "The last day does not lie after the first.")
        return found


def _in_reach(day: date | None) -> date | None:
    if day is not None and not EARLIEST <= day <= clock.today():
        raise forms.ValidationError(f"Choose a day from {EARLIEST:%-d %b %Y} to today.")
    return day
