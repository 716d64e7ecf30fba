from collections.abc import Iterable
from datetime import datetime

from trading.brokers.facts import Quote
from trading.domain.paper.book import match
from trading.domain.paper.events import Event
from trading.domain.paper.pen import Outcome
from trading.domain.paper.values import State
from trading.models import BrokerAccount
from trading.services.write_paper_book import write_paper_book


def feed_paper_book(*, account: BrokerAccount, quotes: Iterable[Quote]) -> tuple[Event, ...]:
    """Show the account's orders and positions new prices, in this order; what they caused comes back.

    Prices that are older than those held change nothing, so the same may be fed twice. Raises NoPaperBook, and
    PaperBookRefused for prices that are no numbers: none of `quotes` is seen then.
    """
    told = list(quotes)

    def meet_all(state: State, now: datetime) -> Outcome:
        caused: list[Event] = []
        for quote in told:
            state, events = match(state, quote, now)
            caused.extend(events)
        return state, tuple(caused)

    return write_paper_book(account=account, deed=meet_all)
