"""Payments are written down once, as what they are, and confirmed by hand by a second person only."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.trail.api import events_about
from fidus.lib.money import Money
from funds.tests.scenes import a_client, a_user, usd
from funds.wallets.errors import BadDestination, NotNow, PaymentConflict, ReasonMissing, SecondPersonNeeded
from funds.wallets.models import Payment
from funds.wallets.services.confirm_payment import confirm_payment
from funds.wallets.services.fail_payment import fail_payment
from funds.wallets.services.record_payment import record_payment
from funds.wallets.services.replace_payment import replace_payment
from funds.wallets.tests.scenes import a_destination

HASH, OTHER = "ab" * 32, "cd" * 32
TRON = {"network": "trc20", "asset": "USDT", "address": "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL"}


@pytest.fixture
def tether(db):
    return a_destination(a_client(), **TRON)


def recorded(destination, **fields):
    known = {
        "subject": "RED-0003",
        "amount": usd("2500.00"),
        "asset": destination.asset,
        "network": destination.network,
        "tx_hash": HASH,
        "by": None,
    }
    return record_payment(destination=destination, **{**known, **fields})


def test_a_stable_coin_counts_one_for_one(tether):
    payment = recorded(tether, tx_hash=f" 0x{HASH.upper()} ")
    assert (payment.tx_hash, payment.quantity, payment.amount) == (HASH, Decimal("2500.00"), usd("2500.00"))
    assert (payment.direction, payment.receiver, payment.state) == ("out", tether.address, "recorded")


def test_the_same_again_is_the_first_one_and_other_content_is_refused(tether):
    first = recorded(tether)
    assert recorded(tether) == first
    assert len(events_about(subject=first.reference)) == 1
    for other in ({"subject": "RED-0004"}, {"amount": usd("2500.01")}):
        with pytest.raises(PaymentConflict, match="recorded already, as RED-0003"):
            recorded(tether, **other)
    with pytest.raises(PaymentConflict, match="which output"):
        recorded(tether, subject="RED-0004", output=1)


def test_one_transaction_pays_several_outputs_once_each(db):
    destination = a_destination(a_client())
    fields = {"amount": usd("60000.00"), "quantity": Decimal("0.5")}
    first = recorded(destination, output=0, **fields)
    second = recorded(destination, output=1, subject="RED-0004", **fields)
    assert first != second
    with pytest.raises(PaymentConflict, match="which output"):
        recorded(destination, **fields)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"tx_hash": "ab" * 31}, "tx_hash"),
        ({"tx_hash": "zz" * 32}, "tx_hash"),
        ({"network": "erc20"}, "asset"),
        ({"asset": "USDC"}, "asset"),
        ({"amount": usd(0)}, "amount"),
        ({"amount": Money.of("5.00", "EUR")}, "quantity"),
        ({"quantity": Decimal(1)}, "quantity"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(tether, fields, field):
    with pytest.raises(BadDestination) as refused:
        recorded(tether, **fields)
    assert refused.value.field == field
    assert not Payment.objects.exists()


def test_an_asset_with_a_price_needs_its_quantity_in_whole_units(db):
    destination = a_destination(a_client())
    with pytest.raises(BadDestination, match="how much BTC"):
        recorded(destination)
    with pytest.raises(BadDestination, match="8 digits"):
        recorded(destination, quantity=Decimal("0.000000001"))
    assert recorded(destination, quantity=Decimal("0.02500000")).quantity == Decimal("0.025")


def test_nothing_is_paid_to_what_nobody_confirmed(db):
    with pytest.raises(BadDestination, match="Nobody has confirmed"):
        recorded(a_destination(a_client(), state="proposed", **TRON))


def test_a_second_person_confirms_by_hand_with_proof(tether):
    rosa = a_user("rosa")
    payment = recorded(tether, by=rosa)
    with pytest.raises(SecondPersonNeeded):
        confirm_payment(payment=payment, reason="Statement 12", by=rosa)
    with pytest.raises(ReasonMissing):
        confirm_payment(payment=payment, reason="", by=a_user())
    confirm_payment(payment=payment, reason="Statement 12, line 3", by=a_user())
    with pytest.raises(NotNow, match="deep in its chain"):
        fail_payment(payment=payment, reason="No", by=a_user())


def test_nobody_confirms_by_hand_what_explorers_follow(tether, settings):
    settings.EXPLORERS = {
        **settings.EXPLORERS,
        "trc20": {"urls": ["http://127.0.0.1:1"], "key": "", "confirmations": 20},
    }
    with pytest.raises(NotNow, match="Explorers follow"):
        confirm_payment(payment=recorded(tether), reason="I saw it", by=a_user())


def test_what_was_sent_again_with_a_higher_fee_is_replaced(tether):
    old = recorded(tether)
    new = replace_payment(payment=old, tx_hash=OTHER, by=a_user())
    assert (old.state, old.replaced_by, new.state, new.subject) == ("replaced", new, "recorded", "RED-0003")
    with pytest.raises(NotNow, match="recorded already"):
        replace_payment(payment=new, tx_hash=OTHER, by=a_user())


def test_the_database_keeps_what_was_recorded(tether):
    payment = recorded(tether)
    for change in ({"amount_minor": 1}, {"tx_hash": OTHER}, {"receiver": "T"}, {"subject": "X"}):
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            Payment.objects.filter(pk=payment.pk).update(**change)
