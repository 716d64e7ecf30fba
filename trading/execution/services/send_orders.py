"""Hand what was claimed to the broker, one after the other; nothing is written here and no transaction is open."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from decimal import Decimal

from fidus.lib import clock
from trading.brokers.base import Broker, LoginRefused, NotSent, OutcomeUnknown, Refused, Throttled
from trading.brokers.facts import OrderKind, OrderRequest, Side, TimeInForce
from trading.execution.domain.moments import Moment
from trading.execution.domain.protection import level
from trading.execution.services.record_sent import Sent
from trading.orders.models import Instruction

logger = logging.getLogger(__name__)
# Well within a lease, its renewal's age taken off: until then nobody else can have said that the broker has none of it.
SENT_WITHIN = 4.0


class Pausing(Exception):
    """The broker cannot be sent anything for so many seconds; `words` say why."""

    def __init__(self, seconds: float, words: str, *, is_limit: bool = False) -> None:
        self.seconds, self.words, self.is_limit = seconds, words, is_limit
        super().__init__(words)


def send_orders(
    claimed: Sequence[Instruction],
    broker: Broker,
    *,
    since: Moment,
    turn: Callable[[], None],
    stops: Callable[[], bool],
) -> tuple[list[Sent], Pausing | None, bool]:
    """What came of each, in their order; why nothing more can be sent, if so; and whether a login is in doubt.

    They were claimed after `since`; who stood still so long that another may have taken the lane over sends nothing.
    After one that surely did not leave, the rest does not leave either, and all of them may be sent again later.
    """
    done: list[Sent] = []
    for place, instruction in enumerate(claimed):
        if since.seconds() > SENT_WITHIN:
            rest = [_back(one, "The sender stood still before it sent it") for one in claimed[place:]]
            return done + rest, None, False
        if stops():
            rest = [_back(one, "FIDUS stops sending here") for one in claimed[place:]]
            return done + rest, None, False
        try:
            turn()
        except Pausing as pausing:
            return done + [_back(one, pausing.words) for one in claimed[place:]], pausing, False
        one, pausing, doubt = _send(instruction, broker)
        done.append(one)
        if pausing is not None:
            rest = [_back(other, pausing.words) for other in claimed[place + 1 :]]
            return done + rest, pausing, doubt
    return done, None, False


def _send(instruction: Instruction, broker: Broker) -> tuple[Sent, Pausing | None, bool]:
    at, began = clock.now(), time.perf_counter()
    claimed_at = instruction.claimed_at
    before = max(0.0, (at - claimed_at).total_seconds() * 1000) if claimed_at else 0.0

    def sent(**what: object) -> Sent:
        took = (time.perf_counter() - began) * 1000
        return Sent(instruction=instruction, at=at, before=before, took=took, **what)  # type: ignore[arg-type]

    try:
        request = request_of(instruction, broker)
    except NotSent as error:
        return sent(action=_again(instruction), words=str(error)[:400], code=error.code), Pausing(1.0, str(error)), True
    except (ValueError, Refused) as error:
        code = error.code if isinstance(error, Refused) else "order"
        return sent(refused=True, words=f"Not sent: {error}"[:400], code=code), None, False
    try:
        told = broker.submit(request)
    except NotSent as error:
        seconds = error.seconds if isinstance(error, Throttled) else None
        words = str(error)[:400]
        pausing = Pausing(seconds or 1.0, words, is_limit=isinstance(error, Throttled))
        return sent(action=_again(instruction), words=words, code=error.code), pausing, True
    except Refused as error:
        refused = sent(refused=True, words=str(error)[:400], code=error.code)
        return refused, None, isinstance(error, LoginRefused)
    except OutcomeUnknown as error:
        return sent(action="lose", words=str(error)[:400], code=error.code), None, False
    except Exception as error:
        logger.exception("Sending %s failed in a way nobody foresaw", instruction.reference)
        return sent(action="lose", words=f"an unforeseen failure ({type(error).__name__})"), None, False
    if told.reference not in ("", instruction.reference):
        return sent(action="lose", words=f"the broker answered for {told.reference}", code="answer"), None, False
    return sent(told=told), None, False


def request_of(instruction: Instruction, broker: Broker) -> OrderRequest:
    """What the broker is asked; raises ValueError and Refused for what it cannot be asked."""
    can = broker.capabilities
    kind, lasts = OrderKind(instruction.kind), TimeInForce(instruction.time_in_force)
    if kind not in can.kinds:
        raise Refused(f"the broker takes no {kind} orders", code="kind")
    if lasts not in can.times_in_force:
        raise Refused(f"the broker takes no orders for {lasts}", code="time in force")
    return OrderRequest(
        reference=instruction.reference,
        symbol=instruction.symbol,
        side=Side(instruction.side),
        kind=kind,
        volume=_plain(instruction.volume),
        limit_price=_price(instruction.limit_price),
        stop_price=_price(instruction.stop_price),
        **_levels(instruction, broker),
        time_in_force=lasts,
        closes=instruction.closes,
    )


def _levels(instruction: Instruction, broker: Broker) -> dict[str, Decimal | None]:
    """Stop and target that go along with an entry; distances are counted from the order's price, or the market's."""
    if not broker.capabilities.brackets:
        return {}
    found = {"stop_loss": _price(instruction.stop_loss), "take_profit": _price(instruction.take_profit)}
    offsets = {"stop_loss": instruction.stop_loss_offset, "take_profit": instruction.take_profit_offset}
    missing = {name: offset for name, offset in offsets.items() if offset is not None and found[name] is None}
    if missing:
        side = Side(instruction.side)
        base = instruction.limit_price or instruction.stop_price or _market(instruction.symbol, side, broker)
        known = broker.instruments([instruction.symbol])
        tick = known[0].tick_size if known else None
        for name, offset in missing.items():
            purpose = "target" if name == "take_profit" else "stop"
            found[name] = _price(level(side, base, offset, purpose=purpose, tick=tick))
    return found


def _market(symbol: str, side: Side, broker: Broker) -> Decimal:
    quote = next(iter(broker.quotes([symbol])), None)
    price = None if quote is None else (quote.ask if side is Side.BUY else quote.bid)
    if price is None:
        raise Refused("there is no price to count the stop or the target from", code="no price")
    return price


def _plain(figure: Decimal) -> Decimal:
    """Without zeros at its end, which some brokers take for a finer step than they have."""
    short = figure.normalize()
    return short if short.as_tuple().exponent <= 0 else short.quantize(Decimal(1))  # type: ignore[operator]


def _price(price: Decimal | None) -> Decimal | None:
    return None if price is None else _plain(price)


def _again(instruction: Instruction) -> str:
    until = instruction.send_until
    return "drop" if until is not None and until <= clock.now() else "give back"


def _back(instruction: Instruction, words: str) -> Sent:
    return Sent(instruction=instruction, action=_again(instruction), words=words)
