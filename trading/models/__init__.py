from trading.models.broker_account import BrokerAccount, Environment, MarginMode, Platform, Source
from trading.models.deal import DERIVED_OPENING, CashOperation, Deal
from trading.models.paper_book import PaperBook, PaperEvent
from trading.models.position import Order, Position
from trading.models.report_import import ReportImport

__all__ = [
    "DERIVED_OPENING",
    "BrokerAccount",
    "CashOperation",
    "Deal",
    "Environment",
    "MarginMode",
    "Order",
    "PaperBook",
    "PaperEvent",
    "Platform",
    "Position",
    "ReportImport",
    "Source",
]
