"""The demo's accounts that live: what their broker tells adds up, and outlives its process."""

import pytest

from fidus.demo.live_accounts import ACCOUNTS, Desk, desk_folder, read_desk, show_live_accounts
from fidus.demo.simulated_broker import SimulatedBroker
from trading.connections.gates import reach
from trading.models import BrokerAccount, Source

DESK = Desk(1, "t" * 48, "an-invented-password")


@pytest.fixture
def broker(tmp_path):
    made = []

    def make():
        made.append(SimulatedBroker(tmp_path, DESK))
        return made[-1]

    yield make
    for one in made:
        one.terminals.stop()


def test_every_balance_is_what_its_deals_make(broker):
    one = broker()
    for _ in range(60):
        one.move()
        one.trade()
    for account in one.accounts:
        made = sum(deal["profit"] + deal["commission"] + deal["swap"] for deal in account.deals)
        assert account.balance == pytest.approx(made, abs=0.005)
        assert [deal["time_msc"] for deal in account.deals] == sorted(deal["time_msc"] for deal in account.deals)
    assert any(account.positions for account in one.accounts)


def test_what_happened_outlives_the_process_and_no_ticket_comes_twice(broker):
    before = broker()
    before.trade()
    before._keep()
    after = broker()
    for old, new in zip(before.accounts, after.accounts, strict=True):
        assert (new.balance, new.deals, new.positions) == (old.balance, old.deals, old.positions)
    known = {deal["ticket"] for account in after.accounts for deal in account.deals}
    assert next(after.market.tickets) > max(known)


def test_the_accounts_are_connected_and_say_that_they_are_simulated(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    show_live_accounts(by=None)
    accounts = BrokerAccount.objects.filter(login__in=[str(one.login) for one in ACCOUNTS])
    assert {account.source for account in accounts} == {Source.SIMULATED}
    assert len(reach(accounts)) == len(ACCOUNTS)
    desk = read_desk()
    assert desk.password not in repr(reach(accounts))
    assert (desk_folder() / "desk.json").stat().st_mode & 0o077 == 0
