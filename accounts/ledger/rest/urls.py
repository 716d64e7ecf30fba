"""The API's addresses of the ledger."""

from accounts.ledger.rest.accounts import Accounts
from accounts.ledger.rest.entries import ClosedPeriods, Entries

RESOURCES = {"ledger-accounts": Accounts, "ledger-entries": Entries, "ledger-closings": ClosedPeriods}
