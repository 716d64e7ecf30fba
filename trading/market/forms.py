"""Forms of market data: a symbol of ours, a calendar, a file of bars."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from trading.market.models import Span

LARGEST = 50 * 1024 * 1024


class SymbolForm(forms.Form):
    symbol = forms.CharField(
        max_length=64, label="Our symbol", help_text="The same at every broker, such as EURUSD or NASDAQ:AAPL."
    )


class CalendarForm(forms.Form):
    calendar = forms.CharField(
        max_length=20,
        required=False,
        help_text="FX (Sunday to Friday, 17:00 in New York), 24/7, or an exchange's code such as XNYS, XBOM, XLON."
        " Empty: nobody knows.",
    )


class BarsForm(forms.Form):
    span = forms.ChoiceField(choices=Span, label="Length of a bar")
    file = forms.FileField(
        label="CSV file",
        help_text="Its first line names the columns: time, open, high, low, close and perhaps volume. Times without"
        " a zone are UTC. At most 50 MB.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("The file is larger than 50 MB: give it in several.")
        return file
