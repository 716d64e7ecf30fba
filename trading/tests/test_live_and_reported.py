"""One account told live and by a report, whichever comes first: nothing twice, and neither contradicts the other."""

import io
from dataclasses import replace
from datetime import UTC, date, timedelta
from decimal import Decimal

import pytest

from trading.brokers.facts import CashState, FillState, Side
from trading.domain.history import History
from trading.domain.mt5_report_writer import write_report
from trading.errors import HistoryConflict, HistoryGap
from trading.models import DERIVED_OPENING, BrokerAccount, CashOperation, Deal, Order, Position
from trading.selectors import balance_breaks, performance
from trading.services.book_history import Booked, Seen, book_history
from trading.services.import_mt5_report import import_mt5_report
from trading.services.open_broker_account import open_broker_account
from trading.tests.histories import HEADER, every_kind, simulated

LATER = date(2026, 12, 31)


def bring_in(history):
    return import_mt5_report(file=io.BytesIO(write_report(history).encode()), name="report.html", by=None)


def live_account():
    return open_broker_account(
        broker=HEADER.company, server=HEADER.server, login=HEADER.login, currency="USD", environment="demo",
        source="live", by=None,
    )  # fmt: skip


def told(deals):
    """The same deals as the terminal's interface tells them: to the millisecond, without balances."""
    fills, cash = [], []
    for place, deal in enumerate(deals):
        at = deal.at.replace(tzinfo=UTC) + timedelta(milliseconds=100 + place % 800)
        if deal.is_trade:
            fills.append(
                FillState(
                    id=str(deal.ticket), order_id=str(deal.order), symbol=deal.symbol, side=Side(deal.kind),
                    volume=deal.volume, price=deal.price + Decimal("0.0000002"), at=at, direction=deal.direction,
                    commission=deal.commission, fee=deal.fee, swap=deal.swap, profit=deal.profit, comment="live",
                )
            )  # fmt: skip
        else:
            cash.append(CashState(id=str(deal.ticket), kind=deal.kind, amount=deal.net, at=at))
    return fills, cash


def see(account, deals, *, whole=False, balance=None):
    fills, cash = told(deals)
    said = deals[-1].balance if balance is None else balance
    return book_history([Seen(account.pk, fills, cash, said, whole)])[account.pk]


def all_once(history):
    account = BrokerAccount.objects.get()
    trades = [deal for deal in history.deals if deal.is_trade]
    assert Deal.objects.count() == len(trades)
    assert CashOperation.objects.exclude(kind=DERIVED_OPENING).count() == len(history.deals) - len(trades)
    assert not CashOperation.objects.filter(kind=DERIVED_OPENING).exists()
    assert performance([account], as_of=LATER)[account.pk].balance.amount == history.deals[-1].balance
    assert (account.first_ticket, account.last_ticket) == (history.deals[0].ticket, history.deals[-1].ticket)
    assert (account.opening_balance, account.closing_balance) == (0, history.deals[-1].balance)
    assert balance_breaks() == []


@pytest.mark.parametrize("history", [simulated(trades=15, withdrawals=("300.00",)), every_kind()])
def test_a_report_after_live_adds_no_deal_and_no_contradiction(db, history):
    see(live_account(), history.deals, whole=True)
    report = bring_in(history)
    assert (report.deals_added, report.cash_operations_added) == (0, 0)
    assert report.already_known == len(history.deals)
    all_once(history)


@pytest.mark.parametrize("history", [simulated(trades=15, withdrawals=("300.00",)), every_kind()])
def test_live_after_a_report_books_nothing_twice(db, history):
    account = bring_in(history).account
    assert see(account, history.deals, whole=True) == Booked()
    all_once(history)


def test_live_goes_on_where_a_report_ends_and_a_later_report_meets_both(db):
    history = simulated(trades=20)
    early = History(header=history.header, deals=history.deals[:25])
    account = bring_in(early).account
    assert see(account, history.deals[20:]).deals == len(history.deals) - 25
    all_once(history)
    assert bring_in(history).deals_added == 0
    assert bring_in(early).deals_added == 0
    all_once(history)


def test_a_whole_report_fills_what_live_never_saw(db):
    history = simulated(trades=20)
    account = live_account()
    see(account, history.deals[30:])
    opening = CashOperation.objects.get(kind=DERIVED_OPENING)
    assert opening.amount == history.deals[29].balance
    bring_in(history)
    all_once(history)


def test_a_whole_report_fills_a_look_that_saw_no_trade_at_all(db):
    history = simulated(trades=20)
    account = live_account()
    # The account was quiet: no trade was told, the balance was.
    book_history([Seen(account.pk, [], [], history.deals[-1].balance, False)])
    moved = history.deals[-1].at.replace(tzinfo=UTC) + timedelta(minutes=1)
    BrokerAccount.objects.update(first_at=moved, last_at=moved)
    bring_in(history)
    account.refresh_from_db()
    assert account.opening_balance == 0
    assert Deal.objects.count() == 40
    assert balance_breaks() == []


def test_an_old_report_under_live_is_fitted_below_it(db):
    history = simulated(trades=20)
    see(live_account(), history.deals[25:])
    bring_in(History(header=history.header, deals=history.deals[:25]))
    all_once(history)


def test_a_report_that_leaves_a_gap_before_live_is_refused(db):
    history = simulated(trades=20)
    see(live_account(), history.deals[25:])
    with pytest.raises(HistoryGap, match="deals in between are missing"):
        bring_in(History(header=history.header, deals=history.deals[:21]))


def test_a_report_with_another_profit_than_was_told_live_is_refused(db):
    history = simulated(trades=20)
    deals = [*history.deals]
    place = next(n for n, deal in enumerate(deals) if deal.direction == "out")
    deals[place] = replace(deals[place], profit=deals[place].profit + 1)
    see(live_account(), deals, whole=True)
    with pytest.raises(HistoryConflict, match=f"deal {deals[place].ticket}"):
        bring_in(history)


def test_a_report_is_taken_in_although_live_has_a_break_already(db):
    history = simulated(trades=20)
    see(live_account(), history.deals, whole=True, balance=Decimal("99999.00"))
    assert len(balance_breaks()) == 1
    assert bring_in(history).deals_added == 0


def test_a_trade_taken_back_stands_in_the_report_alone(db):
    history = simulated(trades=20)
    at = history.deals[20].at
    back = replace(
        history.deals[20], ticket=999, at=at, kind="buy canceled", direction="in", profit=Decimal(0), swap=Decimal(0),
        commission=Decimal(0), fee=Decimal(0), balance=history.deals[20].balance,
    )  # fmt: skip
    see(live_account(), history.deals, whole=True)
    report = bring_in(replace(history, deals=[*history.deals[:21], back, *history.deals[21:]]))
    assert report.deals_added == 1
    assert balance_breaks() == []


def test_what_visits_see_of_a_live_account_is_left_to_them(db):
    history = every_kind()
    account = live_account()
    see(account, history.deals, whole=True)
    Position.objects.create(account=account, ticket=77, symbol="EURUSD", side="buy", volume=1)
    Order.objects.create(account=account, ticket=4, kind="buy limit", volume=1, filled_volume=0, state="working")
    Order.objects.create(account=account, ticket=78, kind="buy limit", volume=1, filled_volume=0, state="working")
    bring_in(history)
    assert Position.objects.get(closed_at=None).ticket == 77
    assert Order.objects.get(done_at=None).ticket == 78
    assert set(Order.objects.exclude(done_at=None).values_list("ticket", flat=True)) == {4, 5}
    account.refresh_from_db()
    assert account.snapshot_at is None
