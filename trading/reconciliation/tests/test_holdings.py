"""What our orders made of a symbol, against the broker's position: worked by hand, with a real database."""

from datetime import timedelta
from decimal import Decimal

import pytest

from fidus.lib import clock
from trading.models import Position
from trading.reconciliation import registry
from trading.reconciliation.models import Break
from trading.reconciliation.registry import OurHolding, our_holdings_by
from trading.reconciliation.services.reconcile import reconcile
from trading.reconciliation.tests.scenes import LATER, NOON, an_account, position, seen

pytestmark = pytest.mark.usefixtures("db")
HOLDINGS: dict[int, list[OurHolding]] = {}


def answered(accounts):
    return HOLDINGS


@pytest.fixture(autouse=True)
def asked(monkeypatch):
    monkeypatch.setattr(registry, "_answers", {})
    our_holdings_by(f"{__name__}.answered")
    with clock.at(NOON):
        yield
    HOLDINGS.clear()


def holdings() -> list[tuple]:
    rows = Break.objects.filter(kind="holding").order_by("subject")
    return [(one.thing, one.ours, one.theirs, one.state) for one in rows]


def test_both_are_compared_net_and_only_where_our_orders_are_named():
    account, other = an_account("alpaca"), an_account("alpaca")
    for one in (account, other):
        position(one, "buy", "10", "AAA")
        position(one, "buy", "4", "BBB")
        position(one, "sell", "3", "DDD")
        position(one, "sell", "9", "NOT OURS")
        seen(one, "0")
    HOLDINGS[account.pk] = [
        OurHolding("AAA", Decimal(10)), OurHolding("BBB", Decimal(0)), OurHolding("CCC", Decimal(5)),
        OurHolding("DDD", Decimal(3)),
    ]  # fmt: skip
    reconcile()
    assert holdings() == [
        ("Holding BBB", 0, 4, "suspected"), ("Holding CCC", 5, 0, "suspected"), ("Holding DDD", 3, -3, "suspected"),
    ]  # fmt: skip
    reasons = dict(Break.objects.filter(kind="holding").values_list("subject", "reason"))
    assert reasons == {
        "BBB": "The broker holds this position, and fills of our orders come to nothing.",
        "CCC": "The broker holds nothing of the position that fills of our orders make: it was closed elsewhere, or a "
        "fill that closed it was not told.",
        "DDD": "The broker holds it on the other side than fills of our orders make it.",
    }


def test_a_break_opens_after_the_usual_patience_and_is_cleared_by_a_fill():
    account = an_account("alpaca")
    HOLDINGS[account.pk] = [OurHolding("AAA", Decimal(5))]
    seen(account, "0")
    reconcile()
    seen(account, "0", at=NOON + timedelta(seconds=60))
    reconcile()
    assert holdings()[0][-1] == "suspected"
    seen(account, "0", at=LATER)
    reconcile()
    assert holdings() == [("Holding AAA", 5, 0, "open")]
    HOLDINGS[account.pk] = [OurHolding("AAA", Decimal(0), LATER)]
    reconcile()
    assert holdings()[0][-1] == "open"  # that sighting may be older than the fill
    seen(account, "0", at=LATER + timedelta(seconds=30))
    reconcile()
    assert holdings()[0][-1] == "cleared"


def test_what_was_filled_about_the_time_of_the_sighting_is_left_to_the_next():
    account = an_account("alpaca")
    HOLDINGS[account.pk] = [OurHolding("AAA", Decimal(5), NOON - timedelta(seconds=9))]
    seen(account, "0")
    reconcile()
    assert holdings() == []
    seen(account, "0", at=NOON + timedelta(seconds=2))
    reconcile()
    assert [state for *_, state in holdings()] == ["suspected"]


def test_a_break_of_what_is_no_longer_compared_stays_as_it_is():
    account = an_account("alpaca")
    position(account, "buy", "4", "AAA")
    HOLDINGS[account.pk] = [OurHolding("AAA", Decimal(5))]
    seen(account, "0")
    reconcile()
    HOLDINGS.clear()
    Position.objects.all().delete()
    seen(account, "0", at=LATER)
    reconcile()
    assert holdings() == [("Holding AAA", 5, 4, "suspected")]
