"""Orders over the API: developers see those of their own strategies; traders place, release, change and cancel."""

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from accounts.gateway.rest.fields import Known, Person
from accounts.gateway.rest.looks import look
from accounts.gateway.rest.records import Figures, Order, Record
from accounts.gateway.rest.resource import Records, operation
from accounts.models import User
from trading.brokers.facts import Change, OrderKind, Side, TimeInForce
from trading.models import BrokerAccount
from trading.orders.domain.by_hand import Prices
from trading.orders.gates import PLACE, RELEASE
from trading.orders.models import Instruction, Scope
from trading.orders.rest.closing import Close, ClosingPlan, WhatToClose
from trading.orders.selectors.scopes import thing_of
from trading.orders.services.ask_cancel import ask_cancel
from trading.orders.services.ask_change import ask_change
from trading.orders.services.cancel_all import cancel_all
from trading.orders.services.close_positions import close_positions
from trading.orders.services.decline_order import decline_order
from trading.orders.services.place_by_hand import place_by_hand
from trading.orders.services.plan_closing import accounts_to_close, plan_closing
from trading.orders.services.release_order import release_order
from trading.orders.services.weigh_closing import weigh_closing
from trading.signals.selectors import open_to


class InstructionRecord(Record):
    """An order as we mean it; `filled` is what its fills add up to, `told_filled` what its broker counts.

    `entry` and `replaces` are references of other orders, `signal` is the signal's number, `exit_signal` that of the
    signal that wants the rest of the entry gone.
    """

    strategy = serializers.CharField(source="strategy.code", allow_null=True, default=None)
    entry = serializers.CharField(source="entry.reference", allow_null=True, default=None)
    replaces = serializers.CharField(source="replaces.reference", allow_null=True, default=None)
    placed_by, released_by, cancel_asked_by = Person(), Person(), Person()
    change_asked = serializers.DictField(
        child=serializers.CharField(), read_only=True, allow_null=True, help_text="Prices and volume that it is to get."
    )

    class Meta:
        model = Instruction
        fields = (
            "reference", "account", "strategy", "signal", "exit_signal", "entry", "replaces", "purpose", "symbol",
            "our_symbol", "side", "kind", "volume", "limit_price", "stop_price", "stop_loss", "take_profit",
            "time_in_force", "closes", "state", "broker_order", "filled", "told_filled", "average_price", "reason",
            "code", "placed_at", "placed_by", "send_until", "released_at", "released_by", "sent_at", "answered_at",
            "done_at", "cancel_asked_at", "cancel_asked_by", "change_asked",
        )  # fmt: skip


def _volume(**given: Any) -> serializers.DecimalField:
    return serializers.DecimalField(20, 8, min_value=Decimal("0.00000001"), **given)


def _price(**given: Any) -> serializers.DecimalField:
    return serializers.DecimalField(24, 10, min_value=Decimal(0), default=None, allow_null=True, **given)


class NewInstruction(Order):
    """An order of a person's own. Volumes in units of trade, prices in the instrument's currency."""

    account = Known(queryset=BrokerAccount.objects.all(), slug_field="id")
    symbol = serializers.CharField(max_length=64, help_text="As the account's broker writes it.")
    side = serializers.ChoiceField([one.value for one in Side])
    kind = serializers.ChoiceField([one.value for one in OrderKind])
    volume = _volume()
    limit_price, stop_price = _price(), _price()
    stop_loss, take_profit = _price(), _price()
    time_in_force = serializers.ChoiceField([one.value for one in TimeInForce], default=TimeInForce.DAY.value)
    closes = serializers.CharField(
        max_length=64, default="", allow_blank=True, help_text="The broker's number of the position that it closes."
    )
    confirmed = serializers.BooleanField(default=False, help_text="What is unusual of it is meant all the same.")
    hold = serializers.BooleanField(default=False, help_text="A second person releases it.")


class OtherInstruction(Order):
    """What it shall be from now on; null stays as it is."""

    volume = _volume(default=None, allow_null=True)
    limit_price, stop_price = _price(), _price()
    stop_loss, take_profit = _price(), _price()
    reason = serializers.CharField(max_length=300, default="", allow_blank=True)
    confirmed = serializers.BooleanField(default=False, help_text="What is unusual of it is meant all the same.")


class MayHaveReason(Order):
    """Stays on the trail."""

    reason = serializers.CharField(max_length=300, default="", allow_blank=True)


class Reason(Order):
    """Stays on the trail."""

    reason = serializers.CharField(max_length=300)


class AllOf(Order):
    """Of the firm, of a broker, of an account or of a strategy."""

    scope = serializers.ChoiceField(Scope.choices)
    thing = serializers.CharField(
        max_length=120, default="", allow_blank=True,
        help_text="The broker's name, the account's number here or the strategy's code; empty for the firm.",
    )  # fmt: skip


class WhatToCancel(AllOf):
    """All that is out of it."""

    keep_protection = serializers.BooleanField(default=True, help_text="Stops and targets of what is open are left.")
    reason = serializers.CharField(max_length=300)


class Cancelled(Figures):
    """References of those that are dropped, never sent, and of those of which the brokers are asked."""

    dropped = serializers.ListField(child=serializers.CharField())
    asked = serializers.ListField(child=serializers.CharField())


class Closed(Figures):
    """The orders that were placed, why there are none on other accounts, how many stops and targets were withdrawn."""

    orders = InstructionRecord(many=True)
    refused = serializers.ListField(child=serializers.CharField())
    withdrawn = serializers.IntegerField()


class Instructions(Records):
    """Orders as we mean them, from before they are sent until nothing more can come of them."""

    kind = "orders"
    permission = "orders.view_instruction"
    queryset = Instruction.objects.select_related(
        "account", "strategy", "entry", "replaces", "placed_by", "released_by", "cancel_asked_by"
    )
    serializer_class = InstructionRecord
    lookup_field = "reference"
    filterset_fields = {
        "account": ["exact"], "strategy__code": ["exact"], "signal": ["exact"], "state": ["exact"],
        "purpose": ["exact"], "symbol": ["exact"], "broker_order": ["exact"], "placed_at": ["gte", "lt"],
    }  # fmt: skip

    def seen_by(self, user: User) -> QuerySet[Instruction]:
        return open_to(user, self.rows(), "strategy__developer")

    @operation(permission=PLACE, besides=("trading.view_brokeraccount",), takes=NewInstruction)
    def create(self, *, by: User, **given: Any) -> Instruction:
        """Place an order by hand; what is unusual of it is refused unless `confirmed`, the largest are held."""
        prices = Prices(
            limit=given.pop("limit_price"), stop=given.pop("stop_price"), stop_loss=given.pop("stop_loss"),
            take_profit=given.pop("take_profit"),
        )  # fmt: skip
        kinds = {"side": Side, "kind": OrderKind, "time_in_force": TimeInForce}
        given |= {name: kind(given[name]) for name, kind in kinds.items()}
        return place_by_hand(prices=prices, by=by, **given)

    @operation(permission=PLACE, takes=MayHaveReason)
    def cancel(self, order: Instruction, *, by: User, reason: str) -> Instruction:
        """Drop it if it was not sent yet; else its broker is asked, and may fill it before."""
        return ask_cancel(instruction=order, reason=reason, by=by)

    @operation(permission=PLACE, takes=OtherInstruction)
    def change(self, order: Instruction, *, by: User, reason: str, confirmed: bool, **given: Any) -> Instruction:
        """Ask its broker for other prices or another volume; it may be filled before."""
        return ask_change(instruction=order, change=Change(**given), reason=reason, confirmed=confirmed, by=by)

    @operation(permission=RELEASE, takes=MayHaveReason)
    def release(self, order: Instruction, *, by: User, reason: str) -> Instruction:
        """Let go what is held; whoever placed it does not."""
        return release_order(instruction=order, reason=reason, by=by)

    @operation(permission=RELEASE, takes=Reason)
    def decline(self, order: Instruction, *, by: User, reason: str) -> Instruction:
        """Drop what is held; it is never sent."""
        return decline_order(instruction=order, reason=reason, by=by)

    @operation(permission=PLACE, takes=WhatToCancel, gives=Cancelled, detail=False)
    def cancel_all(self, *, by: User, scope: str, thing: str, **given: Any) -> dict[str, list[str]]:
        """Drop what was not sent yet, and ask the brokers of all else; what comes after it is a switch's business."""
        done = cancel_all(scope=scope, thing=thing_of(scope, thing), by=by, **given)
        names = dict(self.rows().filter(pk__in=[*done.dropped, *done.asked]).values_list("pk", "reference"))
        return {"dropped": [names[pk] for pk in done.dropped], "asked": [names[pk] for pk in done.asked]}

    @look(gives=ClosingPlan, asks=WhatToClose, permission=PLACE, detail=False)
    def closing(self, *, by: User, account: Any, strategy: Any, **narrowed: str) -> dict[str, Any]:
        """The market orders that would close what is open, less what is being closed already; nothing is placed."""
        plan = plan_closing(list(accounts_to_close(account, strategy)), strategy=strategy, **narrowed)
        return {"mark": plan.mark, "orders": weigh_closing(plan), "withdraws": plan.withdraws(),
                "refused": map(str, plan.refused), "cautions": plan.cautions}  # fmt: skip

    @operation(permission=PLACE, takes=Close, gives=Closed, detail=False)
    def close(self, *, by: User, mark: str, **given: Any) -> dict[str, Any]:
        """Place the orders of the plan that was looked at, and withdraw stops and targets of what they close."""
        done = close_positions(**given, seen=mark, by=by)
        # Read once more with all that comes along of them, at once instead of one by one.
        orders = self.rows_for(by).filter(pk__in=[one.pk for one in done.orders]).order_by("pk")
        return {"orders": orders, "refused": done.refused, "withdrawn": done.withdrawn}
