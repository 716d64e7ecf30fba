"""Rows of the ledger, of exchange rates and of the books."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from accounts.books.models import ChainProof, ClosingRun, ClosingStep, Journal, JournalLine, Reopening
from accounts.books.tests.scenes import CHART, post
from accounts.ledger.api import AccountSpec, close_period, open_accounts
from accounts.models import Client
from accounts.rates.models import Contradiction, EuroRate, FeedAttempt, RateImport, RateOverride, Revaluation
from funds.tests.scenes import a_user
from tests.rest.rows_funds import Rows

_numbers = count(1)
DAY = date(2026, 3, 31)
AN_INSTANT = datetime(2026, 4, 1, tzinfo=UTC)


def ledger_accounts(client: Client, many: int) -> None:
    open_accounts([AccountSpec(f"Assets:Bank:B{next(_numbers)}", "asset", "USD", "A bank") for _ in range(many)])


def ledger_entries(client: Client, many: int) -> None:
    bank, capital = CHART[0].code, CHART[3].code
    for _ in range(many):
        post(bank, capital, "1.00", DAY, key=f"row {next(_numbers)}")


def closed_periods(client: Client, many: int) -> None:
    for _ in range(many):
        close_period(until=date(1990, 1, 1) + timedelta(days=next(_numbers)), by=a_user())


def rate_imports(client: Client, many: int) -> list[RateImport]:
    return [
        RateImport.objects.create(
            name="rates.csv", source="ECB", layout="history", sha256=f"{next(_numbers):064x}", size=1,
            brought_by=a_user(), brought_at=AN_INSTANT, first_on=DAY, last_on=DAY, days=1, rates_in_file=1,
            rates_added=1, contradicting=0,
        )
        for _ in range(many)
    ]  # fmt: skip


def rates(client: Client, many: int) -> None:
    for taken_from in rate_imports(client, many):
        on = date(2000, 1, 1) + timedelta(days=next(_numbers))
        EuroRate.objects.create(currency="USD", on=on, value="1.1", taken_from=taken_from)


def contradictions(client: Client, many: int) -> None:
    for taken in rate_imports(client, many):
        on = date(2000, 1, 1) + timedelta(days=next(_numbers))
        Contradiction.objects.create(
            rate_import=taken, currency="USD", on=on, held="1.1", given="1.2", state="open", brought_by=taken.brought_by
        )


def feed_attempts(client: Client, many: int) -> None:
    for taken in rate_imports(client, many):
        FeedAttempt.objects.create(
            asked_at=AN_INSTANT, answered_at=AN_INSTANT, url="https://rates.example", outcome="taken", words="New",
            rate_import=taken,
        )  # fmt: skip


def overrides(client: Client, many: int) -> None:
    for _ in range(many):
        RateOverride.objects.create(
            base="USDT", quote="USD", value=Decimal(1), valid_from=DAY, valid_until=DAY, reason="Peg",
            state="proposed", proposed_by=a_user(), proposed_at=AN_INSTANT,
        )  # fmt: skip


def revaluations(client: Client, many: int) -> None:
    for _ in range(many):
        number = next(_numbers)
        Revaluation.objects.create(
            month_end=date(2000, 1, 31) + timedelta(days=number), currency="EUR", firm_currency="USD", attempt=1,
            position_minor=100, carrying_minor=110, value_minor=112, posted_minor=2, rate="1.12", rate_on=DAY,
            posted_by=a_user(), posted_at=AN_INSTANT,
        )  # fmt: skip


def journals(client: Client, many: int) -> None:
    ids = open_accounts(CHART)
    for _ in range(many):
        journal = Journal.objects.create(
            state="prepared", text="Fee", reason="By hand", value_on=DAY, prepared_by=a_user(), prepared_at=AN_INSTANT
        )
        for position, amount in enumerate((100, -100), 1):
            JournalLine.objects.create(
                journal=journal, position=position, account=ids[position], code=CHART[position].code, currency="USD",
                amount_minor=amount,
            )  # fmt: skip


def closings(client: Client, many: int) -> None:
    for _ in range(many):
        year, month = divmod(next(_numbers), 12)
        run = ClosingRun.objects.create(
            month=date(1990 + year, month + 1, 1), state="blocked", prepared_by=a_user(), started_at=AN_INSTANT
        )
        ClosingStep.objects.create(
            run=run, position=1, check_name="books.something_holds", state="acknowledged", acknowledged_by=a_user(),
            reason="Known", findings=[{"ok": False, "text": "It does not.", "url": ""}],
        )  # fmt: skip


def reopenings(client: Client, many: int) -> None:
    for _ in range(many):
        year, month = divmod(next(_numbers), 12)
        first = date(1990 + year, month + 1, 1)
        Reopening.objects.create(
            month=first, until=first + timedelta(days=27), reason="A fee came late", state="asked",
            asked_by=a_user(), asked_at=AN_INSTANT,
        )  # fmt: skip


def chain_proofs(client: Client, many: int) -> None:
    for _ in range(many):
        ChainProof.objects.create(seal=next(_numbers), hash=bytes(32), entries=1, proved_at=AN_INSTANT)


BOOKS: dict[str, Rows] = {
    "ledger-accounts": ledger_accounts,
    "ledger-entries": ledger_entries,
    "ledger-closings": closed_periods,
    "rates": rates,
    "rate-imports": rate_imports,
    "rate-contradictions": contradictions,
    "rate-feed-attempts": feed_attempts,
    "rate-overrides": overrides,
    "revaluations": revaluations,
    "journals": journals,
    "closings": closings,
    "reopenings": reopenings,
    "chain-proofs": chain_proofs,
    "reports": ledger_entries,
}
