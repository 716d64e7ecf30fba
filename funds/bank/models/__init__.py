from funds.bank.models.bank_account import BankAccount, CsvLayout
from funds.bank.models.bank_booking import BankBooking, BookingKind
from funds.bank.models.bank_import import BankImport
from funds.bank.models.bank_statement import BankStatement, BankTransaction
from funds.bank.models.match import Match, MatchLine, MatchUndone

__all__ = [
    "BankAccount",
    "BankBooking",
    "BankImport",
    "BankStatement",
    "BankTransaction",
    "BookingKind",
    "CsvLayout",
    "Match",
    "MatchLine",
    "MatchUndone",
]
