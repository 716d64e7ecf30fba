"""What a symbol means at Interactive Brokers: one contract, or a refusal that says which it might be."""

from __future__ import annotations

from copy import copy
from typing import Any

from ib_async.contract import Contract

from trading.brokers.base import Refused
from trading.brokers.ib import codes, symbols
from trading.brokers.ib.pace import Urgency
from trading.brokers.ib.session import Session
from trading.brokers.ib.wire import Trouble

KEPT = 5_000  # symbols of one connection


class Unknown(Refused):
    """Interactive Brokers knows nothing by that name."""


async def details(session: Session, symbol: str, urgency: Urgency) -> Any:
    """Raises Unknown, or Refused with the choices."""
    if symbol in session.details:
        return session.details[symbol]
    wanted = symbols.asked_for(symbol)
    try:
        rows = await session.contracts(wanted, urgency)
    except Trouble as trouble:
        if trouble.code == codes.NOT_FOUND:
            raise Unknown(
                f"Interactive Brokers knows no {symbol}: {trouble.words}", code=str(trouble.code)
            ) from trouble
        raise
    if wanted.secType:  # options on futures come with contracts on events of the same name
        rows = [row for row in rows if row.contract.secType == wanted.secType] or rows
    found = {row.contract.conId: row for row in rows}
    if not found:
        raise Unknown(f"Interactive Brokers knows no {symbol}", code=str(codes.NOT_FOUND))
    if len(found) > 1:
        choices = "; ".join(symbols.choice(row.contract) for row in list(found.values())[:12])
        raise Refused(f"{symbol} may be any of {len(found)}: {choices}", code=str(codes.NOT_FOUND))
    if len(session.details) >= KEPT:
        session.details.clear()
    (session.details[symbol],) = found.values()
    return session.details[symbol]


def tradable(found: Any) -> Contract:
    """Routed by the vendor where it can."""
    contract: Contract = copy(found.contract)
    if "SMART" in found.validExchanges.split(","):
        contract.exchange = "SMART"
    return contract
