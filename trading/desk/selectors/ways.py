"""The way of orders, step by step: what happened, when, and for whom the time before it passed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Context, Decimal

from django.db.models import QuerySet

from fidus.lib.money import Money
from trading.desk.domain.looks import ORDERS
from trading.desk.domain.slippage import Slippage, average_price, slippage
from trading.desk.domain.waiting import Happened, Span, Waited, first_answer, milliseconds, spans, total, until_sent
from trading.desk.selectors.instruments import Key, instruments, key_of, money
from trading.market.models import Instrument
from trading.monitor.selectors.accounts import SHORT
from trading.orders.models import EventKind, Fill, Instruction, OrderEvent

_K = EventKind
_BAD = {
    _K.LOST, _K.ABSENT, _K.REJECTED, _K.OVERFILLED, _K.OVERTRADED, _K.UNPROTECTED, _K.CANCEL_REFUSED, _K.CHANGE_REFUSED,
}  # fmt: skip
# Between "placed" and "sent" these say nothing that the times do not.
_QUIET = {_K.CLAIMED}
_PROTECTS = {"stop", "target"}


@dataclass(frozen=True, slots=True)
class Step:
    """`since` is ms since the way began, `span` what passed before it on its own order's way (None: it began)."""

    kind: str
    at: datetime
    title: str
    words: str
    is_bad: bool
    since: Decimal
    span: Span | None = None
    account: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class FillLine:
    """One fill; `against` is the price that the strategy saw, None where it said none."""

    fill: Fill
    against: Decimal | None
    slipped: Slippage | None
    cost: Money | None


@dataclass(slots=True)
class OrderWay:
    """One order with its steps after `begun`, which is the signal's receipt or the moment a person placed it."""

    order: Instruction
    instrument: Instrument | None
    happened: list[Happened]
    steps: list[Step]
    spans: list[Span]
    fills: list[FillLine] = field(default_factory=list)

    @property
    def account(self) -> str:
        return account_label(self.order)

    @property
    def look(self) -> tuple[str, str]:
        return ORDERS[self.order.state]

    @property
    def protects(self) -> bool:
        return self.order.purpose in _PROTECTS

    @property
    def own(self) -> Decimal | None:
        """Our own time until it was sent, in ms."""
        return until_sent(self.happened)

    @property
    def broker(self) -> Decimal | None:
        """Until the broker's first word, in ms."""
        return first_answer(self.happened)

    def waited(self, whom: Waited) -> Decimal:
        return total(self.spans, whom)

    @property
    def average(self) -> Decimal | None:
        return average_price([(one.fill.volume, one.fill.price) for one in self.fills]) or self.order.average_price


def account_label(order: Instruction) -> str:
    return f"{SHORT[order.account.platform]} {order.account.login}"


def ordered(order: Instruction) -> str:
    """`Buy 7.6 EURUSD, limit 1.08, stop 1.07, target 1.1`."""
    parts = [f"{order.side.capitalize()} {_plain(order.volume)} {order.symbol}, {priced(order)}"]
    prices = (("stop", order.stop_loss), ("target", order.take_profit))
    offsets = (("stop", order.stop_loss_offset), ("target", order.take_profit_offset))
    parts += [f"{word} {_plain(price)}" for word, price in prices if price is not None]
    parts += [f"{word} {_plain(offset)} from the fill" for word, offset in offsets if offset is not None]
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Begun:
    """What came before the orders of a signal were placed, and the price that its strategy saw."""

    happened: Sequence[Happened] = ()
    reference: Decimal | None = None


def signal_of(order: Instruction) -> int | None:
    """Whose order it is, or whose entry it protects."""
    return order.signal_id or (order.entry.signal_id if order.entry else None)


def ways(
    orders: QuerySet[Instruction], begun: Mapping[int | None, Begun], *, with_facts: bool = True
) -> list[OrderWay]:
    """Of `orders`, in their order; `begun` by signal. Four queries however many; three without instruments' facts."""
    found = list(orders.select_related("account", "entry", "placed_by", "released_by"))
    known = instruments({key_of(order.account, order.symbol) for order in found}) if with_facts else {}
    pks = [order.pk for order in found]
    events = _by_order(OrderEvent.objects.filter(instruction__in=pks).order_by("at", "pk").select_related("by"))
    fills = _by_order(Fill.objects.filter(instruction__in=pks).order_by("recorded_at", "pk"))
    nothing = Begun()
    return [
        _way(order, events.get(order.pk, []), fills.get(order.pk, []), known, begun.get(signal_of(order), nothing))
        for order in found
    ]


def _by_order(rows: Iterable[OrderEvent] | Iterable[Fill]) -> dict[int, list]:  # type: ignore[type-arg]
    found: dict[int, list] = {}  # type: ignore[type-arg]
    for row in rows:
        found.setdefault(row.instruction_id, []).append(row)
    return found


def _way(
    order: Instruction,
    events: list[OrderEvent],
    fills: list[Fill],
    known: dict[Key, Instrument],
    begun: Begun,
) -> OrderWay:
    instrument = known.get(key_of(order.account, order.symbol))
    told = [
        (Happened(event.kind, event.at, event.took), _told(order, event), event.kind in _BAD)
        for event in events
        if event.kind not in _QUIET
    ]
    if not any(event.kind == _K.FILLED for event in events):
        told += [(Happened("filled", fill.recorded_at), _of_fill(fill), False) for fill in fills]
        told.sort(key=lambda one: one[0].at)
    happened = [*begun.happened, *(one for one, _, _ in told)]
    passed = spans(happened, resting=order.kind != "market")
    since = happened[0].at if happened else order.placed_at
    start = len(begun.happened)
    steps = [
        Step(
            kind=one.kind, at=one.at, title=_title(order, one.kind), words=words, is_bad=bad,
            since=milliseconds(one.at - since), span=passed[start + place - 1] if start + place else None,
            account=account_label(order), reference=order.reference,
        )
        for place, (one, words, bad) in enumerate(told)
    ]  # fmt: skip
    against = begun.reference if order.purpose not in _PROTECTS else None
    lines = [_fill_line(fill, instrument, against) for fill in fills]
    return OrderWay(order, instrument, happened, steps, passed, lines)


def _title(order: Instruction, kind: str) -> str:
    if kind == _K.PLACED:
        return "Dry run: nothing is sent" if order.state == "dry run" else "Ordered"
    return str(EventKind(kind).label)


def _told(order: Instruction, event: OrderEvent) -> str:
    if event.kind == _K.PLACED:
        by = f", by {event.by}" if event.by else ""
        return f"{ordered(order)}{by}{': ' + event.words if event.words else ''}"
    by = f"by {event.by}" if event.by else ""
    if event.kind == _K.FILLED and "filled" in event.data:
        price = f" at {_short(event.data['price'])} on average" if "price" in event.data else ""
        late = f", {event.words}" if event.words else ""
        return f"{_short(event.data['filled'])} of {_short(event.data['of'])}{price}{late}"
    return ". ".join(part for part in (event.words, by) if part)


def _of_fill(fill: Fill) -> str:
    return f"{_plain(fill.volume)} at {_plain(fill.price)}{', after its end' if fill.late else ''}"


def _fill_line(fill: Fill, instrument: Instrument | None, reference: Decimal | None) -> FillLine:
    if reference is None or fill.price is None:
        return FillLine(fill, None, None, None)
    slipped = slippage(
        side=fill.side, price=fill.price, reference=reference, volume=fill.volume,
        tick_size=instrument.tick_size if instrument else None,
        multiplier=instrument.multiplier if instrument else None,
    )  # fmt: skip
    return FillLine(fill, reference, slipped, money(slipped.cost, instrument.currency) if instrument else None)


def _short(figure: str) -> str:
    """Without zeros at its end; an average of fills to seven digits that tell."""
    return _plain(Decimal(figure).normalize(Context(prec=7)))


def priced(order: Instruction) -> str:
    """`limit 1.08`, `market`."""
    prices = [order.limit_price if "limit" in order.kind else None, order.stop_price if "stop" in order.kind else None]
    return " ".join([order.kind, *(_plain(price) for price in prices if price is not None)])


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
