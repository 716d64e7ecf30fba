"""What a trader fills in on the desk."""

from typing import Any

from django import forms

from trading.connections.models import Connection
from trading.orders.models import Scope
from trading.orders.selectors.scopes import Thing, thing_of
from trading.signals.domain.strategy_states import StrategyState
from trading.signals.models import Strategy

ACTIONS = [("reduce", "Reduce"), ("halt", "Halt"), ("resume", "Resume")]


class SwitchForm(forms.Form):
    """`of` is a scope and, behind a colon, what of it: `firm:`, `broker:Example`, `account:17`, `strategy:3`."""

    of = forms.ChoiceField(label="Of", initial="firm:")
    reason = forms.CharField(max_length=300, help_text="Stays on the trail.")
    action = forms.ChoiceField(choices=ACTIONS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = choices()  # type: ignore[attr-defined]

    def scope(self) -> tuple[Scope, Thing]:
        """What was chosen; only once the form is valid."""
        scope, _, name = self.cleaned_data["of"].partition(":")
        return Scope(scope), thing_of(scope, name)


def choices() -> list[Any]:
    """The firm, and whatever may trade. Two queries."""
    connected = Connection.objects.filter(account__disabled_at=None).select_related("account")
    accounts = [row.account for row in connected.order_by("account__broker", "account__login", "pk")]
    strategies = Strategy.objects.exclude(state=StrategyState.RETIRED).order_by("code")
    brokers = sorted({account.broker for account in accounts})
    groups = [
        ("Broker", [(f"broker:{name}", name) for name in brokers]),
        ("Strategy", [(f"strategy:{one.pk}", one.code) for one in strategies]),
        ("Account", [(f"account:{one.pk}", str(one)) for one in accounts]),
    ]
    return [("firm:", "The whole firm"), *(group for group in groups if group[1])]
