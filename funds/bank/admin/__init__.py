from funds.bank.admin.accounts import BankAccountAdmin
from funds.bank.admin.bookings import BankBookingAdmin
from funds.bank.admin.imports import BankImportAdmin
from funds.bank.admin.matches import MatchAdmin
from funds.bank.admin.statements import BankStatementAdmin
from funds.bank.admin.transactions import BankTransactionAdmin

__all__ = [
    "BankAccountAdmin",
    "BankBookingAdmin",
    "BankImportAdmin",
    "BankStatementAdmin",
    "BankTransactionAdmin",
    "MatchAdmin",
]
