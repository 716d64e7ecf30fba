"""What a run is told, read from books, brokers, terms and requests."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.ledger.api import Draft, Leg, open_account, post_entry
from fidus.lib import clock
from fidus.lib.money import Money
from funds.models import AccountMapping
from funds.solvency.domain.haircuts import AssetKind
from funds.solvency.domain.inputs import FlowKind, digest, from_bytes, to_bytes
from funds.solvency.domain.returns import daily_returns, trading_days
from funds.solvency.selectors.facts import facts, position
from funds.solvency.tests.books import a_live_account
from funds.solvency.tests.conftest import TODAY
from funds.tests.scenes import OPENED, a_client, an_investment, usd
from trading.models import CashOperation, Position

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 31)


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


def assets():
    return {asset.key: asset for asset in position(as_of=TODAY, until=UNTIL).assets}


def kinds():
    return sorted(asset.kind.name for asset in assets().values())


def book(code, amount):
    """Money of the bank moved to another asset of the books."""
    bank = open_account(code=f"Assets:Bank:{amount.currency}", kind="asset", currency=amount.currency)
    other = open_account(code=code, kind="asset", currency=amount.currency)
    post_entry(
        Draft(f"moved:{code}", "transfer", "Moved", TODAY, TODAY, (Leg(other, amount), Leg(bank, -amount))), by=None
    )


def test_money_sent_to_a_broker_is_counted_once(firm):
    found = assets()
    (unbooked,) = [asset for key, asset in found.items() if key.startswith("unbooked")]
    bank = next(asset for asset in found.values() if asset.kind is AssetKind.BANK and asset is not unbooked)
    assert (bank.value, unbooked.value) == (usd("99300"), usd("-80000"))
    # The broker's 80,600 less 5 %, and the 19,300 that stayed at the bank.
    inputs = facts(as_of=TODAY, months=6)
    assert inputs.cash == 19_300
    assert [one.value for one in inputs.accounts] == [80_600 * 0.95]


def test_a_transfer_that_is_booked_is_not_taken_off_again(firm):
    book("Assets:Broker:Northgate:USD", usd("80000"))
    found = assets()
    assert not [key for key in found if key.startswith("unbooked")]
    assert facts(as_of=TODAY, months=6).cash == 19_300


def test_profit_that_came_back_and_is_not_booked_is_not_counted_on():
    account = a_live_account(deposit="1000", results={3: "5000"})
    CashOperation.objects.create(
        account=account, ticket=99, operated_at=clock.now() - timedelta(days=1), kind="balance", amount=Decimal(-4000)
    )
    assert kinds() == ["BROKER"]
    assert facts(as_of=TODAY, months=6).cash == 0


def test_wallets_are_known_by_their_ledger_accounts(firm):
    book("Assets:Wallet:TRC20:USDT", usd("1000"))
    book("Assets:Wallet:BTC", usd("500"))
    found = {asset.kind: asset for asset in assets().values()}
    assert found[AssetKind.STABLE_WALLET].counted("USD") == usd("980")
    assert found[AssetKind.COIN_WALLET].counted("USD") == usd("325")


def test_demo_accounts_are_no_money_and_old_figures_count_less():
    a_live_account(deposit="700", environment="demo")
    old = a_live_account(deposit="1000", seen=TODAY - timedelta(days=45))
    found = assets()
    assert found[f"account:{old.pk}"].counted("USD") == usd("700")
    assert [asset.counted("USD").amount for asset in found.values() if asset.kind is AssetKind.NOT_MONEY] == [0]
    assert [one.key for one in facts(as_of=TODAY, months=6).accounts] == [f"account:{old.pk}"]
    assert any("45 days old" in note for note in position(as_of=TODAY, until=UNTIL).notes)


def test_open_positions_count_at_what_they_stand_at():
    account = a_live_account(deposit="1000")
    Position.objects.create(
        account=account, ticket=5, symbol="EURUSD", side="buy", volume=1, opened_at=clock.now(), profit=Decimal("-200"),
        swap=Decimal("-10"),
    )  # fmt: skip
    found = assets()[f"account:{account.pk}"]
    assert (found.kind, found.value) == (AssetKind.BROKER_WITH_POSITIONS, usd("790"))


def test_a_brokers_own_credit_is_not_the_firms():
    account = a_live_account(deposit="1000")
    CashOperation.objects.create(
        account=account, ticket=98, operated_at=clock.now() - timedelta(days=9), kind="credit", amount=Decimal(300)
    )
    assert assets()[f"account:{account.pk}"].value == usd("1000")


def test_a_currency_without_a_rate_is_left_out_on_both_sides_and_said_so(firm):
    a_live_account(deposit="1000", currency="EUR")
    found = position(as_of=TODAY, until=UNTIL)
    assert any("EUR are left out" in note for note in found.notes)
    assert all(item.amount.currency == "USD" for item in found.items)
    assert next(one for one in found.assets if one.value == Money.of("1000", "EUR")).counted("USD") == usd("0")


def test_what_an_account_must_bring_follows_its_investments(firm):
    (account,) = facts(as_of=TODAY, months=6).accounts
    assert (account.owes, dict(account.funds)) == (100_000, {"BALANCE": 1.0})
    second = a_live_account(deposit="40300")
    AccountMapping.objects.create(
        investment=firm, account=second, share=Decimal(1), from_on=OPENED, mapped_at=clock.now()
    )
    an_investment("7000.00", client=a_client("Bruno Sample"))
    inputs = facts(as_of=TODAY, months=6)
    # 80,600 and 40,300 stand two to one for the same 100,000; nobody stands for the 7,000 but the bank.
    assert [one.owes for one in inputs.accounts] == pytest.approx([100_000 * 2 / 3, 100_000 / 3])
    assert inputs.unplaced == 7_000


def test_facts_come_back_from_their_packed_form_as_they_were(firm):
    inputs = facts(as_of=TODAY, months=6)
    assert from_bytes(to_bytes(inputs)) == inputs
    assert digest(from_bytes(to_bytes(inputs))) == digest(inputs)
    (claim,) = inputs.claims
    assert {flow.kind for flow in claim.flows} == {FlowKind.INTEREST, FlowKind.WINDOW}


def test_a_return_is_the_days_result_over_what_stood_there_and_deposits_are_none():
    days = trading_days(date(2026, 1, 1), date(2026, 1, 9))
    assert [day.day for day in days] == [1, 2, 5, 6, 7, 8, 9]
    results = {date(2026, 1, 2): Decimal(10), date(2026, 1, 4): Decimal(22), date(2026, 1, 6): Decimal(-66)}
    flows = {date(2026, 1, 2): Decimal(1000), date(2026, 1, 5): Decimal(90), date(2026, 1, 7): Decimal(-500)}
    returns = daily_returns(results, flows, days=days, known_until=date(2026, 1, 8))
    # Nothing before the money; Sunday's 22 count on Monday, on 1,010 and the 90 that came in.
    assert returns == [None, 0.01, 0.02, pytest.approx(-66 / 1122), 0.0, 0.0, None]
