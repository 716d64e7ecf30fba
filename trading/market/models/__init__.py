"""What the market shows: instruments, the names that brokers give them, prices as they come and as bars."""

from trading.market.models.bar import Bar, BarImport, RollUp, Span
from trading.market.models.instrument import Instrument, SymbolMapping
from trading.market.models.quote import Quote, QuoteSource, Tick

__all__ = ["Bar", "BarImport", "Instrument", "Quote", "QuoteSource", "RollUp", "Span", "SymbolMapping", "Tick"]
