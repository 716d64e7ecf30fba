"""Forms of trading: a broker's report, an account opened by hand, an account disabled."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from fidus.lib.money import MINOR_UNITS
from trading.errors import ReportRefused
from trading.models import BrokerAccount, Environment, MarginMode

LARGEST = 200 * 1024 * 1024
_ENDINGS = (".html", ".htm", ".xlsx")


def check_report(file: UploadedFile) -> None:
    """Raises ReportRefused for a file that is not worth keeping until a worker reads it."""
    if not (file.name or "").lower().endswith(_ENDINGS):
        raise ReportRefused("The terminal saves reports as .html or .xlsx; this file is neither.")
    if (file.size or 0) > LARGEST:
        raise ReportRefused("The file is larger than 200 MB. Save the report in shorter periods.")


class ReportForm(forms.Form):
    file = forms.FileField(
        label="Trade history report",
        help_text="As MetaTrader 5 saves it: History, right click, Report, HTML or Open XML. At most 200 MB.",
        widget=forms.FileInput(attrs={"accept": ",".join(_ENDINGS)}),
    )
    account = forms.ModelChoiceField(
        BrokerAccount.objects.none(),
        label="Account",
        required=False,
        empty_label="The one named in the report",
        help_text="Choose one to make sure the report is of it. An account not known yet is opened.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = BrokerAccount.objects.filter(disabled_at=None)

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            check_report(file)
        except ReportRefused as error:
            raise forms.ValidationError(str(error)) from error
        return file


class OpenAccountForm(forms.Form):
    broker = forms.CharField(max_length=120)
    server = forms.CharField(max_length=120, help_text="As the terminal names it, for instance ExampleMarkets-Live.")
    login = forms.IntegerField(min_value=1, max_value=2**63 - 1, label="Account number")
    currency = forms.ChoiceField(choices=[(code, code) for code in sorted(MINOR_UNITS)], initial="USD")
    environment = forms.ChoiceField(choices=Environment, label="Kind")
    margin_mode = forms.ChoiceField(choices=MarginMode, label="Positions")
    name = forms.CharField(max_length=200, required=False, label="Holder", help_text="As the broker has it.")


class DisableAccountForm(forms.Form):
    reason = forms.CharField(max_length=500, help_text="Stays on the audit trail.")
