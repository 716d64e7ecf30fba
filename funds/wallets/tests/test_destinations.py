"""From the proposal of a destination to its retirement, with four eyes and the cooling-off."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.services.add_member import add_member
from accounts.trail.api import events_about
from fidus.lib import clock
from funds.tests.scenes import a_client, a_user
from funds.wallets.errors import BadDestination, NotNow, ReasonMissing, SecondPersonNeeded
from funds.wallets.gates import may_be_used
from funds.wallets.models import Destination
from funds.wallets.selectors import usable_destinations
from funds.wallets.services.activate_due_destinations import activate_due_destinations
from funds.wallets.services.confirm_destination import confirm_destination
from funds.wallets.services.confirm_wallet import confirm_wallet
from funds.wallets.services.propose_destination import propose_destination
from funds.wallets.services.propose_wallet import propose_wallet
from funds.wallets.services.refuse_destination import refuse_destination
from funds.wallets.services.retire_destination import retire_destination
from funds.wallets.services.stop_destination import stop_destination

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
COOLING_OFF = timedelta(hours=48)
TRON = "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL"
OTHER_TRON = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8"
BANK = {"network": "bank", "asset": "EUR", "address": "DE89 3704 0044 0532 0130 00", "holder": "Ada  Example"}
WALLET = {"network": "trc20", "asset": "USDT", "address": TRON, "label": "Ledger"}


@pytest.fixture
def ada(db):
    return a_client()


def proposed(client, by=None, **fields):
    return propose_destination(client=client, by=by or a_user("asks"), **{**WALLET, **fields})


def kinds(destination):
    return [event.kind for event in events_about(subject=destination.reference)][::-1]


def test_a_destination_is_kept_as_its_network_writes_it(ada):
    wallet = proposed(ada, address=f" {TRON} ", label="  My   Ledger ")
    assert (wallet.address, wallet.label, wallet.state) == (TRON, "My Ledger", "proposed")
    account = proposed(ada, label="Bank", **BANK)
    assert (account.address, account.bic, account.holder) == ("DE89370400440532013000", "COBADEFFXXX", "Ada Example")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"address": TRON[:-1] + "Z"}, "address"),
        ({"address": "0xDe2DC29591dBc6e540b63050D73E2E9430733A90"}, "address"),
        ({"network": "sms"}, "network"),
        ({"asset": "BTC"}, "asset"),
        ({"label": " "}, "label"),
        ({**BANK, "holder": ""}, "holder"),
        ({**BANK, "bic": "DEUTDEFF"}, "bic"),
        ({**BANK, "asset": "USDT"}, "asset"),
    ],
)
def test_a_refusal_names_the_field_and_keeps_nothing(ada, fields, field):
    with pytest.raises(BadDestination) as refused:
        proposed(ada, **fields)
    assert refused.value.field == field
    assert not Destination.objects.exists()


def test_a_wallet_of_the_firm_is_no_destination_and_the_other_way_round(ada):
    propose_wallet(network="trc20", asset="USDT", address=TRON, label="Firm", by=a_user())
    with pytest.raises(BadDestination, match="wallet of ours"):
        proposed(ada)
    proposed(ada, address=OTHER_TRON)
    with pytest.raises(BadDestination, match="client's own"):
        propose_wallet(network="trc20", asset="USDT", address=OTHER_TRON, label="Firm", by=a_user())


def test_the_same_address_stands_once_on_a_clients_list(ada):
    first = proposed(ada)
    with pytest.raises(BadDestination, match="already"):
        proposed(ada)
    stop_destination(destination=first, by=a_user())
    assert proposed(ada).pk != first.pk


def test_whoever_proposed_it_cannot_confirm_it_by_any_door(ada):
    olga = a_user("olga")
    destination = proposed(ada, by=olga)
    with pytest.raises(SecondPersonNeeded, match="You proposed"):
        confirm_destination(destination=destination, by=olga)
    with pytest.raises(SecondPersonNeeded):
        refuse_destination(destination=destination, reason="Looks odd", by=olga)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        Destination.objects.filter(pk=destination.pk).update(
            state="confirmed", confirmed_by=olga, confirmed_at=NOON, usable_from=NOON
        )
    assert kinds(destination) == ["DestinationProposed"]


def test_whoever_acts_for_the_client_cannot_confirm_it(ada):
    both = a_user("both")
    add_member(client=ada, user=both, by=None)
    with pytest.raises(SecondPersonNeeded, match="act for this client"):
        confirm_destination(destination=proposed(ada), by=both)


def test_it_is_used_after_the_cooling_off_and_not_before(ada):
    with clock.at(NOON):
        destination = confirm_destination(destination=proposed(ada), by=a_user("second"))
        assert destination.usable_from == NOON + COOLING_OFF
        assert may_be_used(destination).reasons == ("Its cooling-off ends on 3 Jun 2026 at 12:00 UTC.",)
        assert activate_due_destinations() == 0
    with clock.at(NOON + COOLING_OFF):
        assert may_be_used(destination).allowed
        assert activate_due_destinations() == 1
        assert activate_due_destinations() == 0
        assert list(usable_destinations(ada)) == [destination]
    destination.refresh_from_db()
    assert destination.state == "active"
    assert kinds(destination) == ["DestinationProposed", "DestinationConfirmed", "DestinationActivated"]


def test_the_database_shortens_no_cooling_off_and_changes_no_address(ada):
    with clock.at(NOON):
        destination = confirm_destination(destination=proposed(ada), by=a_user("second"))
    rows = Destination.objects.filter(pk=destination.pk)
    for change in ({"usable_from": NOON}, {"address": OTHER_TRON}, {"client": a_client("Bea Example")}):
        with pytest.raises(IntegrityError, match="change"), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError, match="cooling_off"), transaction.atomic():
        rows.update(state="active", activated_at=NOON)


def test_one_person_stops_it_within_the_cooling_off_and_not_after(ada):
    with clock.at(NOON):
        first, second = proposed(ada), proposed(ada, address=OTHER_TRON)
        for one in (first, second):
            confirm_destination(destination=one, by=a_user("second"))
    with clock.at(NOON + timedelta(hours=47)):
        stop_destination(destination=first, reason="It was not me.", by=a_user("ada"))
    with clock.at(NOON + COOLING_OFF), pytest.raises(NotNow, match="Take it out of use"):
        stop_destination(destination=second, by=a_user("ada"))
    with clock.at(NOON + COOLING_OFF):
        assert may_be_used(first).reasons == ("It was stopped.",)
        retired = retire_destination(destination=second, by=a_user("ada"))
    assert retired.state == "retired"
    assert kinds(second)[-2:] == ["DestinationActivated", "DestinationRetired"]


def test_a_replacement_retires_the_old_one_when_it_becomes_active(ada):
    with clock.at(NOON):
        old = confirm_destination(destination=proposed(ada), by=a_user("second"))
    with clock.at(NOON + COOLING_OFF):
        activate_due_destinations()
        old.refresh_from_db()
        new = proposed(ada, address=OTHER_TRON, replaces=old)
        confirm_destination(destination=new, by=a_user("second"))
        assert list(usable_destinations(ada)) == [old]
    with clock.at(NOON + 2 * COOLING_OFF):
        assert may_be_used(old).reasons == ("Another one has taken its place.",)
        activate_due_destinations()
        assert list(usable_destinations(ada)) == [new]
    old.refresh_from_db()
    assert old.state == "retired"
    assert old.reason.startswith("Replaced by Ledger")


def test_another_clients_destination_cannot_be_replaced(ada):
    hers = proposed(a_client("Bea Example"), address=OTHER_TRON)
    with pytest.raises(BadDestination) as refused:
        proposed(ada, replaces=hers)
    assert refused.value.field == "replaces"


def test_a_refusal_needs_a_reason_and_is_final(ada):
    destination = proposed(ada)
    with pytest.raises(ReasonMissing):
        refuse_destination(destination=destination, reason=" ", by=a_user())
    refuse_destination(destination=destination, reason="The name is another person's.", by=a_user())
    with pytest.raises(NotNow):
        confirm_destination(destination=destination, by=a_user())


def test_a_client_whose_case_is_not_cleared_is_not_paid(db):
    client = a_client(cleared=False)
    with clock.at(NOON):
        destination = confirm_destination(destination=proposed(client), by=a_user("second"))
    with clock.at(NOON + COOLING_OFF):
        assert may_be_used(destination).reasons == ("There is no KYC case.",)


def test_a_wallet_of_the_firm_is_shown_once_a_second_person_confirmed_it(db):
    asks, second = a_user("asks"), a_user("second")
    wallet = propose_wallet(network="trc20", asset="USDT", address=TRON, label="USDT", by=asks)
    with pytest.raises(SecondPersonNeeded):
        confirm_wallet(wallet=wallet, by=asks)
    confirm_wallet(wallet=wallet, by=second)
    new = propose_wallet(network="trc20", asset="USDT", address=OTHER_TRON, label="USDT", replaces=wallet, by=asks)
    confirm_wallet(wallet=new, by=second)
    wallet.refresh_from_db()
    assert (wallet.state, new.state) == ("retired", "active")
    assert kinds(wallet) == ["OfficialWalletProposed", "OfficialWalletConfirmed", "OfficialWalletRetired"]
