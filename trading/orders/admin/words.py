"""Orders as pages and messages say them."""

from decimal import Decimal

from django.utils.safestring import SafeString

from fidus.lib.money import MINOR_UNITS, Money
from fidus.templatetags.figures import money
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.models import Instruction

_S = InstructionState
LOOKS: dict[str, str] = {
    _S.HELD: "waiting", _S.READY: "now", _S.SENDING: "now", _S.UNKNOWN: "failed", _S.ACCEPTED: "active",
    _S.PARTIAL: "active", _S.FILLED: "passed", _S.CANCELLED: "closed", _S.REJECTED: "failed", _S.EXPIRED: "closed",
    _S.REPLACED: "closed", _S.ABSENT: "failed", _S.DROPPED: "closed", _S.DRY_RUN: "closed",
}  # fmt: skip
# What each state means to whoever looks at an order.
MEANS: dict[str, str] = {
    _S.HELD: "A person releases or declines it.",
    _S.READY: "It is sent in a moment.",
    _S.SENDING: "It is being sent, and may be at the broker already.",
    _S.UNKNOWN: "It was sent and no answer came. The broker is asked for it by its reference; it is never sent again.",
    _S.ACCEPTED: "It works at its broker.",
    _S.PARTIAL: "A part of it is filled, the rest works on.",
    _S.FILLED: "All of it is filled.",
    _S.CANCELLED: "It is cancelled; a late fill would still be taken.",
    _S.REJECTED: "Its broker refused it.",
    _S.EXPIRED: "Its time was over at the broker.",
    _S.REPLACED: "Another took its place at the broker.",
    _S.ABSENT: "It was sent, and the broker surely has none of it.",
    _S.DROPPED: "It was never sent.",
    _S.DRY_RUN: "It was decided and is never sent.",
}


def money_told(value: Decimal, currency: str) -> SafeString | str:
    """With its currency; coins and others that the firm keeps no books in are told with two places as well."""
    if currency in MINOR_UNITS:
        return money(Money.rounded(value, currency))
    return f"{value:,.2f} {currency}"


def volume(value: Decimal | None) -> str:
    return "–" if value is None else f"{value.normalize():f}"


def in_words(order: Instruction) -> str:
    """`Buy 0.50 EURUSD at 1.0712`."""
    prices = [f"at {volume(order.limit_price)}"] if order.limit_price is not None else []
    prices += [f"stop {volume(order.stop_price)}"] if order.stop_price is not None else []
    return " ".join([order.get_side_display(), volume(order.volume), order.symbol, *prices])


def filled(order: Instruction) -> str:
    """How much of it, and at what price."""
    if not order.filled:
        return "–"
    price = f" at {volume(order.average_price)}" if order.average_price is not None else ""
    return f"{volume(order.filled)} of {volume(order.volume)}{price}"
