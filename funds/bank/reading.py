"""A received file as it would be taken in: read anew each time, kept nowhere but in its sealed original."""

from dataclasses import dataclass

from fidus.lib.money import MINOR_UNITS
from funds.bank.archive import folder
from funds.bank.domain.account_numbers import is_of
from funds.bank.domain.csv_mapping import CsvMapping
from funds.bank.domain.csv_suggestion import suggest_mapping
from funds.bank.domain.csv_table import read_table
from funds.bank.domain.letters import text_of
from funds.bank.domain.recognise import Format, format_of, read_file
from funds.bank.domain.statement import Statement
from funds.bank.domain.unreadable import Unreadable
from funds.bank.errors import AccountUnknown, FileRefused
from funds.bank.models import BankAccount, BankImport

_LAYOUTS_TRIED = 20


@dataclass(frozen=True)
class Read:
    """A statement with the firm's account it is of."""

    statement: Statement
    account: BankAccount


def layout_for(brought: BankImport) -> CsvMapping | None:
    """The newest confirmed mapping of the account whose columns the file has: a bank writes more than one CSV."""
    if brought.account is None:
        return None
    text = text_of(content_of(brought))[0]
    kept = (CsvMapping.from_json(one.mapping) for one in brought.account.layouts.all()[:_LAYOUTS_TRIED])
    return next((one for one in kept if _fits(one, text)), None)


def _fits(mapping: CsvMapping, text: str) -> bool:
    try:
        table = read_table(text, delimiter=mapping.delimiter, skip=mapping.skip)
    except Unreadable:
        return False
    return set(mapping.columns) <= set(table.header)


def content_of(brought: BankImport) -> bytes:
    return folder().get(brought.kept_as)


def is_csv(content: bytes) -> bool:
    try:
        return format_of(content) is Format.CSV
    except Unreadable:
        return False


def guess_layout(content: bytes) -> CsvMapping:
    """Raises FileRefused where there is no table."""
    try:
        return suggest_mapping(text_of(content)[0])
    except Unreadable as error:
        raise FileRefused(str(error)) from error


def read_import(brought: BankImport, *, mapping: CsvMapping | None = None) -> list[Read]:
    """Every statement of the file with its account; raises FileRefused, AccountUnknown."""
    content = content_of(brought)
    chosen = brought.account
    try:
        if is_csv(content) and chosen is None:
            raise AccountUnknown("A CSV does not say which account it is of: choose the account and upload it again.")
        statements = read_file(
            content,
            mapping=mapping or (layout_for(brought) if is_csv(content) else None),
            account=chosen.identifier if chosen else "",
            currency=chosen.currency if chosen else "",
        )
    except Unreadable as error:
        raise FileRefused(str(error)) from error
    accounts = list(BankAccount.objects.all())
    return [Read(one, _account_of(one, accounts, chosen)) for one in statements]


def _account_of(statement: Statement, accounts: list[BankAccount], chosen: BankAccount | None) -> BankAccount:
    known = [
        one
        for one in accounts
        if is_of(statement.account, one.currency, account=one.identifier, others=one.other_spellings)
    ]
    if statement.currency and statement.currency not in MINOR_UNITS:
        raise FileRefused(f"The firm keeps no books in {statement.currency}.")
    found = [one for one in known if not statement.currency or one.currency == statement.currency]
    name = statement.account or "without a number"
    if chosen is not None and chosen not in found:
        raise AccountUnknown(
            f"The file is of the account {name} in {statement.currency}, not of {chosen}. If the bank writes it so, "
            "add it to the account as another spelling."
        )
    if chosen is None and len(found) != 1:
        raise AccountUnknown(
            f"The file is of the account {name} in {statement.currency}; open that bank account first, or add the "
            "number to the right one as another spelling."
        )
    account = chosen or found[0]
    for one in statement.entries:
        if one.currency != account.currency and one in statement.booked and statement.kind == "statement":
            raise FileRefused(f"{one.place}: a booking in {one.currency} on an account in {account.currency}.")
    return account
