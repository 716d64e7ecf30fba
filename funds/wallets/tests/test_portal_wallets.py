"""The portal's wallets, seen by their owner, a colleague, a stranger and staff."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.login.tests.scenes import code_now, with_app
from accounts.models import User
from accounts.tests.people import member, staff
from fidus.lib import clock
from funds.tests.scenes import a_client, a_user
from funds.wallets.models import Destination
from funds.wallets.services.confirm_destination import confirm_destination
from funds.wallets.services.confirm_wallet import confirm_wallet
from funds.wallets.services.propose_wallet import propose_wallet
from funds.wallets.tests.scenes import TAPROOT, a_destination

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
TRON = "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL"
PAGE, ADD = reverse("portal:wallets"), reverse("portal:wallet_add")
FILLED = {"kind": "trc20:USDT", "address": TRON, "label": "Ledger"}


def filled(**changed: object) -> dict[str, object]:
    """What the form takes, with the code that the app shows now."""
    return {**FILLED, "code": code_now(), **changed}


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture
def ada(db):
    with clock.at(NOON):
        yield a_client()


@pytest.fixture
def owner(ada):
    return seen_by(with_app(member(ada, "ada@example.test")))


@pytest.fixture
def stranger(db):
    return seen_by(with_app(member(a_client("Bea Example"), "bea@example.test")))


def test_without_any_wallet_the_next_step_is_offered(owner):
    page = owner.get(PAGE)
    assert page.status_code == 200
    assert "No wallet and no bank account yet" in page.text
    assert "Nothing to send to yet" in page.text
    assert ADD in page.text


def test_the_owner_adds_a_wallet_and_reads_where_it_stands(owner, ada):
    assert owner.get(ADD).status_code == 200
    assert owner.post(ADD, filled()).status_code == 302
    destination = Destination.objects.get(client=ada)
    assert "We look at it" in owner.get(PAGE).text
    confirm_destination(destination=destination, by=a_user("second"))
    page = owner.get(PAGE).text
    assert "nothing is paid to it before" in page
    assert "3 Jun 2026, 12:00" in page
    assert "in 2" in page
    with clock.at(NOON + timedelta(hours=48)):
        page = owner.get(PAGE).text
    assert "We can pay you here." in page
    assert TRON in page


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"address": TRON[:-1] + "M"}, "checksum does not hold"),
        ({"address": TAPROOT}, "This is a Bitcoin address"),
        ({"code": "000000"}, "This is not a code of yours"),
        ({"kind": "bank:EUR", "address": "DE89370400440532013000"}, "account holder"),
        ({"kind": "trc20:BTC"}, "valid choice"),
        ({"replaces": "999999"}, "valid choice"),
    ],
)
def test_a_mistake_is_shown_at_its_field_and_nothing_is_lost(owner, fields, says):
    page = owner.post(ADD, filled(**fields))
    assert page.status_code == 422
    assert says in page.text
    assert 'value="Ledger"' in page.text
    assert not Destination.objects.exists()


def test_another_clients_wallet_is_neither_seen_nor_touched(owner, stranger, ada):
    mine = a_destination(ada, label="Mine")
    assert "Mine" not in stranger.get(PAGE).text
    for name in ("wallet_stop", "wallet_retire"):
        assert stranger.post(reverse(f"portal:{name}", args=[mine.pk])).status_code == 404
    assert stranger.post(ADD, filled(replaces=mine.pk)).status_code == 422
    mine.refresh_from_db()
    assert mine.state == "active"


def test_a_colleague_of_the_same_client_may_stop_it(owner, ada):
    with clock.at(NOON):
        destination = a_destination(ada, state="confirmed", cools=timedelta(hours=48))
    stop = reverse("portal:wallet_stop", args=[destination.pk])
    carl = with_app(member(ada, "carl@example.test"))
    colleague = seen_by(carl)
    assert destination.address in colleague.get(stop).text
    assert colleague.post(stop, {"code": code_now(carl)}).status_code == 302
    destination.refresh_from_db()
    assert (destination.state, destination.ended_by.email) == ("stopped", "carl@example.test")
    page = owner.post(stop, {"code": code_now()}, follow=True)
    assert "Nothing was changed." in page.text


@pytest.mark.parametrize(("name", "state"), [("wallet_stop", "proposed"), ("wallet_retire", "active")])
@pytest.mark.parametrize("given", [{}, {"code": ""}, {"code": "000000"}, {"password": "correct horse battery staple"}])
def test_nothing_ends_without_the_second_step(owner, ada, name, state, given):
    destination = a_destination(ada, state=state)
    address = reverse(f"portal:{name}", args=[destination.pk])
    assert "Asked again because it changes where your money goes" in owner.get(address).text
    assert owner.post(address, given).status_code == 422
    destination.refresh_from_db()
    assert destination.state == state


def test_whoever_has_no_second_step_is_led_to_it_and_back(ada):
    destination = a_destination(ada)
    address = reverse("portal:wallet_retire", args=[destination.pk])
    browser = seen_by(member(ada, "dora@example.test"))
    led = browser.post(address)
    assert led.url == "/accounts/2fa/first/"
    assert address in browser.get(led.url).text
    destination.refresh_from_db()
    assert destination.state == "active"


def test_what_cannot_be_ended_any_more_is_not_asked_about(owner, ada):
    destination = a_destination(ada)
    page = owner.get(reverse("portal:wallet_stop", args=[destination.pk]), follow=True)
    assert "cannot be ended any more" in page.text


def test_one_in_use_is_replaced_or_taken_out_of_use(owner, ada):
    old = a_destination(ada, label="Old")
    page = owner.get(f"{ADD}?replaces={old.pk}").text
    assert f'<option value="{old.pk}" selected>' in page
    owner.post(ADD, filled(replaces=old.pk))
    assert "It will take the place of Old" in owner.get(PAGE).text
    adas = User.objects.get(email="ada@example.test")
    owner.post(reverse("portal:wallet_retire", args=[old.pk]), {"code": code_now(adas)})
    old.refresh_from_db()
    assert old.state == "retired"


def test_the_firms_wallets_stand_with_code_address_and_reference(owner, ada):
    asks, second = a_user("asks"), a_user("second")
    account = {"bic": "COBADEFFXXX", "holder": "FIDUS Capital"}
    for network, asset, address, more in [
        ("trc20", "USDT", TRON, {}),
        ("erc20", "USDC", "0xDe2DC29591dBc6e540b63050D73E2E9430733A90", {}),
        ("bank", "EUR", "DE89370400440532013000", account),
    ]:
        wallet = propose_wallet(network=network, asset=asset, address=address, label="Ours", by=asks, **more)
        assert address not in owner.get(PAGE).text
        confirm_wallet(wallet=wallet, by=second)
    page = owner.get(PAGE)
    assert page.text.count('class="qr"') == 3
    assert f"<title>QR code to send USDT over TRC-20, TRON to {TRON}</title>" in page.text
    assert "Send only USDT, and only over TRC-20, TRON." in page.text
    assert f"Write {ada.number} as the reference" in page.text
    assert "style=" not in page.text


def test_doors_are_closed_to_whoever_is_not_logged_in_and_to_staff(db):
    assert Browser().get(PAGE).status_code == 302
    assert seen_by(staff()).get(PAGE).status_code == 403
    assert seen_by(member(None, "nobody@example.test")).get(PAGE).status_code == 404
    assert Browser().post(reverse("portal:wallet_stop", args=[1])).status_code == 302


def test_the_page_asks_the_database_the_same_for_many_as_for_few(owner, ada, django_assert_max_num_queries):
    for number in range(8):
        a_destination(
            ada, state="proposed", label=f"W{number}", network="bank", asset="EUR", holder="A", address=f"I{number}"
        )
    owner.get(PAGE)
    with django_assert_max_num_queries(8):
        owner.get(PAGE)
