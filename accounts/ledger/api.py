"""All that other apps may use of the ledger."""

from accounts.ledger.domain.account_codes import AccountSpec
from accounts.ledger.domain.entries import Draft, Leg, Movement, Posted, PostedBatch, TrialBalanceLine
from accounts.ledger.errors import (
    AccountConflict,
    AlreadyReversed,
    KeyConflict,
    LedgerError,
    PeriodClosed,
    Unbalanced,
    UnknownAccount,
)
from accounts.ledger.selectors import (
    balance,
    balance_history,
    balances,
    balances_and_totals,
    movements,
    total_history,
    trial_balance,
)
from accounts.ledger.services.close_period import close_period
from accounts.ledger.services.open_account import open_account
from accounts.ledger.services.open_accounts import open_accounts
from accounts.ledger.services.post_entries import post_entries
from accounts.ledger.services.post_entry import post_entry
from accounts.ledger.services.post_transfers_from import post_transfers_from
from accounts.ledger.services.reverse_entry import reverse_entry
from accounts.ledger.services.seal import seal

__all__ = [
    "AccountConflict",
    "AccountSpec",
    "AlreadyReversed",
    "Draft",
    "KeyConflict",
    "LedgerError",
    "Leg",
    "Movement",
    "PeriodClosed",
    "Posted",
    "PostedBatch",
    "TrialBalanceLine",
    "Unbalanced",
    "UnknownAccount",
    "balance",
    "balance_history",
    "balances",
    "balances_and_totals",
    "close_period",
    "movements",
    "open_account",
    "open_accounts",
    "post_entries",
    "post_entry",
    "post_transfers_from",
    "reverse_entry",
    "seal",
    "total_history",
    "trial_balance",
]
