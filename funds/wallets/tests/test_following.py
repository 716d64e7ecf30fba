"""A payment from its recording to its confirmation, against explorers that are right, wrong and of two minds."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.trail.api import events_about
from fidus.lib import clock
from funds.tests.scenes import a_client, usd
from funds.wallets.domain.following import Contradiction, Expected, Step, judge
from funds.wallets.domain.networks import Network
from funds.wallets.domain.sightings import Sighting, Transfer
from funds.wallets.errors import LookupOff, NotNow
from funds.wallets.explorers import http
from funds.wallets.services.follow_payments import follow_payments
from funds.wallets.services.look_up_payment import look_up_payment
from funds.wallets.services.record_payment import record_payment
from funds.wallets.tests import chains
from funds.wallets.tests.chains import BITCOIN, BLOCK, ETHEREUM, HASH, OTHER_BLOCK, TRON
from funds.wallets.tests.scenes import a_destination
from funds.wallets.tests.scripted import scripted

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(http, "_FIRST_PAUSE", 0.01)


@pytest.fixture
def script(settings):
    with scripted() as running:
        follow(settings, running.url)
        yield running


def follow(settings, *urls):
    needed = {"btc": 6, "eth": 64, "erc20": 64, "trc20": 20}
    settings.EXPLORERS = {
        network: {"urls": list(urls), "key": "", "confirmations": number} for network, number in needed.items()
    }


def a_payment(network="btc", asset="BTC", address=BITCOIN, **fields):
    destination = a_destination(a_client(), network=network, asset=asset, address=address)
    quantity = {"quantity": Decimal("0.025")} if network == "btc" else {}
    known = {"subject": "RED-0003", "amount": usd("2500.00"), "asset": asset, "network": network, "tx_hash": HASH}
    return record_payment(destination=destination, by=None, **known, **quantity, **fields)


def looked(payment, minutes):
    """The payment after the sweep `minutes` after noon."""
    with clock.at(NOON + minutes * MINUTE):
        follow_payments()
    payment.refresh_from_db()
    return payment.state, payment.confirmations


def kinds(payment):
    return [event.kind.removeprefix("Payment") for event in events_about(subject=payment.reference)][::-1]


def test_a_payment_is_seen_and_confirmed_once_it_lies_deep_enough(db, script):
    with clock.at(NOON):
        payment = a_payment()
    assert looked(payment, 1) == ("recorded", 0)
    chains.bitcoin(script, block="")
    assert looked(payment, 2) == ("seen", 0)
    chains.bitcoin(script, tip=104)
    assert looked(payment, 3) == ("seen", 5)
    chains.bitcoin(script, tip=105)
    assert looked(payment, 4) == ("confirmed", 6)
    assert (payment.block_height, payment.reason) == (100, "6 confirmations of block 100")
    assert kinds(payment) == ["Recorded", "Seen", "Confirmed"]
    asked = len(script.asked)
    looked(payment, 60)
    assert len(script.asked) == asked


@pytest.mark.parametrize(
    ("network", "address", "chain"), [("erc20", ETHEREUM, chains.ethereum), ("trc20", TRON, chains.tron)]
)
def test_one_look_never_confirms_however_deep_it_lies(db, script, network, address, chain):
    with clock.at(NOON):
        payment = a_payment(network, "USDT", address)
    chain(script, tip=1_000)
    assert looked(payment, 1)[0] == "seen"
    assert looked(payment, 2)[0] == "confirmed"


def test_a_payment_whose_block_vanished_goes_back(db, script):
    with clock.at(NOON):
        payment = a_payment()
    chains.bitcoin(script, tip=103)
    assert looked(payment, 1) == ("seen", 4)
    chains.bitcoin(script, block=OTHER_BLOCK, tip=110)
    assert looked(payment, 2)[0] == "recorded"
    assert looked(payment, 3) == ("seen", 11)
    assert looked(payment, 4) == ("confirmed", 11)
    assert kinds(payment) == ["Recorded", "Seen", "Lost", "Seen", "Confirmed"]


def test_a_payment_that_was_dropped_goes_back(db, script):
    with clock.at(NOON):
        payment = a_payment()
    chains.bitcoin(script, block="")
    assert looked(payment, 1)[0] == "seen"
    script.on(f"/tx/{HASH}", (404, "unknown"))
    assert looked(payment, 2)[0] == "recorded"


@pytest.mark.parametrize(
    ("lie", "says"),
    [
        ({"units": 2_499_000_000}, "brings 2,499 USDT, and 2,500 USDT is recorded"),
        ({"units": 25_000_000_000}, "brings 25,000 USDT"),
        ({"receiver": "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"}, "does not pay 0x5aAeb6"),
        ({"asset": "USDC"}, "brings USDC to the address, and not USDT"),
        ({"asset": "0x000000000000000000000000000000000000dEaD"}, "brings another token"),
    ],
)
def test_what_does_not_agree_is_reported_and_never_confirmed(db, script, lie, says):
    with clock.at(NOON):
        payment = a_payment("erc20", "USDT", ETHEREUM)
    chains.ethereum(script, tip=1_000, **lie)
    for hour in range(1, 5):
        assert looked(payment, 60 * hour)[0] == "seen"
    assert says in payment.finding
    assert kinds(payment) == ["Recorded", "Disagrees", "Seen"]


def test_what_the_chain_says_has_failed_is_failed_after_two_looks(db, script):
    with clock.at(NOON):
        payment = a_payment("trc20", "USDT", TRON)
    chains.tron(script, result="OUT_OF_ENERGY")
    assert looked(payment, 1)[0] == "seen"
    assert looked(payment, 2)[0] == "failed"


def test_no_answer_changes_nothing_and_is_asked_for_less_and_less_often(db, script):
    with clock.at(NOON):
        payment = a_payment()
    script.on(f"/tx/{HASH}", (200, b"<html>maintenance</html>"))
    assert looked(payment, 1) == ("recorded", 0)
    assert payment.look_error.endswith("answered something that is no JSON")
    assert payment.next_look_at == NOON + 3 * MINUTE
    looked(payment, 3)
    assert (payment.failed_looks, payment.next_look_at) == (2, NOON + 7 * MINUTE)
    chains.bitcoin(script)
    assert looked(payment, 7)[0] == "seen"
    assert (payment.failed_looks, payment.look_error) == (0, "")


def test_two_explorers_must_agree(db, script, settings):
    with scripted() as other:
        follow(settings, script.url, other.url)
        with clock.at(NOON):
            payment = a_payment()
        chains.bitcoin(script, tip=200)
        assert looked(payment, 1)[0] == "recorded"
        assert "another does not" in payment.look_error
        chains.bitcoin(other, units=1, tip=200)
        assert looked(payment, 10)[0] == "recorded"
        assert "different payments" in payment.look_error
        chains.bitcoin(other, tip=103)
        assert looked(payment, 60) == ("seen", 4)
        other.on(f"/tx/{HASH}", (500, "down"))
        assert looked(payment, 70) == ("seen", 4)
        chains.bitcoin(other, tip=201)
        assert looked(payment, 140) == ("confirmed", 101)


def test_without_an_explorer_lookups_are_off_and_say_so(db):
    with clock.at(NOON):
        payment = a_payment()
    assert looked(payment, 5) == ("recorded", 0)
    with pytest.raises(LookupOff, match="lookups are off"):
        look_up_payment(payment=payment)


def test_what_is_over_is_not_looked_up(db, script):
    payment = a_payment()
    chains.bitcoin(script)
    look_up_payment(payment=payment)
    payment = look_up_payment(payment=payment)
    with pytest.raises(NotNow, match="nothing left"):
        look_up_payment(payment=payment)


def sighting(block=BLOCK, confirmations=10, units=5, failed=False):
    return Sighting(HASH, (Transfer(BITCOIN, "BTC", units, 0),), failed, block, 100 if block else None, confirmations)


def expected(seen=True, seen_block=BLOCK, output=None):
    return Expected(Network.BTC, "BTC", BITCOIN, 5, output, 6, seen, seen_block)


@pytest.mark.parametrize(
    ("before", "answer", "step"),
    [
        (expected(seen=False, seen_block=""), None, Step.WAIT),
        (expected(), None, Step.LOSE),
        (expected(seen=False, seen_block=""), sighting(), Step.SEE),
        (expected(seen_block=""), sighting(), Step.SEE),
        (expected(), sighting(), Step.CONFIRM),
        (expected(), sighting(confirmations=5), Step.SEE),
        (expected(), sighting(block=OTHER_BLOCK), Step.LOSE),
        (expected(), sighting(block="", confirmations=0), Step.LOSE),
        (expected(), sighting(units=4), Step.SEE),
        (expected(), sighting(failed=True), Step.FAIL),
        (expected(output=0), sighting(), Step.CONFIRM),
        (expected(output=1), sighting(), Step.SEE),
    ],
)
def test_the_step_follows_from_the_last_look_and_this_one(before, answer, step):
    assert judge(before, [answer]).step is step


def test_the_smallest_depth_of_all_explorers_counts():
    assert judge(expected(), [sighting(), sighting(confirmations=5)]).step is Step.SEE
    with pytest.raises(Contradiction):
        judge(expected(), [sighting(), sighting(block=OTHER_BLOCK)])
