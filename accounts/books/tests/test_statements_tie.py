"""Any history of entries: the statements of any day tie, and agree with sums made by hand from the entries."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.books.domain.periods import Period
from accounts.books.selectors.reports import CASH, Asked, balance_sheet, cash_flow, profit_and_loss, trial_balance
from accounts.ledger import api
from accounts.ledger.api import AccountSpec, Draft, Leg
from fidus.lib.money import Money

pytestmark = pytest.mark.django_db
START = date(2024, 11, 25)
CODES = {
    "Assets:Bank:{}": "asset", "Assets:Wallets:{}": "asset", "Assets:Broker:{}": "asset",
    "Liabilities:Clients:C1:{}": "liability", "Equity:Capital:{}": "equity",
    "Income:Fees:{}": "income", "Expenses:Interest:BALANCE:{}": "expense",
}  # fmt: skip
CURRENCIES = ("USD", "JPY")
days = st.integers(0, 420).map(lambda number: START + timedelta(days=number))
moves = st.tuples(
    days, st.sampled_from(CURRENCIES), st.integers(0, 6), st.integers(1, 6), st.integers(1, 10**9), st.booleans()
)


def posted(history, start=0) -> list[tuple[date, str, Money]]:
    """The legs that were posted: day, code, amount."""
    specs = [AccountSpec(code.format(c), kind, c) for c in CURRENCIES for code, kind in CODES.items()]
    ids = dict(zip([spec.code for spec in specs], api.open_accounts(specs), strict=True))
    legs = []
    for number, (day, currency, giver, step, minor, undone) in enumerate(history, start):
        codes = [code.format(currency) for code in CODES]
        taken, given_ = codes[(giver + step) % 7], codes[giver]
        amount, kind = Money.from_minor(minor, currency), f"kind_{number % 3}"
        both = [(taken, amount), (given_, -amount)]
        draft = Draft(f"k{number}", kind, "", day, day, [Leg(ids[code], money) for code, money in both])
        entry = api.post_entry(draft, by=None).entry
        legs += [(day, code, money) for code, money in both]
        if undone:
            later = day + timedelta(days=minor % 50)
            api.reverse_entry(entry, key=f"u{number}", value_on=later, by=None, reason="Undone")
            legs += [(later, code, -money) for code, money in both]
    return legs


def held(legs, currency: str, roots: tuple[str, ...], until: date, since: date = date.min) -> Money:
    minor = sum(
        money.minor
        for day, code, money in legs
        if money.currency == currency and code.startswith(roots) and since <= day <= until
    )
    return Money.from_minor(minor, currency)


def row(sheet, label: str):
    return next(row for row in sheet.rows if row.label == label)


@given(st.lists(moves, min_size=1, max_size=14), days, st.integers(0, 100), st.sampled_from(["", "previous", "year"]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_statements_of_any_history_tie(history, start, length, compare):
    with transaction.atomic():
        legs = posted(history)
        period = Period(start, start + timedelta(days=length))
        for depth in (2, 0):
            asked = Asked(period, compare=compare, depth=depth, currency="JPY")
            reports = [make(asked) for make in (trial_balance, balance_sheet, profit_and_loss, cash_flow)]
            for report in reports:
                assert report.holds, report
        transaction.set_rollback(True)
        balance, result, cash = (report.sheets[0] if report.sheets else None for report in reports[1:])
        end, before = period.end, period.before
        if balance:
            assert row(balance, "Assets, total").cells[0] == held(legs, "JPY", ("Assets",), end)
            own = row(balance, "Equity, total").cells[0]
            assert own == -held(legs, "JPY", ("Equity", "Income", "Expenses"), end)
            year = date(end.year, 1, 1)
            assert row(balance, "Result of this year so far").cells[0] == -held(
                legs, "JPY", ("Income", "Expenses"), end, year
            )
        if result:
            assert row(result, "Result").cells[0] == -held(legs, "JPY", ("Income", "Expenses"), end, start)
        if cash:
            change = held(legs, "JPY", CASH, end) - held(legs, "JPY", CASH, before)
            assert row(cash, "Change of cash").cells[0] == change


@given(st.lists(moves, min_size=1, max_size=8), st.integers(0, 8), days)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_as_known_at_a_seal_they_are_what_they_were_then(history, known, end):
    with transaction.atomic():
        period = Period(START, max(end, START))
        asked = Asked(period, depth=0, currency="USD")
        makers = (trial_balance, balance_sheet, profit_and_loss, cash_flow)
        posted(history[:known])
        seal = api.seal()
        then = [make(asked).sheets for make in makers]
        posted(history[known:], 1000)
        api.seal()
        as_known = Asked(period, depth=0, currency="USD", known_at=seal)
        now = [make(as_known).sheets for make in makers]
        transaction.set_rollback(True)
        assert [_shown(one) for one in now] == [_shown(one) for one in then]


def _shown(sheets):
    return [(row.label, row.cells) for sheet in sheets for row in sheet.rows]
