"""The API's addresses of the firm's banks."""

from funds.bank.rest.accounts import BankAccounts
from funds.bank.rest.files import BankImports, BankStatements
from funds.bank.rest.matches import Matches
from funds.bank.rest.transactions import BankBookings, BankTransactions

RESOURCES = {
    "bank-accounts": BankAccounts,
    "bank-imports": BankImports,
    "bank-statements": BankStatements,
    "bank-transactions": BankTransactions,
    "bank-matches": Matches,
    "bank-bookings": BankBookings,
}
