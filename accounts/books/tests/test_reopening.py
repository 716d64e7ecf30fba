"""A closed month is opened again by two: one asks and says why, another one approves."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.books.approvals import reopenings_waiting
from accounts.books.errors import NotNow, ReasonNeeded, SecondPersonNeeded
from accounts.books.models import ClosingRun, Reopening
from accounts.books.selectors.months import months
from accounts.books.services.ask_to_reopen import ask_to_reopen
from accounts.books.services.close_month import close_month
from accounts.books.services.refuse_reopening import refuse_reopening
from accounts.books.services.reopen_month import reopen_month
from accounts.books.services.withdraw_reopening import withdraw_reopening
from accounts.books.tests.scenes import BANK, FEES, TODAY, a_quarter, people, post
from accounts.books.tests.test_closing import FEBRUARY, JANUARY, MARCH, checked, closed
from accounts.ledger import api
from accounts.tests.people import staff
from accounts.trail.api import events_about
from fidus.lib import clock

WHY = "A fee came late"


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


@pytest.fixture
def office(db):
    a_quarter()
    return people()


def asked(by, month=JANUARY) -> Reopening:
    return ask_to_reopen(month=month, reason=WHY, by=by)


def test_reopening_a_month_reopens_the_later_ones(office):
    ann, ben, cleo = office
    for month in (JANUARY, FEBRUARY, MARCH):
        closed(month, ann, ben)
    request = asked(ann, FEBRUARY)
    assert request.months == [FEBRUARY, MARCH]
    assert api.closed_until() == date(2026, 3, 31)
    runs = reopen_month(reopening=request, by=cleo)
    assert [(run.month, run.state) for run in runs] == [(FEBRUARY, "reopened"), (MARCH, "reopened")]
    assert {(run.reopening, run.reopened_by, run.reason) for run in runs} == {(request, cleo, WHY)}
    assert api.closed_until() == date(2026, 1, 31)
    assert [month.state for month in months()] == ["current", "open", "due", "closed"]
    newest = api.decisions()[0]
    assert (newest.asked_by, newest.by, newest.reason) == (ann, cleo, WHY)
    post(BANK, FEES, "5.00", date(2026, 2, 10), key="late")
    assert closed(FEBRUARY, ann, cleo).state == "closed"
    assert ClosingRun.objects.filter(month=FEBRUARY).count() == 2
    kinds = [event.kind for event in events_about(subject="books:2026-02")]
    assert kinds[-5:] == ["MonthReopened", "ReopeningAsked", "MonthClosed", "ClosingChecked", "ClosingStarted"]


def test_neither_who_asked_nor_who_closed_approves(office):
    ann, ben, cleo = office
    closed(JANUARY, ann, ben)
    request = asked(cleo)
    with pytest.raises(SecondPersonNeeded, match="You asked for this"):
        reopen_month(reopening=request, by=cleo)
    with pytest.raises(SecondPersonNeeded, match="You closed one of these months"):
        reopen_month(reopening=request, by=ben)
    assert api.closed_until() == date(2026, 1, 31)
    assert [one.asked_by for one in reopenings_waiting(ann)] == [str(cleo)]
    assert not reopenings_waiting(ben)
    assert not reopenings_waiting(cleo)
    assert not reopenings_waiting(staff("viewer", "vera@example.test"))
    reopen_month(reopening=request, by=ann)
    assert api.closed_until() is None
    assert not reopenings_waiting(ann)


def test_who_closed_may_ask_so_that_two_are_enough(office):
    ann, ben, _ = office
    closed(JANUARY, ann, ben)
    assert reopen_month(reopening=asked(ben), by=ann)


def test_the_database_compares_the_persons_and_keeps_what_was_asked(office, as_owner):
    ann, ben, cleo = office
    run = closed(JANUARY, ann, ben)
    request = asked(ann)
    now = {"decided_by": ann, "decided_at": clock.now()}
    for changed in ({"state": "approved", **now}, {"state": "refused", "refusal": "No", **now}):
        with pytest.raises(IntegrityError, match="decided_by_a_second_person"), transaction.atomic():
            Reopening.objects.filter(pk=request.pk).update(**changed)
    with pytest.raises(IntegrityError, match="opened again by a request"), transaction.atomic():
        ClosingRun.objects.filter(pk=run.pk).update(
            state="reopened", reopened_by=cleo, reopened_at=clock.now(), reason="Mine", reopening=request
        )
    for statement in (
        "update books_reopening set reason = 'Another' where id = %s",
        "delete from books_reopening where id = %s",
    ):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            as_owner(statement, [request.pk])


def test_it_is_asked_once_with_a_reason_for_a_month_that_is_closed(office):
    ann, ben, cleo = office
    with pytest.raises(NotNow, match="is not closed"):
        asked(ann)
    closed(JANUARY, ann, ben)
    with pytest.raises(ReasonNeeded):
        ask_to_reopen(month=JANUARY, reason=" ", by=ann)
    with pytest.raises(NotNow, match="is not closed"):
        asked(ann, FEBRUARY)
    first = asked(ann)
    with pytest.raises(NotNow, match="asked for already"):
        asked(cleo)
    withdraw_reopening(reopening=first, by=ann)
    assert asked(cleo).state == "asked"


def test_it_is_refused_by_another_or_withdrawn_by_who_asked_and_the_books_stay_closed(office):
    ann, ben, cleo = office
    closed(JANUARY, ann, ben)
    first = asked(ann)
    with pytest.raises(SecondPersonNeeded, match="withdraw it instead"):
        refuse_reopening(reopening=first, reason="No", by=ann)
    with pytest.raises(SecondPersonNeeded, match="refuse it instead"):
        withdraw_reopening(reopening=first, by=cleo)
    with pytest.raises(ReasonNeeded):
        refuse_reopening(reopening=first, reason=" ", by=cleo)
    assert refuse_reopening(reopening=first, reason="Book it in February", by=ben).state == "refused"
    assert withdraw_reopening(reopening=asked(ann), by=ann).state == "withdrawn"
    for by in (cleo, ann):
        with pytest.raises(NotNow, match="is refused already"):
            reopen_month(reopening=first, by=by)
    assert api.closed_until() == date(2026, 1, 31)


def test_nothing_is_opened_that_was_closed_after_it_was_asked(office):
    ann, ben, cleo = office
    closed(JANUARY, ann, ben)
    request = asked(ann)
    closed(FEBRUARY, ann, ben)
    with pytest.raises(NotNow, match="a later month was closed"):
        reopen_month(reopening=request, by=cleo)
    assert api.closed_until() == date(2026, 2, 28)
    assert set(ClosingRun.objects.values_list("state", flat=True)) == {"closed"}
    refuse_reopening(reopening=request, reason="Ask anew", by=cleo)
    assert len(reopen_month(reopening=asked(ann), by=cleo)) == 2


def test_the_first_month_of_all_can_be_reopened_and_is_next(office):
    ann, ben, cleo = office
    closed(JANUARY, ann, ben)
    run = checked(FEBRUARY, ann)
    reopen_month(reopening=asked(ann), by=cleo)
    assert api.closed_until() is None
    with pytest.raises(NotNow, match="January 2026 was opened again"):
        close_month(run=run, by=ben)
    assert [month.state for month in months()] == ["current", "open", "ready", "due"]


def test_it_is_asked_decided_and_told_on_the_pages(client, office):
    ann, ben, cleo = office
    for month in (JANUARY, FEBRUARY):
        run = closed(month, ann, ben)
    ask = reverse("admin:books_closingrun_reopen", args=["2026-01"])
    books = reverse("admin:books_closingrun_changelist")
    client.force_login(ann)
    page = client.get(ask).content.decode()
    assert "this also opens February 2026" in page
    assert str(ben) in page
    assert "This field is required" in client.post(ask, {"reason": " "}).content.decode()
    page = client.post(ask, {"reason": WHY}, follow=True).content.decode()
    request = Reopening.objects.get()
    assert "January 2026, February 2026" in page
    assert WHY in client.get(books).content.decode()
    assert WHY in client.get(reverse("admin:books_closingrun_change", args=[run.pk])).content.decode()
    approve = reverse("admin:books_reopening_approve", args=[request.pk])
    assert "You asked for this" in client.post(approve).content.decode()
    assert api.closed_until() == date(2026, 2, 28)
    client.force_login(cleo)
    assert WHY in client.get(approve).content.decode()
    assert "The month is open again" in client.post(approve, follow=True).content.decode()
    assert api.closed_until() is None
    assert f"asked for by {ann}" in client.get(books).content.decode()
    shown = client.get(reverse("admin:books_closingrun_change", args=[run.pk])).content.decode()
    assert reverse("admin:books_reopening_change", args=[request.pk]) in shown


def test_a_colleague_reads_of_it_and_a_stranger_does_not(client, office):
    ann, ben, _ = office
    closed(JANUARY, ann, ben)
    request = asked(ann)
    pages = {name: reverse(f"admin:books_reopening_{name}", args=[request.pk])
             for name in ("change", "approve", "refuse", "withdraw")}  # fmt: skip
    client.force_login(staff("viewer", "vera@example.test"))
    assert client.get(pages["change"]).status_code == 200
    assert {client.post(pages[name]).status_code for name in ("approve", "refuse", "withdraw")} == {403}
    client.force_login(staff("strategy_developer", "dev@example.test"))
    assert {client.get(page).status_code for page in pages.values()} == {403}
