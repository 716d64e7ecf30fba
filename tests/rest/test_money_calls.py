"""Money out and in through the API: redemptions, destinations, wallets and payments."""

from datetime import date

import pytest

from accounts.gateway.tests.callers import Caller
from accounts.tests.people import member, staff
from fidus.lib import clock
from funds.domain.calendars import Calendar
from funds.redemptions.models import Redemption
from funds.redemptions.tests.scenes import night, to_pay_to
from funds.tests.scenes import a_client, a_product, an_investment
from funds.wallets.tests.scenes import TAPROOT
from tests.rest.answers import done, refused

TODAY, WINDOW = date(2026, 4, 16), date(2026, 6, 30)
USD_10 = {"amount": "10.00", "currency": "USD"}


@pytest.fixture(autouse=True)
def on_a_day(db):
    with clock.at(TODAY):
        yield


@pytest.fixture
def office() -> Caller:
    return Caller(staff())


@pytest.fixture
def second() -> Caller:
    return Caller(staff(email="second@example.test"))


@pytest.fixture
def third() -> Caller:
    return Caller(staff(email="third@example.test"))


def test_a_redemption_from_the_request_to_the_payment_and_back(office, second, third):
    a_product(calendar=Calendar.WEEKDAYS, incubation_months=0)
    investment = an_investment(funded_on=date(2026, 4, 1))
    to, other = to_pay_to(investment), to_pay_to(an_investment(client=a_client("Bob"), funded_on=date(2026, 4, 1)))
    asked = {"investment": investment.number, "amount": USD_10, "window_on": f"{WINDOW}"}
    refused(office.post("redemptions", {**asked, "destination": other.pk}), 409, "redemption-refused")
    entered = done(office.post("redemptions", asked))
    assert (entered["state"], entered["asked"], entered["window_on"]) == ("requested", USD_10, f"{WINDOW}")
    one = f"redemptions/{entered['number']}"

    refused(second.post(f"{one}/check", {"destination": other.pk}), 409, "redemption-refused")
    assert done(second.post(f"{one}/check", {"destination": to.pk}))["state"] == "checked"
    for caller in (office, second):
        refused(caller.post(f"{one}/approve"), 403, "second-person-needed")
    assert done(third.post(f"{one}/approve"))["state"] == "approved"
    (window,) = (row for row in office.get("redemption-windows").json()["data"] if row["requests"])
    assert (window["opens_on"], window["requests"]) == (f"{WINDOW}", [entered["number"]])

    night(WINDOW)
    with clock.at(WINDOW):
        sent = {"reference": "OUT-1", "paid_on": f"{WINDOW}"}
        refused(third.post(f"{one}/pay", sent), 403, "second-person-needed")
        paid = done(office.post(f"{one}/pay", sent))
        assert (paid["state"], paid["net"], paid["reference"]) == ("paid", USD_10, "OUT-1")
        back = {"reason": "The account was closed.", "came_back_on": f"{WINDOW}"}
        assert done(office.post(f"{one}/take-return", back))["state"] == "returned"

    own = Caller(member(investment.client)).get(one).json()
    assert (own["state"], own["destination"]) == ("returned", to.pk)
    assert not {"reference", "approved_by", "principal", "charges"} & set(own)


@pytest.mark.parametrize("verb", ["cancel", "reject"])
def test_a_redemption_is_ended_with_a_reason_that_its_client_reads(office, verb):
    a_product(calendar=Calendar.WEEKDAYS, incubation_months=0)
    investment = an_investment(funded_on=date(2026, 4, 1))
    number = done(office.post("redemptions", {"investment": investment.number, "amount": None}))["number"]
    assert office.post(f"redemptions/{number}/{verb}", {}).status_code == 400
    ended = done(office.post(f"redemptions/{number}/{verb}", {"reason": "Asked to wait."}))
    assert ended["reason"] == "Asked to wait."
    refused(office.post(f"redemptions/{number}/{verb}", {"reason": "Again."}), 409, "illegal-state")


def test_a_client_asks_for_no_money_and_changes_no_destination_through_the_api(office):
    a_product(incubation_months=0)
    investment = an_investment(funded_on=date(2026, 4, 1))
    to = to_pay_to(investment)
    own = Caller(member(investment.client))
    calls = {
        "redemptions": {"investment": investment.number, "amount": USD_10},
        "destinations": {
            "client": investment.client.number, "network": "btc", "asset": "BTC", "address": TAPROOT, "label": "Mine",
        },
        f"destinations/{to.pk}/retire": {"reason": "No"},
        "interest-instructions": {"client": investment.client.number, "currency": "USD", "destination": to.pk},
        f"investments/{investment.number}/fund": {},
    }  # fmt: skip
    for address, body in calls.items():
        assert own.post(address, body).status_code == 403, address
    assert not Redemption.objects.exists()


def test_where_a_client_is_paid_is_proposed_by_one_and_confirmed_by_another(office, second):
    client = a_client()
    new = {"client": client.number, "network": "btc", "asset": "BTC", "address": TAPROOT, "label": "Vault"}
    refused(office.post("destinations", {**new, "address": TAPROOT[:-1] + "q"}), 409, "bad-destination")
    proposed = done(office.post("destinations", new))
    one = f"destinations/{proposed['id']}"
    refused(office.post(f"{one}/confirm"), 403, "second-person-needed")
    confirmed = done(second.post(f"{one}/confirm"))
    assert (confirmed["state"], confirmed["confirmed_by"]) == ("confirmed", "second@example.test")
    assert done(office.post(f"{one}/stop", {"reason": "A mistake."}))["state"] == "stopped"
    refused(second.post(f"{one}/refuse", {"reason": "Too late."}), 409, "not-now")


def test_an_official_wallet_takes_a_payment_that_another_person_confirms(office, second):
    new = {"network": "btc", "asset": "BTC", "address": TAPROOT, "label": "Ours"}
    wallet = done(office.post("official-wallets", new))
    assert Caller(member(a_client())).get("official-wallets").json()["data"] == []
    assert done(second.post(f"official-wallets/{wallet['id']}/confirm"))["state"] == "active"

    sent = {"subject": "INV-0001", "wallet": wallet["id"], "amount": USD_10, "tx_hash": "ab" * 32, "quantity": "0.0001"}
    assert office.post("payments", {**sent, "wallet": None}).status_code == 400
    payment = done(office.post("payments", sent))
    assert done(office.post("payments", sent))["id"] == payment["id"]
    one = f"payments/{payment['id']}"
    refused(office.post(f"{one}/look-up"), 409, "lookup-off")
    refused(office.post(f"{one}/confirm", {"reason": "Seen."}), 403, "second-person-needed")
    assert done(second.post(f"{one}/confirm", {"reason": "Seen."}))["state"] == "confirmed"
