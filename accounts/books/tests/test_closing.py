"""A month on its way to being closed, and back."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.books import registry
from accounts.books.domain.closing_states import StepState
from accounts.books.errors import MonthCannotBeClosed, NotNow, ReasonNeeded, SecondPersonNeeded
from accounts.books.models import ChainProof, ClosingRun
from accounts.books.selectors.months import months
from accounts.books.services.acknowledge_warning import acknowledge_warning
from accounts.books.services.ask_to_reopen import ask_to_reopen
from accounts.books.services.check_again import check_again
from accounts.books.services.close_month import close_month
from accounts.books.services.start_closing import start_closing
from accounts.books.services.work_closing import work_closing
from accounts.books.tests.scenes import BANK, FEES, TODAY, a_quarter, people, post
from accounts.ledger import api
from accounts.trail.api import events_about
from fidus.lib import clock
from fidus.lib.finding import Finding

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
NAMES = "accounts.books.tests.test_closing"
answers: dict[str, list[Finding]] = {}


def payouts_are_paid(*, until: date) -> list[Finding]:
    return answers.get("payouts", [Finding(True, "All is paid.")])


def a_broken_check(*, until: date) -> list[Finding]:
    raise RuntimeError("no figures")


@pytest.fixture(autouse=True)
def today():
    answers.clear()
    with clock.at(TODAY):
        yield


@pytest.fixture
def office(db):
    a_quarter()
    return people()


@pytest.fixture
def own_checks():
    known = registry.checks()
    yield registry.check_with
    registry.check_with(known)


def checked(month: date, by) -> ClosingRun:
    run = start_closing(month=month, by=by)
    work_closing(run=run.pk)
    run.refresh_from_db()
    return run


def closed(month: date, prepared, by) -> ClosingRun:
    return close_month(run=checked(month, prepared), by=by)


def test_a_month_is_checked_by_one_person_and_closed_by_another(office):
    ann, ben, _ = office
    run = checked(JANUARY, ann)
    assert run.state == "ready", list(run.steps.values_list("check_name", "findings"))
    with pytest.raises(SecondPersonNeeded):
        close_month(run=run, by=ann)
    assert close_month(run=run, by=ben).state == "closed"
    assert api.closed_until() == date(2026, 1, 31)
    kinds = [event.kind for event in events_about(subject="books:2026-01")]
    assert kinds == ["MonthClosed", "ClosingChecked", "ClosingStarted"]


def test_the_database_compares_the_persons_too(office):
    ann, _, _ = office
    run = checked(JANUARY, ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingRun.objects.filter(pk=run.pk).update(state="closed", closed_by=ann, closed_at=clock.now())


def test_the_checklist_says_what_was_looked_at_and_when(office):
    run = checked(JANUARY, office[0])
    steps = list(run.steps.all())
    assert [step.check_name for step in steps] == list(registry.checks())
    assert steps[-1].title == "The chain of new entries holds"
    assert all(step.state == "passed" and step.started_at and step.finished_at for step in steps)
    assert {"150,000.00 USD on both sides."} == {
        one["text"] for step in steps if "debits" in step.check_name for one in step.findings
    }


def test_a_second_closing_proves_the_new_entries_only(office):
    ann, ben, _ = office
    closed(JANUARY, ann, ben)
    assert ChainProof.objects.get().entries == 6
    post(BANK, FEES, "1.00", TODAY, key="later")
    run = checked(FEBRUARY, ann)
    assert "1 entries were new" in run.steps.last().findings[0]["text"]


def test_months_are_closed_in_their_order(office):
    ann, ben, _ = office
    with pytest.raises(MonthCannotBeClosed, match="not over"):
        start_closing(month=date(2026, 4, 1), by=ann)
    closed(JANUARY, ann, ben)
    with pytest.raises(MonthCannotBeClosed, match="follows February 2026"):
        start_closing(month=MARCH, by=ann)
    assert start_closing(month=JANUARY, by=ben).state == "closed"
    assert [(month.first, month.state) for month in months()] == [
        (date(2026, 4, 1), "current"), (MARCH, "open"), (FEBRUARY, "due"), (JANUARY, "closed"),
    ]  # fmt: skip


def test_the_first_month_ever_closed_may_be_any(office):
    ann, ben, _ = office
    closed(MARCH, ann, ben)
    assert [month.state for month in months()] == ["current", "closed", "closed", "closed"]


def test_what_fails_blocks_until_it_is_put_right(office, own_checks):
    ann, ben, _ = office
    own_checks([f"{NAMES}.payouts_are_paid"])
    answers["payouts"] = [Finding(False, "One payment is missing.", "/somewhere/")]
    run = checked(JANUARY, ann)
    assert (run.state, run.steps.get().state) == ("blocked", "failed")
    with pytest.raises(NotNow):
        close_month(run=run, by=ben)
    with pytest.raises(NotNow):
        acknowledge_warning(step=run.steps.get(), reason="It does not matter", by=ann)
    answers.clear()
    check_again(run=run, by=ben)
    work_closing(run=run.pk)
    run.refresh_from_db()
    assert (run.state, run.prepared_by) == ("ready", ben)
    with pytest.raises(SecondPersonNeeded):
        close_month(run=run, by=ben)
    assert close_month(run=run, by=ann).state == "closed"


def test_a_warning_is_acknowledged_with_a_reason_by_who_prepared(office, own_checks):
    ann, ben, _ = office
    own_checks([f"{NAMES}.payouts_are_paid"])
    answers["payouts"] = [Finding(False, "One payment waits.", warning=True)]
    run = checked(JANUARY, ann)
    step = run.steps.get()
    assert (run.state, step.state) == ("blocked", "warned")
    with pytest.raises(ReasonNeeded):
        acknowledge_warning(step=step, reason=" ", by=ann)
    with pytest.raises(SecondPersonNeeded):
        acknowledge_warning(step=step, reason="The bank is slow", by=ben)
    acknowledge_warning(step=step, reason="The bank is slow", by=ann)
    run.refresh_from_db()
    assert run.state == "ready"
    assert close_month(run=run, by=ben).state == "closed"
    (event,) = [one for one in events_about(subject="books:2026-01") if one.kind == "WarningAcknowledged"]
    assert event.data["reason"] == "The bank is slow"


def test_a_check_that_breaks_blocks_and_the_others_are_made(office, own_checks):
    own_checks([f"{NAMES}.a_broken_check", f"{NAMES}.payouts_are_paid"])
    run = checked(JANUARY, office[0])
    assert run.state == "blocked"
    assert [step.state for step in run.steps.all()] == ["failed", "passed"]
    assert "could not be checked" in run.steps.first().findings[0]["text"]


def test_what_is_posted_after_the_checks_has_them_made_again(office):
    ann, ben, _ = office
    run = checked(JANUARY, ann)
    post(BANK, FEES, "5.00", date(2026, 1, 31), key="late")
    with pytest.raises(NotNow, match="an entry was posted into January 2026"):
        close_month(run=run, by=ben)
    assert api.closed_until() is None
    check_again(run=run, by=ann)
    work_closing(run=run.pk)
    post(BANK, FEES, "5.00", date(2026, 2, 1), key="of another month")
    assert close_month(run=run, by=ben).state == "closed"


@pytest.mark.parametrize("month", [date(1, 1, 1), date(2025, 12, 1)])
def test_a_month_before_the_first_entry_is_neither_closed_nor_opened(office, month):
    ann, ben, _ = office
    with pytest.raises(MonthCannotBeClosed, match="nothing to close"):
        start_closing(month=month, by=ann)
    closed(JANUARY, ann, ben)
    with pytest.raises(NotNow, match="nothing to open again"):
        ask_to_reopen(month=month, reason="Why not", by=ann)


def test_two_do_not_work_on_one_checklist(office):
    run = start_closing(month=JANUARY, by=office[0])
    assert start_closing(month=JANUARY, by=office[1]) == run
    run.steps.filter(position=1).update(state=StepState.RUNNING)
    assert work_closing(run=run.pk)
    assert work_closing(run=run.pk)
    assert {step.state for step in run.steps.all()} == {"passed"}
