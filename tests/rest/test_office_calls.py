"""Fees, rebates, banks, files, solvency and performance through the API: one way through, and what is refused."""

from datetime import date

import pytest

from accounts.gateway.tests.callers import Caller
from accounts.tests.people import member, staff
from fidus.lib import clock
from funds.bank.tests.files import IBAN, mt940
from funds.bank.tests.scenes import an_account
from funds.fees.services.work_fee_run import work_fee_run
from funds.fees.tests.scenes import fees
from funds.intake.services.try_run import try_run
from funds.intake.services.work_run import work_run
from funds.models import OperatingCost
from funds.rebates.tests import scenes as rebates
from funds.tests.scenes import a_client, a_product, an_investment
from tests.rest.answers import done, refused, sent

TODAY = date(2026, 4, 16)


@pytest.fixture(autouse=True)
def on_a_day(db, settings, tmp_path):
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    with clock.at(TODAY):
        yield


@pytest.fixture
def office() -> Caller:
    return Caller(staff())


@pytest.fixture
def second() -> Caller:
    return Caller(staff(email="second@example.test"))


def test_a_fee_run_is_prepared_by_one_and_charged_by_another(office, second):
    investment = an_investment(product=a_product(), funded_on=date(2026, 1, 1))
    fees(management_rate="0.02")
    run = done(office.post("fee-runs", {"until": "2026-03-31", "value_on": f"{TODAY}"}))
    assert (run["state"], run["waiting"]) == ("prepared", 1)
    refused(office.post(f"fee-runs/{run['id']}/charge"), 403, "second-person-needed")
    assert done(second.post(f"fee-runs/{run['id']}/charge"))["state"] == "charging"
    work_fee_run(run=run["id"])
    assert office.get(f"fee-runs/{run['id']}").json()["charged"] == 1
    (row,) = office.get("fee-run-rows", run=run["id"]).json()["data"]
    (charge,) = office.get("fee-charges", investment=investment.number).json()["data"]
    assert row["amount"] == charge["amount"]
    back = {"value_on": f"{TODAY}", "reason": "Agreed to."}
    refused(second.post(f"fee-charges/{charge['id']}/reverse", back), 403, "second-person-needed")
    assert done(office.post(f"fee-charges/{charge['id']}/reverse", back))["state"] == "reversed"
    own = Caller(member(investment.client)).get("fee-charges").json()["data"]
    assert [(one["state"], one["reason"]) for one in own] == [("reversed", "Agreed to.")]


def test_a_schedule_of_fees_is_published_with_its_steps(office):
    a_product("CORE")
    new = {
        "product": "CORE", "currency": "USD", "valid_from": f"{TODAY}", "management_rate": "0.02",
        "early_allowed": True, "early_steps": [{"below": 6, "rate": "0.03"}, {"below": None, "rate": "0.005"}],
    }  # fmt: skip
    made = done(office.post("fee-schedules", new))
    assert made["early_steps"] == [{"below": 6, "rate": "0.030000"}, {"below": None, "rate": "0.005000"}]
    wrong = office.post("fee-schedules", {**new, "early_steps": [{"below": None, "rate": "0.01"}, *new["early_steps"]]})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "#/early_steps")
    refused(office.post("fee-schedules", {**new, "valid_from": "2020-01-01"}), 409, "bad-date")


def test_a_rebate_from_the_agreement_to_the_difference(office, second):
    with clock.at(rebates.TODAY):
        account = rebates.an_account()
        new = {
            "broker": rebates.BROKER,
            "currency": "USD",
            "valid_from": f"{rebates.START}",
            "rate": "7",
            "counting": "entry",
        }
        agreement = done(office.post("rebate-agreements", new))
        refused(office.post("rebate-agreements", {**new, "broker": "Nobody"}), 409, "not-an-agreement")
        assert office.get(f"rebate-agreements/{agreement['id']}/terms").json()[0]["rate"] == "7.0000"
        rebates.trade(account, "10")
        done(office.post("rebate-runs", {"as_of": f"{rebates.TODAY}"}))
        (standing,) = office.get("rebate-standings").json()["data"]
        assert standing["to_invoice"] == {"amount": "70.00", "currency": "USD"}
        invoice = done(office.post("rebate-invoices", {"broker": rebates.BROKER, "currency": "USD"}))
        one = f"rebate-invoices/{invoice['number']}"
        deals = office.get(f"{one}/deals")
        assert (deals.status_code, deals["X-Content-Type-Options"], deals["Cache-Control"]) == (
            200, "nosniff", "no-store, private",
        )  # fmt: skip
        assert deals["Content-Disposition"] == f'attachment; filename="{invoice["number"]}-deals.csv"'
        paid = {
            "amount": {"amount": "60.00", "currency": "USD"},
            "received_on": f"{rebates.TODAY}",
            "bank_reference": "B-1",
        }
        assert done(office.post(f"{one}/receive", paid))["state"] == "different"
        refused(office.post(f"{one}/write-off", {"reason": "Small"}), 403, "second-person-needed")
        assert done(second.post(f"{one}/write-off", {"reason": "Small"}))["written_off"]["amount"] == "10.00"


def test_a_banks_file_is_sent_taken_in_and_what_the_bank_did_is_booked_by_two(office, second):
    account = an_account()
    lines = (":61:2604120412D3,50NCHGNONREF//B3", ":86:Fees of the quarter")
    content = mt940(*lines, opening="C260409EUR10,00", closing="C260412EUR6,50").encode()
    brought = done(sent(office, "bank-imports", content, name="file.sta"))
    assert (brought["state"], brought["uploaded_by"]) == ("received", "olga@example.test")
    taken = done(office.post(f"bank-imports/{brought['id']}/take-in"))
    assert (taken["state"], taken["transactions_added"]) == ("imported", 1)
    refused(office.post(f"bank-imports/{brought['id']}/take-in"), 409, "bank-error")
    (found,) = office.get("bank-transactions", account=account.pk).json()["data"]
    assert found["amount"] == {"amount": "-3.50", "currency": "EUR"}

    proposed = done(office.post(f"bank-transactions/{found['id']}/propose", {"kind": "charge", "text": "Fees"}))
    one = f"bank-bookings/{proposed['id']}"
    refused(office.post(f"{one}/book"), 403, "second-person-needed")
    assert done(second.post(f"{one}/book"))["state"] == "posted"
    stands = office.get(f"bank-accounts/{account.pk}/reconciliation").json()
    assert (stands["ledger"], stands["bank"]) == (
        {"amount": "-3.50", "currency": "EUR"}, {"amount": "6.50", "currency": "EUR"},
    )  # fmt: skip
    (match,) = office.get("bank-matches").json()["data"]
    assert done(office.post(f"bank-matches/{match['id']}/undo", {"reason": "Wrong"}))["undone_because"] == "Wrong"
    assert office.get(f"bank-accounts/{account.pk}/suggestions").json()[0]["transactions"] == [found["id"]]


def test_an_upload_is_a_form_with_a_file(office):
    an_account()
    assert office.post("bank-imports", {"file": "text"}).status_code == 415
    refused(sent(office, "bank-imports", b"", name="empty"), 400, "not-valid")
    viewer = Caller(staff("viewer", "viewer@example.test"))
    assert sent(viewer, "bank-imports", b"x").status_code == 403
    refused(office.post("bank-accounts", {"name": "Two", "identifier": IBAN, "currency": "EUR"}), 409, "bank-error")


def test_a_file_of_movements_is_tried_started_by_who_brought_it_and_approved_by_another(office, second):
    content = b"key,what,date,amount\nM-1,cost,2026-04-05,5\n"
    run = done(sent(office, "intake-runs", content, name="rows.csv", kind="movements"))
    one = f"intake-runs/{run['id']}"
    assert (run["state"], run["rows"], run["being_tried"]) == ("received", 1, True)
    try_run(run=run["id"])
    assert [row["outcome"] for row in office.get("intake-trials", run=run["id"]).json()["data"]] == ["added"]
    refused(second.post(f"{one}/start"), 409, "intake-error")
    refused(second.post(f"{one}/discard"), 409, "intake-error")
    wrong = office.post(f"{one}/read-as", {"columns": {"key": "nowhere"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "#/columns")
    assert done(office.post(f"{one}/start"))["state"] == "waiting"
    for verb, body in (("approve", {}), ("refuse", {"reason": "No"})):
        refused(office.post(f"{one}/{verb}", body), 403, "second-person-needed")
    assert done(second.post(f"{one}/approve"))["state"] == "running"
    work_run(run=run["id"])
    assert office.get(one).json()["state"] == "finished"
    assert OperatingCost.objects.count() == 1
    assert b"M-1" in office.get(f"{one}/results").content
    refused(sent(office, "intake-runs", b"\x00\x01", kind="movements"), 409, "intake-error")


def test_a_run_of_solvency_is_started_looked_at_and_stopped(office):
    an_investment()
    assert office.post("solvency-runs", {"paths": 1}).status_code == 400
    run = done(office.post("solvency-runs", {"paths": 200, "seed": 7}))
    assert (run["state"], run["parameters"]["paths"], run["chance"]) == ("running", 200, None)
    one = f"solvency-runs/{run['id']}"
    refused(office.get(f"{one}/answer"), 409, "solvency-refused")
    assert done(office.post(f"{one}/cancel"))["state"] == "cancelled"
    refused(office.post(f"{one}/cancel"), 409, "solvency-refused")
    cash = office.get("cash-calendar/coverage", months=3).json()
    assert {"liquid", "coverage", "notes"} <= set(cash)


def test_performance_is_the_offices_of_everything_and_a_clients_of_their_own(office):
    investment = an_investment(funded_on=date(2026, 1, 1))
    asked = {"of": f"investment:{investment.number}", "currency": "USD"}
    found = office.get("performance/figures", **asked).json()
    assert found["closing"] == {"amount": "100000.00", "currency": "USD"}
    own, other = Caller(member(investment.client)), Caller(member(a_client("Bob"), "bob@example.test"))
    assert own.get("performance/figures", **asked).json() == found
    assert other.get("performance/figures", **asked).status_code == 404
    for of in ("firm", "funds", "client:1", "account:1"):
        assert own.get("performance/figures", of=of, currency="USD").status_code == 404
    assert office.get("performance/figures", **{**asked, "currency": "EUR"}).status_code == 409
    assert office.get("performance/figures", of="firm").status_code == 400


def test_levels_of_a_benchmark_come_from_a_file(office):
    new = {"code": "SPX", "name": "Sample 500", "currency": "USD", "source": "Sample Index Co"}
    done(office.post("benchmarks", new))
    refused(office.post("benchmarks", {**new, "name": "Other"}), 409, "benchmark-refused")
    levels = b"Date,Close\n2026-04-01,100\n2026-04-02,101\n"
    assert done(sent(office, "benchmarks/SPX/import-levels", levels)) == {"added": 2, "changed": 0}
    refused(sent(office, "benchmarks/SPX/import-levels", b"Date,Close\nnever,1\n"), 409, "benchmark-refused")
    assert office.get("benchmarks/SPX").json()["levels"] == 2
