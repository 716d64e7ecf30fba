"""What people fill in about prospects."""

from django import forms

from crm.models import Prospect
from fidus.lib.money import Money, MoneyError


class ProspectForm(forms.ModelForm):
    class Meta:
        model = Prospect
        fields = (
            "name", "kind", "email", "phone", "country", "source", "expected_amount", "currency", "interest", "owner",
            "follow_up_on", "follow_up_note",
        )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.expected:
            self.initial["expected_amount"] = self.instance.expected.amount

    def clean_country(self) -> str:
        country = self.cleaned_data["country"].upper()
        if country and not (len(country) == 2 and country.isascii() and country.isalpha()):
            raise forms.ValidationError("Two letters, as CH.")
        return country

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        amount = cleaned.get("expected_amount")
        if amount is not None and amount <= 0:
            self.add_error("expected_amount", "More than nothing, or leave it empty.")
        elif amount is not None and cleaned.get("currency"):
            try:
                Money.of(amount, cleaned["currency"])
            except MoneyError as error:
                self.add_error("expected_amount", str(error))
        return cleaned


class LoseForm(forms.Form):
    reason = forms.CharField(
        label="Why they will not come",
        max_length=2000,
        help_text="In their words, if you can.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoteForm(forms.Form):
    text = forms.CharField(label="What was said or done", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    follow_up_on = forms.DateField(
        label="Speak again on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    follow_up_note = forms.CharField(label="About", required=False, max_length=200)
