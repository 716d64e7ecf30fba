"""The pages of the books: by who may act, by a colleague who may look, and by strangers."""

import csv
import io
from datetime import date

import pytest
from django.test import Client as Browser
from django.urls import reverse
from openpyxl import load_workbook

from accounts.books.models import ClosingRun, Journal, Reopening
from accounts.books.services.work_closing import work_closing
from accounts.books.tests.scenes import BANK, COSTS, TODAY, a_quarter, people
from accounts.ledger import api
from accounts.tests.people import a_client, member, staff
from fidus.lib import clock

REPORTS = ["trial_balance", "balance_sheet", "profit_and_loss", "cash_flow"]
QUARTER = {"since": "2026-01-01", "until": "2026-03-31"}


@pytest.fixture(autouse=True)
def today(db):
    with clock.at(TODAY):
        a_quarter()
        yield


@pytest.fixture
def office():
    return people()


def browser(user) -> Browser:
    made = Browser()
    made.force_login(user)
    return made


@pytest.fixture
def ann(office):
    return browser(office[0])


@pytest.fixture
def ben(office):
    return browser(office[1])


def page(who: Browser, name: str, *args, **query) -> str:
    response = who.get(reverse(f"admin:books_{name}", args=args), query)
    assert response.status_code == 200, response
    return response.content.decode()


def post(who: Browser, name: str, *args, **data):
    return who.post(reverse(f"admin:books_{name}", args=args), data, follow=True)


@pytest.mark.parametrize("name", REPORTS)
def test_reports_show_their_figures_and_that_they_tie(ann, name):
    shown = page(ann, name, **QUARTER)
    assert 'data-state="passed"' in shown or name == "profit_and_loss"
    assert "Does not hold" not in shown
    figures = {
        "trial_balance": ["67,900.00", "80,000.00", "150,300.00"],
        "balance_sheet": ["147,900.00", "100,000.00", "−2,100.00"],
        "profit_and_loss": ["300.00", "2,400.00", "−2,100.00"],
        "cash_flow": ["150,300.00", "−82,400.00", "67,900.00"],
    }
    for figure in figures[name]:
        assert figure in shown


@pytest.mark.parametrize("name", REPORTS)
def test_the_refresh_is_the_part_of_the_page(ann, name):
    response = ann.get(reverse(f"admin:books_{name}"), QUARTER, headers={"HX-Request": "true"})
    part = response.content.decode()
    assert part.startswith('<div id="report"')
    assert "<html" not in part


@pytest.mark.parametrize("name", REPORTS)
def test_files_have_the_rows_of_the_page(ann, name):
    address = reverse(f"admin:books_{name}")
    text = ann.get(address, {**QUARTER, "format": "csv"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    sheet = load_workbook(io.BytesIO(ann.get(address, {**QUARTER, "format": "xlsx"}).content)).active
    shown = page(ann, name, **QUARTER)
    assert [row[1] for row in rows[1:]] == [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    for row in rows[1:]:
        assert row[1] in shown
    pdf = ann.get(address, {**QUARTER, "format": "pdf"})
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"].startswith("attachment")


def test_a_report_compares_with_the_period_before(ann):
    shown = page(ann, "profit_and_loss", since="2026-03-01", until="2026-03-31", compare="previous")
    for expected in ("March 2026", "February 2026", "Change", "−900.00", "−1,200.00"):
        assert expected in shown


def test_a_period_that_makes_no_sense_is_said_and_nothing_breaks(ann):
    shown = page(ann, "profit_and_loss", since="2026-03-31", until="2026-03-01")
    assert "ends before it begins" in shown
    assert "must" not in page(ann, "balance_sheet", until="not a date", known_at="x", depth="9").split("<main")[0]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("name", REPORTS)
def test_days_beyond_the_calendar_are_refused_in_words(ann, name, day):
    assert "Choose days from 1990" in page(ann, name, since=day, until=day)


def test_the_books_as_known_then(ann):
    seal = api.seal()
    a_later = page(ann, "balance_sheet", until="2026-03-31", known_at=str(seal))
    assert "147,900.00" in a_later
    assert "As known when entry" in a_later
    assert "Nothing stands in these books" not in page(ann, "balance_sheet", until="2026-03-31", known_at="1")


def test_an_account_with_its_running_balance_and_filters(ann):
    account = api.accounts_by_code([BANK])[BANK].account
    shown = page(ann, "account", account, **QUARTER)
    for expected in ("+50,000.00", "150,000.00", "−80,000.00", "Opening balance", "67,900.00"):
        assert expected in shown
    found = page(ann, "account", account, kind="fee", **QUARTER)
    assert "+300.00" in found
    assert "−80,000.00" not in found
    text = ann.get(reverse("admin:books_account", args=[account]), {**QUARTER, "format": "csv"}).content.decode()
    assert text.splitlines()[-1].endswith("67900.00")
    assert ann.get(reverse("admin:books_account", args=[account + 99])).status_code == 404


def test_the_journal_is_searched(ann):
    assert "operating_cost rent 2" in page(ann, "journal_list", q="rent", **QUARTER)
    assert "operating_cost rent 2" not in page(ann, "journal_list", q="capital", **QUARTER)
    assert "rent 2" not in page(ann, "journal_list", account="Equity:", **QUARTER)
    assert "No entry fits" in page(ann, "journal_list", q="100%_", **QUARTER)


def test_an_entry_links_to_its_reversal_and_event(ann, ben):
    entry = api.account_page(api.accounts_by_code([COSTS])[COSTS].account, start=date(2026, 2, 1), end=TODAY).movements
    number = entry[0].movement.entry
    assert "waits for its seal" in page(ann, "entry", number)
    response = post(ann, "journal_reverse", number, reason="Booked twice", value_on="2026-04-09")
    journal = Journal.objects.get()
    assert "a second person approves it" in response.content.decode()
    assert (
        "A reversal of this entry is prepared"
        in post(ben, "journal_reverse", number, reason="Mine too", value_on="2026-04-09").content.decode()
    )
    assert "is posted" in post(ben, "journal_approve", journal.pk).content.decode()
    journal.refresh_from_db()
    shown = page(ann, "entry", number)
    assert reverse("admin:books_entry", args=[journal.entry]) in shown
    assert "Booked twice" in page(ann, "journal_change", journal.pk)


def lines(*given: tuple[str, str, str]) -> dict[str, str]:
    data = {"line-TOTAL_FORMS": str(len(given)), "line-INITIAL_FORMS": "0"}
    for place, (code, debit, credit) in enumerate(given):
        data |= {f"line-{place}-code": code, f"line-{place}-debit": debit, f"line-{place}-credit": credit}
    return data


GOOD = {"text": "Rounding of a fee", "reason": "The bank rounded", "value_on": "2026-04-09"}


def test_a_journal_by_hand_is_prepared_and_approved_by_two(ann, ben):
    given = {**GOOD, **lines((BANK, "0.01", ""), ("Income:Fees:USD", "", "0.01"), ("", "", ""))}
    post(ann, "journal_prepare", **given)
    journal = Journal.objects.get()
    assert "you prepared this journal" in post(ann, "journal_approve", journal.pk).content.decode().lower()
    assert api.balance(api.accounts_by_code([BANK])[BANK].account, as_of=TODAY).minor == 6_790_000
    assert "Rounding of a fee" in page(ben, "journal_approve", journal.pk)
    post(ben, "journal_approve", journal.pk)
    assert api.balance(api.accounts_by_code([BANK])[BANK].account, as_of=TODAY).minor == 6_790_001
    journal.refresh_from_db()
    details = api.entry_details(journal.entry)
    assert (details.by, details.kind, details.event is not None) == (journal.decided_by, "journal", True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (lines((BANK, "0.01", ""), ("Income:Fees:USD", "", "0.02")), "Credits are 0.01 USD more"),
        (lines((BANK, "0.01", ""), ("Income:Nothing", "", "0.01")), "There is no such account"),
        (lines((BANK, "0.01", "0.01"), ("Income:Fees:USD", "", "0.01")), "either a debit or a credit"),
        (lines((BANK, "0.001", ""), ("Income:Fees:USD", "", "0.001")), "finer than the currency"),
        ({"value_on": "2026-04-11"}, "not in the future"),
        ({"value_on": ""}, "This field is required"),
        ({"reason": "  "}, "This field is required"),
    ],
)
def test_what_is_no_entry_is_said_and_nothing_is_lost(ann, changed, said):
    given = {**GOOD, **lines((BANK, "0.01", ""), ("Income:Fees:USD", "", "0.01")), **changed}
    shown = post(ann, "journal_prepare", **given).content.decode()
    assert said in shown
    assert "Rounding of a fee" in shown
    assert not Journal.objects.exists()


def test_more_lines_keep_what_was_filled_in(ann):
    given = {**GOOD, **lines((BANK, "0.01", ""), ("", "", "")), "more": "1"}
    shown = post(ann, "journal_prepare", **given).content.decode()
    assert shown.count('-code"') >= 4
    assert f'value="{BANK}"' in shown
    assert "The bank rounded" in shown


def test_a_journal_into_a_closed_month_is_refused_when_it_is_prepared(ann):
    api.close_period(until=date(2026, 3, 31), by=None)
    given = {**GOOD, "value_on": "2026-03-31", **lines((BANK, "1", ""), ("Income:Fees:USD", "", "1"))}
    assert "closed until 2026-03-31" in post(ann, "journal_prepare", **given).content.decode()


def test_a_journal_is_refused_with_a_reason_or_withdrawn(ann, ben):
    for _ in range(2):
        post(ann, "journal_prepare", **GOOD, **lines((BANK, "1", ""), ("Income:Fees:USD", "", "1")))
    first, second = Journal.objects.order_by("pk")
    assert "withdraw it instead" in post(ann, "journal_refuse", first.pk, reason="No").content.decode()
    post(ben, "journal_refuse", first.pk, reason="Wrong account")
    assert "refuse it instead" in post(ben, "journal_withdraw", second.pk).content.decode()
    post(ann, "journal_withdraw", second.pk)
    assert list(Journal.objects.order_by("pk").values_list("state", flat=True)) == ["refused", "withdrawn"]
    assert "is refused already" in post(ben, "journal_approve", first.pk).content.decode()


def test_a_month_is_closed_and_opened_again_on_the_pages(ann, ben, office):
    assert "Begin closing" in page(ann, "closingrun_changelist")
    post(ann, "closingrun_start", "2026-01")
    run = ClosingRun.objects.get()
    assert 'hx-trigger="every 2s"' in page(ann, "closingrun_change", run.pk)
    work_closing(run=run.pk)
    shown = page(ann, "closingrun_change", run.pk)
    assert "Everything is in order" in shown
    assert "a second person closes" in shown
    assert "You prepared this closing" in post(ann, "closingrun_close", run.pk).content.decode()
    assert "January 2026" in page(ben, "closingrun_close", run.pk)
    post(ben, "closingrun_close", run.pk)
    assert api.closed_until() == date(2026, 1, 31)
    post(ann, "closingrun_start", "2026-02")
    work_closing(run=ClosingRun.objects.first().pk)
    post(ben, "closingrun_close", ClosingRun.objects.first().pk)
    cleo = browser(office[2])
    assert "this also opens February 2026" in page(cleo, "closingrun_reopen", "2026-01")
    post(cleo, "closingrun_reopen", "2026-01", reason="A fee came late")
    assert api.closed_until() == date(2026, 2, 28)
    post(ann, "reopening_approve", Reopening.objects.get().pk)
    assert api.closed_until() is None
    assert "A fee came late" in page(ann, "closingrun_changelist")


def test_a_colleague_looks_and_does_nothing(office):
    viewer = browser(staff("viewer", "vera@example.test"))
    for name in REPORTS:
        page(viewer, name)
    assert "Begin closing" not in page(viewer, "closingrun_changelist")
    for name, args in [("closingrun_start", ["2026-01"]), ("closingrun_reopen", ["2026-01"]), ("journal_prepare", [])]:
        assert post(viewer, name, *args).status_code == 403
    assert not ClosingRun.objects.exists()


def test_strangers_see_nothing(office):
    trader, client = browser(staff("trader", "tom@example.test")), browser(member(a_client()))
    for name in [*REPORTS, "closingrun_changelist", "journal_list", "journal_changelist"]:
        address = reverse(f"admin:books_{name}")
        assert trader.get(address).status_code == 403
        assert client.get(address).status_code in (302, 403)
        assert Browser().get(address).status_code == 302


def test_what_waits_for_a_second_person(office, ann):
    from accounts.books.approvals import journals_waiting, months_waiting

    post(ann, "journal_prepare", **GOOD, **lines((BANK, "1", ""), ("Income:Fees:USD", "", "1")))
    post(ann, "closingrun_start", "2026-01")
    work_closing(run=ClosingRun.objects.get().pk)
    assert not journals_waiting(office[0])
    assert not months_waiting(office[0])
    (journal,), (month,) = journals_waiting(office[1]), months_waiting(office[1])
    assert (journal.about, str(journal.amount), month.about) == ("Rounding of a fee", "1.00 USD", "January 2026")
    assert not journals_waiting(staff("viewer", "vera@example.test"))


def test_pages_ask_the_same_few_questions_however_long_the_list(ann, django_assert_max_num_queries):
    for name in REPORTS:
        with django_assert_max_num_queries(14):
            page(ann, name, depth="0", compare="year", **QUARTER)
    with django_assert_max_num_queries(14):
        page(ann, "journal_list", **QUARTER)
