from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.trail.api import events_about
from fidus.lib import clock
from funds.models import AccountMapping
from funds.solvency.domain.parameters import Parameters
from funds.solvency.domain.suggestion_states import Decision
from funds.solvency.errors import SolvencyRefused
from funds.solvency.models import SolvencyRun
from funds.solvency.services import reproduce_solvency_run as reproduce
from funds.solvency.services import work_solvency_run as work
from funds.solvency.services.cancel_solvency_run import cancel_solvency_run
from funds.solvency.services.decide_suggestion import decide_suggestion
from funds.solvency.services.reproduce_solvency_run import reproduce_solvency_run
from funds.solvency.services.start_solvency_run import start_solvency_run
from funds.solvency.services.work_solvency_run import LEASE, MOST_ATTEMPTS, work_solvency_run
from funds.solvency.tests.books import a_live_account
from funds.tests.scenes import OPENED, a_user, an_investment

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 16)
TOLD = Parameters(seed=5, paths=1500, horizon_months=6)


@pytest.fixture(autouse=True)
def firm():
    with clock.at(TODAY):
        investment = an_investment("100000.00", interest_mode="pay_out")
        account = a_live_account(
            deposit="90000", results={day: "150.00" if day % 2 else "-120.00" for day in range(40)}
        )
        AccountMapping.objects.create(
            investment=investment, account=account, share=Decimal(1), from_on=OPENED, mapped_at=clock.now()
        )
        yield


def a_run():
    return start_solvency_run(by=a_user(), parameters=TOLD)


def test_a_run_keeps_its_inputs_and_finds_the_same_when_done_again():
    run = a_run()
    assert work_solvency_run(run=run.pk)
    run.refresh_from_db()
    assert (run.state, run.paths_done) == ("finished", 1500)
    assert run.result["windows"][0]["on"] == "2026-06-30"
    assert reproduce_solvency_run(run=run, by=None)
    again = a_run()
    work_solvency_run(run=again.pk)
    again.refresh_from_db()
    assert again.result_sha256 == run.result_sha256
    kinds = [event.kind for event in events_about(subject=f"solvency:{run.pk}")]
    assert kinds == ["SolvencyRunReproduced", "SolvencyRunFinished", "SolvencyRunStarted"]


def test_other_figures_do_not_pass_for_reproduced(monkeypatch):
    run = a_run()
    with pytest.raises(SolvencyRefused):
        reproduce_solvency_run(run=run, by=None)
    work_solvency_run(run=run.pk)
    run.refresh_from_db()
    monkeypatch.setattr(reproduce, "answer", lambda facts, told: {**run.result, "cash": 1.0})
    assert not reproduce_solvency_run(run=run, by=None)


def test_a_run_that_is_done_is_not_done_again():
    run = a_run()
    assert work_solvency_run(run=run.pk)
    assert not work_solvency_run(run=run.pk)


def test_while_somebody_works_on_it_nobody_else_does_and_a_dead_workers_run_is_taken_over(monkeypatch):
    run = a_run()

    class Died(BaseException):
        pass

    def dies(*args, **named):
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(work, "answer", dies)
        with pytest.raises(Died):
            work_solvency_run(run=run.pk)
    assert not work_solvency_run(run=run.pk)
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        assert work_solvency_run(run=run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempts) == ("finished", 2)


def test_the_late_answer_of_a_worker_thought_dead_changes_nothing(monkeypatch):
    run, computed = a_run(), work.answer

    def overtaken(*args, **named):
        found = computed(*args)
        with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
            monkeypatch.setattr(work, "answer", computed)
            assert work_solvency_run(run=run.pk)
        return found

    monkeypatch.setattr(work, "answer", overtaken)
    assert not work_solvency_run(run=run.pk)
    assert len(events_about(subject=f"solvency:{run.pk}", kinds=["SolvencyRunFinished"])) == 1


def test_a_run_on_which_workers_die_again_and_again_is_given_up():
    run = a_run()
    SolvencyRun.objects.filter(pk=run.pk).update(attempts=MOST_ATTEMPTS)
    assert not work_solvency_run(run=run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert "died" in run.reason


def test_an_error_is_told_and_the_run_ends(monkeypatch):
    def breaks(*args, **named):
        raise ZeroDivisionError

    monkeypatch.setattr(work, "answer", breaks)
    run = a_run()
    assert not work_solvency_run(run=run.pk)
    run.refresh_from_db()
    assert run.state == "failed"
    assert f"solvency run {run.pk}" in run.reason


def test_a_cancelled_run_stops_with_its_next_piece(monkeypatch):
    run, boss = a_run(), a_user()
    heard = work._renew

    def cancels(taken, done):
        cancel_solvency_run(run=SolvencyRun.objects.get(pk=run.pk), by=boss)
        return heard(taken, done)

    monkeypatch.setattr(work, "_renew", cancels)
    assert not work_solvency_run(run=run.pk)
    run.refresh_from_db()
    assert (run.state, run.result, run.ended_by) == ("cancelled", None, boss)
    with pytest.raises(SolvencyRefused):
        cancel_solvency_run(run=run, by=boss)


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.update(parameters=TOLD.as_json() | {"seed": 6}),
        lambda rows: rows.update(result={"liquid": 1.0}),
        lambda rows: rows.delete(),
    ],
    ids=["parameters", "result", "deletion"],
)
def test_the_database_lets_nobody_rewrite_a_run(change):
    run = a_run()
    work_solvency_run(run=run.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        change(SolvencyRun.objects.filter(pk=run.pk))


def test_a_thin_account_is_suggested_money_and_a_person_says_what_became_of_it():
    run = a_run()
    work_solvency_run(run=run.pk)
    # The bank shows 100,000 of which 90,000 went to the broker: 10,000 lie there, less some weeks' interest.
    suggestion = run.suggestions.get()
    assert (suggestion.source, suggestion.target) == ("cash", "account:" + suggestion.target.split(":")[1])
    assert suggestion.amount.amount % 100 == 0
    assert "too little" in suggestion.why
    boss = a_user()
    with pytest.raises(SolvencyRefused, match="why"):
        decide_suggestion(suggestion=suggestion, decision=Decision.DISMISS, reason=" ", by=boss)
    decide_suggestion(suggestion=suggestion, decision=Decision.TAKE, reason="", by=boss)
    assert (suggestion.state, suggestion.decided_by) == ("taken", boss)
    with pytest.raises(SolvencyRefused):
        decide_suggestion(suggestion=suggestion, decision=Decision.DISMISS, reason="Too late", by=boss)
