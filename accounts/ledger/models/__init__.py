"""The ledger's tables: private to accounts.ledger."""

from accounts.ledger.models.account import Account
from accounts.ledger.models.closed_period import ClosedPeriod
from accounts.ledger.models.entry import Entry, Leg
from accounts.ledger.models.seal import Epoch, Seal
from accounts.ledger.models.totals import DayTotal, MonthTotal

__all__ = ["Account", "ClosedPeriod", "DayTotal", "Entry", "Epoch", "Leg", "MonthTotal", "Seal"]
