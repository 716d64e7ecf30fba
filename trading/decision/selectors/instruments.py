"""What legs mean at the brokers of accounts, and what is known of all that is held there. One query, prices with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from fidus.lib.prepared import prepared_cursor
from trading.market.domain.mapping_states import MappingState
from trading.market.models import Instrument
from trading.signals.models import Leg

_FIELDS = (
    "id", "platform", "server", "symbol", "kind", "currency", "underlying", "expires_at", "strike", "right",
    "tick_size", "volume_step", "volume_min", "volume_max", "multiplier", "may_trade", "calendar",
)  # fmt: skip
_WANTED = """
with wanted as (
    select m.instrument_id as id from market_symbolmapping m where m.symbol = any(%(names)s) and m.state = %(approved)s
    union
    select i.id from market_instrument i
      join unnest(%(platforms)s::text[], %(servers)s::text[], %(symbols)s::text[]) as t(platform, server, symbol)
        on (i.platform, i.server, i.symbol) = (t.platform, t.server, t.symbol)
    union
    select i.id from market_instrument i
     where cardinality(%(underlyings)s::text[]) > 0 and i.underlying = any(%(underlyings)s)
       and i.kind in ('future', 'option') and i.server = any(%(servers)s)
)
select {fields}, case when m.state = %(approved)s then m.symbol end,
       q.bid, q.ask, q.last, q.received_at, coalesce(q.delayed, false)
  from wanted join market_instrument i on i.id = wanted.id
  left join market_symbolmapping m on m.instrument_id = i.id
  left join market_quote q on q.instrument_id = i.id
""".replace("{fields}", ", ".join(f'i."{name}"' for name in _FIELDS))


@dataclass(frozen=True, slots=True)
class Listed:
    """An instrument with its newest prices; `our_symbol` is None where no person has approved it as one of ours."""

    row: Instrument
    our_symbol: str | None
    bid: Decimal | None
    ask: Decimal | None
    last: Decimal | None
    seen_at: datetime | None
    delayed: bool

    @property
    def price(self) -> Decimal | None:
        """What a unit is valued with: of bid and ask the larger."""
        return self.ask or self.last or self.bid


class Instruments:
    """Those that were asked for; asks the database nothing."""

    def __init__(self, listed: Collection[Listed]) -> None:
        self._by_symbol = {(one.row.platform, one.row.server, one.row.symbol): one for one in listed}
        self.currencies = {one.row.currency for one in listed}
        self._of_server: dict[tuple[str, str], list[Listed]] = {}
        for one in listed:
            if one.our_symbol is not None:
                self._of_server.setdefault((one.row.platform, one.row.server), []).append(one)

    def named(self, platform: str, server: str, symbol: str) -> Listed | None:
        return self._by_symbol.get((platform, server, symbol))

    def meant(self, leg: Leg, platform: str, server: str) -> tuple[Listed | None, str]:
        """What the leg is there; or None and why, in words."""
        found = [one for one in self._of_server.get((platform, server), ()) if _is(leg, one)]
        if not found:
            return None, "none of the broker's instruments is approved for it."
        if len(found) > 1:
            names = ", ".join(sorted(one.row.symbol for one in found)[:3])
            return None, f"it may be any of {names}; say its exchange, or when it expires."
        return found[0], ""


def _is(leg: Leg, one: Listed) -> bool:
    derived = leg.asset in ("future", "option")
    if derived != (one.row.kind in ("future", "option")) or (derived and one.row.kind != leg.asset):
        return False
    if not (_named(leg, one.our_symbol or "") or (derived and one.row.underlying == leg.symbol)):
        return False
    if not derived:
        return True
    expires_on = one.row.expires_at.astimezone(UTC).date() if one.row.expires_at else None
    if leg.expiry is not None and leg.expiry != expires_on:
        return False
    return leg.asset == "future" or (leg.strike, leg.right) == (one.row.strike, one.row.right)


def _named(leg: Leg, ours: str) -> bool:
    """EXCHANGE:SYMBOL where the leg names the exchange; else whichever exchange it is."""
    if leg.venue and ":" in ours:
        return ours == f"{leg.venue}:{leg.symbol}"
    return ours == leg.symbol or ours.partition(":")[2] == leg.symbol


def instruments_for(
    legs: Collection[Leg], places: set[tuple[str, str]], held: set[tuple[str, str, str]]
) -> Instruments:
    """`places` are the platforms and servers on which the legs are looked for, `held` what must be valued."""
    names = {leg.symbol for leg in legs} | {f"{leg.venue}:{leg.symbol}" for leg in legs if leg.venue}
    keys = held | {(platform, server, leg.symbol) for platform, server in places for leg in legs}
    given = {
        "names": sorted(names), "approved": MappingState.APPROVED.value,
        "platforms": [key[0] for key in keys], "servers": [key[1] for key in keys], "symbols": [key[2] for key in keys],
        "underlyings": sorted({leg.symbol for leg in legs if leg.asset in ("future", "option")}),
    }  # fmt: skip
    with prepared_cursor() as cursor:
        cursor.execute(_WANTED, given)
        rows = cursor.fetchall()
    many = len(_FIELDS)
    return Instruments([Listed(Instrument(**dict(zip(_FIELDS, row, strict=False))), *row[many:]) for row in rows])
