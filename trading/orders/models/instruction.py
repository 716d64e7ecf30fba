"""What a broker is to do for us: an order as we mean it, from before it is sent until nothing more can come of it."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from trading.brokers.facts import OrderKind, Side, TimeInForce
from trading.models import BrokerAccount
from trading.models.deal import IN_UNITS, price_field
from trading.orders.domain.instruction_states import BEFORE, ENDS_HERE, InstructionState
from trading.orders.domain.references import LENGTH
from trading.signals.models import Leg, Signal, Strategy


class Purpose(models.TextChoices):
    """Why there is an order; the ones that make positions smaller pass where trading is let to reduce only."""

    OPEN = "open", "Opens or enlarges a position"
    REDUCE = "reduce", "Closes a position or a part of it"
    STOP = "stop", "Stop of a bracket"
    TARGET = "target", "Target of a bracket"


def _choices(kinds: object) -> list[tuple[str, str]]:
    return [(str(kind), str(kind).capitalize()) for kind in kinds]  # type: ignore[attr-defined]


def volume_field(**words: object) -> models.DecimalField:
    return models.DecimalField(max_digits=20, decimal_places=8, help_text=IN_UNITS, **words)  # type: ignore[arg-type]


# Every order is written four times within a second, and each index with it: keys that another index begins with, or
# that nobody looks by, have none of their own.
class Instruction(models.Model):
    """`reference` is its name at the broker, made before it is sent, never used again.

    Without a signal it is a person's own (`placed_by`). `entry` is what a stop or a target belongs to: of those two one
    cancels the other. `filled` is what its fills add up to, `told_filled` what the broker counts; they may differ for a
    while. Instants are our clock's.
    """

    State, Purpose = InstructionState, Purpose

    reference = models.CharField(max_length=LENGTH, unique=True)
    account = models.ForeignKey(BrokerAccount, on_delete=models.PROTECT, related_name="instructions")
    strategy = models.ForeignKey(
        Strategy, on_delete=models.PROTECT, null=True, blank=True, related_name="instructions", db_index=False
    )
    exit_signal = models.ForeignKey(
        Signal, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
        help_text="The exit or flip that wants it gone.",
    )  # fmt: skip
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, null=True, blank=True, related_name="instructions")
    leg = models.ForeignKey(
        Leg, on_delete=models.PROTECT, null=True, blank=True, related_name="instructions", db_index=False
    )
    entry = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="protection")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    purpose = models.CharField(max_length=10, choices=Purpose)
    symbol = models.CharField(max_length=64, help_text="As the broker writes it.")
    our_symbol = models.CharField(max_length=64, help_text="The same at every broker.")
    side = models.CharField(max_length=4, choices=_choices(Side))
    kind = models.CharField(max_length=10, choices=_choices(OrderKind))
    volume = volume_field()
    limit_price, stop_price = price_field(), price_field()
    stop_loss, take_profit = price_field(), price_field()
    stop_loss_offset, take_profit_offset = price_field(), price_field()
    time_in_force = models.CharField(max_length=3, choices=_choices(TimeInForce))
    closes = models.CharField(max_length=64, blank=True, help_text="The broker's number of the position it closes.")

    state = models.CharField(max_length=10, choices=_choices(InstructionState), default=InstructionState.READY)
    broker_order = models.CharField(max_length=64, blank=True, help_text="The broker's own number of it.")
    filled = volume_field(default=Decimal(0))
    told_filled = volume_field(default=Decimal(0))
    average_price = price_field()
    reason = models.CharField(max_length=500, blank=True, help_text="Why it stands so, in words.")
    code = models.CharField(max_length=40, blank=True, help_text="The broker's own, of a refusal.")

    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    send_until = models.DateTimeField(null=True, blank=True, help_text="After that it is not sent any more.")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="Just before it was handed to the broker's line.")
    answered_at = models.DateTimeField(null=True, blank=True, help_text="When the broker first said anything of it.")
    done_at = models.DateTimeField(null=True, blank=True)
    looked_up_at = models.DateTimeField(null=True, blank=True)
    look_ups = models.SmallIntegerField(default=0, help_text="Times it was asked for since its outcome is unknown.")
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    cancel_sent_at = models.DateTimeField(null=True, blank=True)
    change_asked = models.JSONField(null=True, blank=True, help_text="Prices and volume that it is to get, as text.")
    change_sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        default_permissions = ("view",)
        permissions = [
            ("place_order", "Place, change and cancel orders, close positions"),
            ("release_order", "Release or decline orders that wait for a person"),
            ("set_switch", "Reduce, halt and resume trading"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(InstructionState)), name="state_of_an_order_is_known"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="instruction_purpose_is_known"),
            models.CheckConstraint(condition=Q(side__in=list(Side)), name="instruction_side_is_known"),
            models.CheckConstraint(condition=Q(kind__in=list(OrderKind)), name="instruction_kind_is_known"),
            models.CheckConstraint(
                condition=Q(time_in_force__in=list(TimeInForce)), name="instruction_time_in_force_is_known"
            ),
            models.CheckConstraint(condition=Q(reference__regex=r"^[0-9A-Z]{11}$"), name="instruction_has_its_name"),
            models.CheckConstraint(condition=Q(volume__gt=0, filled__gte=0), name="instruction_is_of_some_volume"),
            models.CheckConstraint(
                condition=Q(signal__isnull=True, leg__isnull=True) | Q(signal__isnull=False, leg__isnull=False),
                name="instruction_of_a_signal_is_of_a_leg",
            ),
            models.CheckConstraint(
                condition=Q(placed_by__isnull=False) | Q(signal__isnull=False) | Q(entry__isnull=False),
                name="instruction_comes_from_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["stop", "target"], entry__isnull=False)
                | Q(purpose__in=["open", "reduce"], entry__isnull=True),
                name="protection_belongs_to_an_entry",
            ),
            # One signal makes one order at an account for each leg and purpose: whoever decides twice adds nothing.
            # Where a broker keeps several positions of a symbol, each is closed by an order of its own.
            models.UniqueConstraint(
                fields=["signal", "account", "leg", "purpose", "closes"],
                condition=Q(signal__isnull=False, entry__isnull=True, replaces__isnull=True),
                name="a_leg_is_ordered_once",
            ),
            models.UniqueConstraint(
                fields=["entry", "purpose"],
                condition=Q(entry__isnull=False, replaces__isnull=True),
                name="an_entry_is_protected_once",
            ),
            models.UniqueConstraint(
                fields=["account", "broker_order"], condition=~Q(broker_order=""), name="a_broker_order_is_of_one"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*BEFORE, *ENDS_HERE]) | Q(sent_at__isnull=True, broker_order=""),
                name="what_was_never_sent_has_no_number",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | Q(placed_by__isnull=True) | ~Q(released_by=F("placed_by")),
                name="an_order_is_released_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "id"], condition=Q(state="ready"), name="instructions_to_send"),
            models.Index(
                fields=["account"],
                condition=Q(state__in=["held", "ready", "sending", "unknown", "accepted", "partial"]),
                name="instructions_open",
            ),
            models.Index(fields=["strategy", "-id"], name="instructions_of_a_strategy"),
            # Filled by the broker's word, and the fills themselves are still to come.
            models.Index(
                fields=["account"],
                condition=Q(told_filled__gt=F("filled")) | Q(state="filled", filled__lt=F("volume")),
                name="instructions_awaiting_fills",
            ),
            # What somebody has to do something about now, whatever it is (trading/execution).
            models.Index(
                fields=["account"],
                condition=Q(done_at__isnull=True)
                & (
                    Q(state__in=["ready", "sending", "unknown"])
                    | Q(cancel_asked_at__isnull=False)
                    | Q(change_asked__isnull=False)
                ),
                name="instructions_with_work",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> str:
        """What the trail calls it."""
        return f"order:{self.reference}"

    @property
    def spoken_of(self) -> Decimal:
        """What is filled by whichever says most: its fills, what its broker counts, or its status."""
        whole = self.volume if self.state == InstructionState.FILLED else Decimal(0)
        return max(self.filled, self.told_filled, whole)

    @property
    def open_volume(self) -> Decimal:
        """What may still be filled, in units of trade."""
        if InstructionState(self.state) in ENDS_HERE or self.done_at is not None:
            return Decimal(0)
        return max(self.volume - max(self.filled, self.told_filled), Decimal(0))
