"""The bank's desk at work and files of rows on their way, for the browser."""

from datetime import timedelta
from decimal import Decimal

from accounts.models import User
from fidus.lib import clock
from fidus.lib.money import Money
from funds.bank.domain.camt_writer import write_camt
from funds.bank.domain.statement import Balance, Entry, Kind, Statement
from funds.bank.models import BankTransaction
from funds.bank.services.import_received_file import import_received_file
from funds.bank.services.match_certain import match_certain
from funds.bank.services.open_bank_account import open_bank_account
from funds.bank.services.propose_booking import propose_booking
from funds.bank.services.receive_file import receive_file
from funds.intake.domain.layouts import Kind as Rows
from funds.intake.models import IntakeRun
from funds.intake.services.receive_run import receive_run
from funds.intake.services.start_run import start_run
from funds.intake.services.try_run import try_run
from funds.intake.services.work_run import work_run
from funds.services.book_operating_cost import book_operating_cost


def bank_at_work(admin: User) -> dict[str, object]:
    """Facts for paths: an account half matched, and files looked at, refused and waiting."""
    account = open_bank_account(name="Euro house bank", identifier="EXAMPLEBANKEUR7", currency="EUR", by=admin)
    day = clock.today() - timedelta(days=12)
    for reference, amount in (("CONSULT-2026-01", "4100.00"), ("DATA-FEED-2026", "812.50")):
        book_operating_cost(
            reference=reference, text="Advice of outside counsel and data", amount=Money.of(amount, "EUR"),
            incurred_on=day, by=admin,
        )  # fmt: skip
    entries = (
        Entry("", Decimal("-4100.00"), "EUR", day, day, bank_reference="EB1", text="CONSULT-2026-01 Counsel LLP"),
        Entry("", Decimal("-812.50"), "EUR", day, day, bank_reference="EB2", counterparty="Data Example Limited"),
        Entry("", Decimal("-14.50"), "EUR", day, day, bank_reference="EB3", text="Account fees"),
        Entry("", Decimal("25000.00"), "EUR", day, day, bank_reference="EB4", counterparty="Bruno Sample und Partner"),
    )
    total = sum((one.amount for one in entries), Decimal(0))
    balances = (
        Balance("OPBD", Decimal("0.00"), "EUR", day - timedelta(days=1)), Balance("CLBD", total, "EUR", clock.today()),
    )  # fmt: skip
    statement = Statement(
        Kind.STATEMENT, "", account.identifier, "EUR", "STMT-1", "1", "", day, clock.today(), balances, entries
    )
    content = write_camt([statement])
    import_received_file(brought=receive_file(content=content, name="may.xml", by=admin), by=admin)
    match_certain(account=account, by=admin)
    fee = BankTransaction.objects.get(account=account, bank_reference="EB3")
    booking = propose_booking(transaction=fee, kind="charge", text="Account fees", by=admin)
    money = BankTransaction.objects.get(account=account, bank_reference="EB4")
    csv = b"Buchungstag;Verwendungszweck;Betrag\n15.04.2026;Zinsen;1.234,56\n14.04.2026;Miete;-40,00\n"
    looked_at = receive_file(content=csv, name="april.csv", account=account, by=admin)
    refused = receive_file(content=content[:-90], name="cut-off.xml", by=admin)
    import_received_file(brought=refused, by=admin)
    return files_of_rows(admin) | {
        "desk": account.pk, "bank_booking": booking.pk, "bank_money": money.pk, "bank_csv": looked_at.pk,
        "bank_refused": refused.pk,
    }  # fmt: skip


def files_of_rows(admin: User) -> dict[str, object]:
    """Facts for paths: a file of rows in each of its states."""

    def brought(rows: bytes, name: str = "clients.csv", *, tried: bool = True) -> IntakeRun:
        run = receive_run(content=rows, name=name, kind=Rows.CLIENTS, whole=False, by=admin)
        return (try_run(run=run.pk) or run) if tried else run

    run = brought(people("A", 120, bad_each=30))
    running, finished = brought(people("B", 8)), brought(people("C", 8, bad_each=4))
    for one in (running, finished):
        start_run(run=one, by=admin)
    work_run(run=finished.pk)
    unreadable = brought(b"number,who\n1,Ada\n", "headings.csv")
    movements = receive_run(
        content=b"key,what,date,amount\nM-1,cost,2026-01-05,5.00\n", name="costs.csv", kind=Rows.MOVEMENTS, by=admin
    )
    try_run(run=movements.pk)
    start_run(run=movements, by=admin)
    return {
        "intake": run.pk, "intake_waiting": movements.pk, "intake_running": running.pk, "intake_done": finished.pk,
        "intake_unreadable": unreadable.pk, "intake_untried": brought(people("D", 60), tried=False).pk,
    }  # fmt: skip


def people(key: str, count: int, *, bad_each: int = 0) -> bytes:
    """A file of clients; of each `bad_each` rows one says of what kind nobody is."""
    kinds = ("robot" if bad_each and not number % bad_each else "person" for number in range(1, count + 1))
    rows = (f"{key}-{n},{kind},Instance {n} of {key},{key}{n}@x.example\n" for n, kind in enumerate(kinds, 1))
    return ("key,kind,name,email\n" + "".join(rows)).encode()
