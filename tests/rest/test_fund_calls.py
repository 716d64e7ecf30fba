"""What the office does with funds through the API: one way through each operation, and what is refused."""

from datetime import date

import pytest

from accounts.gateway.tests.callers import Caller
from accounts.tests.people import member, staff
from fidus.lib import clock
from funds.models import AccrualRun, InterestPayout, Investment
from funds.services.make_interest_due import make_interest_due
from funds.services.run_night import run_night
from funds.services.work_statement_batch import work_statement_batch
from funds.tests.scenes import a_client, a_product, accrue_until, an_investment
from funds.wallets.tests.scenes import pays_interest_to
from tests.rest.answers import done, refused
from tests.rest.rows_funds import statements

USD_1000 = {"amount": "1000.00", "currency": "USD"}
TODAY = date(2026, 4, 16)


@pytest.fixture(autouse=True)
def on_a_day(db):
    with clock.at(TODAY):
        yield


@pytest.fixture
def office() -> Caller:
    return Caller(staff())


@pytest.fixture
def second() -> Caller:
    return Caller(staff(email="second@example.test"))


def test_from_terms_to_an_investment_with_its_money(office):
    a_product("CORE")
    terms = {
        "valid_from": "2026-04-16", "minimum": USD_1000, "monthly_rate": "0.015", "day_count": "30/360",
        "incubation_months": 0,
    }  # fmt: skip
    published = done(office.post("products/CORE/publish-terms", terms))
    assert (published["version"], published["monthly_rate"]) == (2, "0.015000")
    refused(office.post("products/CORE/publish-terms", {**terms, "valid_from": "2019-01-01"}), 409, "bad-date")

    refused(office.post("products/CORE/publish-terms", {**terms, "monthly_rate": "1"}), 409, "not-within-terms")

    client = a_client()
    new = {"client": client.number, "product": "CORE", "principal": USD_1000, "interest_mode": "keep"}
    opened = done(office.post("investments", new))
    assert (opened["state"], opened["client"], opened["value"]["amount"]) == ("open", client.number, "0.00")
    one = f"investments/{opened['number']}"

    money = {"amount": USD_1000, "received_on": "2026-04-15", "bank_reference": "IN-1"}
    funded = done(office.post(f"{one}/fund", money))
    assert (funded["value"], funded["funded_on"]) == (USD_1000, "2026-04-15")
    refused(office.post(f"{one}/cancel", {"reason": "No"}), 409, "illegal-state")
    tranche = done(office.post(f"{one}/top-up", {"principal": USD_1000, "interest_mode": "keep"}))
    assert tranche["tops_up"] == opened["number"]
    assert done(office.post(f"investments/{tranche['number']}/cancel", {"reason": "Changed"}))["state"] == "cancelled"

    own = Caller(member(client))
    assert [row["number"] for row in own.get("investments").json()["data"]] == [opened["number"]]
    assert own.get(f"investments/{tranche['number']}").status_code == 404
    moved = own.get("movements").json()["data"]
    assert [(row["kind"], row["amount"]) for row in moved] == [("subscription", USD_1000)]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"client": "999999"}, "#/client"),
        ({"client": "a\x00"}, "#/client"),
        ({"client": {}}, "#/client"),
        ({"product": None}, "#/product"),
        ({"principal": {"amount": "0.001", "currency": "USD"}}, "#/principal"),
        ({"principal": {"amount": 5, "currency": "USD"}}, "#/principal"),
        ({"interest_mode": "burn"}, "#/interest_mode"),
        ({"custom_rate": "7"}, "#/custom_rate"),
        ({"by": "me"}, "#/by"),
    ],
)
def test_a_bad_investment_is_told_where(office, wrong, pointer):
    a_product("CORE")
    new = {"client": a_client().number, "product": "CORE", "principal": USD_1000, "interest_mode": "keep"}
    answer = office.post("investments", {**new, **wrong})
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (400, [pointer])
    assert not Investment.objects.exists()


def test_a_client_whom_compliance_has_not_cleared_gets_no_investment(office):
    a_product("CORE")
    client = a_client(cleared=False)
    new = {"client": client.number, "product": "CORE", "principal": USD_1000, "interest_mode": "keep"}
    refused(office.post("investments", new), 409, "may-not-invest")
    viewer = Caller(staff("viewer", "viewer@example.test"))
    assert viewer.post("investments", new).status_code == 403
    assert Caller(member(client)).post("investments", new).status_code == 403


def test_interest_is_accrued_by_a_run_approved_by_one_and_paid_by_another(office, second):
    a_product(incubation_months=0)
    investment = an_investment("1000.00", interest_mode="pay_out", funded_on=date(2026, 2, 1))
    run = done(office.post("accrual-runs", {"as_of": f"{TODAY}"}))
    assert (run["state"], run["as_of"]) == ("running", f"{TODAY}")
    run_night(as_of=TODAY, by=None)
    assert AccrualRun.objects.get(as_of=TODAY).state == "complete"
    refused(office.post("accrual-runs", {"as_of": "2026-05-01"}), 409, "bad-date")

    payout = office.get("interest-payouts", investment=investment.number).json()["data"][-1]
    assert payout["amount"] == {"amount": "25.00", "currency": "USD"}
    one = f"interest-payouts/{payout['id']}"
    refused(second.post(f"{one}/approve"), 409, "payout-waits")
    pays_interest_to(investment.client)
    assert done(second.post(f"{one}/approve"))["state"] == "approved"
    paid = {"bank_reference": "OUT-1", "paid_on": f"{TODAY}"}
    refused(second.post(f"{one}/pay", paid), 403, "second-person-needed")
    assert done(office.post(f"{one}/pay", paid))["state"] == "paid"
    failed = {"reason": "It came back.", "failed_on": f"{TODAY}"}
    refused(office.post(f"{one}/fail", failed), 403, "second-person-needed")
    assert done(second.post(f"{one}/fail", failed))["failed_payments"] == 1
    assert done(office.post(f"{one}/pay", {**paid, "bank_reference": "OUT-2"}))["state"] == "paid"

    own = Caller(member(investment.client))
    months = own.get(f"investments/{investment.number}/interest").json()
    assert [(month["number"], month["state"]) for month in months] == [
        (1, "paid_out"), (2, "on_its_way"), (3, "running"),
    ]  # fmt: skip
    coming = own.get(f"investments/{investment.number}/coming", fields="kind,on").json()
    assert {"kind": "window", "on": "2026-06-30"} in coming
    assert own.get(f"investments/{an_investment(client=a_client('Bob')).number}/interest").status_code == 404


def test_who_prepared_interest_cannot_approve_it_by_the_api(office):
    olga = staff(email="ona@example.test")
    a_product(incubation_months=0)
    an_investment(interest_mode="pay_out", funded_on=date(2026, 2, 1))
    accrue_until(TODAY)
    make_interest_due(as_of=TODAY, by=olga)
    payout = InterestPayout.objects.earliest("due_on")
    refused(Caller(olga).post(f"interest-payouts/{payout.pk}/approve"), 403, "second-person-needed")
    payout.refresh_from_db()
    assert payout.state == "due"


def test_movements_go_by_pages_and_the_office_says_whose(office):
    client = a_client()
    a_product()
    for _ in range(5):
        an_investment("100.00", client=client)
    answer = office.get("movements")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/client")
    seen, link = [], "movements"
    page = office.get(link, client=client.number, limit=2).json()
    while True:
        seen += page["data"]
        if page["next"] is None:
            break
        an_investment("1.00", client=client, funded_on=date(2026, 3, 1))
        page = office.browser.get(page["next"]).json()
    assert len(seen) == len({row["investment"] for row in seen}) == 5
    assert office.get("movements", client=client.number, cursor="W10xLDJd").status_code == 400
    assert office.get("movements", client=client.number, on__gte="2026-02-30").status_code == 400
    assert office.get("movements", client=client.number, kind="accrual").json()["data"] == []


def test_a_cost_is_booked_once_by_its_reference(office):
    cost = {"reference": "R-1", "text": "Rent", "amount": USD_1000, "incurred_on": "2026-04-01"}
    assert done(office.post("operating-costs", cost))["amount"] == USD_1000
    refused(office.post("operating-costs", {**cost, "text": "Tea"}), 409, "reference-used")


def test_a_statement_is_handed_out_to_a_token_of_its_client_and_to_nobody_else(office, settings, tmp_path):
    client = a_client()
    statements(client, 1)
    number = office.get("statements").json()["data"][0]["number"]
    person, other = member(client), member(a_client("Bob"), "bob@example.test")
    refused(Caller(person).get(f"statements/{number}/pdf"), 403, "token-needed")
    assert Caller(other, scope="statements:read").get(f"statements/{number}/pdf").status_code == 404
    assert Caller(person, scope="clients:read").get(f"statements/{number}/pdf").status_code == 403
    # The file of this row was never archived, and that is said, not hidden.
    refused(Caller(person, scope="statements:read").get(f"statements/{number}/pdf"), 409, "archive-damaged")
    assert Caller(staff("trader", "trader@example.test")).get(f"statements/{number}/pdf").status_code == 403
    refused(office.post("statements", {"client": client.number, "month": "2026-04"}), 409, "month-not-over")
    assert office.post("statements", {"client": client.number, "month": "2026-13"}).status_code == 400


def test_one_clients_statement_is_asked_for_and_made_by_a_worker(office, settings, tmp_path):
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    a_product()
    client = an_investment().client
    asked = {"client": client.number, "month": "2026-03"}
    run = done(office.post("statements", asked))
    assert (run["client"], run["month"], run["correct"], run["state"]) == (client.number, "2026-03", False, "running")
    assert done(office.post("statements", asked))["id"] == run["id"]
    refused(office.post("statements", {**asked, "correct": True}), 409, "statement-refused")
    whole = done(office.post("statement-batches", {"month": "2026-03"}))
    assert (whole["client"], whole["id"] != run["id"]) == (None, True)
    assert office.get("statements").json()["data"] == []
    assert work_statement_batch(batch=run["id"]) == 1
    seen = office.get("statement-batches", client=client.number).json()["data"]
    assert [(one["id"], one["state"], one["done"]) for one in seen] == [(run["id"], "finished", 1)]
    (issued,) = office.get("statements", client=client.number).json()["data"]
    assert office.get(f"statements/{issued['number']}/pdf").content.startswith(b"%PDF-")


def test_a_statement_that_cannot_be_made_says_why_in_its_run(office):
    client = a_client()
    run = done(office.post("statements", {"client": client.number, "month": "2026-03"}))
    assert work_statement_batch(batch=run["id"]) == 1
    assert office.get(f"statement-batches/{run['id']}").json()["failed"] == 1
    (why,) = office.get(f"statement-batches/{run['id']}/failures").json()
    assert why["client"] == client.number
    assert "there is nothing to state" in why["reason"]


def test_a_run_of_statements_is_started_stopped_and_tried_again(office):
    a_product()
    an_investment()
    run = done(office.post("statement-batches", {"month": "2026-03"}))
    assert (run["month"], run["state"], run["rows"], run["pending"]) == ("2026-03", "running", 1, 1)
    one = f"statement-batches/{run['id']}"
    assert done(office.post(f"{one}/cancel"))["state"] == "cancelled"
    assert done(office.post(f"{one}/retry"))["state"] == "running"
    assert office.get(f"{one}/failures").json() == []
