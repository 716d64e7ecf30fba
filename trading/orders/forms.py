"""What people fill in about orders and switches."""

from typing import Any

from django import forms

from accounts.admin.forms import ReasonForm
from trading.brokers.facts import OrderKind, Side, TimeInForce
from trading.models import BrokerAccount
from trading.orders.domain.by_hand import Prices
from trading.orders.models import Scope
from trading.orders.selectors.scopes import Thing, thing_of
from trading.signals.models import Strategy

TIMES = [
    (TimeInForce.DAY.value, "To the day's end"), (TimeInForce.GTC.value, "Until it is cancelled"),
    (TimeInForce.IOC.value, "At once, what can be had"), (TimeInForce.FOK.value, "At once, all or nothing"),
]  # fmt: skip
MEANT = "Yes, it is meant"


def _words(kinds: Any) -> list[tuple[str, str]]:
    return [(one.value, one.value.capitalize()) for one in kinds]


def _volume(**given: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_digits=20, decimal_places=8, **given)


def _price(**given: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=0, max_digits=24, decimal_places=10, required=False, **given)


class ChooseAccountForm(forms.Form):
    account = forms.ModelChoiceField(BrokerAccount.objects.none(), help_text="Those that may be traded.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = BrokerAccount.objects.filter(
            connection__may_trade=True, connection__paused_at=None, disabled_at=None
        )
        self.fields["account"].queryset = accounts.order_by("broker", "login")  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    """Of one account; `initial` may have the symbol."""

    symbol = forms.CharField(max_length=64, widget=forms.TextInput(attrs={"list": "symbols", "autocomplete": "off"}))
    side = forms.ChoiceField(choices=_words(Side))
    kind = forms.ChoiceField(choices=_words(OrderKind))
    volume = _volume(help_text="In units of trade: lots, shares, contracts.")
    limit_price = _price(help_text="Of limit and stop limit orders.")
    stop_price = _price(help_text="Of stop and stop limit orders.")
    stop_loss, take_profit = _price(), _price(label="Target")
    time_in_force = forms.ChoiceField(label="Works", choices=TIMES)
    closes = forms.CharField(
        label="Closes position", max_length=64, required=False,
        help_text="Its broker's number, where the account has several of a symbol.",
    )  # fmt: skip
    hold = forms.BooleanField(label="A second person releases it", required=False)

    def order(self) -> dict[str, Any]:
        """As place_by_hand takes it."""
        data = dict(self.cleaned_data)
        names = {"limit": "limit_price", "stop": "stop_price", "stop_loss": "stop_loss", "take_profit": "take_profit"}
        return {
            "symbol": data["symbol"], "side": Side(data["side"]), "kind": OrderKind(data["kind"]),
            "volume": data["volume"], "prices": Prices(**{name: data[field] for name, field in names.items()}),
            "time_in_force": TimeInForce(data["time_in_force"]), "closes": data["closes"], "hold": data["hold"],
        }  # fmt: skip


class ConfirmForm(forms.Form):
    confirmed = forms.BooleanField(label=MEANT, required=False)


class CancelForm(forms.Form):
    reason = forms.CharField(max_length=300, required=False, help_text="Stays on the trail.")


class ChangeForm(forms.Form):
    volume = _volume(required=False)
    limit_price, stop_price = _price(), _price()
    stop_loss, take_profit = _price(), _price(label="Target")
    reason = forms.CharField(max_length=300, required=False, help_text="Stays on the trail.")
    confirmed = forms.BooleanField(label=MEANT, required=False, help_text="Asked for what is unusual.")


class ThingForm(forms.Form):
    """Of the firm, a broker, an account or a strategy."""

    of = forms.ChoiceField(label="Of what")
    scopes: tuple[Scope, ...] = tuple(Scope)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = _things(self.scopes)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if of := data.pop("of", ""):
            data["scope"], data["thing"] = named(of)
        return data


class OfForm(ThingForm, ReasonForm):
    field_order = ("of", "reason")


class HaltForm(OfForm):
    cancel = forms.BooleanField(
        label="Cancel at once all that is out", required=False,
        help_text="Stops and targets too: what is open is then held by no order.",
    )  # fmt: skip


class CancelAllForm(OfForm):
    keep_protection = forms.BooleanField(
        label="Leave stops and targets", required=False, initial=True, help_text="Of what is open."
    )


class WhatToCloseForm(ThingForm):
    scopes = (Scope.ACCOUNT, Scope.STRATEGY)
    symbol = forms.CharField(max_length=64, required=False, help_text="As the broker writes it; empty for all of them.")

    def what(self) -> dict[str, Any]:
        """As close_positions takes it."""
        scope, thing = self.cleaned_data["scope"], self.cleaned_data["thing"]
        return {str(scope): thing, "symbol": self.cleaned_data["symbol"]}


class CloseForm(ReasonForm, ConfirmForm):
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
    field_order = ("reason", "confirmed", "seen")


def named(of: str) -> tuple[Scope, Thing]:
    """`account:17` as its scope and what stands there. Raises NotAsDescribed."""
    scope, _, name = of.partition(":")
    return Scope(scope), thing_of(scope, name)


def _things(scopes: tuple[Scope, ...]) -> list[tuple[str, Any]]:
    accounts = list(BrokerAccount.objects.filter(disabled_at=None).order_by("broker", "login"))
    groups: dict[Scope, tuple[str, list[tuple[str, str]]]] = {
        Scope.FIRM: ("Everything", [("firm:", "The whole firm")]),
        Scope.BROKER: ("Brokers", [(f"broker:{name}", name) for name in sorted({one.broker for one in accounts})]),
        Scope.ACCOUNT: ("Accounts", [(f"account:{one.pk}", f"{one}, {one.broker}") for one in accounts]),
        Scope.STRATEGY: (
            "Strategies",
            [(f"strategy:{one.pk}", f"{one.code}, {one.name}") for one in Strategy.objects.exclude(state="retired")],
        ),
    }
    return [("", "Choose"), *(groups[scope] for scope in scopes if groups[scope][1])]
