"""What staff fill in about differences; each form answers with the arguments of its service."""

from decimal import Decimal

from django import forms


class ProposalForm(forms.Form):
    difference = forms.DecimalField(
        max_digits=24, decimal_places=8, help_text="As it stands above; if it is another by now, nothing is proposed."
    )
    band = forms.DecimalField(
        label="May move by", max_digits=24, decimal_places=8, initial=Decimal(0), min_value=Decimal(0),
        help_text="Where the broker's figure moves by itself, as with rates of exchange. Beyond it, it opens again.",
    )  # fmt: skip
    reason = forms.CharField(max_length=500, help_text="Why it may stay, and what was looked at.")


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=500, help_text="Whoever proposed it reads this.")
