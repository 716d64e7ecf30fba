"""Where interest goes: said by the client, seen by a second person, in force by the clock, and never rewritten."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse

from accounts.login.tests.scenes import code_now, with_app
from accounts.services.add_member import add_member
from accounts.tests.people import member, staff
from accounts.trail.api import deliver
from fidus.lib import clock
from funds.tests.scenes import a_client, a_product, a_user, an_investment
from funds.wallets.approvals import destinations_waiting
from funds.wallets.errors import BadDestination, NotNow, ReasonMissing, SecondPersonNeeded
from funds.wallets.gates import interest_routes
from funds.wallets.models import InterestInstruction
from funds.wallets.services.confirm_instruction import confirm_instruction
from funds.wallets.services.propose_instruction import propose_instruction
from funds.wallets.services.refuse_instruction import refuse_instruction
from funds.wallets.services.retire_destination import retire_destination
from funds.wallets.services.stop_instruction import stop_instruction
from funds.wallets.tests.scenes import a_destination, an_instruction

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=48)
TRON = {"network": "trc20", "asset": "USDT", "address": "TNPeeaaFB7K9cmo4uQpcU32zGK8G1NYqeL"}
PAGE, TO = reverse("portal:wallets"), reverse("portal:interest_to", args=["USD"])


def a_bank(client, **fields):
    known = {"network": "bank", "asset": "USD", "address": "GB29NWBK60161331926819", "holder": client.name}
    return a_destination(client, **{**known, "label": "House bank", **fields})


@pytest.fixture
def ada():
    with clock.at(NOON - timedelta(days=100)):
        a_product()
    client = a_client()
    an_investment(client=client, interest_mode="pay_out", funded_on=(NOON - timedelta(days=90)).date())
    with clock.at(NOON):
        yield client


def standing(client, currency="USD"):
    return interest_routes({(client.pk, currency)})[client.pk, currency]


def said(destination, *, by=None, currency="USD"):
    return propose_instruction(
        client=destination.client, currency=currency, destination=destination, by=by or a_user("first")
    )


def test_a_second_person_and_the_cooling_off_come_first_and_the_old_word_goes_on(ada):
    old, new = a_bank(ada), a_destination(ada, **TRON)
    assert "has not said where interest in USD goes" in standing(ada).reasons[0]
    an_instruction(old)
    word = said(new)
    assert standing(ada).route.address == old.address
    confirm_instruction(instruction=word, by=a_user("second"))
    assert standing(ada).route.address == old.address
    with clock.at(LATER - timedelta(seconds=1)):
        assert standing(ada).route.address == old.address
    with clock.at(LATER):
        route = standing(ada).route
        assert (route.address, route.asset, route.over) == (new.address, "USDT", "TRC-20, TRON")
        assert standing(ada, "EUR").route is None


def test_four_eyes_in_the_service_and_in_the_database(ada):
    ann, acting = a_user("ann"), a_user("acting")
    add_member(client=ada, user=acting, by=None)
    word = said(a_bank(ada), by=ann)
    for person in (ann, acting):
        with pytest.raises(SecondPersonNeeded):
            confirm_instruction(instruction=word, by=person)
        with pytest.raises(SecondPersonNeeded):
            refuse_instruction(instruction=word, reason="No", by=person)
    with pytest.raises(IntegrityError, match="by_a_second_person"), transaction.atomic():
        InterestInstruction.objects.update(state="confirmed", confirmed_by=ann, confirmed_at=NOON, usable_from=NOON)
    with pytest.raises(IntegrityError, match="by_somebody"), transaction.atomic():
        InterestInstruction.objects.update(state="confirmed")


def test_what_was_said_stands_and_is_of_the_clients_own(ada):
    bank = a_bank(ada)
    an_instruction(bank)
    others = a_bank(a_client("Bruno Sample"))
    for change in ({"destination": a_destination(ada)}, {"currency": "EUR"}, {"usable_from": LATER}):
        with pytest.raises(IntegrityError, match="said anew"), transaction.atomic():
            InterestInstruction.objects.update(**change)
    with pytest.raises(IntegrityError, match="same client"), transaction.atomic():
        InterestInstruction.objects.create(
            client=ada, currency="USD", destination=others, state="proposed", proposed_by=a_user(), proposed_at=NOON
        )
    with pytest.raises(BadDestination, match="in use"):
        propose_instruction(client=ada, currency="USD", destination=others, by=a_user())


def test_only_what_takes_the_currency_and_is_in_use_can_be_said(ada):
    for wrong in (a_bank(ada, asset="EUR"), a_destination(ada)):
        with pytest.raises(BadDestination, match="interest is in USD"):
            said(wrong)
    bank = a_bank(ada)
    said(bank)
    with pytest.raises(BadDestination, match="waits to be confirmed already"):
        said(bank)


def test_a_word_waits_for_its_destination_to_be_confirmed(ada):
    word = said(a_bank(ada, state="proposed"))
    with pytest.raises(NotNow, match="confirm it first"):
        confirm_instruction(instruction=word, by=a_user())


def test_it_can_be_stopped_until_it_is_in_force_and_refused_with_a_reason(ada):
    bank = a_bank(ada)
    word = said(bank)
    confirm_instruction(instruction=word, by=a_user())
    with clock.at(LATER), pytest.raises(NotNow, match="in force already"):
        stop_instruction(instruction=word, by=a_user())
    stop_instruction(instruction=word, by=a_user())
    with clock.at(LATER):
        assert standing(ada).route is None
    word = said(bank)
    with pytest.raises(ReasonMissing):
        refuse_instruction(instruction=word, reason=" ", by=a_user())
    refuse_instruction(instruction=word, reason="Not your account", by=a_user())
    assert said(bank).state == "proposed"


def test_what_replaces_a_destination_takes_its_place_and_a_retired_one_waits(ada):
    bank = a_bank(ada)
    an_instruction(bank)
    newer = a_bank(ada, address="DE89370400440532013000", label="New bank", replaces=bank)
    assert standing(ada).route.reference == newer.reference
    # As the end of the cooling-off leaves it.
    retire_destination(destination=bank, by=a_user())
    assert standing(ada).route.reference == newer.reference
    retire_destination(destination=newer, by=a_user())
    waits = standing(ada)
    assert waits.route is None
    assert "was to go to House bank" in waits.reasons[0]


def test_a_client_who_is_not_cleared_is_not_paid(ada):
    other = a_client("Bruno Sample", cleared=False)
    an_instruction(a_bank(other))
    assert standing(other).reasons == ("There is no KYC case.",)


def test_many_are_asked_for_at_the_cost_of_one(ada, django_assert_max_num_queries):
    clients = [ada, *(a_client(f"Sample {number}") for number in range(5))]
    for client in clients:
        an_instruction(a_bank(client))
    with django_assert_max_num_queries(5):
        found = interest_routes({(client.pk, "USD") for client in clients})
    assert all(one.route for one in found.values())


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def test_the_client_chooses_in_the_portal_with_the_second_step_and_reads_where_it_goes(ada):
    owner = seen_by(with_app(member(ada, "ada@example.test")))
    assert "has not said where interest in USD goes" in owner.get(PAGE).text
    assert "Nothing of yours takes USD yet" in owner.get(TO).text
    bank, euros = a_bank(ada), a_bank(ada, asset="EUR", label="Euro account", address="DE89370400440532013000")
    page = owner.get(TO).text
    assert "House bank" in page
    assert "Euro account" not in page
    for wrong in (
        {"destination": bank.pk, "code": "000000"}, {"destination": euros.pk, "code": code_now()},
        {"code": code_now()}, {"destination": "0", "code": code_now()},
    ):  # fmt: skip
        assert owner.post(TO, wrong).status_code == 422
    assert not InterestInstruction.objects.exists()
    assert owner.post(TO, {"destination": bank.pk, "code": code_now()}).status_code == 302
    assert "we look at it" in owner.get(PAGE).text
    confirm_instruction(instruction=InterestInstruction.objects.get(), by=a_user())
    with clock.at(LATER):
        page = owner.get(PAGE).text
        assert "In force" in page
        assert "GB29…6819" in page
        one = owner.get(reverse("portal:investment", args=[ada.investments.get().number])).text
        assert "GB29…6819" in one
        assert bank.address not in one


def test_a_stranger_neither_sees_nor_stops_it(ada):
    word = said(a_bank(ada))
    stop = reverse("portal:interest_to_stop", args=[word.pk])
    bruno = a_client("Bruno Sample")
    stranger = seen_by(member(bruno, "bea@example.test"))
    assert stranger.post(stop).status_code == 404
    assert stranger.get(TO).status_code == 404
    assert Browser().get(TO).status_code == 302
    adas = with_app(member(ada, "ada@example.test"))
    owner = seen_by(adas)
    assert word.destination.address in owner.get(stop).text
    assert owner.post(stop).status_code == 422
    assert owner.post(stop, {"code": code_now(adas)}, follow=True).status_code == 200
    word.refresh_from_db()
    assert word.state == "stopped"


def test_the_office_proposes_and_another_person_decides(ada):
    bank = a_bank(ada)
    rosa, olga = staff(email="rosa@example.test"), staff(email="olga@example.test")
    office, other = seen_by(rosa), seen_by(olga)
    given = {"client": ada.pk, "currency": "USD", "destination": bank.pk}
    assert office.post(reverse("admin:wallets_interestinstruction_propose"), given).status_code == 302
    word = InterestInstruction.objects.get()
    assert [one.what for one in destinations_waiting(olga)] == ["Where interest goes"]
    assert destinations_waiting(rosa) == []
    confirm = reverse("admin:wallets_interestinstruction_confirm", args=[word.pk])
    assert bank.address in other.get(confirm).text
    assert "a second person decides" in office.post(confirm).text
    listed = reverse("admin:wallets_interestinstruction_changelist")
    assert confirm in other.get(listed).text
    assert confirm not in office.get(listed).text
    assert other.get(reverse("admin:wallets_interestinstruction_change", args=[word.pk])).status_code == 200
    other.post(confirm)
    word.refresh_from_db()
    assert (word.state, word.usable_from) == ("confirmed", LATER)
    office.post(reverse("admin:wallets_interestinstruction_stop", args=[word.pk]), {"reason": "Wrong account"})
    word.refresh_from_db()
    assert word.state == "stopped"
    viewer = seen_by(staff("viewer", email="v@example.test"))
    assert viewer.get(listed).status_code == 200
    assert viewer.get(confirm).status_code == 403


def test_the_client_is_told_of_each_step(ada):
    ada.email = "ada@client.example"
    ada.save()
    word = said(a_bank(ada))
    confirm_instruction(instruction=word, by=a_user())
    stop_instruction(instruction=word, by=a_user())
    refuse_instruction(
        instruction=said(a_bank(ada, label="Other", address="DE89370400440532013000")), reason="No", by=a_user()
    )
    deliver()
    subjects = [letter.subject for letter in mail.outbox]
    assert subjects == [
        "Was this you? Your interest is to go elsewhere", "Your interest is about to go elsewhere",
        "A change of where your interest goes was stopped", "Was this you? Your interest is to go elsewhere",
        "A change of where your interest goes was not accepted",
    ]  # fmt: skip
    assert all("GB29NWBK60161331926819" not in letter.body for letter in mail.outbox)
