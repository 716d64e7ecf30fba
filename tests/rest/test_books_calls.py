"""Journals by hand, the closing of months and the firm's reports through the API."""

from datetime import date

import pytest

from accounts.books.models import ClosingRun
from accounts.books.services.work_closing import work_closing
from accounts.books.tests.scenes import BANK, BROKER, CLIENT, COSTS, FEES, TODAY, a_quarter, post
from accounts.gateway.tests.callers import Caller
from accounts.ledger.api import entry_details, newest_seal, seal
from accounts.tests.people import a_client, member, staff
from fidus.lib import clock
from tests.rest.answers import done, refused


@pytest.fixture(autouse=True)
def on_a_day(db):
    with clock.at(TODAY):
        a_quarter()
        yield


@pytest.fixture
def office() -> Caller:
    return Caller(staff())


@pytest.fixture
def second() -> Caller:
    return Caller(staff(email="second@example.test"))


@pytest.fixture
def third() -> Caller:
    return Caller(staff(email="third@example.test"))


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def new(debit: str = "5.00", credit: str = "-5.00") -> dict:
    lines = [{"account": COSTS, "amount": usd(debit)}, {"account": BANK, "amount": usd(credit)}]
    return {"text": "Stamps", "reason": "Paid in cash", "value_on": f"{TODAY}", "lines": lines}


def test_a_journal_is_prepared_by_one_and_posted_by_another(office, second):
    journal = done(office.post("journals", new()))
    one = f"journals/{journal['id']}"
    assert (journal["state"], journal["lines"][0]) == ("prepared", {"account": COSTS, "amount": usd("5.00")})
    for verb, body in {"approve": {}, "refuse": {"reason": "No"}}.items():
        refused(office.post(f"{one}/{verb}", body), 403, "second-person-needed")
    refused(second.post(f"{one}/withdraw"), 403, "second-person-needed")
    posted = done(second.post(f"{one}/approve"))
    assert (posted["state"], posted["decided_by"]) == ("posted", "second@example.test")
    assert office.get(f"ledger-entries/{posted['entry']}").json()["text"] == "Stamps"
    refused(second.post(f"{one}/approve"), 409, "not-now")

    back = {"entry": posted["entry"], "reason": "Counted twice", "value_on": f"{TODAY}"}
    reversal = done(second.post("journals/reverse", back))
    assert (reversal["reverses"], reversal["lines"]) == (posted["entry"], [])
    assert done(office.post(f"journals/{reversal['id']}/approve"))["state"] == "posted"
    assert entry_details(posted["entry"]).reversed_by
    refused(second.post("journals/reverse", back), 409, "not-bookable")


def test_what_the_ledger_would_refuse_is_no_journal(office, second):
    refused(office.post("journals", new("6.00")), 409, "not-bookable")
    refused(office.post("journals", {**new(), "value_on": "2026-04-11"}), 409, "not-bookable")
    unknown = {**new(), "lines": [*new()["lines"], {"account": "Assets:Nothing", "amount": usd("1.00")}]}
    refused(office.post("journals", unknown), 409, "not-bookable")
    assert office.post("journals", {**new(), "lines": new()["lines"][:1]}).status_code == 400
    assert office.post("journals", {**new(), "reason": ""}).status_code == 400
    refused(
        office.post("journals/reverse", {"entry": 999, "reason": "No", "value_on": f"{TODAY}"}), 409, "not-bookable"
    )
    told = done(office.post("journals", new()))["id"]
    assert done(second.post(f"journals/{told}/refuse", {"reason": "A receipt?"}))["refusal"] == "A receipt?"
    taken = done(office.post("journals", new()))["id"]
    assert done(office.post(f"journals/{taken}/withdraw"))["state"] == "withdrawn"
    viewer = Caller(staff("viewer", "vera@example.test"))
    assert viewer.get(f"journals/{told}").status_code == 200
    assert viewer.post("journals", new()).status_code == 403


def checked(month: str, by: Caller) -> str:
    run = done(by.post("closings", {"month": month}))
    work_closing(run=run["id"])
    return f"closings/{run['id']}"


def test_a_month_is_prepared_closed_asked_for_and_opened_again_by_different_people(office, second, third):
    months = office.get("closings/months").json()
    assert [(one["month"], one["state"]) for one in months][-2:] == [("2026-02", "due"), ("2026-01", "due")]
    refused(office.post("closings", {"month": "2026-04"}), 409, "month-cannot-be-closed")
    assert office.post("closings", {"month": "2027-01"}).status_code == 400
    one = checked("2026-01", office)
    run = office.get(one).json()
    assert (run["month"], run["state"], run["prepared_by"]) == ("2026-01", "ready", "olga@example.test")
    assert {step["state"] for step in run["steps"]} == {"passed"}
    assert run["steps"][0]["findings"][0]["ok"]
    refused(office.post(f"{one}/close"), 403, "second-person-needed")
    assert done(second.post(f"{one}/close"))["state"] == "closed"
    refused(third.post(f"{one}/check-again"), 409, "not-now")
    assert office.get("chain-proofs").json()["data"][0]["entries"] > 0

    asked = done(office.post("reopenings", {"month": "2026-01", "reason": "A fee came late."}))
    assert (asked["opens"], asked["until"], asked["state"]) == (["2026-01"], "2026-01-31", "asked")
    again = f"reopenings/{asked['id']}"
    for caller in (office, second):
        refused(caller.post(f"{again}/approve"), 403, "second-person-needed")
    assert done(third.post(f"{again}/approve"))["state"] == "approved"
    opened = office.get(one).json()
    assert (opened["state"], opened["reopened_by"], opened["reopening"]) == (
        "reopened", "third@example.test", asked["id"],
    )  # fmt: skip
    refused(office.post("reopenings", {"month": "2026-01", "reason": "Again."}), 409, "not-now")


def test_a_request_to_open_a_month_is_refused_or_withdrawn(office, second):
    assert second.post(f"{checked('2026-01', office)}/close").status_code == 200
    ask = {"month": "2026-01", "reason": "A fee came late."}
    first = done(office.post("reopenings", ask))["id"]
    refused(office.post(f"reopenings/{first}/refuse", {"reason": "No"}), 403, "second-person-needed")
    assert done(second.post(f"reopenings/{first}/refuse", {"reason": "Book it in April."}))["state"] == "refused"
    taken = done(office.post("reopenings", ask))["id"]
    refused(second.post(f"reopenings/{taken}/withdraw"), 403, "second-person-needed")
    assert done(office.post(f"reopenings/{taken}/withdraw"))["state"] == "withdrawn"
    analyst = Caller(staff("analyst", "ada@example.test"))
    assert analyst.get("reopenings").status_code == 200
    assert analyst.post("reopenings", ask).status_code == 403


def test_a_warning_is_acknowledged_by_who_prepared(office, second):
    run = done(office.post("closings", {"month": "2026-01"}))
    steps = ClosingRun.objects.get(pk=run["id"]).steps
    steps.update(state="passed")
    steps.filter(position=1).update(state="warned", findings=[{"ok": False, "text": "Hm.", "url": ""}])
    ClosingRun.objects.update(state="blocked")
    one, why = f"closings/{run['id']}", {"position": 1, "reason": "Known."}
    refused(second.post(f"{one}/acknowledge", why), 403, "second-person-needed")
    assert office.post(f"{one}/acknowledge", {**why, "position": 999}).status_code == 404
    ready = done(office.post(f"{one}/acknowledge", why))
    assert (ready["state"], ready["steps"][0]["state"], ready["steps"][0]["reason"]) == (
        "ready", "acknowledged", "Known.",
    )  # fmt: skip
    assert done(second.post(f"{one}/check-again"))["prepared_by"] == "second@example.test"


def figures(caller: Caller, report: str, **asked: str) -> dict:
    answer = caller.get("reports/figures", report=report, **asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def cells(report: dict, label: str) -> list:
    return next(row["cells"] for row in report["sheets"][0]["rows"] if row["label"] == label)


def test_reports_are_the_pages_figures(office):
    sheet = figures(office, "balance-sheet", until="2026-03-31", depth="0")
    # The bank's 67,900.00 and 80,000.00 at the broker are the client's 100,000.00 and the owners' 47,900.00.
    assert cells(sheet, "The firm's bank") == [usd("67900.00")]
    assert cells(sheet, "Assets, total") == [usd("147900.00")]
    assert (sheet["holds"], sheet["sheets"][0]["currency"], sheet["known_at"]) == (True, "USD", None)
    profit = figures(office, "profit-and-loss", since="2026-03-01", until="2026-03-31", compare="previous")
    assert len(profit["sheets"][0]["columns"]) == len(cells(profit, "Income, total")) == 3
    assert cells(profit, "Income, total")[0] == usd("300.00")
    trial = figures(office, "trial-balance", since="2026-01-01", until="2026-03-31", depth="0")
    codes = {row["code"] for row in trial["sheets"][0]["rows"]}
    assert {BANK, BROKER, CLIENT, FEES, COSTS} <= codes
    assert figures(office, "cash-flow", since="2026-01-01", until="2026-03-31")["holds"]
    assert {row["name"] for row in office.get("reports").json()["data"]} == {
        "balance-sheet", "cash-flow", "profit-and-loss", "trial-balance",
    }  # fmt: skip
    for wrong in ({}, {"report": "wishes"}, {"report": "cash-flow", "since": "2026-03-01", "until": "2026-02-01"},
                  {"report": "cash-flow", "until": "1900-01-01"}, {"report": "cash-flow", "depth": "9"}):  # fmt: skip
        assert office.get("reports/figures", **wrong).status_code == 400, wrong


def test_reports_are_handed_out_as_files(office):
    asked = {"report": "trial-balance", "since": "2026-01-01", "until": "2026-03-31", "depth": "0"}
    head, *rows = office.get("reports/csv", **asked).content.decode("utf-8-sig").splitlines()
    assert head.startswith("Currency,Line,Account")
    assert any(BANK in row for row in rows)
    assert office.get("reports/xlsx", **asked).content[:2] == b"PK"
    paper = office.get("reports/pdf", **asked)
    assert (paper.content[:5], paper["Content-Type"]) == (b"%PDF-", "application/pdf")
    text = office.get("reports/beancount", since="2026-01-01", until="2026-03-31")
    written = b"".join(text.streaming_content).decode()
    assert "to broker" in written
    assert (text["Cache-Control"], text["X-Content-Type-Options"]) == ("no-store, private", "nosniff")
    assert text["Content-Disposition"] == 'attachment; filename="books-2026-01-01-to-2026-03-31.beancount"'
    own = Caller(member(a_client()))
    developer = Caller(staff("strategy_developer", "dev@example.test"))
    for caller in (own, developer):
        for form in ("figures", "csv", "pdf"):
            assert caller.get(f"reports/{form}", **asked).status_code == 403
        assert caller.get("reports/beancount").status_code == 403


def test_a_report_is_made_as_it_was_known_then(office):
    seal()
    newest = newest_seal()
    post(BANK, FEES, "7.00", date(2026, 3, 31), key="late fee")
    asked = {"until": "2026-03-31", "depth": "0"}
    assert cells(figures(office, "balance-sheet", **asked), "The firm's bank") == [usd("67907.00")]
    then = figures(office, "balance-sheet", **asked, known_at=f"{newest}")
    assert cells(then, "The firm's bank") == [usd("67900.00")]
