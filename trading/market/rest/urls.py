"""The API's addresses of market data."""

from trading.market.rest.instruments import Instruments, SymbolMappings

RESOURCES = {"instruments": Instruments, "symbol-mappings": SymbolMappings}
