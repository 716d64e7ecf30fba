"""The ledger and exchange rates through the API."""

from datetime import date

import pytest

from accounts.books.tests.scenes import BANK, CAPITAL, CLIENT, FEES, TODAY, a_quarter, post
from accounts.gateway.tests.callers import Caller
from accounts.ledger.api import AccountSpec, Draft, Leg, close_period, open_accounts, post_entry, seal
from accounts.rates.services.import_rates import import_rates
from accounts.rates.tests.files import history
from accounts.tests.people import staff
from fidus.lib import clock
from fidus.lib.money import Money
from tests.rest.answers import done, refused, sent

MARCH, LAST = date(2026, 3, 31), date(2026, 4, 9)


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


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def test_accounts_show_what_stands_on_them_on_any_day(office):
    a_quarter()
    # Capital 50,000 + deposit 100,000 - broker 80,000 - rent 1,200 twice + fee 300.
    assert office.get(f"ledger-accounts/{BANK}").json()["balance"] == usd("67900.00")
    rows = office.get("ledger-accounts", as_of="2026-01-31", code__startswith="Assets:").json()["data"]
    assert {row["code"]: row["balance"]["amount"] for row in rows} == {BANK: "150000.00", "Assets:Broker:USD": "0.00"}
    (owed,) = office.get("ledger-accounts", kind="liability").json()["data"]
    assert (owed["code"], owed["balance"]) == (CLIENT, usd("-100000.00"))
    then = office.get(f"ledger-accounts/{BANK}/balance", as_of="2026-02-02").json()
    assert then == {"as_of": "2026-02-02", "balance": usd("70000.00")}
    for day in ("1969-12-31", "yesterday"):
        assert office.get(f"ledger-accounts/{BANK}/balance", as_of=day).status_code == 400
    assert office.get("ledger-accounts/Assets:Nothing").status_code == 404


def test_an_account_is_read_movement_by_movement(office):
    a_quarter()
    asked = {"start": "2026-02-01", "end": "2026-03-31"}
    page = office.get(f"ledger-accounts/{BANK}/movements", **asked).json()
    assert (page["opening"], page["closing"], page["count"]) == (usd("150000.00"), usd("67900.00"), 4)
    assert [one["balance"]["amount"] for one in page["movements"]] == ["70000.00", "68800.00", "69100.00", "67900.00"]
    assert page["movements"][0]["others"] == ["Assets:Broker:USD"]
    some = office.get(f"ledger-accounts/{BANK}/movements", **asked, offset="1", most="2").json()
    assert (some["movements"], some["count"]) == (page["movements"][1:3], 4)
    fee = office.get(f"ledger-accounts/{BANK}/movements", **asked, kind="fee").json()
    assert [one["key"] for one in fee["movements"]] == ["fee 3"]
    assert office.get(f"ledger-accounts/{BANK}/movements", start="2026-03-01", end="2026-02-01").status_code == 400
    assert office.get(f"ledger-accounts/{BANK}/movements", most="501").status_code == 400


def test_entries_show_their_lines_their_seal_and_what_takes_them_back(office):
    a_quarter()
    seal()
    (fee,) = office.get("ledger-entries", key="fee 3").json()["data"]
    assert [(leg["account"], leg["amount"]["amount"]) for leg in fee["legs"]] == [(BANK, "300.00"), (FEES, "-300.00")]
    assert fee["seal"]
    assert len(fee["hash"]) == 64
    assert (fee["reverses"], fee["reversed_by"]) == (None, None)
    late = post(BANK, CAPITAL, "1.00", MARCH, key="late")
    assert office.get(f"ledger-entries/{late}").json()["seal"] is None
    found = office.get("ledger-entries", account="Income:", value_on__gte="2026-03-01", text="FEE").json()["data"]
    assert [row["id"] for row in found] == [fee["id"]]
    assert office.post("ledger-entries", {}).status_code == 405


def test_how_far_the_books_are_closed_is_told(office):
    a_quarter()
    close_period(until=MARCH, by=None)
    (closed,) = office.get("ledger-closings").json()["data"]
    assert (closed["until"], closed["by"]) == ("2026-03-31", None)


def published(days: dict[date, str], by=None):
    content = history({day: {"USD": value} for day, value in days.items()})
    return import_rates(content=content, name="rates.csv", by=by)


def test_rates_are_read_by_day_and_pair(office):
    published({MARCH: "1.10", LAST: "1.25"})
    assert office.get("rates/pair", base="EUR", quote="USD", as_of="2026-04-01").json() == {
        "value": "1.1", "on": "2026-03-31", "source": "ECB", "age_days": 1,
    }  # fmt: skip
    (usd_row,) = office.get("rates/of-day").json()
    assert (usd_row["currency"], usd_row["value"], usd_row["turned"], usd_row["on"]) == (
        "USD",
        "1.25",
        "0.8",
        f"{LAST}",
    )
    assert [one["value"] for one in office.get("rates/history", base="EUR", quote="USD").json()][-1] == "1.25"
    refused(office.get("rates/pair", base="CHF", quote="USD"), 409, "missing-rate")
    assert office.get("rates/pair", base="EUR", quote="USD", as_of="1998-01-01").status_code == 400
    assert b"USD" in office.get("rates/csv").content
    assert office.get("rates/xlsx").status_code == 200
    assert office.get("rates/feed").json()["newest"] == f"{LAST}"
    (march,) = office.get("rates", on="2026-03-31").json()["data"]
    assert (march["currency"], march["source"], march["superseded_at"]) == ("USD", "ECB", None)


def test_a_rate_by_hand_is_proposed_by_one_and_decided_by_another(office, second):
    new = {"base": "USDT", "quote": "USD", "value": "1", "reason": "Peg"}
    days = {"valid_from": f"{MARCH}", "valid_until": "2026-06-30"}
    one = f"rate-overrides/{done(office.post('rate-overrides', {**new, **days}))['id']}"
    for verb, body in {"approve": {}, "refuse": {"reason": "No"}}.items():
        refused(office.post(f"{one}/{verb}", body), 403, "second-person-needed")
    refused(second.post(f"{one}/withdraw"), 409, "rates-error")
    refused(second.post(f"{one}/end", {"reason": "No"}), 409, "illegal-state")
    assert done(second.post(f"{one}/approve"))["decided_by"] == "second@example.test"
    assert office.get("rates/pair", base="USDT", quote="USD").json()["source"] == "override"
    assert done(office.post(f"{one}/end", {"reason": "The peg broke."}))["ended_on"] == f"{TODAY}"
    other = done(office.post("rate-overrides", {**new, **days, "quote": "EUR"}))["id"]
    assert done(second.post(f"rate-overrides/{other}/refuse", {"reason": "Published."}))["state"] == "refused"
    third = done(office.post("rate-overrides", {**new, **days, "quote": "CHF"}))["id"]
    assert done(office.post(f"rate-overrides/{third}/withdraw"))["state"] == "withdrawn"
    refused(office.post("rate-overrides", {**new, **days, "quote": "USDT"}), 409, "not-an-override")
    trader = Caller(staff("trader", "tim@example.test"))
    assert trader.get(one).status_code == 200
    assert trader.post("rate-overrides", {**new, **days}).status_code == 403


def test_a_file_of_rates_is_brought_by_one_and_what_differs_is_decided_by_another(office, second):
    published({MARCH: "1.10", LAST: "1.25"})
    content = history({MARCH: {"USD": "1.11"}, LAST: {"USD": "1.26"}})
    brought = done(sent(office, "rate-imports", content, name="rates.csv"))
    assert (brought["contradicting"], brought["rates_added"], brought["brought_by"]) == (2, 0, "olga@example.test")
    waiting = office.get("rate-contradictions", state="open", rate_import=f"{brought['id']}").json()["data"]
    assert {(row["on"], row["held"], row["given"]) for row in waiting} == {
        (f"{MARCH}", "1.1000000000", "1.1100000000"), (f"{LAST}", "1.2500000000", "1.2600000000"),
    }  # fmt: skip
    one, why = f"rate-imports/{brought['id']}", {"reason": "Corrected by the bank."}
    refused(office.post(f"{one}/take", why), 403, "second-person-needed")
    (first,) = (row["id"] for row in waiting if row["on"] == f"{MARCH}")
    done(second.post(f"{one}/take", {**why, "only": [first]}))
    assert office.get("rates/pair", base="EUR", quote="USD", as_of=f"{MARCH}").json()["value"] == "1.11"
    done(second.post(f"{one}/dismiss", {"reason": "A slip."}))
    assert office.get("rates/pair", base="EUR", quote="USD").json()["value"] == "1.25"
    refused(second.post(f"{one}/take", why), 409, "illegal-state")
    refused(sent(office, "rate-imports", b"no rates", name="rates.csv"), 409, "file-refused")


def test_differences_of_exchange_are_seen_posted_and_taken_back(office):
    published({date(2026, 3, 2): "1.10", MARCH: "1.12"})
    bank, fees = open_accounts(
        [AccountSpec("Assets:Bank:EUR", "asset", "EUR", ""), AccountSpec("Income:Fees:EUR", "income", "EUR", "")]
    )
    money, day = Money.of("1000.00", "EUR"), date(2026, 3, 2)
    post_entry(Draft("fee", "fee", "Fee", day, day, (Leg(bank, money), Leg(fees, -money))), by=None)
    # 1,000.00 EUR came at 1.10 and are worth 1,120.00 USD at 1.12.
    (line,) = office.get("revaluations/of-month", month_end=f"{MARCH}").json()
    assert (line["to_post"], line["rate"], line["posted"], line["problem"]) == (usd("20.00"), "1.12", None, "")
    assert office.get("revaluations/of-month", month_end="2026-03-30").status_code == 400
    (posted,) = done(office.post("revaluations/post-month", {"month_end": f"{MARCH}"}))["revaluations"]
    assert (posted["posted"], posted["value"], posted["entry"] is None) == (usd("20.00"), usd("1120.00"), False)
    again = done(office.post("revaluations/post-month", {"month_end": f"{MARCH}"}))["revaluations"]
    assert [row["id"] for row in again] == [posted["id"]]
    one = f"revaluations/{posted['id']}"
    back = done(office.post(f"{one}/reverse", {"reason": "A wrong rate."}))
    assert (back["reversed_by"], back["reversal"] is None) == ("olga@example.test", False)
    refused(office.post(f"{one}/reverse", {"reason": "Again."}), 409, "illegal-state")
    assert Caller(staff("analyst", "ada@example.test")).post("revaluations/post-month", {}).status_code == 403
