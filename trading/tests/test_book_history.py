import threading
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db import DatabaseError, connection, transaction

from fidus.lib import clock
from fidus.lib.money import Money
from trading.errors import BookingRefused
from trading.models import DERIVED_OPENING, BrokerAccount, CashOperation, Deal
from trading.selectors import balance_breaks, performance
from trading.services.book_history import Booked, Seen, book_history
from trading.services.disable_broker_account import disable_broker_account
from trading.tests.broker_words import MARCH, account_at, book, fill, paid

# After whatever day this is run on: where nothing else is told, the first look is now.
LATER = date(3000, 1, 1)


def stands(account):
    return performance([account], as_of=LATER)[account.pk]


def opening_of(account):
    return CashOperation.objects.filter(account=account, kind=DERIVED_OPENING).values_list("amount", flat=True).first()


def test_a_whole_history_is_booked_as_the_broker_told_it(db):
    account = account_at("mt5")
    booked = book(
        account,
        fill(11, 1, direction="in", commission="-0.35", order_id="91"),
        fill(12, 2, side="sell", direction="out", profit="30.10", swap="-0.80", comment="closed\x00 by hand"),
        cash=[paid(10, "1000.00", comment="Deposit")],
        balance="1028.95",
        whole=True,
    )
    deals = Deal.objects.filter(account=account).order_by("ticket")
    assert booked == Booked(deals=2, cash=1, costs=0, new_deals=tuple(deals.values_list("pk", flat=True)))
    first, second = deals
    assert (first.ticket, first.external_id, first.order_ticket, first.kind, first.direction) == (
        11, None, 91, "buy", "in",
    )  # fmt: skip
    assert (second.comment, second.balance, second.costs_pending) == ("closed by hand", None, False)
    account.refresh_from_db()
    assert (account.first_ticket, account.first_at) == (10, MARCH)
    assert (account.last_ticket, account.last_at) == (12, MARCH + timedelta(minutes=2))
    assert (account.opening_balance, account.closing_balance) == (0, Decimal("1028.95"))
    assert stands(account).balance == Money.of("1028.95", "USD")
    assert balance_breaks() == []


def test_what_is_told_again_is_held_once(db):
    account = account_at("mt5")
    told = {"cash": [paid(10, "1000.00")], "balance": "1005.00", "whole": True}
    book(account, fill(11, 1, profit="5.00"), **told)
    again = book(account, fill(11, 1, profit="5.00"), fill(11, 1, profit="5.00"), **told)
    assert again == Booked()
    assert (Deal.objects.count(), CashOperation.objects.count()) == (1, 1)


@pytest.mark.parametrize("platform", ["ib", "kite", "alpaca", "paper"])
def test_brokers_that_make_names_are_known_by_names(db, platform):
    account = account_at(platform)
    book(account, fill("0001f4e8.01", 1), cash=[paid("C-7", "10.00")], balance="10.00", whole=True)
    deal, operation = Deal.objects.get(), CashOperation.objects.exclude(kind=DERIVED_OPENING).get()
    assert (deal.ticket, deal.external_id, deal.order_ticket) == (None, "0001f4e8.01", None)
    assert (operation.ticket, operation.external_id) == (None, "C-7")


def test_a_history_told_from_its_middle_begins_with_what_the_balance_leaves(db):
    account = account_at("mt5")
    book(account, fill(50, 5, profit="20.00"), cash=[paid(51, "-100.00", 6)], balance="920.00")
    account.refresh_from_db()
    assert (account.opening_balance, opening_of(account)) == (Decimal("1000.00"), Decimal("1000.00"))
    assert stands(account).balance == Money.of("920.00", "USD")
    # More of the past: the opening is less by what it brings, and what is held now does not move.
    book(account, fill(40, 1, profit="300.00"), cash=[paid(30, "700.00")], balance="920.00")
    account.refresh_from_db()
    assert opening_of(account) is None
    assert (account.opening_balance, account.first_ticket) == (Decimal("0.00"), 30)
    assert stands(account).balance == Money.of("920.00", "USD")
    assert balance_breaks() == []


def test_the_whole_history_takes_a_derived_opening_away(db):
    account = account_at("mt5")
    book(account, fill(50, 5, profit="20.00"), cash=[], balance="1020.00")
    assert opening_of(account) == Decimal("1000.00")
    book(account, fill(50, 5, profit="20.00"), cash=[paid(1, "1000.00")], balance="1020.00", whole=True)
    assert opening_of(account) is None
    assert balance_breaks() == []


def test_an_account_without_trades_has_its_balance_from_the_first_look_on(db):
    account = account_at("ib")
    book(account, cash=None, balance="5000.004")
    assert stands(account).opening == Money.of("5000.00", "USD")
    account.refresh_from_db()
    assert clock.now() - timedelta(minutes=11) < account.first_at < clock.now()
    book(account, fill("a.1", commission="-1.00"), cash=None, balance="4999.00")
    assert stands(account).balance == Money.of("5000.00", "USD"), "a trade of before the first look was in the balance"


def test_a_balance_that_jumps_without_a_cause_is_a_break_and_not_an_opening(db):
    account = account_at("mt5")
    told = {"cash": [paid(1, "1000.00")], "whole": True}
    book(account, balance="1000.00", **told)
    book(account, balance="1700.00", **told)
    (found,) = balance_breaks()
    assert (found.printed, found.computed) == (Money.of("1700.00", "USD"), Money.of("1000.00", "USD"))


def test_brokers_that_charge_beside_what_they_tell_prove_no_balance(db):
    account = account_at("ib")
    book(account, fill("a.1", profit="1.00"), cash=None, balance="101.00")
    book(account, cash=None, balance="777.00")
    account.refresh_from_db()
    assert (account.opening_balance, account.closing_balance) == (Decimal("100.00"), None)
    assert balance_breaks() == []


def test_costs_that_come_later_are_taken_once(db):
    account = account_at("ib")
    assert book(account, fill("a.1", costs_told=False), cash=None).costs == 0
    assert Deal.objects.get().costs_pending
    told = fill("a.1", commission="-1.005", profit="20.00")
    assert book(account, told, cash=None) == Booked(costs=1)
    deal = Deal.objects.get()
    assert (deal.commission, deal.profit, deal.costs_pending) == (Decimal("-1.00"), Decimal("20.00"), False)
    assert book(account, fill("a.1", commission="-9.00"), cash=None) == Booked()
    assert Deal.objects.get().commission == Decimal("-1.00")


def test_of_two_words_in_one_call_the_one_with_its_costs_counts(db):
    account = account_at("ib")
    book(account, fill("a.1", costs_told=False), fill("a.1", commission="-1.00"), cash=None)
    book(account, fill("a.2", commission="-2.00"), fill("a.2", costs_told=False), cash=None)
    assert [deal.commission for deal in Deal.objects.order_by("external_id")] == [-1, -2]
    assert not Deal.objects.filter(costs_pending=True).exists()


def test_a_deal_that_has_its_costs_is_not_changed_by_any_function(db):
    book(account_at("ib"), fill("a.1", commission="-1.00", profit="3.00"), cash=None)
    deal = Deal.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from trading_complete_costs(%s, '{0}', '{0}', '{0}', '{0}')", [[deal.pk]])
        assert cursor.fetchone() == (0,)
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            cursor.execute("select trading_realise(%s, '{9}')", [[deal.pk]])
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("update trading_deal set profit = 9")
    deal.refresh_from_db()
    assert (deal.commission, deal.profit) == (-1, 3)


def test_costs_that_come_later_are_whole_minor_units_too(db):
    book(account_at("ib"), fill("a.1", costs_told=False), cash=None)
    deal = Deal.objects.get()
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="minor unit"):
        cursor.execute("select * from trading_complete_costs(%s, '{0.005}', '{0}', '{0}', '{0}')", [[deal.pk]])


@pytest.mark.parametrize(
    ("balance", "inside"),
    [("1000.00", {}), ("1250.00", {"credit": True, "bonus": True}), ("1050.00", {"bonus": True}), ("1111.00", {})],
)
def test_where_a_credit_is_kept_tells_the_balance(db, balance, inside):
    account = account_at("mt5")
    cash = [paid(1, "1000.00"), paid(2, "200.00", 1, kind="credit"), paid(3, "50.00", 2, kind="bonus")]
    book(account, cash=cash, balance=balance, whole=True)
    for operation in CashOperation.objects.exclude(kind="balance"):
        assert operation.in_balance == inside.get(operation.kind, False)


def test_where_a_later_credit_is_kept_tells_the_balance_as_well(db):
    account = account_at("mt5")
    book(account, fill(2, 1, profit="5.00"), cash=[paid(1, "1000.00")], balance="1005.00", whole=True)
    credit = paid(4, "70.00", 3, kind="credit")
    book(account, fill(3, 2, profit="1.00"), cash=[credit, paid(5, "10.00", 4)], balance="1086.00")
    assert CashOperation.objects.get(kind="credit").in_balance
    assert balance_breaks() == []


def test_many_accounts_in_one_call_and_each_gets_its_own(db):
    first, second, quiet = account_at("mt5"), account_at("ib"), account_at("mt5", login="77")
    booked = book_history(
        [
            Seen(second.pk, [fill("a.1")], None, None, False),
            Seen(first.pk, [fill(1), fill(2, 1)], [], Decimal(0), True),
            Seen(quiet.pk, [], [], Decimal(0), True),
            Seen(second.pk, [fill("a.2", 1)], None, None, False),
        ]
    )
    assert {pk: one.deals for pk, one in booked.items()} == {first.pk: 2, second.pk: 2, quiet.pk: 0}
    assert set(booked[second.pk].new_deals) == set(Deal.objects.filter(account=second).values_list("pk", flat=True))


def test_a_disabled_account_takes_no_more_history(db):
    account, other = account_at("mt5"), account_at("ib")
    disable_broker_account(account=account, reason="closed", by=None)
    booked = book_history([Seen(a.pk, [fill(1)], None, None, False) for a in (account, other)])
    assert [*booked] == [other.pk]
    assert not Deal.objects.filter(account=account).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        fill("a.1"), fill(0), fill(2**63), fill("1" * 25), fill(1, symbol=""), fill(1, symbol="x" * 65),
        fill(1, price="1e15"), fill(1, volume="1e12"), fill(1, profit="NaN"), fill(1, profit="1e17"),
        fill(1, direction="sideways"), fill(1, symbol="EUR\x00USD"),
    ],
)  # fmt: skip
def test_a_fact_that_cannot_stand_in_the_books_names_its_account_and_keeps_nothing(db, wrong):
    good, bad = account_at("mt5"), account_at("mt5", login="8")
    with pytest.raises(BookingRefused, match="account 8") as refused:
        book_history([Seen(good.pk, [fill(5)], [], None, False), Seen(bad.pk, [wrong], [], None, False)])
    assert refused.value.account_id == bad.pk
    assert not Deal.objects.exists()


def test_a_kind_of_cash_nobody_knows_is_refused(db):
    with pytest.raises(BookingRefused, match="no kind of cash operation"):
        book(account_at("mt5"), cash=[paid(1, "1.00", kind="magic")])


def test_several_at_once_at_the_same_accounts_book_each_thing_once(committed_db):
    accounts = [account_at("mt5", login=str(number)) for number in (1, 2, 3)]
    pending = [fill(f"x.{number}", number, costs_told=False) for number in range(20)]
    costly = account_at("ib")
    barrier, booked, wrong = threading.Barrier(4), [], []

    def tell(place):
        try:
            seen = [
                Seen(account.pk, [fill(n, n, profit="1.00") for n in range(2 + place, 42 + place)],
                     [paid(1, "100.00")], None, False)
                for account in accounts
            ]  # fmt: skip
            costs = [fill(f"x.{n}", n, commission="-1.00") for n in range(20)] if place else pending
            seen.append(Seen(costly.pk, costs, None, None, False))
            barrier.wait()
            booked.append(book_history(seen[::-1] if place % 2 else seen))
        except (BookingRefused, DatabaseError) as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=tell, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    for account in accounts:
        assert sum(one[account.pk].deals for one in booked) == Deal.objects.filter(account=account).count() == 43
        assert sum(one[account.pk].cash for one in booked) == 1
    assert not Deal.objects.filter(account=costly, costs_pending=True).exists()
    assert set(Deal.objects.filter(account=costly).values_list("commission", flat=True)) == {Decimal("-1.000")}
    assert len({deal for one in booked for each in one.values() for deal in each.new_deals}) == Deal.objects.count()
    assert BrokerAccount.objects.get(pk=accounts[0].pk).last_ticket == 44


@pytest.mark.parametrize("seed", range(6))
def test_in_whatever_pieces_order_and_repeats_it_is_told_the_books_are_the_same(db, seed):
    chance = Random(seed)
    account = account_at("mt5")
    trades = [fill(n, n, profit=str(chance.randint(-500, 500))) for n in range(2, 30)]
    moved = [paid(100, "1000.00"), paid(101, "-50.00", 12), paid(102, "7.00", 25, kind="interest")]
    balance = 957 + sum(int(one.profit) for one in trades)
    for _ in range(12):
        told = chance.choices(trades, k=7) + chance.choices(trades, k=2)
        # The broker's balance is of now, whatever stretch of the past it tells.
        book(account, *told, cash=chance.sample(moved, k=chance.randint(0, 3)), balance=str(balance))
        standing = stands(account)
        assert standing.balance == Money.of(balance, "USD") or opening_of(account) is not None
    book(account, *trades, cash=moved, balance=str(balance), whole=True)
    account.refresh_from_db()
    assert (Deal.objects.count(), CashOperation.objects.count()) == (len(trades), len(moved))
    assert (account.opening_balance, account.first_ticket, account.last_ticket) == (0, 100, 29)
    assert balance_breaks() == []
