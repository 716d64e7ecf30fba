"""What people decide about market data. Prices themselves are no events: there are thousands a minute."""

from dataclasses import dataclass

from accounts.trail.api import Event


@dataclass(frozen=True)
class InstrumentsListed(Event):
    """A broker told of symbols that were not known."""

    platform: str
    server: str
    symbols: tuple[str, ...]  # the first hundred
    count: int


@dataclass(frozen=True)
class SymbolMappingApproved(Event):
    server: str
    broker_symbol: str
    symbol: str
    suggested: str


@dataclass(frozen=True)
class SymbolMappingRefused(Event):
    server: str
    broker_symbol: str
    symbol: str


@dataclass(frozen=True)
class CalendarSet(Event):
    server: str
    symbol: str
    before: str
    calendar: str


@dataclass(frozen=True)
class BarsImported(Event):
    server: str
    symbol: str
    span: str
    file: str
    sha256: str
    bars: int
    first_at: str
    last_at: str
