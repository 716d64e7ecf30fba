"""Home's card of accounts that are old."""

from datetime import timedelta

import pytest

from accounts.tests.people import staff
from fidus.lib import clock
from fidus.today.brokers import stale_accounts
from trading.monitor.tests.scenes import NOW, a_firm, imported

pytestmark = pytest.mark.django_db


def test_it_names_accounts_that_nobody_reaches_and_reports_that_are_old():
    with clock.at(NOW):
        a_firm()
        told = NOW - timedelta(days=9)
        imported("3003", last_at=told, snapshot_at=told)
        card = stale_accounts(staff("trader"))
    assert (card.count, [line.name for line in card.lines]) == (3, ["MT5 5005", "MT5 3003", "MT5 8820"])
    assert [line.end.count("9") > 0 for line in card.lines] == [False, True, False]


def test_it_is_no_card_for_who_may_see_no_account():
    person = staff()
    person.groups.clear()
    assert stale_accounts(person) is None
