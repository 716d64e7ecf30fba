"""The pages of orders: who sees which, what each may do, and what is said before it is done."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tests.people import member, staff
from fidus.lib import clock
from trading.market.models import Quote
from trading.models import Position
from trading.orders import registry
from trading.orders.domain.by_hand import Prices
from trading.orders.models import Instruction, Purpose, Switch
from trading.orders.services.set_switch import set_switch
from trading.orders.tests.scenes import (
    SYMBOL,
    D,
    a_fill,
    a_position,
    a_trader,
    an_account,
    an_order,
    by_hand,
    of_strategy,
    stands,
)
from trading.signals.tests.scenes import a_developer, a_strategy

pytestmark = pytest.mark.usefixtures("db")


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def page(name, *args, model="instruction"):
    return reverse(f"admin:orders_{model}_{name}", args=args)


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


LISTS = [("instruction", "changelist"), ("fill", "changelist"), ("switch", "changelist")]


# ---- who sees what


def test_developers_see_the_orders_of_their_own_strategies_alone():
    account = an_account()
    mine, other = of_strategy(account, state="filled"), of_strategy(account, state="filled")
    hand = an_order(account)
    fills = {order: a_fill(order) for order in (mine, other)}
    browser = seen_by(mine.strategy.developer)
    orders = text(browser.get(page("changelist")))
    assert mine.reference in orders
    assert other.reference not in orders
    assert hand.reference not in orders
    assert other.strategy.code not in orders
    shown = text(browser.get(page("changelist", model="fill")))
    assert fills[mine].number in shown
    assert fills[other].number not in shown
    assert browser.get(page("change", mine.pk)).status_code == 200
    for order in (other, hand):
        assert browser.get(page("change", order.pk)).status_code == 404
    assert f">{other.reference}<" not in text(browser.get(page("changelist"), {"q": other.reference}))


def test_the_page_of_an_order_tells_no_developer_of_others_orders_of_its_account():
    account, mine = an_account(), a_strategy()
    entry = of_strategy(account, mine, state="filled")
    stop = of_strategy(account, a_strategy(), state="accepted", purpose=Purpose.STOP, entry=entry)
    assert stop.reference not in text(seen_by(mine.developer).get(page("change", entry.pk)))
    assert stop.reference in text(seen_by(a_trader()).get(page("change", entry.pk)))


def test_strangers_are_kept_out():
    order = an_order(an_account(), state="held")
    switch = set_switch(scope="firm", action="halt", reason="the feed lies", by=a_trader())
    looks = [*(page(name, model=model) for model, name in LISTS), page("change", order.pk),
             page("change", switch.pk, model="switch")]  # fmt: skip
    deeds = [
        page("choose"), page("place", order.account_id), page("queue"), page("close"), page("cancel_all"),
        *(page(name, order.pk) for name in ("release", "decline", "cancel", "alter")),
        page("halt", model="switch"), page("reduce", model="switch"),
        *(page(name, switch.pk, model="switch") for name in ("tighten", "lessen", "resume", "approve_resume")),
    ]  # fmt: skip
    client, office = seen_by(member()), seen_by(staff("back_office", "olga@example.test"))
    dev = seen_by(a_developer())
    for address in [*looks, *deeds]:
        assert Browser().get(address).status_code == 302
        assert client.get(address).status_code in {302, 403}
        assert client.post(address).status_code in {302, 403}
    for address in deeds:
        for browser in (office, dev):
            assert browser.get(address).status_code in {403, 404}
            assert browser.post(address, {"reason": "x"}).status_code in {403, 404, 405}
    assert Instruction.objects.get().state == "held"
    assert Switch.objects.get().state == "halted"


def test_who_may_only_look_gets_no_deeds():
    order = an_order(an_account(), state="accepted")
    analyst = seen_by(staff("analyst", "ana@example.test"))
    shown = text(analyst.get(page("change", order.pk)))
    assert order.reference in shown
    assert page("cancel", order.pk) not in shown
    assert page("cancel", order.pk) in text(seen_by(a_trader()).get(page("change", order.pk)))
    assert "Place an order" not in text(analyst.get(page("changelist"))).split("object-tools")[-1]
    for name in ("cancel", "alter", "release"):
        assert analyst.post(page(name, order.pk), {"reason": "x"}).status_code == 403


# ---- the list and one order


def test_orders_are_found_and_filtered():
    account, browser = an_account(), seen_by(a_trader())
    orders = {state: an_order(account, state=state) for state in ("held", "ready", "accepted", "filled", "rejected")}

    def found(**query):
        shown = text(browser.get(page("changelist"), query))
        return {state for state, order in orders.items() if f">{order.reference}<" in shown}

    assert found() == set(orders)
    assert found(where="out") == {"ready", "accepted"}
    assert found(where="held") == {"held"}
    assert found(where="over") == {"filled", "rejected"}
    assert found(where="doubt") == {"rejected"}
    assert found(q=orders["ready"].reference) == {"ready"}
    assert found(q=orders["accepted"].broker_order) == {"accepted"}
    assert found(q="nothing of ours") == set()
    assert "No orders here" in text(browser.get(page("changelist"), {"q": "nothing of ours"}))


def test_lists_ask_no_more_questions_when_they_grow(django_assert_max_num_queries):
    account, browser = an_account(), seen_by(a_trader())
    for _ in range(8):
        a_fill(of_strategy(account, state="filled"))
    for model, name in LISTS:
        browser.get(page(name, model=model))
        with django_assert_max_num_queries(18):
            browser.get(page(name, model=model))


def test_one_order_shows_all_that_became_of_it(django_assert_max_num_queries):
    account = an_account()
    order = of_strategy(account, state="filled", stop_loss=D("1.05"))
    a_fill(order, position="70991")
    stop = of_strategy(account, order.strategy, state="accepted", purpose=Purpose.STOP, entry=order)
    browser = seen_by(a_trader())
    with django_assert_max_num_queries(22):
        shown = text(browser.get(page("change", order.pk)))
    for words in ("Buy 0.1 EURUSD.r at 1.06", "All of it is filled", "70991", "Placed", stop.reference, "Protected by"):
        assert words in shown
    again = browser.get(page("change", order.pk), HTTP_HX_REQUEST="true")
    assert again.content.decode().lstrip().startswith('<div class="stack-y" id="order"')
    assert browser.get(page("change", 999_999)).status_code == 404


# ---- placing


FORM = {"symbol": SYMBOL, "side": "buy", "kind": "market", "volume": "0.05", "time_in_force": "day"}


def previewed(browser, account, **form):
    """The first answer, and what a second post of the same has to carry."""
    answer = browser.post(page("place", account.pk), {**FORM, **form})
    found = re.search(r'name="previewed" value="(\w+)"', answer.content.decode())
    return answer, {**FORM, **form, "previewed": found[1] if found else ""}


def test_an_order_is_shown_before_it_is_placed():
    account, trader = an_account(), a_trader()
    browser = seen_by(trader)
    answer, again = previewed(browser, account)
    shown = text(answer)
    for words in ("Nothing is placed yet", "5,351.00", "5.4 %", "1.07 / 1.0702"):
        assert words in shown
    assert not Instruction.objects.exists()
    # Another volume than was shown is shown first.
    assert "Nothing is placed yet" in text(browser.post(page("place", account.pk), {**again, "volume": "0.06"}))
    assert not Instruction.objects.exists()
    done = browser.post(page("place", account.pk), again)
    order = Instruction.objects.get()
    assert (done.url, order.placed_by, order.volume) == (page("change", order.pk), trader, D("0.05"))


def test_a_large_one_has_to_be_meant_and_a_larger_one_waits_for_another():
    account = an_account()
    browser = seen_by(a_trader())
    answer, again = previewed(browser, account, volume="2")
    assert "214.0 % of the account" in text(answer)
    assert "Yes, it is meant" in text(answer)
    assert "Say that it is meant" in text(browser.post(page("place", account.pk), again))
    assert not Instruction.objects.exists()
    browser.post(page("place", account.pk), {**again, "confirmed": "on"})
    assert Instruction.objects.get().state == "held"


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"volume": "0.015"}, "Volumes go in steps of 0.01"),
        ({"symbol": "NOTHING"}, "is not known to trade"),
        ({"kind": "limit"}, "A limit order needs a limit price"),
        ({"volume": "-1"}, "greater than or equal to 0"),
        ({"closes": "99"}, "There is no position 99"),
        ({"volume": "1e400"}, "no more than"),
    ],
)
def test_what_cannot_be_placed_says_why_and_loses_nothing(form, words):
    account = an_account()
    answer, _ = previewed(seen_by(a_trader()), account, **form)
    assert answer.status_code == 422
    assert words in text(answer)
    assert 'value="EURUSD.r"' in text(answer) or form.get("symbol")
    assert not Instruction.objects.exists()


def test_an_account_is_chosen_first():
    browser = seen_by(a_trader())
    assert "No account may be traded" in text(browser.get(page("choose")))
    account, idle = an_account(), an_account(may_trade=False)
    assert browser.get(page("choose"), {"account": account.pk}).url == page("place", account.pk)
    assert browser.get(page("choose"), {"account": idle.pk}).status_code == 200
    a_position(account, "0.40")
    shown = text(browser.get(page("place", account.pk)))
    assert "Buy 0.4 EURUSD.r" in shown
    answer, _ = previewed(browser, idle)
    assert "is only looked at" in text(answer)


# ---- releasing


def test_several_are_released_at_once_each_on_its_own(monkeypatch):
    account, placer, other = an_account(), a_trader(), a_trader()
    mine = by_hand(account, placer, hold=True)
    decided = of_strategy(account, state="held")
    monkeypatch.setitem(registry._answers, "reasons", "trading.orders.tests.test_pages.reasons")
    shown = text(seen_by(placer).get(page("queue")))
    assert "Your own" in shown
    assert "since the rules say so" in shown
    chosen = {"order": [mine.pk, decided.pk], "decide": "release"}
    said = text(seen_by(placer).post(page("queue"), chosen, follow=True))
    assert "somebody else releases it" in said
    assert "1 order released" in said
    assert "Say why they are declined" in text(
        seen_by(other).post(page("queue"), {"order": mine.pk, "decide": "decline"}, follow=True)
    )
    assert "Choose the orders" in text(seen_by(other).post(page("queue"), {"decide": "release"}, follow=True))
    given = {"order": mine.pk, "decide": "decline", "reason": "not now"}
    assert "1 order declined" in text(seen_by(other).post(page("queue"), given, follow=True))
    assert "No order waits for a person" in text(seen_by(other).get(page("queue")))
    states = dict(Instruction.objects.values_list("pk", "state"))
    assert states == {mine.pk: "dropped", decided.pk: "ready"}


def reasons(instructions):
    return dict.fromkeys(instructions, "since the rules say so")


def test_deeds_on_one_order():
    account, trader = an_account(), a_trader()
    browser = seen_by(trader)
    held, works = an_order(account, state="held"), an_order(account, state="accepted")
    assert browser.post(page("release", held.pk), {"reason": ""}).status_code == 302
    changed = browser.post(page("alter", works.pk), {"volume": "0.05", "limit_price": "1.06", "reason": "less"})
    assert changed.status_code == 302
    assert "Asked of its broker: volume 0.05" in text(browser.get(page("change", works.pk)))
    assert browser.post(page("cancel", works.pk), {"reason": ""}).status_code == 302
    assert "is being cancelled" in text(browser.post(page("alter", works.pk), {"volume": "0.04"}))
    rows = Instruction.objects.in_bulk()
    # Who cancels an order does not want it changed any more.
    assert (rows[held.pk].state, rows[works.pk].change_asked) == ("ready", None)
    assert "Asked of its broker" not in text(browser.get(page("change", works.pk)))


def test_everything_is_cancelled_from_the_list():
    account, browser = an_account(), seen_by(a_trader())
    order = an_order(account, state="accepted")
    shown = text(browser.get(page("changelist")))
    assert page("close") in shown
    assert page("cancel_all") in shown
    assert browser.post(page("cancel_all"), {"of": "firm:", "reason": "enough"}).status_code == 302
    assert Instruction.objects.get(pk=order.pk).cancel_asked_at is not None


def closing_of(thing, **given) -> str:
    scope = "account" if hasattr(thing, "broker") else "strategy"
    return f"{page('close')}?{urlencode({'of': f'{scope}:{thing.pk}', **given})}"


def seen_in(answer) -> str:
    return answer.context["form"]["seen"].value()


def test_the_very_orders_that_close_are_shown_before_they_go_out():
    account, browser = an_account(margin_mode="hedge"), seen_by(a_trader())
    position = a_position(account, "0.30")
    entry = an_order(account, state="filled")
    an_order(account, state="accepted", purpose=Purpose.STOP, entry=entry, side="sell")
    a_position(account, "0.20", side="sell")
    before = Instruction.objects.count()
    answer = browser.get(closing_of(account))
    shown = text(answer)
    # A lot is 100,000: 30,000 at the bid of 1.0700 and 20,000 at the ask of 1.0702.
    for words in (
        "Sell EURUSD.r",
        "Buy EURUSD.r",
        position.number,
        "32,100.00",
        "21,404.00",
        "53,504.00",
        "Place 2 orders",
    ):
        assert words in shown.replace("\N{NO-BREAK SPACE}", " "), words
    assert answer.context["withdrawn"] == 1
    assert Instruction.objects.count() == before
    done = browser.post(closing_of(account), {"reason": "enough", "seen": seen_in(answer)}, follow=True)
    assert "2 closing orders placed" in text(done)
    assert "Stops and targets withdrawn: 1" in text(done)
    orders = Instruction.objects.filter(purpose="reduce").order_by("pk")
    assert [(one.side, one.volume) for one in orders] == [("sell", D("0.30")), ("buy", D("0.20"))]
    assert "is not being closed already" in text(browser.get(closing_of(account)))


def test_what_has_changed_since_is_shown_again_and_not_placed():
    account, browser = an_account(margin_mode="netting"), seen_by(a_trader())
    position = a_position(account, "0.10")
    seen = seen_in(browser.get(closing_of(account)))
    Position.objects.filter(pk=position.pk).update(volume=D("0.40"))
    given = {"reason": "enough of it", "seen": seen}
    answer = browser.post(closing_of(account), given)
    assert "has changed since you looked" in text(answer)
    assert "enough of it" in text(answer)
    assert not Instruction.objects.exists()
    assert browser.post(closing_of(account), {**given, "seen": seen_in(answer)}).status_code == 302
    assert Instruction.objects.get().volume == D("0.40")


def test_nobody_closes_what_they_have_not_looked_at_or_without_a_reason():
    account, browser = an_account(margin_mode="netting"), seen_by(a_trader())
    a_position(account, "0.10")
    assert browser.post(closing_of(account), {"reason": "enough"}).status_code == 422
    seen = seen_in(browser.get(closing_of(account)))
    answer = browser.post(closing_of(account), {"reason": "", "seen": seen})
    assert "This field is required" in text(answer)
    assert "Select a valid choice" in text(browser.get(page("close"), {"of": "firm:"}))
    assert browser.post(page("close"), {"of": f"account:{account.pk}", "reason": "x", "seen": seen}).status_code == 200
    assert not Instruction.objects.exists()


def test_old_positions_and_missing_prices_are_said_before_closing():
    account, browser = an_account(margin_mode="netting"), seen_by(a_trader())
    a_position(account, "0.10")
    stands(account, ago=timedelta(minutes=3))
    Quote.objects.update(received_at=clock.now() - timedelta(hours=1))
    answer = browser.get(closing_of(account))
    shown = text(answer)
    assert "were last seen" in shown
    assert "1 without a fresh price" in shown
    given = {"reason": "enough", "seen": seen_in(answer)}
    assert "Confirm that it is meant" in text(browser.post(closing_of(account), given))
    assert browser.post(closing_of(account), {**given, "confirmed": "on"}).status_code == 302


def test_accounts_of_a_strategy_that_cannot_be_traded_are_named_before_and_after():
    strategy, here, there = a_strategy(), an_account(margin_mode="netting"), an_account(margin_mode="netting")
    for account in (here, there):
        a_fill(of_strategy(account, strategy, state="filled"))
        stands(account)
        a_position(account, "0.10")
    set_switch(scope="account", thing=there, action="halt", reason="odd fills", by=a_trader())
    browser = seen_by(a_trader())
    answer = browser.get(closing_of(strategy))
    assert (len(answer.context["lines"]), "odd fills" in text(answer)) == (1, True)
    done = browser.post(closing_of(strategy), {"reason": "enough", "seen": seen_in(answer)}, follow=True)
    assert "Left out:" in text(done)


def test_looking_at_what_closes_asks_no_more_questions_when_there_is_more(django_assert_max_num_queries):
    account, browser = an_account(margin_mode="hedge"), seen_by(a_trader())
    a_position(account, "0.10")
    browser.get(closing_of(account))
    with CaptureQueriesContext(connection) as few:
        browser.get(closing_of(account))
    for _ in range(20):
        a_position(account, "0.10")
    with django_assert_max_num_queries(len(few)):
        assert len(browser.get(closing_of(account)).context["lines"]) == 21


# ---- switches


def test_trading_is_halted_from_its_page_and_every_page_of_trading_says_so():
    account, trader, second = an_account(), a_trader(), a_trader()
    browser = seen_by(trader)
    works = an_order(account, state="accepted")
    lists = [reverse(f"admin:{name}_changelist") for name in ("trading_deal", "signals_signal", "alerts_alert")]
    assert "Nothing was reduced or halted yet" in text(browser.get(page("changelist", model="switch")))
    assert "Trading is halted" not in text(browser.get(lists[0]))
    done = browser.post(page("halt", model="switch"), {"of": "firm:", "reason": "the <feed> lies", "cancel": "on"})
    switch = Switch.objects.get()
    assert done.url == page("change", switch.pk, model="switch")
    assert Instruction.objects.get(pk=works.pk).cancel_asked_at is not None
    for address in [*lists, reverse("admin:monitor_accounts"), page("changelist")]:
        shown = text(browser.get(address))
        assert "Trading is halted: nothing but cancels is let." in shown
        assert "the &lt;feed&gt; lies" in shown
    assert "Trading is halted" not in text(browser.get(reverse("admin:index")))
    # The second halt is refused and its reason kept on the form.
    again = text(browser.post(page("halt", model="switch"), {"of": "firm:", "reason": "again"}))
    assert "is halted already" in again
    browser.post(page("resume", switch.pk, model="switch"), {"reason": "it is right again"})
    assert "a second person approves it" in text(browser.get(page("change", switch.pk, model="switch")))
    refused = browser.post(page("approve_resume", switch.pk, model="switch"))
    assert "a second person lets the firm trade again" in text(refused)
    assert Switch.objects.get().state == "halted"
    assert "Trading of the firm" in text(seen_by(second).get(reverse("admin:approvals")))
    assert seen_by(second).post(page("approve_resume", switch.pk, model="switch")).status_code == 302
    assert Switch.objects.get().state == "active"
    assert "Trading resumed" in text(browser.get(page("change", switch.pk, model="switch")))


def test_what_else_is_reduced_is_said_shortly_and_to_whom_it_concerns():
    trader, mine, other = a_trader(), a_strategy(), a_strategy()
    set_switch(scope="strategy", thing=other, action="reduce", reason="odd", by=trader)
    address = page("changelist")
    assert f"{other.code}</span> is reduced" in text(seen_by(trader).get(address))
    assert other.code not in text(seen_by(mine.developer).get(address))
    assert other.code not in text(seen_by(mine.developer).get(page("changelist", model="switch")))
    set_switch(scope="strategy", thing=mine, action="halt", reason="odd", by=trader)
    assert f"{mine.code}</span> is halted" in text(seen_by(mine.developer).get(address))


def test_home_tells_of_orders_to_release():
    account, placer, other = an_account(), a_trader(), a_trader()
    by_hand(account, placer, hold=True, prices=Prices(stop_loss=D("1.05")))
    assert "1 order to release" in text(seen_by(other).get(reverse("admin:index")))
    assert "order to release" not in text(seen_by(placer).get(reverse("admin:index")))
