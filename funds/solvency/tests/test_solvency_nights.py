from dataclasses import replace
from datetime import timedelta

import pytest

from fidus.lib import clock
from funds.services.book_operating_cost import book_operating_cost
from funds.solvency.domain.compare import Side, pairs, reasons
from funds.solvency.domain.parameters import NIGHT_PATHS
from funds.solvency.models import SolvencyRun
from funds.solvency.services.run_solvency_tonight import run_solvency_tonight
from funds.solvency.services.work_solvency_run import work_solvency_run
from funds.solvency.tests.conftest import TODAY
from funds.tests.scenes import usd

DAY = timedelta(days=1)


@pytest.mark.django_db
def test_a_night_asks_once_and_only_when_something_changed(firm):
    run = run_solvency_tonight(as_of=TODAY, by=None)
    assert (run.purpose, run.told.paths) == ("night", NIGHT_PATHS)
    assert run_solvency_tonight(as_of=TODAY, by=None) is None
    with clock.at(TODAY + DAY):
        assert run_solvency_tonight(as_of=TODAY + DAY, by=None) is None
        book_operating_cost(reference="LIGHT", text="Light", amount=usd("90"), incurred_on=TODAY, by=None)
        assert run_solvency_tonight(as_of=TODAY + DAY, by=None).as_of == TODAY + DAY


@pytest.mark.django_db
def test_a_firm_without_clients_sleeps(db):
    assert run_solvency_tonight(as_of=TODAY, by=None) is None
    assert not SolvencyRun.objects.exists()


@pytest.mark.django_db
def test_two_runs_say_what_was_different(finished):
    before = Side(finished.facts, finished.told, finished.result)
    assert reasons(before, before) == []
    assert {pair.change for pair in pairs(before, before)} == {0.0}
    richer = replace(finished.facts, cash=finished.facts.cash + 1000)
    told = reasons(before, Side(richer, replace(finished.told, seed=9), finished.result))
    assert told == ["Cash at banks and in wallets changed by +1,000.00 USD.", "Seed: 5 became 9."]
    emptied = Side(replace(finished.facts, claims=(), accounts=()), finished.told, finished.result)
    assert any("1 investment less" in reason for reason in reasons(before, emptied))
    assert any("is gone" in reason for reason in reasons(before, emptied))


@pytest.mark.django_db
def test_a_nights_run_is_worked_on_like_any_other(firm):
    run = run_solvency_tonight(as_of=TODAY, by=None)
    assert work_solvency_run(run=run.pk)
