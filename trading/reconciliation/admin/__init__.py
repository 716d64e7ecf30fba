from trading.reconciliation.admin.acceptances import AcceptanceAdmin
from trading.reconciliation.admin.breaks import BreakAdmin

__all__ = ["AcceptanceAdmin", "BreakAdmin"]
