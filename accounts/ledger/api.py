"""All that other apps may use of the ledger."""

from accounts.ledger.daily import OutsideFlow, moved_by_day, outside_flows
from accounts.ledger.domain.account_codes import AccountSpec
from accounts.ledger.domain.entries import (
    AccountBalances,
    AccountInfo,
    Draft,
    EntryLeg,
    KindFlow,
    Leg,
    MonthMovement,
    Movement,
    Posted,
    PostedBatch,
    RunningMovement,
    TrialBalanceLine,
)
from accounts.ledger.errors import (
    AccountConflict,
    AlreadyReversed,
    KeyConflict,
    LedgerError,
    PeriodClosed,
    SecondPersonNeeded,
    Unbalanced,
    UnknownAccount,
)
from accounts.ledger.selectors.all_balances import account_balances, flows_by_kind, monthly_movements
from accounts.ledger.selectors.balances import (
    balance,
    balance_history,
    balance_sql,
    balances,
    balances_and_totals,
    movements,
    net_by_day,
    total_history,
    trial_balance,
)
from accounts.ledger.selectors.closed import (
    Decision,
    closed_until,
    decisions,
    first_day,
    newest_seal,
    posted_since,
    unsealed_until,
)
from accounts.ledger.selectors.journal import (
    AccountPage,
    EntryDetails,
    account_info,
    account_page,
    accounts_below,
    accounts_by_code,
    currencies_kept,
    entry_details,
    entry_kinds,
    find_accounts,
    journal,
)
from accounts.ledger.services.close_period import close_period
from accounts.ledger.services.export_beancount import export_beancount
from accounts.ledger.services.open_account import open_account
from accounts.ledger.services.open_accounts import open_accounts
from accounts.ledger.services.post_entries import post_entries
from accounts.ledger.services.post_entry import post_entry
from accounts.ledger.services.post_transfers_from import post_transfers_from
from accounts.ledger.services.prove_seals import prove_seals, wrong_totals
from accounts.ledger.services.reopen_period import reopen_period
from accounts.ledger.services.reverse_entry import reverse_entry
from accounts.ledger.services.seal import seal
from accounts.ledger.services.verify import Verification

__all__ = [
    "AccountBalances",
    "AccountConflict",
    "AccountInfo",
    "AccountPage",
    "AccountSpec",
    "AlreadyReversed",
    "Decision",
    "Draft",
    "EntryDetails",
    "EntryLeg",
    "KeyConflict",
    "KindFlow",
    "LedgerError",
    "Leg",
    "MonthMovement",
    "Movement",
    "OutsideFlow",
    "PeriodClosed",
    "Posted",
    "PostedBatch",
    "RunningMovement",
    "SecondPersonNeeded",
    "TrialBalanceLine",
    "Unbalanced",
    "UnknownAccount",
    "Verification",
    "account_balances",
    "account_info",
    "account_page",
    "accounts_below",
    "accounts_by_code",
    "balance",
    "balance_history",
    "balance_sql",
    "balances",
    "balances_and_totals",
    "close_period",
    "closed_until",
    "currencies_kept",
    "decisions",
    "entry_details",
    "entry_kinds",
    "export_beancount",
    "find_accounts",
    "first_day",
    "flows_by_kind",
    "journal",
    "monthly_movements",
    "moved_by_day",
    "movements",
    "net_by_day",
    "newest_seal",
    "open_account",
    "open_accounts",
    "outside_flows",
    "post_entries",
    "post_entry",
    "post_transfers_from",
    "posted_since",
    "prove_seals",
    "reopen_period",
    "reverse_entry",
    "seal",
    "total_history",
    "trial_balance",
    "unsealed_until",
    "wrong_totals",
]
