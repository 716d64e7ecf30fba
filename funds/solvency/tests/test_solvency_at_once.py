"""Several at the same time: one works on a run, one decision counts."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from funds.solvency.domain.suggestion_states import Decision
from funds.solvency.domain.suggestion_states import SuggestionState as State
from funds.solvency.errors import SolvencyRefused
from funds.solvency.models import SolvencyRun, TransferSuggestion
from funds.solvency.services.decide_suggestion import decide_suggestion
from funds.solvency.services.start_solvency_run import record_run
from funds.solvency.services.work_solvency_run import work_solvency_run
from funds.solvency.tests.conftest import TOLD
from funds.solvency.tests.firms import a_claim, a_firm, an_account, swings
from funds.tests.scenes import a_user


def at_once(*deeds):
    def alone(deed):
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(alone, deeds))


def test_of_many_workers_one_does_the_run_and_of_two_decisions_one_counts(committed_db):
    firm = a_firm(
        cash=50_000, accounts=[an_account(swings(), 40_000, owes=80_000)], claims=[a_claim(requested=1_000)], days=500
    )
    run = record_run(inputs=firm, told=TOLD, purpose=SolvencyRun.Purpose.ASKED, known_at=0, notes=[], by=None)
    done = at_once(*[lambda: work_solvency_run(run=run.pk)] * 4)
    assert sorted(done) == [False, False, False, True]

    suggestion, boss, colleague = TransferSuggestion.objects.get(), a_user(), a_user()

    def decides(decision, by):
        def deed():
            try:
                mine = TransferSuggestion.objects.get(pk=suggestion.pk)
                return decide_suggestion(suggestion=mine, decision=decision, reason="Seen", by=by).state
            except SolvencyRefused:
                return None

        return deed

    said = at_once(decides(Decision.TAKE, boss), decides(Decision.DISMISS, colleague))
    suggestion.refresh_from_db()
    assert sorted(str(one) for one in said) == sorted(["None", suggestion.state])
    assert suggestion.state in (State.TAKEN, State.DISMISSED)
