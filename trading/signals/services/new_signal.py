from datetime import datetime

from trading.signals.domain.sameness import Seen
from trading.signals.domain.standard import StandardSignal
from trading.signals.models import Leg, Signal, Strategy


def new_signal(strategy: Strategy, read: StandardSignal, seen: Seen, valid_until: datetime) -> Signal:
    """Not yet in the database."""
    order, size = read.order, read.size
    return Signal(
        strategy=strategy,
        signal_id=seen.signal_id,
        named=seen.named,
        content=seen.content,
        environment=strategy.environment,
        kind=read.kind.value,
        order_kind=order.kind.value,
        time_in_force=order.time_in_force.value,
        limit_price=order.limit_price,
        stop_price=order.stop_price,
        stop_loss=order.stop_loss,
        target=order.target,
        stop_loss_offset=order.stop_loss_offset,
        target_offset=order.target_offset,
        reference_price=read.reference_price,
        size_kind=size.kind.value if size else "",
        size_value=size.value if size else None,
        comment=read.comment,
        bar_at=read.bar_at,
        sent_at=read.sent_at,
        received_at=seen.received_at,
        valid_until=valid_until,
    )


def new_legs(signal: Signal, read: StandardSignal) -> list[Leg]:
    """Not yet in the database; `signal` may not be there either."""
    return [
        Leg(
            signal=signal,
            number=number,
            symbol=leg.symbol,
            venue=leg.venue,
            asset=leg.asset.value,
            side=leg.side.value if leg.side else "",
            ratio=leg.ratio,
            expiry=leg.expiry,
            strike=leg.strike,
            right=leg.right.value if leg.right else "",
        )
        for number, leg in enumerate(read.legs, start=1)
    ]
