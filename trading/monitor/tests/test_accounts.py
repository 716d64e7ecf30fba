"""Where figures come from, how old they are, and what they sum to."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.tests.people import staff
from fidus.lib import clock
from fidus.lib.money import Money
from trading.market.models import Instrument, SymbolMapping
from trading.market.services.approve_mapping import approve_mapping
from trading.market.services.refuse_mapping import refuse_mapping
from trading.market.services.see_instruments import see_instruments
from trading.market.tests import scenes as market
from trading.models import CashOperation
from trading.monitor.selectors.accounts import lines, monitored, narrowed, sorted_by
from trading.monitor.selectors.days import spark, with_days
from trading.monitor.selectors.exposure import exposure
from trading.monitor.selectors.totals import totals
from trading.monitor.tests.scenes import NOW, TODAY, a_day, a_firm, an_account, hold, imported, stand

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with clock.at(NOW):
        yield


def usd(amount):
    return Money.of(str(amount), "USD")


def shown():
    return {line.origin: line for line in lines(monitored())}


def test_every_account_says_where_its_figures_come_from_and_how_old_they_are():
    a_firm()
    found = shown()
    assert set(found) == {"live", "simulated", "imported", "stale", "unread"}
    assert (found["live"].equity, found["live"].open_profit) == (usd("1822410.90"), usd("-15523.15"))
    assert found["live"].margin_level.quantize(Decimal("0.01")) == Decimal("6.12")
    assert NOW - found["stale"].told_at == timedelta(hours=2, minutes=14)
    assert (found["imported"].balance, found["imported"].equity) == (usd("81114.90"), usd("81114.90"))
    assert (found["imported"].open_profit, found["imported"].margin_level) == (None, None)
    assert (found["unread"].balance, found["unread"].told_at) == (None, None)


@pytest.mark.parametrize(("seconds", "origin"), [(0, "live"), (89, "live"), (91, "stale")])
def test_an_account_is_stale_once_three_looks_were_missed(seconds, origin):
    stand(an_account(), age=timedelta(seconds=seconds))
    assert list(shown()) == [origin]


def test_a_disabled_account_is_not_on_the_monitor():
    stand(an_account(disabled_at=NOW))
    assert lines(monitored()) == []


def test_what_a_broker_told_goes_before_what_a_report_printed():
    account = imported(balance="500.00")
    stand(account, balance="700.00", equity="650.00")
    assert (shown()["live"].balance, shown()["live"].equity) == (usd(700), usd(650))


def test_simulated_money_is_never_added_to_real_nor_one_currency_to_another():
    a_firm()
    stand(an_account("9", currency="EUR"), balance="10.00", equity="11.00")
    found = totals(monitored())
    assert [(one.currency, one.accounts, one.equity) for one in found.real] == [
        ("USD", 3, usd("1822410.90") + usd("1009118.02") + usd("81114.90")),
        ("EUR", 1, Money.of("11.00", "EUR")),
    ]
    assert [(one.currency, one.equity) for one in found.simulated] == [("USD", usd("1041877.31"))]
    assert found.by_origin == {"live": 2, "simulated": 1, "imported": 1, "stale": 1, "unread": 1}
    assert (found.accounts, found.connected, found.fresh) == (6, 4, 3)
    assert found.oldest == NOW - timedelta(hours=2, minutes=14)


def test_sums_are_those_of_the_lines():
    a_firm()
    told = [line for line in lines(monitored()) if line.is_real and line.equity is not None]
    (total,) = totals(monitored()).real
    assert total.balance.amount == sum(line.balance.amount for line in told)
    assert total.margin_used == Decimal(297779) / total.equity.amount


@pytest.mark.parametrize(
    ("sort", "first"), [("-equity", "4471"), ("equity", "3002"), ("margin", "4471"), ("age", "3002"), ("", "3002")]
)
def test_accounts_are_sorted_as_asked_and_what_is_not_told_comes_last(sort, first):
    a_firm()
    found = lines(sorted_by(monitored(), sort))
    assert found[0].login == first
    if sort and sort != "margin":
        assert found[-1].login == "5005"


def test_a_word_finds_logins_names_brokers_and_servers():
    a_firm()
    assert [line.login for line in lines(narrowed(monitored(), words="ada ex"))] == ["4471"]
    assert [line.login for line in lines(narrowed(monitored(), words="8820"))] == ["8820"]
    assert [line.login for line in lines(narrowed(monitored(), broker="Paper"))] == ["P-07"]
    assert lines(narrowed(monitored(), currency="CHF")) == []


def test_what_an_account_gained_since_yesterday_leaves_cash_out():
    account = an_account()
    stand(account, balance="1600.00", equity="1520.00")
    a_day(account, TODAY - timedelta(days=3), "900.00")
    a_day(account, TODAY - timedelta(days=1), "1000.00")
    CashOperation.objects.create(account=account, ticket=1, operated_at=NOW, kind="balance", amount=500, balance=1500)
    (line,) = with_days(lines(monitored()))
    assert line.today == Decimal("0.02")
    assert line.spark == "M0,22 48,18.5 96,0"
    assert line.rising


def test_of_a_stale_account_nothing_is_said_of_today():
    account = an_account()
    stand(account, age=timedelta(hours=5))
    a_day(account, TODAY - timedelta(days=1), "1000.00")
    (line,) = with_days(lines(monitored()))
    assert line.today is None
    assert line.spark


def test_the_small_curve_of_a_level_account_lies_in_the_middle():
    assert spark([Decimal(5), Decimal(5)]) == "M0,11 96,11"


def test_exposure_adds_a_symbol_over_accounts_but_not_over_currencies_units_or_kinds_of_money():
    firm = a_firm()
    hold(firm["stale"], volume="0.20", profit="7.00")
    hold(firm["simulated"], volume="5")
    ib = an_account("U1", platform="ib", server="Interactive Brokers")
    hold(ib, "EURUSD", volume="20000", profit="1.00")
    found = {(one.symbol, one.unit): one for one in exposure(real=True)}
    assert set(found) == {("EURUSD", "lots"), ("EURUSD", "units"), ("XAUUSD", "lots")}
    euro = found["EURUSD", "lots"]
    assert (euro.accounts, euro.positions, euro.bought, euro.sold) == (2, 3, Decimal("0.30"), Decimal("0.04"))
    assert (euro.net, euro.gross, euro.floating) == (Decimal("0.26"), Decimal("0.34"), usd("16.00"))
    assert [one.bought for one in exposure(real=False)] == [Decimal(5)]
    assert [one.symbol for one in exposure(accounts=[firm["live"].pk])] == ["EURUSD", "XAUUSD"]


def test_closed_positions_and_disabled_accounts_are_no_exposure():
    hold(an_account("1"), closed_at=NOW)
    hold(an_account("2", disabled_at=NOW))
    assert exposure() == []


def test_what_brokers_spell_differently_is_one_line_once_a_person_approved_it():
    plain, dotted = an_account("1"), an_account("2", server="Other-Live")
    hold(plain, "EURUSD", volume="0.50"), hold(dotted, "EURUSD.m", side="sell", volume="0.20")
    listed = {}
    for account, symbol in ((plain, "EURUSD"), (dotted, "EURUSD.m")):
        keys = see_instruments([market.told(symbol)], platform="mt5", server=account.server)
        listed[symbol] = Instrument.objects.get(pk=keys[symbol])
    assert [(one.symbol, one.is_ours) for one in exposure()] == [("EURUSD", False), ("EURUSD.m", False)]
    decider = staff()
    for instrument in listed.values():
        approve_mapping(mapping=instrument.mapping, symbol="EURUSD", by=decider)
    (line,) = exposure()
    assert (line.symbol, line.is_ours, line.names, line.other_names) == (
        "EURUSD", True, ("EURUSD", "EURUSD.m"), ("EURUSD.m",),
    )  # fmt: skip
    assert (line.bought, line.sold, line.net, line.accounts) == (
        Decimal("0.50"), Decimal("0.20"), Decimal("0.30"), 2,
    )  # fmt: skip
    # A lot of ten thousand is no lot of a hundred thousand.
    Instrument.objects.filter(symbol="EURUSD.m").update(multiplier=10_000)
    assert [(one.size, one.net) for one in exposure()] == [
        (Decimal(10_000), Decimal("-0.20")), (Decimal(100_000), Decimal("0.50")),
    ]  # fmt: skip
    refuse_mapping(mapping=SymbolMapping.objects.get(instrument=listed["EURUSD.m"]), by=decider)
    assert [one.symbol for one in exposure()] == ["EURUSD", "EURUSD.m"]


def test_the_same_name_at_a_broker_where_nobody_approved_it_stands_apart():
    ours, theirs = an_account("1"), an_account("2", server="Other-Live")
    hold(ours, "GOLD"), hold(theirs, "GOLD")
    keys = see_instruments([market.told("GOLD")], platform="mt5", server=ours.server)
    approve_mapping(mapping=Instrument.objects.get(pk=keys["GOLD"]).mapping, symbol="GOLD", by=staff())
    assert [(one.symbol, one.is_ours, one.accounts) for one in exposure()] == [("GOLD", True, 1), ("GOLD", False, 1)]
