"""What staff fill in about alerts; each form answers with the arguments of its service."""

from decimal import Decimal
from typing import Any

from django import forms

from trading.alerts.domain.kinds import KINDS, Kind
from trading.models import BrokerAccount


class RuleForm(forms.Form):
    kind = forms.ChoiceField(choices=[(kind.value, usual.words) for kind, usual in KINDS.items()])
    threshold = forms.DecimalField(
        max_digits=18, decimal_places=3, min_value=Decimal(0),
        help_text="Percent of margin or drawdown, seconds, refusals, or an amount in the account's currency.",
    )  # fmt: skip
    clears_at = forms.DecimalField(
        label="Ends at", max_digits=18, decimal_places=3, min_value=Decimal(0), required=False,
        help_text="Better than the threshold, so that a figure that trembles is told once. Empty: as usual.",
    )  # fmt: skip
    days = forms.IntegerField(min_value=1, max_value=366, initial=1, help_text="How far back a drawdown is reckoned.")
    account = forms.ModelChoiceField(
        BrokerAccount.objects.filter(disabled_at=None),
        required=False,
        empty_label="All",
        help_text="This account alone.",
    )
    broker = forms.CharField(
        max_length=120,
        required=False,
        help_text="All accounts at this broker. With neither account nor broker the rule is of all.",
    )
    is_on = forms.BooleanField(
        label="On", required=False, initial=True, help_text="A near rule that is off silences the wider one."
    )

    def clean_kind(self) -> Kind:
        return Kind(self.cleaned_data["kind"])


class ChangeRuleForm(RuleForm):
    """Of a rule that stands: what it is of stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "account", "broker"):
            del self.fields[name]


class SeenForm(forms.Form):
    note = forms.CharField(max_length=500, required=False, help_text="What is done about it, for whoever looks next.")
