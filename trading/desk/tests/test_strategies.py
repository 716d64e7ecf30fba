"""The pages of strategy developers: their own strategies, what came today, what was decided and made."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.tests.people import staff
from fidus.lib import clock
from trading.brokers.facts import Side
from trading.decision.models import Decision
from trading.desk.selectors.results import results
from trading.desk.selectors.strategy_curve import strategy_curve
from trading.desk.tests.scenes import (
    NOW,
    SERVER,
    a_fill,
    a_journey,
    a_signal,
    after,
    an_account,
    an_order,
    decided,
    eurusd,
    sent_and_filled,
)
from trading.desk.tests.test_journey import browser_of, text
from trading.market.models import Bar
from trading.orders.models import Purpose
from trading.signals.services.receive_signal import receive_signal
from trading.signals.tests.scenes import a_developer, a_strategy

pytestmark = pytest.mark.usefixtures("db")
MINE = "admin:desk_strategies"
VERDICTS = [
    {"rule": "strategy", "title": "Strategy is active", "verdict": "pass", "words": "It is.", "told": "It is.",
     "input": []},
    {"rule": "position", "title": "One position", "verdict": "less", "words": "10 % of 250,000.00 USD",
     "told": "One position may not be larger.", "input": [["Equity", "250,000.00 USD", False], ["Asked", "2", True]]},
]  # fmt: skip


def page(strategy) -> str:
    return reverse("admin:signals_strategy_change", args=[strategy.pk])


def made_up(strategy):
    """Bought 1 at 1.0713 on the Friday and sold 0.4 dearer, 0.1 cheaper; the rest is held."""
    signal = a_journey(strategy)
    account = signal.instructions.get().account
    for number, (volume, price) in enumerate((("0.4", "1.0723"), ("0.1", "1.0700"))):
        closing = decided(a_signal(strategy, f"EXIT EURUSD ID x{number}".encode(), at=after(60_000 + number)))
        order = an_order(closing, account, side=Side.SELL, volume=Decimal(volume), purpose=Purpose.REDUCE)
        a_fill(order, after(61_000 + number), volume=volume, price=price)
    return account


@pytest.fixture(autouse=True)
def then():
    with clock.at(NOW + timedelta(minutes=3)):
        yield


def test_what_a_strategy_made_is_told_by_account_and_together():
    strategy = a_strategy()
    account = made_up(strategy)
    found = results([strategy.pk])[strategy.pk]
    # 0.4 lots of 100,000 by 0.0010 are 40.00, 0.1 by -0.0013 are -13.00; 0.5 are held at 1.0713 and worth 1.0720.
    (total,), (one,) = found.totals, found.accounts
    assert (str(total.realised), str(total.open), str(total.total)) == ("27.00 USD", "35.00 USD", "62.00 USD")
    assert (total.closed, total.hits, total.hit_rate) == (2, 1, Decimal("0.5"))
    assert (one.account, one.realised) == (f"MT5 {account.login}", total.realised)
    (held,) = found.held
    assert (held.volume, held.price, str(held.open)) == (Decimal("0.5"), Decimal("1.0713"), "35.00 USD")


def test_invented_money_is_never_added_to_real_money():
    strategy = a_strategy()
    made_up(strategy)
    signal = decided(a_signal(strategy, b"BUY EURUSD ID paper"))
    order = an_order(signal, an_account(environment="demo"))
    a_fill(order, after(1))
    found = results([strategy.pk])[strategy.pk]
    assert [(one.is_real, str(one.total)) for one in found.totals] == [(True, "62.00 USD"), (False, "70.00 USD")]


def test_what_cannot_be_told_is_said_and_not_invented():
    strategy = a_strategy()
    order = an_order(decided(a_signal(strategy)), an_account())
    a_fill(order, after(1))
    found = results([strategy.pk])[strategy.pk]
    assert (found.totals, len(found.problems)) == ([], 1)
    assert "has not told what one of it is worth" in found.problems[0]


def test_the_curve_tells_each_day_realised_and_with_what_was_open():
    strategy = a_strategy()
    made_up(strategy)
    instrument = eurusd()
    friday = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
    with clock.at(NOW + timedelta(days=3)):
        Bar.objects.create(instrument=instrument, span="1d", opens_at=friday, open=1, high=2, low=1,
                           close=Decimal("1.0715"))  # fmt: skip
        shown = strategy_curve(strategy.pk, currency="USD", is_real=True)
    # Held 0.5 at 1.0713: 10.00 at Friday's close, which holds over the weekend; 35.00 at today's quote.
    assert [(day.on.day, str(day.realised), str(day.equity)) for day in shown.days] == [
        (20, "27.00 USD", "37.00 USD"), (21, "27.00 USD", "37.00 USD"), (22, "27.00 USD", "37.00 USD"),
        (23, "27.00 USD", "62.00 USD"),
    ]  # fmt: skip
    assert "62.00 USD with what is open" in shown.sentence


def test_a_day_without_a_price_has_no_figure_with_what_was_open():
    strategy = a_strategy()
    made_up(strategy)
    with clock.at(NOW + timedelta(days=1)):
        shown = strategy_curve(strategy.pk, currency="USD", is_real=True)
    assert [day.equity is None for day in shown.days] == [True, False]


def test_the_curve_is_given_as_numbers_and_as_files():
    strategy = a_strategy(a_developer())
    made_up(strategy)
    own, other = browser_of(strategy.developer), browser_of(a_developer())
    address = reverse("admin:desk_curve", args=[strategy.pk])
    told = own.get(address).json()
    assert (told["currency"], told["balance"][0][1], told["equity"][0][1]) == ("USD", "27.00", "62.00")
    assert own.get(f"{address}?format=csv").content.decode("utf-8-sig").splitlines()[1] == "2026-11-20,USD,27.00,62.00"
    assert own.get(f"{address}?format=xlsx").status_code == 200
    assert other.get(address).status_code == 404


def test_a_developer_sees_what_came_today_and_what_became_of_it():
    strategy = a_strategy(a_developer())
    made_up(strategy)
    door = strategy.doors.get()
    with clock.at(after(90_000)):
        receive_signal(door=door, body=b"BUY EURUSD ID x0")
        receive_signal(door=door, body=b"BUY <b> EURUSD FOO")
        receive_signal(door=door, body=b"EXIT EURUSD ID x1")
    shown = text(browser_of(strategy.developer).get(page(strategy)))
    for words in ("Duplicate", "Refused", "used before, for another signal", "Filled", "+27.00 USD", "+35.00 USD",
                  "50.00 %", "Buy EURUSD"):  # fmt: skip
        assert words in shown, words
    assert "<b>" not in shown
    mine = text(browser_of(strategy.developer).get(reverse(MINE)))
    assert "My strategies" in mine
    assert "+27.00 USD" in mine


def test_a_developer_is_told_why_in_words_that_tell_nothing_of_the_firms_money():
    strategy = a_strategy(a_developer())
    signal = a_journey(strategy)
    order = signal.instructions.get()
    Decision.objects.create(
        signal=signal, account=order.account, outcome="ordered", words="Size 1 of 250,000.00 USD", told="Size 1",
        verdicts=VERDICTS, decided_at=after(3.5), took_ms=Decimal("0.4"),
    )  # fmt: skip
    address = reverse("admin:desk_journey", args=[signal.pk])
    own, trader = browser_of(strategy.developer), browser_of(staff("trader", "tess@example.test"))
    told, whole = text(own.get(address)), text(trader.get(address))
    assert "One position may not be larger." in told
    assert "250,000.00" not in told
    assert "250,000.00" in whole
    for shown in (told, whole):
        assert "Ordered on 1 account." in shown
        assert "Reduced" in shown
        assert "All 2 rules" in shown
    assert "250,000.00" not in text(own.get(page(strategy)))


def test_others_strategies_are_not_there():
    strategy = a_strategy(a_developer())
    made_up(strategy)
    other, trader = browser_of(a_developer()), browser_of(staff("trader", "tess@example.test"))
    assert other.get(page(strategy)).status_code == 404
    assert strategy.code not in text(other.get(reverse(MINE)))
    assert strategy.code in text(trader.get(reverse(MINE)))
    assert Browser().get(reverse(MINE)).status_code == 302
    for wrong in ("x", "9" * 30, "0"):
        assert trader.get(reverse("admin:signals_strategy_change", args=[wrong])).status_code == 404


def test_staging_and_production_never_stand_together():
    developer = a_developer()
    live, tried = a_strategy(developer), a_strategy(developer, environment="staging")
    own = browser_of(developer)
    assert live.code in text(own.get(reverse(MINE)))
    assert tried.code not in text(own.get(reverse(MINE)))
    shown = text(own.get(f"{reverse(MINE)}?of=staging"))
    assert tried.code in shown
    assert live.code not in shown
    only = a_strategy(environment="staging")
    assert only.code in text(browser_of(only.developer).get(reverse(MINE)))


def test_who_has_no_strategy_is_told_what_to_do_next():
    shown = text(browser_of(a_developer()).get(reverse(MINE)))
    assert "There is no strategy yet" in shown
    assert "A trader registers your strategy" in shown
    strategy = a_strategy(a_developer())
    shown = browser_of(strategy.developer).get(page(strategy)).content.decode()
    assert reverse("admin:signals_strategy_open_door", args=[strategy.pk]) in shown
    assert "Open a door first" in shown
    trader = browser_of(staff("trader", "tess@example.test")).get(page(strategy)).content.decode()
    assert reverse("admin:signals_strategy_pause", args=[strategy.pk]) in trader


def test_the_pages_ask_no_more_questions_when_there_is_more(django_assert_num_queries):
    strategy = a_strategy(a_developer())
    made_up(strategy)
    own, htmx = browser_of(strategy.developer), {"HX-Request": "true"}
    own.get(reverse(MINE), headers=htmx)
    for _ in range(2):
        with django_assert_num_queries(16):
            own.get(reverse(MINE), headers=htmx)
        with django_assert_num_queries(15):
            own.get(page(strategy), headers=htmx)
        more = a_strategy(strategy.developer)
        for number in range(4):
            sent_and_filled(an_order(decided(a_signal(more, f"BUY EURUSD ID q{number}".encode())), an_account()))
    assert SERVER
