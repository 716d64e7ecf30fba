"""Files of rows from upload to result: previewed, approved by two, all or none, and never twice."""

from datetime import date

import pytest
from django.db import IntegrityError, OperationalError, transaction

from accounts.ledger.api import balance, open_account
from accounts.models import Client
from fidus.lib import clock
from fidus.lib.money import Money
from funds.errors import SecondPersonNeeded
from funds.intake.approvals import approvals_waiting
from funds.intake.errors import IntakeError
from funds.intake.models import IntakeKey, IntakeRun
from funds.intake.services.approve_run import approve_run
from funds.intake.services.end_run import end_run
from funds.intake.services.start_run import start_run
from funds.intake.services.work_run import work_run
from funds.intake.tests.scenes import clients, done, outcomes, run_of
from funds.models import Investment, OperatingCost, Product
from funds.tests.scenes import a_client, a_product, a_user, clear

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 16)


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def user():
    return a_user("clerk", is_staff=True)


def test_many_clients_come_in_once(user):
    ended = done(run_of("clients", clients(300), user), user)
    assert (ended.state, ended.done, Client.objects.count()) == ("finished", 300, 300)
    again = done(run_of("clients", clients(301), user), user)
    assert (again.state, Client.objects.count()) == ("finished", 301)
    assert again.results.filter(outcome="known").count() == 300


def test_all_or_none_means_none_when_a_row_is_refused_by_its_service(user):
    product = a_product()
    client = a_client()
    text = f"key,client,product,principal\nI-1,{client.number},{product.code},5000\n"
    run = run_of("investments", text, user)
    assert outcomes(run) == ["added"]
    Product.objects.update(closed_on=TODAY)
    ended = done(run, user)
    assert (ended.state, Investment.objects.exists(), IntakeKey.objects.exists()) == ("failed", False, False)
    assert "row 2" in ended.reason


def test_row_by_row_takes_the_good_ones_and_says_what_is_wrong_with_the_others(user):
    text = clients(3) + "C-9,robot,Nobody,\nC-10,person,,x@y\n"
    run = run_of("clients", text, user, whole=False)
    assert outcomes(run) == ["added"] * 3 + ["failed"] * 2
    texts = run.trials.filter(outcome="added").values_list("text", flat=True)
    assert set(texts) == {"New; it gets its number when it is taken in."}
    assert not Client.objects.exists()
    ended = done(run, user)
    assert (ended.state, Client.objects.count()) == ("finished", 3)
    texts = dict(ended.results.filter(outcome="failed").values_list("row", "text"))
    assert texts == {5: "kind is “robot”; it may be person, company.", 6: "name is empty."}


def test_a_whole_run_with_a_bad_row_does_not_even_start(user):
    with pytest.raises(IntakeError, match=r"Row 3: kind is .* All rows go in, or none"):
        start_run(run=run_of("clients", clients(1) + "C-9,robot,Nobody,\n", user), by=user)


def test_a_key_that_comes_again_with_other_content_is_refused(user):
    done(run_of("clients", clients(1), user), user)
    other = "key,kind,name,email\nC-1,person,Somebody Else,\n"
    ended = done(run_of("clients", other, user, whole=False), user)
    assert "with other content" in ended.results.get().text
    assert Client.objects.count() == 1


def test_clients_then_investments_then_movements_by_their_keys(user):
    second = a_user("second")
    a_product()
    done(run_of("clients", clients(1), user), user)
    clear(Client.objects.get())
    done(run_of("investments", "key;client;product;principal;ccy\nI-1;C-1;balance;25.000,00;USD\n", user), user)
    investment = Investment.objects.get()
    text = (
        "key,what,date,amount,investment,text\nM-1,funding,03.04.2026,25000.00,I-1,\n"
        'M-2,cost,2026-04-05,"1,200.50",,Rent\nM-3,balance,1 Jan 2026,700000.00,,Taken over\n'
    )
    run = run_of("movements", text, user)
    start_run(run=run, by=user)
    assert (run.refresh_from_db(), run.state, work_run(run=run.pk)) == (None, "waiting", None)
    with pytest.raises(SecondPersonNeeded):
        approve_run(run=run, by=user)
    with pytest.raises(IntegrityError), transaction.atomic():
        IntakeRun.objects.filter(pk=run.pk).update(state="running", approved_by=user)
    approve_run(run=run, by=second)
    assert work_run(run=run.pk).state == "finished"
    investment.refresh_from_db()
    assert (investment.funded_on, investment.bank_reference) == (date(2026, 4, 3), "M-1")
    assert OperatingCost.objects.get().amount == Money.of("1200.50", "USD")
    bank = open_account(code="Assets:Bank:USD", kind="asset", currency="USD")
    assert balance(bank, as_of=TODAY) == Money.of("723799.50", "USD")


def test_a_waiting_run_is_refused_with_a_reason_and_a_received_one_put_aside(user):
    run = run_of("movements", "key,what,date,amount\nM-1,cost,2026-04-05,5\n", user)
    start_run(run=run, by=user)
    second = a_user("second", is_superuser=True)
    assert [one.what for one in approvals_waiting(second)] == ["File of movements"]
    with pytest.raises(IntakeError, match="Say why"):
        end_run(run=run, action="refuse", by=second)
    assert end_run(run=run, action="refuse", reason="Wrong month", by=second).state == "refused"
    with pytest.raises(IntakeError, match="refused; that cannot"):
        approve_run(run=run, by=second)
    assert not OperatingCost.objects.exists()


def test_a_run_that_died_between_rows_goes_on_where_it_was(user, monkeypatch):
    from funds.intake.services import take_rows as module

    run = run_of("clients", clients(60), user, whole=False)
    start_run(run=run, by=user)
    kept, calls = module.take_row, []

    def dies(**given):
        calls.append(given)
        if len(calls) == 40:
            raise OperationalError
        return kept(**given)

    monkeypatch.setattr(module, "take_row", dies)
    with pytest.raises(OperationalError):
        work_run(run=run.pk)
    assert Client.objects.count() == 25
    assert work_run(run=run.pk).state == "finished"
    assert Client.objects.count() == 60


def test_an_error_of_ours_ends_the_run_and_keeps_nothing(user, monkeypatch):
    from funds.intake.services import take_rows as module

    def fails(**given):
        raise RuntimeError

    run = run_of("clients", clients(2), user)
    start_run(run=run, by=user)
    monkeypatch.setattr(module, "take_row", fails)
    assert (work_run(run=run.pk).state, Client.objects.exists()) == ("failed", False)


def test_a_cell_too_long_for_its_place_fails_its_row_alone(user):
    text = f"key,kind,name,phone\nC-1,person,Ada,{'1' * 60}\nC-2,person,Bruno,1\n"
    ended = done(run_of("clients", text, user, whole=False), user)
    assert [one.outcome for one in ended.results.all()] == ["failed", "added"]
