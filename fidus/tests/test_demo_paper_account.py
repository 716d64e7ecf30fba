"""The demo's paper account: visited like any other, its figures add up, and the monitor says that it is simulated."""

from django.urls import reverse

from accounts.tests.people import staff
from fidus.demo.market import SERVER, show_market
from fidus.demo.paper_account import DEPOSIT, show_paper_account
from trading.connections.gates import open_broker, reach
from trading.models import Deal, Order, Position
from trading.watch.models import Standing, Watch
from trading.watch.services.claim_visits import claim_visits
from trading.watch.services.enrol_accounts import enrol_accounts
from trading.watch.services.finish_visits import Finished, finish_visits
from trading.watch.services.visit_account import visit_account


def test_the_account_trades_and_the_monitor_shows_it_as_simulated(committed_db, client):
    trader = staff("trader")
    show_market(by=trader)
    account = show_paper_account(by=trader)
    assert (account.platform, account.server, account.source) == ("paper", SERVER, "simulated")
    assert {one.symbol for one in open_broker(account).positions()} == {"XAUUSD", "BTCUSD", "US500", "EURUSD"}
    enrol_accounts()
    Watch.objects.update(due_at=account.opened_at)
    (claim,) = claim_visits(most=5)
    finish_visits([Finished(claim, visit_account(claim, reach([account])[account.pk]))])
    assert Watch.objects.get().failure_words == ""
    standing = Standing.objects.get(pk=account.pk)
    assert (standing.positions, standing.orders) == (4, 2)
    assert standing.equity == standing.balance + standing.open_profit
    assert standing.balance != DEPOSIT
    assert (Position.objects.filter(closed_at=None).count(), Order.objects.filter(done_at=None).count()) == (4, 2)
    assert Deal.objects.count() == 8
    client.force_login(trader)
    page = client.get(reverse("admin:monitor_accounts")).text
    row = page.partition("Paper P-1001")[2].partition("</tr>")[0]
    assert 'data-state="simulated">Simulated' in row
