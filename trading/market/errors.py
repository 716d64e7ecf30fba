"""What can go wrong with market data, in words a person can act on."""

from trading.errors import TradingError


class MarketError(TradingError):
    """Anything this app refuses to do."""


class BarsRefused(MarketError):
    """A file of bars cannot be taken in; nothing of it is kept."""

    def __init__(self, words: str, *, line: int | None = None) -> None:
        self.line = line
        super().__init__(words)


class MappingRefused(MarketError):
    """It is not to be decided as it stands now."""


class UnknownCalendar(MarketError):
    """There is no such calendar; its `field` is at fault."""

    field = "calendar"
