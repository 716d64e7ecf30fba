from accounts.ledger.domain.account_codes import AccountSpec
from accounts.ledger.services.open_accounts import open_accounts


def open_account(*, code: str, kind: str, currency: str, label: str = "") -> int:
    """The account's id, opening it if need be; raises AccountConflict if the code is open as something else."""
    return open_accounts([AccountSpec(code, kind, currency, label)])[0]
