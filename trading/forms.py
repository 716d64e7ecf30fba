"""Forms of trading: a broker's report, an account opened by hand, an account disabled."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from fidus.lib.money import MINOR_UNITS
from trading.domain.logins import why_no_login
from trading.errors import ReportRefused
from trading.models import BrokerAccount, Environment, MarginMode, Platform

LARGEST = 200 * 1024 * 1024
_ENDINGS = (".html", ".htm", ".xlsx", ".xml", ".csv")


def check_report(file: UploadedFile) -> None:
    """Raises ReportRefused for a file that is not worth keeping until a worker reads it."""
    if not (file.name or "").lower().endswith(_ENDINGS):
        raise ReportRefused(
            "A report ends with .html or .xlsx, a Flex statement with .xml, a tradebook with .csv; this file does not."
        )
    if (file.size or 0) > LARGEST:
        raise ReportRefused("The file is larger than 200 MB. Save the report in shorter periods.")


class ReportForm(forms.Form):
    file = forms.FileField(
        label="Report, statement or tradebook",
        help_text="MetaTrader 5: History, right click, Report, HTML or Open XML. Interactive Brokers: a Flex statement"
        " as XML. Zerodha: Console's tradebook as CSV. At most 200 MB.",
        widget=forms.FileInput(attrs={"accept": ",".join(_ENDINGS)}),
    )
    account = forms.ModelChoiceField(
        BrokerAccount.objects.none(),
        label="Account",
        required=False,
        empty_label="The one named in the file",
        help_text="Choose one to make sure the file is of it. An account not known yet is opened. A tradebook names"
        " none: choose it, unless the file is still called as Console called it.",
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
    server = forms.CharField(
        max_length=120,
        help_text="As the terminal names it, like ExampleMarkets-Live; else the broker's name.",
    )
    platform = forms.ChoiceField(choices=Platform)
    login = forms.CharField(max_length=40, label="Account number", help_text="As the broker writes it.")
    currency = forms.ChoiceField(choices=[(code, code) for code in sorted(MINOR_UNITS)], initial="USD")
    environment = forms.ChoiceField(choices=Environment, label="Kind")
    margin_mode = forms.ChoiceField(choices=MarginMode, label="Positions")
    name = forms.CharField(max_length=200, required=False, label="Holder", help_text="As the broker has it.")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if {"platform", "login"} <= data.keys() and (reason := why_no_login(data["platform"], data["login"])):
            self.add_error("login", reason)
        return data


class ChangeAccountForm(forms.Form):
    broker = forms.CharField(max_length=120)
    name = forms.CharField(max_length=200, required=False, label="Holder", help_text="As the broker has it.")
    environment = forms.ChoiceField(choices=Environment, label="Kind", help_text="Only before its first history.")
    margin_mode = forms.ChoiceField(choices=MarginMode, label="Positions", help_text="Only before its first history.")


class DisableAccountForm(forms.Form):
    reason = forms.CharField(max_length=500, help_text="Stays on the audit trail.")
