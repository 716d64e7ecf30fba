"""The back office of the wallets: who may act, a colleague who may look, people who may do neither."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client as Browser
from django.urls import reverse

from funds.tests.scenes import a_client, a_user, usd
from funds.wallets.approvals import destinations_waiting, wallets_waiting
from funds.wallets.explorers import http
from funds.wallets.models import Destination, OfficialWallet, Payment
from funds.wallets.selectors import payments_to_look_at
from funds.wallets.services.confirm_wallet import confirm_wallet
from funds.wallets.services.propose_wallet import propose_wallet
from funds.wallets.services.record_payment import record_payment
from funds.wallets.tests import chains
from funds.wallets.tests.chains import HASH, TRON
from funds.wallets.tests.scenes import a_destination
from funds.wallets.tests.scripted import scripted

pytestmark = pytest.mark.django_db
OURS = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8"


def somebody(*codenames: str):
    user = a_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="wallets", codename__in=codenames))
    return user


def a_browser(user=None) -> Browser:
    browser = Browser()
    if user is not None:
        browser.force_login(user)
    return browser


def permissions(**condition):
    found = Permission.objects.filter(content_type__app_label="wallets", **condition)
    return list(found.values_list("codename", flat=True))


@pytest.fixture
def olga():
    return somebody(*permissions())


@pytest.fixture
def rosa():
    return somebody(*permissions())


@pytest.fixture
def ada():
    return a_client()


def url(model, name, *arguments):
    return reverse(f"admin:wallets_{model}_{name}", args=arguments)


def test_who_sees_what(olga, ada):
    proposed = a_destination(ada, state="proposed")
    wallet = propose_wallet(network="trc20", asset="USDT", address=OURS, label="Ours", by=a_user())
    tether = a_destination(ada, network="trc20", asset="USDT", address=TRON)
    payment = record_payment(
        subject="RED-0003", destination=tether, amount=usd("1.00"), asset="USDT", network="trc20", tx_hash=HASH, by=None
    )
    looking = [
        *(url(model, "changelist") for model in ("destination", "officialwallet", "payment")),
        url("destination", "change", proposed.pk),
        url("officialwallet", "change", wallet.pk),
        url("payment", "change", payment.pk),
    ]
    acting = [
        *(url("destination", name, proposed.pk) for name in ("confirm", "refuse", "stop", "retire")),
        *(url("officialwallet", name, wallet.pk) for name in ("confirm", "refuse", "retire")),
        *(url("payment", name, payment.pk) for name in ("confirm", "fail", "replace")),
        url("destination", "propose"),
        url("officialwallet", "propose"),
        url("payment", "record"),
    ]
    office, colleague = a_browser(olga), a_browser(somebody(*permissions(codename__startswith="view_")))
    unentitled, outsider = a_browser(somebody()), a_browser(a_user("portal"))
    for page in looking + acting:
        assert office.get(page).status_code == 200, page
        assert colleague.get(page).status_code == (403 if page in acting else 200), page
        assert unentitled.get(page).status_code == 403, page
        assert outsider.get(page).status_code in (302, 403), page
        assert a_browser().get(page).status_code == 302, page
    assert colleague.post(url("payment", "look", payment.pk)).status_code == 403


def test_nothing_is_changed_or_deleted_by_the_admin_itself(olga, ada):
    row, office = a_destination(ada), a_browser(olga)
    assert office.get(url("destination", "add")).status_code == 403
    assert office.get(url("destination", "change", row.pk).replace("/change/", "/delete/")).status_code == 404
    assert office.post(url("destination", "change", row.pk), {"label": "x"}).status_code in (403, 405)
    assert office.get(url("payment", "change", 999)).status_code == 404


def test_one_proposes_and_another_confirms(olga, rosa, ada):
    filled = {"client": ada.pk, "kind": "trc20:USDT", "address": TRON, "label": "Ledger"}
    assert a_browser(olga).post(url("destination", "propose"), filled).status_code == 302
    destination = Destination.objects.get()
    confirm = url("destination", "confirm", destination.pk)
    assert [one.url for one in destinations_waiting(rosa)] == [confirm]
    assert destinations_waiting(olga) == []
    refused = a_browser(olga).post(confirm)
    assert refused.status_code == 200
    assert "You proposed this destination" in refused.text
    page = a_browser(rosa).get(confirm).text
    assert TRON in page
    assert "nobody: no e-mail address is known" in page
    assert a_browser(rosa).post(confirm).status_code == 302
    destination.refresh_from_db()
    assert (destination.state, destination.confirmed_by) == ("confirmed", rosa)


def test_an_address_of_another_client_is_pointed_out_before_the_decision(rosa, ada):
    a_destination(a_client("Bea Example"), network="trc20", asset="USDT", address=TRON)
    mine = a_destination(ada, state="proposed", network="trc20", asset="USDT", address=TRON)
    assert "Bea Example" in a_browser(rosa).get(url("destination", "confirm", mine.pk)).text


def test_a_mistake_in_an_address_is_shown_at_its_field(olga, ada):
    filled = {"client": ada.pk, "kind": "erc20:USDT", "address": TRON, "label": "Ledger"}
    page = a_browser(olga).post(url("destination", "propose"), filled)
    assert "This is a TRON address" in page.text
    assert 'aria-invalid="true"' in page.text
    assert not Destination.objects.exists()


def test_a_refusal_carries_its_reason(rosa, ada):
    destination = a_destination(ada, state="proposed")
    refuse = url("destination", "refuse", destination.pk)
    assert a_browser(rosa).post(refuse, {"reason": ""}).status_code == 200
    assert a_browser(rosa).post(refuse, {"reason": "Another person's name."}).status_code == 302
    destination.refresh_from_db()
    assert (destination.state, destination.reason) == ("refused", "Another person's name.")


def test_the_firms_wallets_take_two_people_as_well(olga, rosa):
    filled = {"kind": "trc20:USDT", "address": OURS, "label": "Tether"}
    assert a_browser(olga).post(url("officialwallet", "propose"), filled).status_code == 302
    wallet = OfficialWallet.objects.get()
    confirm = url("officialwallet", "confirm", wallet.pk)
    assert wallets_waiting(olga) == []
    assert [one.url for one in wallets_waiting(rosa)] == [confirm]
    assert "You proposed this wallet" in a_browser(olga).post(confirm).text
    assert a_browser(rosa).post(confirm).status_code == 302
    assert a_browser(olga).post(url("officialwallet", "retire", wallet.pk), {"reason": "Key lost"}).status_code == 302
    wallet.refresh_from_db()
    assert wallet.state == "retired"


def recorded(by, ada, **fields):
    destination = ada.destinations.first() or a_destination(ada, network="trc20", asset="USDT", address=TRON)
    filled = {"subject": "RED-0003", "destination": destination.pk, "amount": "2500.00", "currency": "USD"}
    return a_browser(by).post(url("payment", "record"), {**filled, "tx_hash": HASH, **fields})


def test_a_payment_is_recorded_and_confirmed_by_hand_where_lookups_are_off(olga, rosa, ada):
    assert recorded(olga, ada).status_code == 302
    payment = Payment.objects.get()
    page = a_browser(olga).get(url("payment", "change", payment.pk)).text
    assert "Lookups are off" in page
    assert "another person confirms it" in page
    confirm = url("payment", "confirm", payment.pk)
    assert "You recorded this payment" in a_browser(olga).post(confirm, {"reason": "I know"}).text
    assert a_browser(rosa).post(confirm, {"reason": "Seen in the wallet itself."}).status_code == 302
    payment.refresh_from_db()
    assert (payment.state, payment.confirmed_by) == ("confirmed", rosa)


def test_what_is_missing_of_a_payment_is_said(olga, ada):
    assert "one of the two" in recorded(olga, ada, destination="").text
    assert "64 digits" in recorded(olga, ada, tx_hash="12").text
    wallet = propose_wallet(network="trc20", asset="USDT", address=OURS, label="Ours", by=olga)
    confirm_wallet(wallet=wallet, by=a_user())
    came_in = {"subject": "INV-0147", "wallet": wallet.pk, "amount": "9.00", "currency": "USD", "tx_hash": HASH}
    assert a_browser(olga).post(url("payment", "record"), came_in).status_code == 302
    assert Payment.objects.get().direction == "in"


def test_what_does_not_agree_or_takes_long_waits_for_somebody(olga, ada):
    recorded(olga, ada)
    payment = Payment.objects.get()
    now = payment.recorded_at
    assert list(payments_to_look_at(as_of=now)) == []
    assert list(payments_to_look_at(as_of=now + timedelta(days=1))) == [payment]
    Payment.objects.update(finding="It brings less.")
    assert list(payments_to_look_at(as_of=now)) == [payment]
    Payment.objects.update(state="failed")
    assert list(payments_to_look_at(as_of=now)) == []


def test_nobody_is_offered_a_decision_about_what_they_proposed(olga, rosa, ada):
    filled = {"client": ada.pk, "kind": "trc20:USDT", "address": TRON, "label": "Ledger"}
    a_browser(olga).post(url("destination", "propose"), filled)
    pk = Destination.objects.get().pk
    for page in (url("destination", "changelist"), url("destination", "change", pk)):
        assert url("destination", "confirm", pk) not in a_browser(olga).get(page).text
        assert url("destination", "stop", pk) in a_browser(olga).get(page).text
        assert url("destination", "confirm", pk) in a_browser(rosa).get(page).text
        looking = a_browser(somebody("view_destination")).get(page).text
        assert url("destination", "confirm", pk) not in looking
        assert url("destination", "stop", pk) not in looking


def test_a_button_looks_a_payment_up(olga, ada, settings, monkeypatch):
    monkeypatch.setattr(http, "_FIRST_PAUSE", 0.01)
    recorded(olga, ada)
    payment = Payment.objects.get()
    look = url("payment", "look", payment.pk)
    with scripted() as script:
        settings.EXPLORERS = {**settings.EXPLORERS, "trc20": {"urls": [script.url], "key": "", "confirmations": 20}}
        chains.tron(script, units=1)
        assert "brings 0.000001 USDT, and 2,500 USDT is recorded" in a_browser(olga).post(look, follow=True).text
        script.on("/wallet/getnowblock", (200, b"<html>"))
        assert "No answer that can be believed" in a_browser(olga).post(look, follow=True).text
        chains.tron(script)
        assert "Looked up: confirmed" in a_browser(olga).post(look, follow=True).text
        assert a_browser(olga).get(look).status_code == 302
