from trading.admin.accounts import BrokerAccountAdmin
from trading.admin.history import CashOperationAdmin, DealAdmin, OrderAdmin, PositionAdmin
from trading.admin.imports import ReportImportAdmin

__all__ = [
    "BrokerAccountAdmin",
    "CashOperationAdmin",
    "DealAdmin",
    "OrderAdmin",
    "PositionAdmin",
    "ReportImportAdmin",
]
