from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from trading.brokers.facts import Instrument
from trading.domain.paper.book import enlist, rate
from trading.domain.paper.events import Event
from trading.domain.paper.pen import Outcome
from trading.domain.paper.values import State
from trading.models import BrokerAccount
from trading.services.write_paper_book import write_paper_book


def list_paper_instruments(
    *, account: BrokerAccount, instruments: Iterable[Instrument] = (), rates: Mapping[str, Decimal] | None = None
) -> tuple[Event, ...]:
    """What a paper account may trade, in which steps; and what a unit of each other currency is in its own.

    What the book knows already writes nothing. Raises NoPaperBook and PaperBookRefused.
    """
    listed = list(instruments)

    def enlist_all(state: State, now: datetime) -> Outcome:
        written: list[Event] = []
        for instrument in listed:
            state, events = enlist(state, instrument, now)
            written.extend(events)
        for currency, per_unit in (rates or {}).items():
            state, events = rate(state, currency, per_unit, now)
            written.extend(events)
        return state, tuple(written)

    return write_paper_book(account=account, deed=enlist_all)
