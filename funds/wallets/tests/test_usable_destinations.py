from datetime import UTC, datetime, timedelta

from fidus.lib import clock
from funds.tests.scenes import a_client
from funds.wallets.selectors import usable_destinations
from funds.wallets.tests.scenes import a_destination

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TWO_DAYS = timedelta(days=2)


def usable(client, at):
    return [one.label for one in usable_destinations(client, as_of=at)]


def test_an_active_destination_of_the_client_is_usable_and_no_other_clients(db):
    ada, bea = a_client(), a_client("Bea Example")
    with clock.at(NOON):
        mine = a_destination(ada, label="Mine")
        a_destination(bea, label="Hers")
        assert list(usable_destinations(ada)) == [mine]
    assert str(mine) == "Mine (bc1p…5jj0)"


def test_the_clock_ends_the_cooling_off_even_when_nobody_marked_it(db):
    ada = a_client()
    with clock.at(NOON):
        a_destination(ada, label="Cooling", state="confirmed", cools=TWO_DAYS)
    assert usable(ada, NOON + TWO_DAYS - timedelta(seconds=1)) == []
    assert usable(ada, NOON + TWO_DAYS) == ["Cooling"]


def test_proposed_and_refused_ones_are_never_usable(db):
    ada = a_client()
    with clock.at(NOON):
        a_destination(ada, state="proposed")
    assert usable(ada, NOON + 100 * TWO_DAYS) == []


def test_a_replacement_takes_over_at_the_end_of_its_cooling_off(db):
    ada = a_client()
    with clock.at(NOON):
        old = a_destination(ada, label="Old")
        a_destination(
            ada, label="New", network="trc20", asset="USDT", address="TGoTqWUhLMFQyAm3BeFUEwMuUPDMY4g3iG",
            state="confirmed", cools=TWO_DAYS, replaces=old,
        )  # fmt: skip
    assert usable(ada, NOON + timedelta(hours=1)) == ["Old"]
    assert usable(ada, NOON + TWO_DAYS) == ["New"]


def test_what_was_retired_since_was_usable_then(db):
    ada = a_client()
    with clock.at(NOON):
        a_destination(ada, label="Gone", state="retired", ended_at=NOON + TWO_DAYS)
    assert usable(ada, NOON + timedelta(days=1)) == ["Gone"]
    assert usable(ada, NOON + TWO_DAYS) == []
