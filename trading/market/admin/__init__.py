from trading.market.admin.instruments import InstrumentAdmin
from trading.market.admin.mappings import SymbolMappingAdmin

__all__ = ["InstrumentAdmin", "SymbolMappingAdmin"]
