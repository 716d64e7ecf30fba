"""What staff fill in about redemptions; each form answers with the arguments of its service."""

from typing import Any

from django import forms

from fidus.lib import clock
from fidus.lib.money import Money, MoneyError
from funds.forms import AmountField, DayField
from funds.models import InterestMode, Investment
from funds.redemptions.models import Occasion, Redemption
from funds.redemptions.selectors.reserved import available
from funds.wallets.domain.networks import COINS, Network, is_chain
from funds.wallets.selectors import usable_destinations

ALL, PART = "all", "part"


class RequestForm(forms.Form):
    """A redemption entered for a client, or early where fees allow it."""

    how_much = forms.ChoiceField(
        choices=[(ALL, "All of it, with its interest"), (PART, "Part of the principal")], initial=PART
    )
    amount = AmountField(required=False, label="Part of the principal")
    with_interest = forms.BooleanField(required=False, label="Take the interest kept so far along with the part")
    occasion = forms.ChoiceField(choices=Occasion.choices[:2], initial=Occasion.WINDOW, label="When")
    window_on = DayField(
        required=False, label="Window, or day of an early redemption", help_text="Empty: the next window, or today."
    )
    destination = forms.ModelChoiceField(None, required=False, help_text="May be named when the request is checked.")

    def __init__(self, *args: Any, investment: Investment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = investment.currency
        self.fields["destination"].queryset = usable_destinations(investment.client)
        self.fields["amount"].help_text = f"Up to {available(investment)} can be asked for."
        if investment.interest_mode != InterestMode.KEEP:
            del self.fields["with_interest"]

    def clean(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        how_much, amount = cleaned.pop("how_much", ALL), cleaned.get("amount")
        cleaned["amount"] = None
        if how_much == PART:
            if amount is None and "amount" not in self.errors:
                self.add_error("amount", "Say how much.")
            elif amount is not None:
                try:
                    cleaned["amount"] = Money(amount, self.currency)
                except MoneyError as error:
                    self.add_error("amount", str(error))
        return cleaned


class CheckForm(forms.Form):
    destination = forms.ModelChoiceField(None, help_text="Checked by two people and past its cooling-off.")

    def __init__(self, *args: Any, redemption: Redemption, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["destination"].queryset = usable_destinations(redemption.investment.client)
        self.fields["destination"].initial = redemption.destination_id


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="The client reads it in the portal."
    )


class TakeBackForm(ReasonForm):
    """For money that is set aside already."""

    value_on = DayField(label="Value date", initial=clock.today, help_text="From this day it earns again.")


class ReturnForm(ReasonForm):
    came_back_on = DayField(label="Came back on", initial=clock.today, help_text="From this day it earns again.")


class PayForm(forms.Form):
    reference = forms.CharField(max_length=80, label="The bank's reference")
    quantity = forms.DecimalField(required=False, max_digits=38, decimal_places=18)
    paid_on = DayField(label="Value date", initial=clock.today)

    def __init__(self, *args: Any, redemption: Redemption, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        destination = redemption.destination
        coin = (
            destination
            and is_chain(destination.network)
            and COINS.get((Network(destination.network), destination.asset))
        )
        if coin:
            self.fields["reference"].label = "Transaction hash"
        if destination is not None and coin and coin.counts_as != redemption.currency:
            self.fields["quantity"].label = f"{destination.asset} sent"
            self.fields["quantity"].required = True
        else:
            del self.fields["quantity"]
