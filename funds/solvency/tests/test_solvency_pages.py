"""The pages: by who may act, a colleague who may look, a stranger, and with bad input."""

import csv
import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client as Browser
from django.urls import reverse
from openpyxl import load_workbook

from fidus.lib import clock
from funds.solvency.models import SolvencyRun, TransferSuggestion
from funds.solvency.services.start_solvency_run import start_solvency_run
from funds.solvency.services.work_solvency_run import work_solvency_run
from funds.solvency.tests.conftest import TODAY, TOLD
from funds.tests.scenes import a_user

pytestmark = pytest.mark.django_db
SEES = ["view_solvencyrun", "view_transfersuggestion", "view_investment"]
RUN = {
    "paths": "300", "horizon_months": "6", "redeemed_share": "10", "drawdown": "25", "frozen_months": "3",
    "least_transfer": "5000", "block_days": "0", "seed": "7",
}  # fmt: skip


def a_browser(*codenames):
    browser, user = Browser(), a_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    browser.force_login(user)
    browser.user = user
    return browser


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def office():
    return a_browser(*SEES, "run_solvency", "decide_suggestion")


@pytest.fixture
def colleague():
    return a_browser(*SEES)


@pytest.fixture
def stranger():
    return a_browser("view_investment")


def page_of(run):
    return reverse("admin:solvency_solvencyrun_change", args=[run.pk])


def text_of(response):
    return response.content.decode()


def test_the_calendar_names_what_comes_when_and_what_is_behind_it(firm, colleague):
    shown = text_of(colleague.get(reverse("admin:solvency_calendar"), {"month": "2026-05"}))
    # 1 May is a holiday of the euro's payment system.
    assert "4 May 2026" in shown
    assert firm.number in shown
    assert "2,500.00" in shown
    assert "Estimate" in shown
    assert "Sent to brokers, not booked" in shown
    assert "If all leave who may" in shown


def test_the_calendar_is_there_before_there_is_any_money(colleague):
    shown = text_of(colleague.get(reverse("admin:solvency_calendar")))
    assert "Nothing comes due" in shown
    assert "Everything can be paid" in shown


def test_senseless_months_show_the_usual_ones(firm, colleague):
    answer = colleague.get(reverse("admin:solvency_calendar"), {"months": "999999", "month": "x"})
    assert answer.status_code == 200
    assert answer.context["months"] == 12


def test_the_exports_are_what_the_calendar_shows(firm, colleague):
    address = reverse("admin:solvency_calendar")
    rows = list(csv.reader(io.StringIO(colleague.get(address, {"format": "csv"}).content.decode("utf-8-sig"))))
    sheet = load_workbook(io.BytesIO(colleague.get(address, {"format": "xlsx"}).content)).active
    first = next(row for row in rows if row[0] == "2026-05-04")
    assert first[1:4] == ["Interest", "certain", firm.number]
    assert sheet.max_row == len(rows)
    file = text_of(colleague.get(address, {"format": "ics"}))
    assert file.startswith("BEGIN:VCALENDAR\r\n")
    assert "DTSTART;VALUE=DATE:20260504\r\n" in file
    assert all(len(line.encode()) <= 75 for line in file.split("\r\n"))


def test_a_run_is_asked_for_watched_and_answers_in_words(firm, office, colleague):
    assert "Nobody has asked yet" in text_of(colleague.get(reverse("admin:solvency_answer")))
    went = office.post(reverse("admin:solvency_start"), RUN)
    run = SolvencyRun.objects.get()
    assert went.url == page_of(run)
    assert (run.told.paths, run.told.redeemed_share, run.started_by) == (300, 0.1, office.user)
    assert "waiting for a worker" in text_of(colleague.get(page_of(run)))
    assert "hx-get" in text_of(colleague.get(page_of(run), headers={"HX-Request": "true"}))
    work_solvency_run(run=run.pk)
    assert colleague.get(page_of(run), headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    shown = text_of(colleague.get(reverse("admin:solvency_answer")))
    for words in ("with a probability of", "If things go wrong", "Everybody redeems", "What drives it", "Do it again"):
        assert (words in shown) == (words != "Do it again")
    assert "Do it again" in text_of(office.get(page_of(run)))


def test_another_windows_drivers_are_looked_at(finished, colleague):
    shown = colleague.get(page_of(finished), {"window": finished.result["windows"][1]["on"]})
    assert shown.context["chosen"]["on"] == finished.result["windows"][1]["on"]
    assert colleague.get(page_of(finished), {"window": "nonsense"}).status_code == 200


def test_bad_assumptions_are_refused_at_their_field(firm, office):
    shown = text_of(office.post(reverse("admin:solvency_start"), {**RUN, "paths": "3", "drawdown": "-1"}))
    assert "greater than or equal to 100" in shown
    assert 'value="7"' in shown
    assert not SolvencyRun.objects.exists()


def test_a_run_is_cancelled_by_who_may(firm, office, colleague):
    run = start_solvency_run(by=None, parameters=TOLD)
    cancel = reverse("admin:solvency_cancel", args=[run.pk])
    assert colleague.post(cancel).status_code == 403
    assert office.get(cancel).status_code == 403
    assert office.post(cancel).url == page_of(run)
    assert "Cancelled" in text_of(colleague.get(page_of(run)))


def test_a_run_is_done_again_and_found_the_same(finished, office):
    shown = text_of(office.post(reverse("admin:solvency_again", args=[finished.pk]), follow=True))
    assert "the same to the last bit" in shown


def test_a_subscription_is_tried_and_stands_beside_what_was_before(finished, firm, office, colleague):
    address = reverse("admin:solvency_what_if", args=[finished.pk])
    assert office.get(address).context["form"].initial["on"] == finished.as_of + timedelta(days=1)
    account = finished.facts.accounts[0].key
    given = {
        "amount": "50000", "currency": "USD", "product": firm.terms.product_id, "interest_mode": "pay_out",
        "on": "2026-05-04", "account": account,
    }  # fmt: skip
    assert colleague.post(address, given).status_code == 403
    assert "Choose a day" in text_of(office.post(address, {**given, "on": "2026-04-01"}))
    assert office.get(address).status_code == 200
    went = office.post(address, given)
    run = SolvencyRun.objects.get(purpose="what_if")
    assert went.url == page_of(run)
    work_solvency_run(run=run.pk)
    beside = office.get(page_of(run)).url
    shown = text_of(colleague.get(beside))
    assert "What if we accept it?" in shown
    assert "47,500.00 USD come in on 4 May 2026" in shown
    assert "1 investment more: what-if" in shown
    run.refresh_from_db()
    assert run.result["windows"][0]["quantiles"][2] > finished.result["windows"][0]["quantiles"][2]
    assert not run.suggestions.exists()
    assert "not itself a what-if" in text_of(office.post(reverse("admin:solvency_what_if", args=[run.pk]), given))


def test_a_suggestion_is_marked_or_dismissed_with_a_reason(finished, office, colleague):
    suggestion = TransferSuggestion.objects.get()
    dismiss = reverse("admin:solvency_dismiss", args=[suggestion.pk])
    assert f"{suggestion.amount}" in text_of(office.get(dismiss))
    assert colleague.get(dismiss).status_code == 403
    assert "required" in text_of(office.post(dismiss, {"reason": ""}))
    assert office.post(dismiss, {"reason": "The account is being closed."}).url == page_of(finished)
    shown = text_of(colleague.get(page_of(finished)))
    assert "Dismissed by" in shown
    assert "The account is being closed." in shown
    again = office.post(reverse("admin:solvency_take", args=[suggestion.pk]), {"reason": ""})
    assert "cannot be decided again" in text_of(again)


@pytest.mark.parametrize(
    "page", ["calendar", "answer", "start", "solvencyrun_changelist", "transfersuggestion_changelist"]
)
def test_a_stranger_sees_nothing(firm, stranger, page):
    assert stranger.get(reverse(f"admin:solvency_{page}")).status_code == 403


def test_whoever_may_not_see_investments_may_not_see_the_answer(finished):
    trader = a_browser("view_solvencyrun", "run_solvency")
    for name, args in (("answer", []), ("calendar", []), ("beside", [finished.pk, finished.pk])):
        assert trader.get(reverse(f"admin:solvency_{name}", args=args)).status_code == 403
    assert trader.get(page_of(finished)).status_code == 403


def test_what_is_not_there_is_not_found(finished, office):
    assert office.get(reverse("admin:solvency_solvencyrun_change", args=[finished.pk + 99])).status_code == 404
    assert office.get("/backoffice/solvency/solvencyrun/x/change/").status_code == 404
    assert office.get(reverse("admin:solvency_beside", args=[finished.pk, finished.pk])).status_code == 404


def test_the_lists_show_runs_and_suggestions(finished, office):
    shown = text_of(office.get(reverse("admin:solvency_solvencyrun_changelist")))
    assert "Finished" in shown
    assert "Run the simulation" in shown
    assert "Suggested" in text_of(office.get(reverse("admin:solvency_transfersuggestion_changelist")))


def test_the_answer_takes_a_few_queries_however_much_there_is(finished, office, django_assert_max_num_queries):
    office.get(reverse("admin:solvency_answer"))
    with django_assert_max_num_queries(10):
        office.get(reverse("admin:solvency_answer"))
    with django_assert_max_num_queries(20):
        office.get(reverse("admin:solvency_calendar"))
