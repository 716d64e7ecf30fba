"""Rows of fees and of rebates."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from accounts.models import Client
from funds.fees.models import FeeCharge, FeeRun, FeeRunRow
from funds.fees.tests.scenes import fees
from funds.rebates.models import RebateAgreement, RebateInvoice, RebateLine, RebateReceipt, RebateRun
from funds.tests.scenes import a_product, a_user
from tests.rest.rows_funds import Rows, investments

_numbers = count(1)
DAY = date(2026, 3, 31)
AN_INSTANT = datetime(2026, 4, 1, tzinfo=UTC)


def schedules(client: Client, many: int) -> None:
    for _ in range(many):
        fees(a_product(f"FEES{next(_numbers)}"), client=client, management_rate="0.02")


def runs(client: Client, many: int) -> None:
    for _ in range(many):
        until = date(2000, 1, 31) + timedelta(days=next(_numbers))
        FeeRun.objects.create(until=until, value_on=DAY, state="prepared", prepared_by=a_user(), prepared_at=AN_INSTANT)


def run_rows(client: Client, many: int) -> None:
    run = FeeRun.objects.first() or FeeRun.objects.create(
        until=DAY, value_on=DAY, state="prepared", prepared_by=a_user(), prepared_at=AN_INSTANT
    )
    for investment in investments(client, many):
        FeeRunRow.objects.create(
            run=run, investment=investment, kind="management", currency="USD", amount_minor=100, interest_minor=0,
            billed_minor=100, words="2 %",
        )  # fmt: skip


def charges(client: Client, many: int) -> None:
    for investment in investments(client, many):
        FeeCharge.objects.create(
            investment=investment, kind="management", label="Management fee", currency="USD", amount_minor=100,
            billed_minor=100, until=DAY, value_on=DAY, subject="fee-run:1", entry=next(_numbers), prepared_by=a_user(),
            charged_by=a_user(), charged_at=AN_INSTANT,
        )  # fmt: skip


def agreements(client: Client, many: int) -> list[RebateAgreement]:
    return [
        RebateAgreement.objects.create(
            broker="Sample Markets", pattern=f"S{next(_numbers)}", currency="USD", valid_from=DAY, opened_by=a_user(),
            opened_at=AN_INSTANT,
        )
        for _ in range(many)
    ]  # fmt: skip


def counts(client: Client, many: int) -> list[RebateRun]:
    return [
        RebateRun.objects.create(
            first_on=DAY, last_on=DAY, deals=1, lots=Decimal(1), ran_by=a_user(), ran_at=AN_INSTANT
        )
        for _ in range(many)
    ]


def lines(client: Client, many: int) -> None:
    (run,) = counts(client, 1)
    (invoice,) = invoices(client, 1)
    for agreement in agreements(client, many):
        RebateLine.objects.create(
            run=run, agreement=agreement, month=DAY.replace(day=1), value_on=DAY, currency="USD", deals=1,
            lots=Decimal(1), earned=Decimal(7), posted_minor=700, invoice=invoice,
        )  # fmt: skip


def invoices(client: Client, many: int) -> list[RebateInvoice]:
    return [
        RebateInvoice.objects.create(
            number=f"RI-{next(_numbers)}", broker=f"Sample {next(_numbers)}", currency="USD", amount_minor=700,
            state="issued", issued_on=DAY, issued_by=a_user(),
        )
        for _ in range(many)
    ]  # fmt: skip


def receipts(client: Client, many: int) -> None:
    for invoice in invoices(client, many):
        RebateReceipt.objects.create(
            invoice=invoice, bank_reference=f"IN-{next(_numbers)}", amount_minor=700, received_on=DAY,
            booked_by=a_user(), booked_at=AN_INSTANT,
        )  # fmt: skip


FEES: dict[str, Rows] = {
    "fee-schedules": schedules,
    "fee-runs": runs,
    "fee-run-rows": run_rows,
    "fee-charges": charges,
    "rebate-agreements": agreements,
    "rebate-runs": counts,
    "rebate-lines": lines,
    "rebate-standings": invoices,
    "rebate-invoices": invoices,
    "rebate-receipts": receipts,
}
