"""Prices are asked of nobody whose visits fail: brokers lock logins that knock again and again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fidus.lib import clock
from trading.market.models import Quote
from trading.market.services.fetch_quotes import fetch_quotes
from trading.watch.models import GatewayHealth, Watch
from trading.watch.selectors.spared import spared
from trading.watch.services.enrol_accounts import enrol_accounts
from trading.watch.tests.rounds import buy, due, one_round
from trading.watch.tests.scenes import Bridged

pytestmark = pytest.mark.usefixtures("committed_db")


@pytest.fixture
def bridged(tmp_path):
    made = Bridged(tmp_path)
    yield made
    made.end()


def test_prices_of_what_is_held_are_asked_of_who_answers_and_of_nobody_whose_login_was_refused(bridged):
    (account,) = bridged.accounts
    simulated = bridged.simulated[account.pk]
    buy(bridged, account)
    enrol_accounts()
    due()
    one_round()
    assert fetch_quotes().newer == 1
    assert Quote.objects.get().instrument.symbol == "INVENTED"
    # The broker throws it out in the middle of the day.
    bridged.terminal.refused.add(simulated.login)
    due()
    one_round()
    assert Watch.objects.get(pk=account.pk).state == "refused"
    tries = bridged.terminal.logins.count(simulated.login)
    for _ in range(3):
        assert fetch_quotes().failures == {}
    assert bridged.terminal.logins.count(simulated.login) == tries


def test_a_line_that_is_spared_is_spared_by_everybody(bridged):
    (account,) = bridged.accounts
    enrol_accounts()
    assert spared([account.pk]) == set()
    later = clock.now() + timedelta(minutes=1)
    GatewayHealth.objects.update(state="open", opened_at=later, again_at=later)
    assert spared([account.pk]) == {account.pk}
    assert spared([]) == set()
