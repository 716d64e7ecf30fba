"""Broker accounts and their reports through the API: one way through, and what is refused."""

from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.gateway.tests.callers import Caller
from accounts.tests.people import a_client, member, staff
from accounts.trail.api import events_about
from fidus.lib import clock
from tests.rest.answers import done, refused, sent
from trading.brokers.ib.tests.test_flex import cash, file_of, statement, trade
from trading.domain.mt5_report_writer import report_bytes
from trading.models import BrokerAccount, ReportImport
from trading.services.import_mt5_report import import_mt5_report
from trading.services.import_received_report import import_received_report
from trading.tests.histories import HEADER, every_kind

TODAY = date(2026, 7, 1)
NEW = {
    "broker": "Example Markets", "server": "ExampleMarkets-Live", "login": "7001", "currency": "EUR",
    "environment": "live", "margin_mode": "netting",
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_a_day(db, settings, tmp_path):
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    with clock.at(TODAY):
        yield


@pytest.fixture
def trader() -> Caller:
    return Caller(staff("trader", "tessa@example.test"))


@pytest.fixture
def imported() -> BrokerAccount:
    """Deposit, credit, bonus, correction, charges and a withdrawal around two trades: 1,000.00 -> 1,061.30."""
    file = ContentFile(report_bytes(every_kind()), "report.html")
    account = import_mt5_report(file=file, name="report.html", by=staff(email="importer@example.test")).account
    assert account is not None
    return account


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def test_an_account_is_opened_once_and_disabled_with_a_reason(trader):
    made = done(trader.post("broker-accounts", NEW))
    assert (made["login"], made["currency"], made["disabled_at"], made["balance"]) == (
        "7001", "EUR", None, {"amount": "0.00", "currency": "EUR"},
    )  # fmt: skip
    refused(trader.post("broker-accounts", NEW), 409, "account-exists")
    one = f"broker-accounts/{made['id']}"
    assert trader.post(f"{one}/disable", {"reason": "  "}).status_code == 400
    assert done(trader.post(f"{one}/disable", {"reason": "Moved"}))["disabled_at"] is not None
    refused(trader.post(f"{one}/disable", {"reason": "Again"}), 409, "account-disabled")
    assert events_about(subject=f"broker account:{made['id']}")[0].data["reason"] == "Moved"
    assert trader.get("broker-accounts", disabled_at__isnull="true").json()["data"] == []


@pytest.mark.parametrize(
    "wrong", [{"login": 0}, {"login": str(2**63)}, {"currency": "XXX"}, {"environment": "moon"}, {"source": "live"}]
)
def test_an_account_that_cannot_be_is_refused_at_its_field(trader, wrong):
    answer = trader.post("broker-accounts", {**NEW, **wrong})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"#/{next(iter(wrong))}")
    assert not BrokerAccount.objects.exists()


def test_who_looks_at_accounts_neither_opens_disables_nor_imports(imported):
    developer = Caller(staff("strategy_developer", "dev@example.test"))
    assert developer.get(f"broker-accounts/{imported.pk}").status_code == 200
    assert developer.post("broker-accounts", NEW).status_code == 403
    assert developer.post(f"broker-accounts/{imported.pk}/disable", {"reason": "No"}).status_code == 403
    assert sent(developer, "broker-reports", b"x", name="report.html").status_code == 403


def test_what_an_account_made_is_shown_by_day(trader, imported):
    one = f"broker-accounts/{imported.pk}"
    record = trader.get(one).json()
    standing = trader.get(f"{one}/performance").json()
    assert (standing["on"], standing["balance"]) == (f"{TODAY}", usd("1061.30"))
    assert record["closing_balance"] == record["balance"] == standing["balance"]
    # 30.10 - 12.20 of profit, less 0.80 of swap, 0.70 of commission and 0.10 of fees.
    assert record["trading_result"] == standing["trading_result"] == usd("16.30")
    assert record["imported_at"] is not None
    days = trader.get(f"{one}/balances", start="2026-02-28", end="2026-06-30").json()
    assert len(days) == 123
    assert (days[0]["balance"], days[-1]) == (usd("0.00"), {**standing, "on": "2026-06-30"})
    parts = ("deposits", "withdrawals", "credit_in_balance", "adjustments")
    assert [standing[part]["amount"] for part in parts] == ["1000.00", "200.00", "250.00", "-5.00"]
    assert trader.get(f"{one}/performance", as_of="0001-01-01").json()["balance"] == usd("0.00")
    assert len(trader.get(f"{one}/balances", start="0001-01-01", end="0001-01-02").json()) == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"start": "2026-03-02", "end": "2026-03-01"},
        {"start": "2025-01-01", "end": "2026-06-30"},
        {"start": "2026-06-30", "end": "2026-07-02"},
        {"start": "0001-01-01", "end": "9999-12-31"},
        {"start": "2026-06-30"},
    ],
)
def test_days_that_have_not_come_or_are_too_many_are_refused(trader, imported, asked):
    assert trader.get(f"broker-accounts/{imported.pk}/balances", **asked).status_code == 400


def test_a_day_that_has_not_come_has_no_performance(trader, imported):
    for day in ("2026-07-02", "9999-12-31", "never"):
        assert trader.get(f"broker-accounts/{imported.pk}/performance", as_of=day).status_code == 400


def test_deals_that_do_not_make_what_the_broker_printed_are_shown(trader, imported):
    assert trader.get("broker-accounts/breaks").json() == []
    BrokerAccount.objects.filter(pk=imported.pk).update(closing_balance="1061.31")
    (found,) = trader.get("broker-accounts/breaks").json()
    assert (found["login"], found["printed"], found["computed"]) == (str(HEADER.login), usd("1061.31"), usd("1061.30"))


def test_history_is_read_by_account_and_day(trader, imported):
    deals = trader.get("deals", account=imported.pk).json()["data"]
    assert [deal["direction"] for deal in deals] == ["in/out", "out", "in"]
    assert deals[0]["profit"]["currency"] == "USD"
    assert trader.get(f"deals/{deals[0]['id']}").json() == deals[0]
    first = deals[-1]["dealt_at"]
    assert trader.get("deals", dealt_at__lt=first).json()["data"] == []
    assert len(trader.get("deals", dealt_at__gte=first).json()["data"]) == 3
    flows = trader.get("cash-operations", account=imported.pk).json()["data"]
    assert {flow["kind"] for flow in flows} >= {"balance", "credit", "bonus", "correction"}
    assert trader.get("cash-operations", kind="nothing").status_code == 400
    (held,) = trader.get("positions", open="true").json()["data"]
    assert (held["side"], held["profit"], held["closed_at"]) == ("sell", usd("4.20"), None)
    assert [order["state"] for order in trader.get("orders", working="true").json()["data"]] == ["placed"]
    assert len(trader.get("orders", working="false").json()["data"]) == 2


def test_a_report_is_brought_in_and_read_by_a_worker(trader):
    report = done(sent(trader, "broker-reports", report_bytes(every_kind()), name="report.html"))
    assert (report["state"], report["uploaded_by"], report["account"]) == ("received", "tessa@example.test", None)
    import_received_report(report=report["id"])
    read = trader.get(f"broker-reports/{report['id']}").json()
    assert (read["state"], read["deals_added"], read["closing_balance"]) == ("imported", 3, usd("1061.30"))
    assert trader.get("deals", report=report["id"]).json()["data"][0]["account"] == read["account"]


def test_a_flex_statement_is_brought_in_by_the_same_call(trader):
    content = file_of(statement(trade(fifoPnlRealized="0"), cash(type="Bonus Of The Season"))).read()
    report = done(sent(trader, "broker-reports", content, name="U1234567.xml"))
    assert report["format"] == ""
    import_received_report(report=report["id"])
    read = trader.get(f"broker-reports/{report['id']}").json()
    assert (read["state"], read["format"], read["deals_added"], read["closing_balance"]) == (
        "imported",
        "flex",
        1,
        None,
    )
    assert read["notes"].startswith("not booked: cash of the kind 'Bonus Of The Season'")
    (deal,) = trader.get("deals", external_id="0000e0d5.00000001.01").json()["data"]
    assert (deal["ticket"], deal["costs_pending"], deal["commission"]) == (None, False, usd("-1.00"))
    assert trader.get(f"broker-accounts/{read['account']}").json()["login"] == "U1234567"


def test_a_report_that_cannot_be_read_says_why_and_keeps_nothing(trader):
    report = done(sent(trader, "broker-reports", b"<html>nothing</html>", name="report.html"))
    import_received_report(report=report["id"])
    read = trader.get(f"broker-reports/{report['id']}").json()
    assert (read["state"], read["account"], read["deals_added"]) == ("refused", None, 0)
    assert read["refusal"]
    assert trader.get("broker-reports", state="refused").json()["data"] == [read]


def test_a_report_is_held_against_the_account_that_was_named(trader):
    other = done(trader.post("broker-accounts", NEW))
    content = report_bytes(every_kind())
    report = done(sent(trader, "broker-reports", content, name="report.html", account=other["id"]))
    import_received_report(report=report["id"])
    assert trader.get(f"broker-reports/{report['id']}").json()["state"] == "refused"
    done(trader.post(f"broker-accounts/{other['id']}/disable", {"reason": "Wrong one"}))
    answer = sent(trader, "broker-reports", content, name="report.html", account=other["id"])
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/account")


@pytest.mark.parametrize(("name", "content"), [("report.pdf", b"x"), ("report.html", b"")])
def test_a_file_that_is_no_report_is_not_kept(trader, name, content):
    answer = sent(trader, "broker-reports", content, name=name)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/file")
    assert not ReportImport.objects.exists()
    assert not default_storage.exists("uploads") or default_storage.listdir("uploads")[1] == []


def test_clients_see_none_of_it_as_in_the_portal(imported):
    ann = Caller(member(a_client("Ann Sample"), "ann@example.test"))
    for address in (f"broker-accounts/{imported.pk}", f"broker-accounts/{imported.pk}/performance", "deals", "orders"):
        assert ann.get(address).status_code == 403
    assert sent(ann, "broker-reports", b"x", name="report.html").status_code == 403
