"""What staff fill in."""

from typing import Any

from django import forms

from accounts.domain.roles import ROLES
from accounts.models import User
from accounts.models.client import ClientKind
from fidus.lib.money import MINOR_UNITS

STAFF_ROLES = [(key, role.name) for key, role in ROLES.items() if role.staff]


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=300, help_text="Stays on the trail.")


class InviteStaffForm(forms.Form):
    email = forms.EmailField(label="E-mail address")
    role = forms.ChoiceField(choices=STAFF_ROLES)


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        choices=STAFF_ROLES, required=False, widget=forms.CheckboxSelectMultiple, help_text="Exactly these, no others."
    )


class AddressForm(forms.Form):
    email = forms.EmailField(label="E-mail address")


class MemberForm(AddressForm):
    """Somebody who has a login."""

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if not User.objects.filter(email=email).exists():
            raise forms.ValidationError("There is no login for this address.")
        return email


class OpenClientForm(forms.Form):
    kind = forms.ChoiceField(choices=ClientKind.choices)
    name = forms.CharField(max_length=200)
    email = forms.EmailField(label="E-mail address", required=False)
    phone = forms.CharField(max_length=40, required=False)
    address = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}), required=False, help_text="As on an envelope, line by line."
    )
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", required=False, help_text="Two letters, as in DE.", error_messages={"invalid": "Two letters."}
    )
    reporting_currency = forms.ChoiceField(choices=[(code, code) for code in MINOR_UNITS], initial="USD")

    def clean_country(self) -> Any:
        return self.cleaned_data["country"].upper()
