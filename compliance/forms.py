"""What people fill in about cases and documents."""

from django import forms

from accounts.models import Client
from compliance.domain.file_content import ACCEPT, MAX_BYTES
from compliance.models import KycCase
from fidus.lib.money import MINOR_UNITS, Money, MoneyError

_LIMIT = MAX_BYTES // 1024 // 1024


class DocumentForm(forms.Form):
    """One document: chosen as a file, or taken with the camera of a phone."""

    file = forms.FileField(
        label="File",
        required=False,
        help_text=f"PDF, JPEG, PNG, WebP or HEIC, up to {_LIMIT} MB.",
        error_messages={"empty": "The file is empty. Choose it again, or take a new picture."},
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    picture = forms.FileField(
        label="Or take a picture now",
        required=False,
        error_messages={"empty": "The picture is empty. Take it again."},
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )

    def clean(self) -> dict[str, object]:
        chosen = self.cleaned_data.get("file") or self.cleaned_data.get("picture")
        if chosen is None and not self.errors:
            self.add_error("file", "Choose a file first.")
        return {"chosen": chosen}


class DeclarationForm(forms.Form):
    declared = forms.TypedChoiceField(
        label="Do you, a close relative or associate hold such an office, or stand on a sanctions list?",
        choices=[("no", "No"), ("yes", "Yes")],
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
    explanation = forms.CharField(
        label="If yes: who, which office, since when",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AcceptForm(forms.Form):
    valid_until = forms.DateField(required=False)


class OpenCaseForm(forms.ModelForm):
    """A case for a client who came another way than through the pipeline."""

    expected_currency = forms.ChoiceField(choices=[(code, code) for code in MINOR_UNITS], initial="USD")

    class Meta:
        model = KycCase
        fields = ("client", "expected_amount", "expected_currency")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if "client" in self.fields:
            self.fields["client"].queryset = Client.objects.filter(kyc_case=None)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        amount, currency = cleaned.get("expected_amount"), cleaned.get("expected_currency")
        if amount is not None and amount <= 0:
            self.add_error("expected_amount", "More than nothing, or leave it empty.")
        elif amount is not None and currency:
            try:
                Money.of(amount, currency)
            except MoneyError as error:
                self.add_error("expected_amount", str(error))
        return cleaned
