"""Everything that is out, cancelled over the API."""

import pytest

from accounts.gateway.tests.callers import Caller
from accounts.trail.api import events_about
from trading.orders.models import Instruction, Purpose
from trading.orders.tests.scenes import a_trader, an_account, an_order, of_strategy
from trading.signals.tests.scenes import a_developer, a_strategy

pytestmark = pytest.mark.usefixtures("db")
CANCEL = "instructions/cancel-all"


@pytest.fixture
def caller() -> Caller:
    return Caller(a_trader("tess@example.test"))


def test_what_is_not_sent_is_dropped_and_brokers_are_asked_of_the_rest(caller):
    account = an_account()
    ready, out, other = an_order(account), an_order(account, state="accepted"), an_order(an_account())
    stop = an_order(account, state="accepted", purpose=Purpose.STOP, entry=out)
    body = {"scope": "account", "thing": str(account.pk), "reason": "enough"}
    done = caller.post(CANCEL, body, key="one")
    assert done.status_code == 200, done.content
    assert done.json() == {"dropped": [ready.reference], "asked": [out.reference]}
    assert caller.post(CANCEL, body, key="one").json() == done.json()
    asked = Instruction.objects.exclude(cancel_asked_at=None)
    assert {(one.pk, one.cancel_asked_by.email) for one in asked} == {(out.pk, "tess@example.test")}
    assert {one.state for one in Instruction.objects.filter(pk__in=[stop.pk, other.pk])} == {"accepted", "ready"}
    event, *_ = events_about(subject=f"account:{account.pk}")
    assert (event.data["dropped"], event.data["asked"], event.data["reason"]) == (1, 1, "enough")
    again = caller.post(CANCEL, {**body, "keep_protection": False}, key="two").json()
    assert again == {"dropped": [], "asked": [stop.reference]}


def test_a_strategy_is_named_by_its_code_and_the_firm_by_nothing(caller):
    strategy, account = a_strategy(), an_account()
    theirs, mine = of_strategy(account, strategy), an_order(account)
    named = caller.post(CANCEL, {"scope": "strategy", "thing": strategy.code, "reason": "enough"}, key="one").json()
    assert named == {"dropped": [theirs.reference], "asked": []}
    whole = caller.post(CANCEL, {"scope": "firm", "reason": "enough"}, key="two").json()
    assert whole == {"dropped": [mine.reference], "asked": []}


@pytest.mark.parametrize(
    "body",
    [{"scope": "account", "thing": "4711"}, {"scope": "broker", "thing": "Nobody"}, {"scope": "firm", "thing": "x"}],
)
def test_what_is_not_there_is_told_and_nothing_is_cancelled(caller, body):
    order = an_order(an_account())
    answer = caller.post(CANCEL, {**body, "reason": "enough"}, key="one")
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith(f"There is no {body['scope']}")
    order.refresh_from_db()
    assert order.state == "ready"


def test_who_may_not_trade_cancels_nothing():
    strategy = a_strategy(developer=a_developer("dev@example.test"))
    order = of_strategy(an_account(), strategy)
    body = {"scope": "strategy", "thing": strategy.code, "reason": "enough"}
    assert Caller(strategy.developer).post(CANCEL, body, key="one").status_code == 403
    order.refresh_from_db()
    assert order.state == "ready"
