"""What a client fills in about where they are paid."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.login.forms import FactorAgainForm
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
        network, asset = str(given.pop("kind")).split(":")
        return {**given, "network": network, "asset": asset}


class InterestToForm(FactorAgainForm):
    """Which of their own wallets and accounts interest goes to; those that take the currency."""

    because = "Asked again because your interest goes where you say here."
    refused = "Nothing was changed."

    destination = forms.ModelChoiceField(
        Destination.objects.none(), label="Interest goes to", empty_label=None, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, own: QuerySet[Destination], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].queryset = own


class OwnDestinationForm(FactorAgainForm, DestinationForm):
    """The same, with the second step once more."""

    field_order = ("kind", "address", "holder", "bic", "label", "replaces")

    because = "Asked again because your money goes where you say here."
    refused = "Nothing was changed."


class EndForm(FactorAgainForm):
    """The second step alone, before a wallet or a change ends."""

    because = "Asked again because it changes where your money goes."
    refused = "Nothing was changed."
