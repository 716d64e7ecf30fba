"""What people fill in about programs and keys."""

from datetime import timedelta
from typing import Any

from django import forms

from accounts.gateway.domain.addresses import network_fault
from accounts.gateway.domain.redirects import redirect_fault
from accounts.gateway.domain.scopes import explained
from accounts.gateway.services.register_program import FOR_ITS_OWNER, FOR_PEOPLE
from accounts.models import User
from fidus.lib import clock

DAYS = [(30, "30 days"), (90, "90 days"), (180, "half a year"), (365, "a year")]


class ScopesField(forms.MultipleChoiceField):
    """Scopes with their words, each to be ticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        choices = [(scope, f"{words} ({scope})") for scope, words in explained().items()]
        super().__init__(choices=choices, label="What it may do", **kwargs)


class LinesField(forms.CharField):
    """One thing a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> Any:
        return (super().to_python(value) or "").split()


class RegisterProgramForm(forms.Form):
    name = forms.CharField(max_length=100, help_text="As people read it when they are asked to agree.")
    purpose = forms.CharField(max_length=300, help_text="One sentence, shown to them as well.")
    owner = forms.EmailField(label="Owner's login", help_text="Who answers for it.")
    way = forms.ChoiceField(
        label="It acts for",
        choices=[(FOR_PEOPLE, "people who agree"), (FOR_ITS_OWNER, "its owner alone, by its own secret")],
        help_text="The secret of a program that acts as its owner is made by the owner, under Security, Programs.",
    )
    keeps_secret = forms.BooleanField(
        label="It runs on a server and can keep a secret",
        required=False,
        initial=True,
        help_text="Not so on a phone or in a browser.",
    )
    redirects = LinesField(
        label="Where people come back to",
        required=False,
        help_text="Whole addresses, one a line: https://..., or http://127.0.0.1/... on a person's own machine.",
    )
    scopes = ScopesField()

    def clean_owner(self) -> User:
        owner = User.objects.filter(email=self.cleaned_data["owner"].lower(), is_active=True).first()
        if owner is None:
            raise forms.ValidationError("No active login has this address.")
        return owner

    def clean_redirects(self) -> list[str]:
        addresses: list[str] = self.cleaned_data["redirects"]
        for address in addresses:
            if fault := redirect_fault(address):
                raise forms.ValidationError(f"{address[:120]}: {fault}.")
        return addresses


class NewKeyForm(forms.Form):
    label = forms.CharField(label="For what", max_length=80, help_text="The program or machine that will hold it.")
    strategy = forms.CharField(max_length=80, required=False, help_text="If it is for one strategy alone.")
    days = forms.TypedChoiceField(label="Good for", choices=DAYS, coerce=int, initial=90)
    networks = LinesField(
        label="From these networks alone",
        required=False,
        help_text="Like 192.0.2.0/24 or 192.0.2.7, one a line; left empty it is good from anywhere.",
    )
    scopes = ScopesField()

    def clean_networks(self) -> list[str]:
        networks: list[str] = self.cleaned_data["networks"]
        for network in networks:
            if fault := network_fault(network):
                raise forms.ValidationError(f"{fault}.")
        return networks

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        data = dict(self.cleaned_data)
        return {"expires_at": clock.now() + timedelta(days=data.pop("days")), **data}
