"""The form that takes a broker's report."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from trading.models import BrokerAccount

LARGEST = 200 * 1024 * 1024
_ENDINGS = (".html", ".htm", ".xlsx")


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
        if not (file.name or "").lower().endswith(_ENDINGS):
            raise forms.ValidationError("The terminal saves reports as .html or .xlsx; this file is neither.")
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError("The file is larger than 200 MB. Save the report in shorter periods.")
        return file
