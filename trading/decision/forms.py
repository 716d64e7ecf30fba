"""What people fill in about allocations and limits; each form answers with the arguments of its service."""

from typing import Any

from django import forms

from trading.decision.domain.limits import KINDS, LimitScope
from trading.models import BrokerAccount
from trading.signals.domain.standard import SizeKind
from trading.signals.domain.strategy_states import StrategyState
from trading.signals.models import Strategy

_SIZES = [
    (SizeKind.EQUITY_PERCENT.value, "Percent of its share"),
    (SizeKind.RISK_PERCENT.value, "Percent of its share at risk"),
    (SizeKind.UNITS.value, "Units"), (SizeKind.LOTS.value, "Lots"),
]  # fmt: skip


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReasonForm(forms.Form):
    reason = forms.CharField(max_length=500, help_text="It stays beside it and on the audit trail.")


class AllocationForm(forms.Form):
    strategy = forms.ModelChoiceField(Strategy.objects.none())
    account = forms.ModelChoiceField(BrokerAccount.objects.none())
    share = forms.DecimalField(
        label="Share of the account's equity, in percent", max_digits=8, decimal_places=3, min_value=0, max_value=100
    )
    size_kind = forms.ChoiceField(
        label="An entry without a size is sized by", choices=_SIZES, help_text="At risk: by the distance to its stop."
    )
    size_value = forms.DecimalField(label="Of", max_digits=24, decimal_places=10, min_value=0)
    starts_on = DayField(label="First day", required=False, help_text="Today, if none is given.")
    ends_on = DayField(label="Last day", required=False, help_text="None: until somebody ends it.")
    reason = forms.CharField(max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        strategies = Strategy.objects.exclude(state=StrategyState.RETIRED)
        self.fields["strategy"].queryset = strategies  # type: ignore[attr-defined]
        self.fields["account"].queryset = BrokerAccount.objects.filter(disabled_at=None)  # type: ignore[attr-defined]


class LimitForm(forms.Form):
    kind = forms.ChoiceField(
        label="What is limited", choices=[(kind.value, usual.words) for kind, usual in KINDS.items()]
    )
    scope = forms.ChoiceField(
        label="Of", choices=[(scope.value, scope.value.capitalize()) for scope in LimitScope],
        help_text="The nearest holds: account, broker, firm. A strategy's own only makes it stricter.",
    )  # fmt: skip
    broker = forms.ChoiceField(required=False)
    account = forms.ModelChoiceField(BrokerAccount.objects.none(), required=False)
    strategy = forms.ModelChoiceField(Strategy.objects.none(), required=False)
    value = forms.DecimalField(max_digits=12, decimal_places=3, min_value=0)
    starts_on = DayField(label="First day", required=False, help_text="Today, if none is given.")
    reason = forms.CharField(max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ones = BrokerAccount.objects.filter(disabled_at=None)
        brokers = open_ones.order_by("broker").values_list("broker", flat=True).distinct()
        self.fields["broker"].choices = [("", "–"), *((one, one) for one in brokers)]  # type: ignore[attr-defined]
        self.fields["account"].queryset = open_ones  # type: ignore[attr-defined]
        self.fields["strategy"].queryset = Strategy.objects.exclude(state=StrategyState.RETIRED)  # type: ignore[attr-defined]
        usual = ", ".join(f"{one.words.lower()} {one.value} {one.unit}".strip() for one in KINDS.values())
        self.fields["value"].help_text = f"Usual: {usual}."
