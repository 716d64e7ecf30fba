"""How much of its account's history a message tells that was pushed."""

from dataclasses import dataclass

from trading.brokers.mt5.messages import BadMessage, read_again
from trading.watch.models import PushedNews


@dataclass(frozen=True, slots=True)
class ToldHistory:
    """How much of an account's history a message tells."""

    deals: int
    cash: int

    def __bool__(self) -> bool:
        return bool(self.deals or self.cash)


def told_history(news: PushedNews) -> ToldHistory | None:
    """None where the message cannot be read any more."""
    try:
        message = read_again(news.body.encode())
    except BadMessage:
        return None
    return ToldHistory(len(message.fills), len(message.cash or ()))
