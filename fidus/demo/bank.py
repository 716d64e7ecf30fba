"""The demo's bank: statements written of the firm's own ledger as a bank would, with what only a bank knows."""

from datetime import date, timedelta
from decimal import Decimal

from accounts.ledger.api import balance
from accounts.models import User
from fidus.lib import clock
from funds.bank.domain.camt_writer import write_camt
from funds.bank.domain.mt940_writer import write_mt940
from funds.bank.domain.statement import Balance, Entry, Kind, Statement
from funds.bank.models import BankAccount
from funds.bank.selectors import ledger_items, ledger_side, open_transactions
from funds.bank.services.import_received_file import import_received_file
from funds.bank.services.match_certain import match_certain
from funds.bank.services.open_bank_account import open_bank_account
from funds.bank.services.propose_booking import propose_booking
from funds.bank.services.receive_file import receive_file

DAY = timedelta(days=1)
MONTHS = 3
# Payments of the last days are on their way still.
IN_TRANSIT = 3
FEE = Decimal("14.50")


def show_bank(*, as_of: date, officer: User) -> None:
    """Two months as CAMT.053 and the current one as MT940, matched where it is certain, the rest left to a person."""
    account = open_bank_account(
        name="House bank", bank="Example Bank", identifier="EXAMPLEBANK0001", currency="USD", by=officer
    )
    first = as_of.replace(day=1)
    starts = [first]
    for _ in range(MONTHS - 1):
        starts.insert(0, (starts[0] - DAY).replace(day=1))
    for number, start in enumerate(starts, 1):
        end = starts[number] - DAY if number < len(starts) else as_of - IN_TRANSIT * DAY
        if end < start:
            continue
        with clock.at(min(end + DAY, as_of)):
            _bring(_statement(account, number, start, end), officer)
    match_certain(account=account, by=officer)
    fee = open_transactions(account).filter(bank_reference__startswith="FEE").first()
    if fee is not None:
        propose_booking(transaction=fee, kind="charge", text="Account fees of the month", by=officer)


def _statement(account: BankAccount, number: int, start: date, end: date) -> Statement:
    """The ledger's movements as bookings of the bank, and the bank's own fee at the month's beginning."""
    moved = ledger_side(account, start=start, end=end)
    items = {one.key: one for one in ledger_items(moved)}
    entries = [
        Entry(
            place="",
            amount=one.amount.amount,
            currency=account.currency,
            booked_on=one.value_on,
            value_on=one.value_on,
            bank_reference=f"EB{number:02}{place:05}",
            end_to_end_id=items[one.entry].references[-1] if items[one.entry].references else "",
            counterparty=items[one.entry].who,
            text=f"{items[one.entry].references[-1]} {one.text}" if items[one.entry].references else one.text,
        )
        for place, one in enumerate(moved, 1)
    ]
    fee = Entry("", -FEE, account.currency, start, start, bank_reference=f"FEE{number:04}", text="Account fees")
    before = balance(account.ledger_account, as_of=start - DAY).amount - FEE * (number - 1)
    entries = sorted([fee, *entries], key=lambda one: one.booked_on)
    after = before + sum((one.amount for one in entries), Decimal(0))
    balances = (
        Balance("OPBD", before, account.currency, start - DAY),
        Balance("CLBD", after, account.currency, end),
    )
    return Statement(
        Kind.STATEMENT, "", account.identifier, account.currency, f"STMT-{end:%Y-%m}", str(number), "", start, end,
        balances, tuple(entries),
    )  # fmt: skip


def _bring(statement: Statement, officer: User) -> None:
    newest = statement.number == str(MONTHS)
    content = write_mt940([statement]) if newest else write_camt([statement])
    name = f"{statement.reference}.{'sta' if newest else 'xml'}"
    import_received_file(brought=receive_file(content=content, name=name, by=officer), by=officer)
