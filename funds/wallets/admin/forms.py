"""What staff fill in about wallets and payments; each form answers with the arguments of its service."""

from typing import Any

from django import forms

from accounts.models import Client
from fidus.lib.money import Money, MoneyError
from funds.forms import AmountField
from funds.wallets.domain.destination_states import LIVE
from funds.wallets.domain.networks import BANK_CURRENCIES, kinds
from funds.wallets.domain.official_wallet_states import WalletState
from funds.wallets.errors import BadDestination
from funds.wallets.models import Destination, OfficialWallet
from funds.wallets.services.check_address import check_address

_LIVE = [state.value for state in LIVE]


class _AddressForm(forms.Form):
    """The fields of an address; a mistake is shown at the field it is in, before any service is called."""

    kind = forms.ChoiceField(label="What, and over which network", choices=kinds)
    address = forms.CharField(max_length=120, label="Address or IBAN", help_text="Its checksum is verified.")
    holder = forms.CharField(max_length=70, required=False, label="Account holder", help_text="Bank accounts only.")
    bic = forms.CharField(
        max_length=11, required=False, label="BIC", help_text="Bank accounts only; empty where the IBAN tells it."
    )
    label = forms.CharField(max_length=60, label="Name")

    def clean(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        if self.errors:
            return given
        network, asset = given.pop("kind").split(":")
        try:
            named = {name: given[name] for name in ("address", "holder", "bic", "label")}
            check_address(network=network, asset=asset, **named)
        except BadDestination as refused:
            self.add_error(refused.field if refused.field in self.fields else "kind", str(refused))
        return {**given, "network": network, "asset": asset}


class ProposeDestinationForm(_AddressForm):
    client = forms.ModelChoiceField(Client.objects.all())
    replaces = forms.ModelChoiceField(
        Destination.objects.filter(state__in=_LIVE),
        required=False,
        label="In place of",
        empty_label="Nothing: it is one more",
        help_text="One of the same client's.",
    )
    field_order = ("client",)


class ProposeInstructionForm(forms.Form):
    client = forms.ModelChoiceField(Client.objects.all())
    currency = forms.ChoiceField(choices=[(code, code) for code in BANK_CURRENCIES], label="Interest in", initial="USD")
    destination = forms.ModelChoiceField(
        Destination.objects.filter(state__in=_LIVE).select_related("client"),
        label="Goes to",
        help_text="One of the same client's that takes this currency.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].label_from_instance = lambda one: f"{one.client.name}: {one}, {one.asset}"


class ProposeWalletForm(_AddressForm):
    replaces = forms.ModelChoiceField(
        OfficialWallet.objects.filter(state=WalletState.ACTIVE.value),
        required=False,
        label="In place of",
        empty_label="Nothing: it is one more",
        help_text="The old one is retired when the new one is confirmed.",
    )


class ProofForm(forms.Form):
    reason = forms.CharField(
        max_length=500,
        label="What proves it",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The line of the bank statement, or where you looked.",
    )


class HashForm(forms.Form):
    tx_hash = forms.CharField(max_length=80, label="Hash of the new transaction")


class RecordPaymentForm(forms.Form):
    """To a client's destination, or to a wallet of ours: exactly one of the two."""

    subject = forms.CharField(max_length=40, label="What it pays", help_text="RED-0003, payout:12 or INV-0147.")
    destination = forms.ModelChoiceField(
        Destination.objects.filter(confirmed_at__isnull=False).select_related("client"),
        required=False,
        label="Sent to a client's",
        empty_label="Not sent to a client",
    )
    wallet = forms.ModelChoiceField(
        OfficialWallet.objects.filter(confirmed_at__isnull=False),
        required=False,
        label="Received in ours",
        empty_label="Not received by us",
    )
    amount = AmountField(label="Worth in the books")
    currency = forms.ChoiceField(choices=[(code, code) for code in ("USD", "EUR", "GBP", "CHF")])
    quantity = forms.DecimalField(
        max_digits=38, decimal_places=18, required=False, help_text="For BTC and ETH: how much of it was sent."
    )
    tx_hash = forms.CharField(max_length=80, label="Transaction hash or bank reference")
    output = forms.IntegerField(
        min_value=0, required=False, help_text="Only where one transaction brings several payments to this address."
    )

    def clean(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        receiver = given.get("destination") or given.get("wallet")
        if receiver is None or (given.get("destination") and given.get("wallet")):
            self.add_error("destination", "Choose where it was sent, or where it was received: one of the two.")
            return given
        if given.get("amount") is not None and given.get("currency"):
            try:
                given["amount"] = Money(given["amount"], given.pop("currency"))
            except MoneyError as error:
                self.add_error("amount", str(error))
        return {**given, "network": receiver.network, "asset": receiver.asset}
