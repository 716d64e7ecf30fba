"""A difference that may stay: two people, an amount, and it opens again when it is another."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.tests.people import staff
from accounts.trail.api import events_about
from fidus.lib import clock
from trading.reconciliation.approvals import differences_waiting
from trading.reconciliation.closing_checks import every_broker_account_is_reconciled
from trading.reconciliation.errors import IllegalState, NotToBeAccepted, ReconciliationError, SecondPersonNeeded
from trading.reconciliation.models import Acceptance, Break
from trading.reconciliation.services.accept_difference import accept_difference
from trading.reconciliation.services.decline_acceptance import decline_acceptance
from trading.reconciliation.services.propose_acceptance import propose_acceptance
from trading.reconciliation.services.reconcile import reconcile
from trading.reconciliation.services.reconcile_tonight import reconcile_tonight
from trading.reconciliation.services.withdraw_acceptance import withdraw_acceptance
from trading.reconciliation.tests.scenes import LATER, NOON, an_account, an_open_break, deposit, seen

TWELVE = Decimal("-12.00")


@pytest.fixture
def at_noon():
    with clock.at(NOON):
        yield


@pytest.fixture
def olga(db, at_noon):
    return staff(email="olga@example.test")


@pytest.fixture
def rosa(db, at_noon):
    return staff(email="rosa@example.test")


@pytest.fixture
def broken(db, at_noon):
    """The broker has 88.00 where deals make 100.00."""
    account = an_account()
    deposit(account, "100.00")
    seen(account, "88.00")
    return an_open_break(account, "100.00", "88.00")


def proposed(broken, by, **changes):
    given = {"difference": TWELVE, "reason": "A fee of theirs, seen on their page", "by": by}
    return propose_acceptance(broken=broken, **{**given, **changes})


def looked(broken, balance, minutes):
    seen(broken.account, balance, at=LATER + timedelta(minutes=minutes))
    reconcile()
    broken.refresh_from_db()
    return broken.state


def test_what_two_people_accept_stays_on_record_and_waits_for_nobody(broken, olga, rosa):
    acceptance = proposed(broken, olga)
    assert [one.what for one in differences_waiting(rosa)] == ["Difference with a broker"]
    assert differences_waiting(olga) == []
    assert [finding.ok for finding in every_broker_account_is_reconciled(until=NOON.date())] == [False]
    accept_difference(acceptance=acceptance, by=rosa)
    assert looked(broken, "88.00", 0) == "accepted"
    assert differences_waiting(rosa) == []
    (finding,) = every_broker_account_is_reconciled(until=NOON.date())
    assert (finding.ok, "1 accepted by two people" in finding.text) == (True, True)
    assert [event.kind for event in events_about(subject=broken.name)] == ["DifferenceAccepted", "AcceptanceProposed"]


def test_it_opens_again_when_the_difference_is_another_and_its_amount_stays_on_record(broken, olga, rosa):
    acceptance = accept_difference(acceptance=proposed(broken, olga, band=Decimal("2.00")), by=rosa)
    assert looked(broken, "86.00", 0) == "accepted"
    assert looked(broken, "85.99", 1) == "open"
    acceptance.refresh_from_db()
    assert (acceptance.state, acceptance.difference) == ("ended", TWELVE)
    assert events_about(subject=broken.name)[0].kind == "BreakReopened"


def test_figures_that_agree_clear_what_was_accepted(broken, olga, rosa):
    acceptance = accept_difference(acceptance=proposed(broken, olga), by=rosa)
    assert looked(broken, "100.00", 0) == "cleared"
    acceptance.refresh_from_db()
    assert acceptance.state == "ended"


def test_a_proposal_falls_away_when_the_difference_moves_before_somebody_decides(broken, olga, rosa):
    acceptance = proposed(broken, olga)
    assert looked(broken, "87.00", 0) == "open"
    with pytest.raises(IllegalState):
        accept_difference(acceptance=Acceptance.objects.get(pk=acceptance.pk), by=rosa)
    proposed(broken, olga, difference=Decimal("-13.00"))


def test_what_is_proposed_is_what_was_read(broken, olga):
    for changes in (
        {"difference": Decimal("-11.99")}, {"reason": " "}, {"band": Decimal(-1)}, {"band": Decimal("12.00")},
    ):  # fmt: skip
        with pytest.raises(NotToBeAccepted):
            proposed(broken, olga, **changes)
    proposed(broken, olga)
    with pytest.raises(IllegalState):
        proposed(broken, olga)
    Break.objects.filter(pk=broken.pk).update(state="suspected")
    with pytest.raises(IllegalState):
        proposed(broken, olga)


def test_who_proposed_it_neither_accepts_nor_declines_it_by_any_door(broken, olga, rosa):
    acceptance = proposed(broken, olga)
    with pytest.raises(SecondPersonNeeded):
        accept_difference(acceptance=acceptance, by=olga)
    with pytest.raises(SecondPersonNeeded):
        decline_acceptance(acceptance=acceptance, reason="No", by=olga)
    with pytest.raises(ReconciliationError):
        withdraw_acceptance(acceptance=acceptance, by=rosa)
    with pytest.raises(IntegrityError), transaction.atomic():
        Acceptance.objects.filter(pk=acceptance.pk).update(state="accepted", decided_by=olga, decided_at=NOON)
    decline_acceptance(acceptance=acceptance, reason="Ask the broker first", by=rosa)
    broken.refresh_from_db()
    assert (broken.state, acceptance.decision) == ("open", "Ask the broker first")
    withdraw_acceptance(acceptance=proposed(broken, olga), by=olga)


def test_what_was_proposed_and_what_was_proved_never_change(broken, olga):
    acceptance = proposed(broken, olga)
    looked(broken, "100.00", 0)
    for change in (
        lambda: Acceptance.objects.filter(pk=acceptance.pk).update(difference=TWELVE * 2),
        lambda: Acceptance.objects.filter(pk=acceptance.pk).delete(),
        lambda: Break.objects.filter(pk=broken.pk).update(agreed_figure=1),
        lambda: Break.objects.filter(pk=broken.pk).update(state="open"),
        lambda: connection.cursor().execute("delete from reconciliation_break"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_night_compares_everything_once_and_forgets_suspicions_that_came_to_nothing(broken):
    account = an_account()
    seen(account, "5.00")
    reconcile()
    seen(account, "0.00", at=LATER)
    reconcile()
    assert Break.objects.filter(account=account, opened_at=None, state="cleared").count() == 1
    with clock.at(NOON + timedelta(days=8)):
        assert reconcile_tonight(as_of=clock.today(), by=None).whole
        assert reconcile_tonight(as_of=clock.today(), by=None) is None
    assert list(Break.objects.all()) == [broken]


def test_two_comparisons_at_once_find_a_break_once_and_two_people_decide_once(committed_db):
    with clock.at(NOON):
        account = an_account()
        deposit(account, "100.00")
        seen(account, "88.00")
        olga, rosa, ruth = (staff(email=f"{name}@example.test") for name in ("olga", "rosa", "ruth"))
    together(*[lambda: reconcile()] * 4)
    assert Break.objects.count() == 1
    with clock.at(NOON):
        seen(account, "88.00", at=LATER)
    together(*[lambda: reconcile()] * 4)
    (broken,) = Break.objects.all()
    assert broken.state == "open"
    assert [event.kind for event in events_about(subject=broken.name)] == ["BreakOpened"]
    acceptance = proposed(broken, olga)
    answers = together(
        lambda: accept_difference(acceptance=Acceptance.objects.get(pk=acceptance.pk), by=rosa),
        lambda: accept_difference(acceptance=Acceptance.objects.get(pk=acceptance.pk), by=ruth),
        lambda: withdraw_acceptance(acceptance=Acceptance.objects.get(pk=acceptance.pk), by=olga),
        lambda: reconcile(),
    )
    assert sum(isinstance(answer, IllegalState) for answer in answers) == 2
    broken.refresh_from_db()
    acceptance.refresh_from_db()
    assert (broken.state, acceptance.state) in {("accepted", "accepted"), ("open", "withdrawn")}


def together(*deeds):
    """Each deed in a thread of its own, begun at one moment; what they returned or raised."""
    ready, answers = threading.Barrier(len(deeds)), []

    def run(deed):
        ready.wait()
        try:
            answers.append(deed())
        except Exception as error:  # noqa: BLE001 what a deed said no with is the answer
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one for one in answers if isinstance(one, Exception) and not isinstance(one, IllegalState)] == []
    return answers
