"""The steps of asking for money back, a form each; what one step answered goes along hidden to the next."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django import forms

from accounts.login.forms import FactorAgainForm
from accounts.models import Client
from fidus.lib import clock
from fidus.lib.money import Money, MoneyError, minor_units
from funds.domain.windows import Window, windows
from funds.forms import AmountField
from funds.models import InterestMode, Investment
from funds.redemptions.selectors.charges import early_redemption_allowed
from funds.redemptions.selectors.reserved import available
from funds.redemptions.selectors.window_terms import window_terms
from funds.wallets.selectors import usable_destinations

ALL, PART, EARLY = "all", "part", "early"
_SHOWN = 4


class AmountStep(forms.Form):
    how_much = forms.ChoiceField(widget=forms.RadioSelect, initial=PART, label="How much")
    amount = AmountField(required=False, label="Amount")
    with_interest = forms.BooleanField(required=False, label="Take the interest kept so far along")

    def __init__(self, *args: Any, investment: Investment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = available(investment)
        self.left = left
        choices = [(PART, "Part of the principal"), (ALL, "Everything, with all interest")]
        self.fields["how_much"].choices = choices if left == investment.principal_left else choices[:1]
        self.fields["amount"].label = f"Amount, {investment.currency}"
        self.fields["amount"].help_text = f"Up to {left}."
        smallest = str(Decimal(1).scaleb(-minor_units(investment.currency)))
        self.fields["amount"].widget.attrs |= {"inputmode": "decimal", "min": smallest, "step": smallest}
        self.fields["amount"].error_messages["min_value"] = "Give an amount above zero."
        if investment.interest_mode != InterestMode.KEEP:
            del self.fields["with_interest"]

    def clean(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        amount, cleaned["principal"] = cleaned.get("amount"), None
        if cleaned.get("how_much") == PART and "amount" not in self.errors:
            try:
                cleaned["principal"] = self._principal(amount)
            except (MoneyError, forms.ValidationError) as error:
                self.add_error("amount", str(error) if isinstance(error, MoneyError) else error)
        return cleaned

    def _principal(self, amount: Any) -> Money:
        if amount is None:
            raise forms.ValidationError("Say how much.")
        asked = Money(amount, self.left.currency)
        if asked > self.left:
            raise forms.ValidationError(f"{self.left} is all that can be asked for.")
        return asked


class WindowStep(forms.Form):
    window = forms.ChoiceField(widget=forms.RadioSelect, label="When")

    def __init__(self, *args: Any, investment: Investment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.windows = open_windows(investment)
        self.early = early_redemption_allowed(investment, as_of=clock.today())
        choices = [(one.opens_on.isoformat(), f"{one.opens_on:%-d %b %Y}") for one in self.windows]
        self.fields["window"].choices = [*choices, (EARLY, "As soon as possible")] if self.early else choices
        self.fields["window"].initial = choices[0][0] if choices else EARLY

    def clean_window(self) -> date | None:
        """None stands for as soon as possible."""
        chosen = self.cleaned_data["window"]
        return None if chosen == EARLY else date.fromisoformat(chosen)


class DestinationStep(forms.Form):
    to = forms.ModelChoiceField(None, widget=forms.RadioSelect, label="Destination", empty_label=None)

    def __init__(self, *args: Any, client: Client, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = usable_destinations(client)
        self.fields["to"].queryset = usable
        self.fields["to"].initial = usable.first()


class ConfirmStep(FactorAgainForm):
    because = "Asked again because money leaves on this request."
    refused = "Nothing was asked for."

    request_key = forms.UUIDField(widget=forms.HiddenInput)


def open_windows(investment: Investment) -> list[Window]:
    """The next windows for which notice can be given today, none after the end of the term."""
    today, ends_on = clock.today(), investment.matures_on
    if ends_on is not None and ends_on <= today:
        return [Window(today, today)]
    following = windows(start=today, **window_terms(investment))
    asked = islice((one for one in following if one.notice_by >= today), _SHOWN)
    return [one for one in asked if ends_on is None or one.opens_on <= ends_on]
