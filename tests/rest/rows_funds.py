"""Rows of the fund back office's core, as many as asked for: those of a client where clients have any."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from accounts.models import Client
from funds.models import (
    AccountMapping,
    AccrualRun,
    InterestPayout,
    Investment,
    OperatingCost,
    Product,
    Statement,
    StatementBatch,
)
from funds.tests.scenes import a_product, a_user, an_investment
from trading.models import BrokerAccount

_numbers = count(1)
OPENED = date(2026, 1, 1)
AN_INSTANT = datetime(2026, 4, 1, tzinfo=UTC)
Rows = Callable[[Client, int], None]


def investments(client: Client, many: int) -> list[Investment]:
    product = Product.objects.filter(code="BALANCE").first() or a_product()
    return [an_investment("100.00", product=product, client=client, funded_on=OPENED) for _ in range(many)]


def products(client: Client, many: int) -> None:
    for _ in range(many):
        a_product(f"F{next(_numbers)}")


def mappings(client: Client, many: int) -> None:
    by = a_user()
    for investment in investments(client, many):
        login = next(_numbers)
        account = BrokerAccount.objects.create(
            broker="Sample Markets", server="Sample-1", login=login, currency="USD", currency_digits=2,
            environment="live", opened_at=AN_INSTANT,
        )  # fmt: skip
        AccountMapping.objects.create(
            investment=investment,
            account=account,
            share=Decimal("0.5"),
            from_on=OPENED,
            mapped_by=by,
            mapped_at=AN_INSTANT,
        )


def payouts(client: Client, many: int) -> None:
    (investment,) = investments(client, 1)
    for _ in range(many):
        due_on = OPENED + timedelta(days=next(_numbers))
        InterestPayout.objects.create(
            investment=investment, due_on=due_on, pay_on=due_on, currency="USD", amount_minor=100, state="due",
            prepared_by=a_user(),
        )  # fmt: skip


def accrual_runs(client: Client, many: int) -> None:
    for _ in range(many):
        AccrualRun.objects.create(
            as_of=OPENED + timedelta(days=next(_numbers)), state="running", started_at=AN_INSTANT, started_by=a_user()
        )


def costs(client: Client, many: int) -> None:
    for _ in range(many):
        OperatingCost.objects.create(
            reference=f"COST-{next(_numbers)}", text="Rent", incurred_on=OPENED, currency="USD", amount_minor=100,
            booked_by=a_user(), booked_at=AN_INSTANT,
        )  # fmt: skip


def statements(client: Client, many: int) -> None:
    for _ in range(many):
        number = next(_numbers)
        year, month = divmod(number, 12)
        on = date(1990 + year, month + 1, 1)
        Statement.objects.create(
            number=f"{on:%Y-%m}-{client.number}", client=client, month=on, issued_at=AN_INSTANT, issued_by=a_user(),
            known_at=0, figures='{"sheets": [{"headline": {"closing": "12.50"}, "currency": "USD"}]}',
            figures_sha256="a" * 64, file=f"file-{number}", file_sha256="b" * 64, size=1, layout="1",
        )  # fmt: skip


def statement_batches(client: Client, many: int) -> None:
    for _ in range(many):
        year, month = divmod(next(_numbers), 12)
        StatementBatch.objects.create(
            month=date(1990 + year, month + 1, 1),
            client=client,
            state="running",
            started_at=AN_INSTANT,
            started_by=a_user(),
        )


FUNDS: dict[str, Rows] = {
    "products": products,
    "terms": products,
    "investments": investments,
    "account-mappings": mappings,
    "movements": investments,
    "interest-payouts": payouts,
    "accrual-runs": accrual_runs,
    "operating-costs": costs,
    "statements": statements,
    "statement-batches": statement_batches,
}
