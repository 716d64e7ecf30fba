"""What staff fill in about solvency; each form answers with the arguments of its service."""

from typing import Any

from django import forms

from fidus.lib.money import Money, MoneyError
from funds.forms import CURRENCIES, AmountField, DayField, PerCentField
from funds.models import InterestMode, Product
from funds.solvency.domain.inputs import Inputs
from funds.solvency.domain.parameters import LEAST_PATHS, MOST_PATHS, BadParameters, Parameters

USUAL = Parameters()


class RunForm(forms.Form):
    """The assumptions of a run; every one has the house's usual value."""

    paths = forms.IntegerField(
        min_value=LEAST_PATHS,
        max_value=MOST_PATHS,
        initial=USUAL.paths,
        help_text="Ways the accounts may go. 10,000 tell a probability to half a per cent.",
    )
    horizon_months = forms.IntegerField(min_value=1, max_value=24, initial=USUAL.horizon_months, label="Months ahead")
    redeemed_share = forms.DecimalField(
        min_value=0,
        max_value=100,
        decimal_places=1,
        initial=10,
        label="Taken to leave at each window, %",
        help_text="Of what may be redeemed though nobody has asked yet.",
    )
    drawdown = forms.DecimalField(
        min_value=0, max_value=100, decimal_places=1, initial=25, label="Drawdown of the stress case, %"
    )
    frozen_months = forms.IntegerField(
        min_value=1,
        max_value=24,
        initial=USUAL.frozen_months,
        label="Months a broker is frozen in the stress case",
    )
    least_transfer = forms.IntegerField(
        min_value=100, initial=USUAL.least_transfer, label="Smallest transfer to suggest"
    )
    block_days = forms.IntegerField(
        min_value=0, max_value=120, initial=0, label="Days in a block", help_text="0 lets the rule choose."
    )
    seed = forms.IntegerField(
        min_value=0,
        initial=USUAL.seed,
        help_text="The same seed draws the same days.",
    )

    def clean(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        if self.errors:
            return given
        for share in ("redeemed_share", "drawdown"):
            given[share] = float(given[share] / 100)
        try:
            given["parameters"] = Parameters(**given)
        except BadParameters as error:
            raise forms.ValidationError(f"{error}.".capitalize()) from None
        return given


class WhatIfForm(forms.Form):
    amount = AmountField()
    currency = forms.ChoiceField(choices=CURRENCIES, initial="USD")
    product = forms.ModelChoiceField(Product.objects.filter(closed_on=None), label="Fund")
    interest_mode = forms.ChoiceField(choices=InterestMode.choices, label="Interest", initial=InterestMode.PAY_OUT)
    agreed_rate = PerCentField(
        required=False, label="Agreed rate, % a month", help_text="Only in a fund by invitation."
    )
    on = DayField(label="Day the money comes")
    account = forms.ChoiceField(required=False, label="Where it would be put to work")

    def __init__(self, *args: Any, facts: Inputs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [
            ("", "It stays at the bank"),
            *((one.key, one.label) for one in facts.accounts),
        ]
        self.fields["currency"].initial = facts.currency

    def clean(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        currency = given.pop("currency", None)
        if given.get("amount") is not None and currency:
            try:
                given["amount"] = Money(given["amount"], currency)
            except MoneyError as error:
                self.add_error("amount", str(error))
        return given


class DecideForm(forms.Form):
    reason = forms.CharField(max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class DismissForm(forms.Form):
    reason = forms.CharField(
        max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="The next reader will ask why."
    )
