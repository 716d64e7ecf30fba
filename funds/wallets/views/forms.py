"""What a client fills in about where they are paid."""

from collections.abc import Iterable

from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest

from funds.wallets.domain.networks import kinds
from funds.wallets.models import Destination


class DestinationForm(forms.Form):
    """Fields of propose_destination; BIC and holder are for bank accounts only."""

    kind = forms.ChoiceField(label="What, and over which network", choices=kinds)
    address = forms.CharField(
        max_length=120,
        label="Address or IBAN",
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}),
        help_text="Copy it from your wallet; do not type it. Its checksum is verified.",
    )
    holder = forms.CharField(
        max_length=70, required=False, label="Account holder", help_text="For a bank account: the name the bank has."
    )
    bic = forms.CharField(
        max_length=11, required=False, label="BIC", help_text="For a bank account, where the IBAN does not tell it."
    )
    label = forms.CharField(max_length=60, label="Your name for it", help_text="For instance: Ledger at home.")
    replaces = forms.ModelChoiceField(
        Destination.objects.none(),
        required=False,
        label="In place of",
        empty_label="Nothing: it is one more",
        help_text="The old one stays in use until the new one is.",
    )

    def __init__(self, *args: object, own: Iterable[Destination], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = own
        # What the service calls them.
        self.field_of = {"network": "kind", "asset": "kind"}

    def refuse(self, field: str, message: str) -> None:
        """Show a refusal of the service at the field it is about."""
        name = self.field_of.get(field, field)
        self.add_error(name if name in self.fields else None, message)

    def arguments(self) -> dict[str, object]:
        """For propose_destination."""
        given = dict(self.cleaned_data)
        given.pop("password", None)
        network, asset = str(given.pop("kind")).split(":")
        return {**given, "network": network, "asset": asset}


class OwnDestinationForm(DestinationForm):
    """The same, with the password once more."""

    password = forms.CharField(
        label="Your password",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Asked again because your money goes where you say here.",
    )

    def __init__(self, *args: object, request: HttpRequest, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._request = request

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        # The same limit as for allauth's own question for the password: ten a minute and user.
        if not ratelimit.consume(self._request, action="reauthenticate", user=self._request.user):
            raise forms.ValidationError("Too many tries. Wait a minute, then try again.")
        if not self._request.user.check_password(password):
            raise forms.ValidationError("This is not your password. Nothing was changed.")
        return password
