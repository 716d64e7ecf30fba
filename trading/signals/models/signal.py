"""Signals as they were understood; a row's words never change, its state moves once."""

from django.db import models
from django.db.models import Q

from trading.brokers.facts import OptionRight, OrderKind, Side, TimeInForce
from trading.signals.domain.signal_states import SignalState
from trading.signals.domain.standard import SignalKind, SizeKind
from trading.signals.models.strategy import AssetChoice, Environment, Strategy


def _words(kinds: object) -> list[tuple[str, str]]:
    return [(str(kind), str(kind).capitalize()) for kind in kinds]  # type: ignore[attr-defined]


def price(**words: object) -> models.DecimalField:
    """In the instrument's currency."""
    return models.DecimalField(max_digits=24, decimal_places=10, null=True, blank=True, **words)  # type: ignore[arg-type]


class Signal(models.Model):
    """What a strategy said, once. `named` is whether `signal_id` is its developer's own.

    `content` is a digest of what is to be done (trading/signals/domain/sameness.py). `received_at` and `valid_until`
    are our clock's, `sent_at` and `bar_at` the sender's.
    """

    State = SignalState

    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, related_name="signals", db_index=False)
    signal_id = models.CharField(max_length=64)
    named = models.BooleanField()
    content = models.CharField(max_length=64, editable=False)
    environment = models.CharField(max_length=10, choices=Environment)
    kind = models.CharField(max_length=10, choices=_words(SignalKind))
    order_kind = models.CharField(max_length=10, choices=_words(OrderKind))
    time_in_force = models.CharField(max_length=3, choices=_words(TimeInForce))
    limit_price, stop_price = price(), price()
    stop_loss, target = price(), price()
    stop_loss_offset, target_offset = price(), price()
    reference_price = price(help_text="Of the market, when the strategy said it.")
    size_kind = models.CharField(max_length=14, choices=_words(SizeKind), blank=True)
    size_value = price()
    comment = models.CharField(max_length=300, blank=True)
    bar_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=_words(SignalState), default=SignalState.RECEIVED)
    moved_at = models.DateTimeField(null=True, blank=True, help_text="When it was decided, or expired.")

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["strategy", "signal_id"], name="a_signal_is_there_once"),
            models.CheckConstraint(condition=Q(state__in=list(SignalState)), name="signal_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=list(SignalKind)), name="signal_kind_is_known"),
            models.CheckConstraint(condition=Q(order_kind__in=list(OrderKind)), name="signal_order_is_known"),
            models.CheckConstraint(condition=Q(time_in_force__in=list(TimeInForce)), name="signal_force_is_known"),
            models.CheckConstraint(
                condition=Q(size_kind="", size_value__isnull=True)
                | Q(size_kind__in=list(SizeKind), size_value__isnull=False, size_value__gt=0),
                name="signal_size_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=SignalState.RECEIVED, moved_at__isnull=True)
                | (~Q(state=SignalState.RECEIVED) & Q(moved_at__isnull=False)),
                name="signal_moved_at_some_time",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=models.F("received_at")), name="signal_was_good_when_it_came"
            ),
        ]
        # Not the strategy first: who looks for its one signal of an id would sometimes read all of it.
        indexes = [
            models.Index(fields=["content", "strategy", "received_at"], name="signals_of_a_content"),
            models.Index(
                fields=["content", "strategy", "received_at"], condition=Q(named=False), name="nameless_of_a_content"
            ),
            models.Index(
                fields=["content", "strategy", "bar_at"], condition=Q(bar_at__isnull=False), name="signals_of_a_bar"
            ),
            models.Index(fields=["id"], condition=Q(state=SignalState.RECEIVED), name="signals_to_decide"),
        ]

    def __str__(self) -> str:
        return f"{self.strategy.code} {self.signal_id}"

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"signal:{self.pk}"


class Leg(models.Model):
    """One instrument of a signal. `side` is empty where an exit closes whatever is open."""

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="legs", db_index=False)
    number = models.PositiveSmallIntegerField()
    symbol = models.CharField(max_length=40)
    venue = models.CharField(max_length=20, blank=True)
    asset = models.CharField(max_length=10, choices=AssetChoice)
    side = models.CharField(max_length=4, choices=_words(Side), blank=True)
    ratio = models.PositiveSmallIntegerField(default=1)
    expiry = models.DateField(null=True, blank=True)
    strike = price()
    right = models.CharField(max_length=4, choices=_words(OptionRight), blank=True)

    class Meta:
        ordering = ["signal", "number"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["signal", "number"], name="legs_are_counted"),
            models.CheckConstraint(condition=Q(asset__in=AssetChoice.values), name="leg_asset_is_known"),
            models.CheckConstraint(condition=Q(side__in=["", *Side]), name="leg_side_is_known"),
            models.CheckConstraint(condition=Q(right__in=["", *OptionRight]), name="leg_right_is_known"),
            models.CheckConstraint(condition=Q(ratio__gte=1), name="leg_ratio_is_some"),
        ]

    def __str__(self) -> str:
        return f"{self.side or 'close'} {self.ratio} {self.symbol}"
