"""Every row is tried and taken back: piece by piece, resumed after a crash, and no number is used up."""

from datetime import date

import pytest
from django.db import OperationalError, connection
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Client
from accounts.trail.api import events_about
from fidus.lib import clock
from fidus.lib.trial import next_number, trial
from funds.intake import tasks
from funds.intake.domain.layouts import Kind
from funds.intake.domain.pieces import pieces
from funds.intake.domain.rows import Row
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeKey, IntakeTrial
from funds.intake.services import try_run as module
from funds.intake.services.end_run import end_run
from funds.intake.services.set_reading import set_reading
from funds.intake.services.start_run import start_run
from funds.intake.services.try_again import try_again
from funds.intake.services.try_run import try_run
from funds.intake.tests.scenes import clients, done, outcomes, run_of
from funds.models import Investment
from funds.tests.scenes import a_client, a_product, a_user, usd

TODAY = date(2026, 4, 16)
CLIENTS = {"key": "key", "kind": "kind", "name": "name", "email": "email"}


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def user(db):
    return a_user("clerk", is_staff=True)


def drawn(sequence):
    with connection.cursor() as cursor:
        cursor.execute(f"select last_value, is_called from {sequence}")
        return cursor.fetchone()


def test_every_row_is_tried_also_beyond_the_first_hundred(user):
    text = clients(130) + "C-131,person,Client 1,c1@client.example\n"
    run = run_of("clients", text, user)
    assert (run.tried, run.being_tried, outcomes(run)) == (131, False, ["added"] * 130 + ["failed"])
    assert "a client of this name and address already" in run.trials.get(row=132).text
    assert not Client.objects.exists()
    assert not IntakeKey.objects.exists()
    assert not events_about(subject="client:800000000")


def test_neither_a_trial_nor_a_row_it_found_bad_uses_up_a_number(user):
    product = a_product()
    cleared, not_cleared = a_client(), a_client("Not Cleared", cleared=False)
    rows = [f"I-{n},{(not_cleared if n % 2 else cleared).number},{product.code},{n * 1000}\n" for n in range(1, 9)]
    before = drawn("funds_investment_number"), drawn("accounts_client_number")
    run = run_of("investments", "key,client,product,principal\n" + "".join(rows), user, whole=False)
    run_of("clients", clients(40), user)
    assert outcomes(run) == ["failed", "added"] * 4
    assert (drawn("funds_investment_number"), drawn("accounts_client_number")) == before
    done(run, user)
    first = before[0][0] + before[0][1]
    numbers = Investment.objects.order_by("pk").values_list("number", flat=True)
    assert list(numbers) == [f"INV-{number:04}" for number in range(first, first + 4)]


def test_a_number_of_a_trial_is_never_kept_and_the_next_real_one_follows_the_last(db):
    first = next_number("accounts_client_number")
    with trial():
        assert next_number("accounts_client_number") > 10**8
        a_client()
    with pytest.raises(ZeroDivisionError), trial():
        a_client(str(1 / 0))
    assert not Client.objects.exists()
    assert next_number("accounts_client_number") == first + 1


def test_a_trial_whose_worker_died_goes_on_where_it_was(user, monkeypatch):
    run = run_of("clients", clients(60), user, tried=False)
    kept, calls = module.take_row, []

    def dies(**given):
        calls.append(given["row"].number)
        if len(calls) == 40:
            raise OperationalError
        return kept(**given)

    monkeypatch.setattr(module, "take_row", dies)
    with pytest.raises(OperationalError):
        try_run(run=run.pk)
    run.refresh_from_db()
    assert (run.tried, run.trials.count(), run.being_tried) == (25, 25, True)
    tasks.sweep_runs()
    run.refresh_from_db()
    assert (run.tried, run.trials.count(), calls[40]) == (60, 60, 27)
    assert try_run(run=run.pk) is None


def test_an_error_of_ours_is_said_and_the_file_can_be_tried_again(user, monkeypatch):
    def fails(**given):
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(module, "take_row", fails)
        run = run_of("clients", clients(2), user)
        run.refresh_from_db()
    assert "An error of ours" in run.trial_error
    with pytest.raises(IntakeError, match="An error of ours"):
        start_run(run=run, by=user)
    assert try_run(run=try_again(run=run).pk).tried == 2


def test_a_column_that_is_missing_is_named_and_chosen_later(user):
    run = run_of("clients", "key,kind,who\nA-1,person,Ada\n", user)
    run.refresh_from_db()
    assert run.trial_error == "These columns are missing: name."
    columns = {"key": "key", "kind": "kind", "name": "who"}
    run = set_reading(run=run, columns=columns, day_order="", decimal="", whole=True)
    assert (try_run(run=run.pk).trial_error, outcomes(run)) == ("", ["added"])


def test_choosing_row_by_row_alone_does_not_try_again_and_what_ended_is_not_tried(user):
    run = run_of("clients", clients(1), user)
    run = set_reading(run=run, columns=CLIENTS, day_order="", decimal="", whole=False)
    assert (run.look, run.tried, run.whole) == (1, 1, False)
    end_run(run=run, action="discard", by=user)
    with pytest.raises(IntakeError, match="cannot be tried any more"):
        try_again(run=run)


def test_rows_of_one_investment_are_tried_together_however_far_apart(user):
    product, client = a_product(), a_client()
    done(run_of("investments", f"key,client,product,principal\nI-1,{client.number},{product.code},5000\n", user), user)
    costs = "".join(f"M-{number},cost,2026-04-05,5,\n" for number in range(2, 60))
    text = (
        f"key,what,date,amount,investment\nM-1,funding,2026-04-03,5000,I-1\n{costs}M-99,funding,2026-04-03,5000,I-1\n"
    )
    run = run_of("movements", text, user)
    assert outcomes(run) == ["added"] * 59 + ["failed"]
    assert Investment.objects.get().principal == usd(5000)


MOVEMENTS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=60)


@settings(max_examples=80, deadline=None)
@given(MOVEMENTS, st.integers(1, 9))
def test_pieces_hold_every_row_once_and_what_touches_the_same_thing_in_one(drawn_rows, least):
    rows = [
        Row(number, f"K-{number}", {"investment": f"I-{one}" if one else "", "reference": f"R-{other}"})
        for number, (one, other) in enumerate(drawn_rows)
    ]
    cut = pieces(Kind.MOVEMENTS, rows, least=least)
    assert sorted(row.number for piece in cut for row in piece) == [row.number for row in rows]
    assert cut == pieces(Kind.MOVEMENTS, rows, least=least)
    for name in ("investment", "reference"):
        places = {}
        for place, piece in enumerate(cut):
            for row in piece:
                if row.values[name]:
                    assert places.setdefault(row.values[name], place) == place
    assert all(len(piece) >= least for piece in cut[:-1])


def test_rows_of_earlier_looks_are_not_kept(user):
    run = run_of("clients", clients(3), user)
    try_run(run=try_again(run=run).pk)
    assert list(IntakeTrial.objects.values_list("look", flat=True)) == [2] * 3
