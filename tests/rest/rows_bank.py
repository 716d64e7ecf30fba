"""Rows of the firm's banks."""

from datetime import UTC, date, datetime
from itertools import count

from accounts.models import Client
from funds.bank.models import BankAccount, BankBooking, BankImport, BankStatement, BankTransaction, Match, MatchLine
from funds.tests.scenes import a_user
from tests.rest.rows_funds import Rows

_numbers = count(1)
DAY = date(2026, 3, 31)
AN_INSTANT = datetime(2026, 4, 1, tzinfo=UTC)


def accounts(client: Client, many: int) -> list[BankAccount]:
    made = []
    for _ in range(many):
        number = next(_numbers)
        made.append(
            BankAccount.objects.create(
                name=f"Sample Bank {number}", identifier=f"X{number}", currency="USD", ledger_account=number,
                ledger_code=f"Assets:Bank:X{number}", opened_at=AN_INSTANT, opened_by=a_user(),
            )
        )  # fmt: skip
    return made


def imports(client: Client, many: int) -> list[BankImport]:
    return [
        BankImport.objects.create(
            name="file.xml", sha256="a" * 64, size=1, kept_as="aa/aa", uploaded_by=a_user(), uploaded_at=AN_INSTANT
        )
        for _ in range(many)
    ]


def statements(client: Client, many: int) -> list[BankStatement]:
    (account,), (brought,) = accounts(client, 1), imports(client, 1)
    return [
        BankStatement.objects.create(
            account=account, brought_by=brought, kind="statement", form="MT940", end_on=DAY, opening_on=DAY,
            opening_minor=0, closing_on=DAY, closing_minor=100, tie="ties", entries=1, entries_added=1,
            digest=f"{next(_numbers):064}",
        )
        for _ in range(many)
    ]  # fmt: skip


def transactions(client: Client, many: int) -> list[BankTransaction]:
    (statement,) = statements(client, 1)
    return [
        BankTransaction.objects.create(
            account=statement.account, statement=statement, form="MT940", final=True, standing="booked", booked_on=DAY,
            value_on=DAY, amount_minor=-100, bank_reference=f"B{next(_numbers)}", place="line 1",
        )
        for _ in range(many)
    ]  # fmt: skip


def matches(client: Client, many: int) -> None:
    for one in transactions(client, many):
        match = Match.objects.create(
            account=one.account, automatic=False, score=90, reasons=["Said so"], made_at=AN_INSTANT, made_by=a_user()
        )
        lines = ({"transaction": one}, {"entry": next(_numbers)})
        for side in lines:
            MatchLine.objects.create(match=match, account=one.account, amount_minor=-100, on=DAY, **side)


def bookings(client: Client, many: int) -> None:
    for one in transactions(client, many):
        BankBooking.objects.create(
            transaction=one, kind="charge", text="Fees", proposed_by=a_user(), proposed_at=AN_INSTANT
        )


BANK: dict[str, Rows] = {
    "bank-accounts": accounts,
    "bank-imports": imports,
    "bank-statements": statements,
    "bank-transactions": transactions,
    "bank-matches": matches,
    "bank-bookings": bookings,
}
