"""A bank account of the firm, and files for it, by the real services."""

from funds.bank.models import BankAccount, BankImport
from funds.bank.services.import_received_file import import_received_file
from funds.bank.services.open_bank_account import open_bank_account
from funds.bank.services.receive_file import receive_file
from funds.bank.tests.files import IBAN


def an_account(name: str = "Main", *, identifier: str = IBAN, currency: str = "EUR", **more) -> BankAccount:
    return open_bank_account(name=name, identifier=identifier, currency=currency, by=None, **more)


def bring(content: bytes | str, *, name: str = "statement", account: BankAccount | None = None, **more) -> BankImport:
    content = content.encode() if isinstance(content, str) else content
    brought = receive_file(content=content, name=name, account=account, by=None)
    return import_received_file(brought=brought, by=None, **more)
