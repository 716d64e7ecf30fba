"""The performance page and the benchmarks' pages, by those who may see them and those who may not."""

import csv
import io
from datetime import date
from decimal import Decimal
from time import thread_time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from openpyxl import load_workbook

from accounts.tests.people import member, staff
from fidus.lib import clock
from funds.performance.models import Benchmark
from funds.performance.services.add_benchmark import add_benchmark
from funds.performance.services.import_benchmark_levels import import_benchmark_levels
from funds.performance.tests.scenes import an_account, cash, earn, many_funded
from funds.tests.scenes import a_client, a_product, accrue_until, an_investment

OPENED, TODAY = date(2026, 1, 1), date(2026, 1, 31)


@pytest.fixture
def investment(db):
    a_product(incubation_months=0)
    investment = an_investment(client=a_client("=Ada Example"), funded_on=OPENED)
    accrue_until(TODAY)
    with clock.at(TODAY):
        yield investment


@pytest.fixture
def office(db):
    return seen_by(staff())


def seen_by(user) -> Browser:
    browser = Browser()
    browser.force_login(user)
    return browser


def page(browser, **query):
    return browser.get(reverse("admin:performance_show"), query)


def test_the_page_shows_the_return_of_what_is_chosen(investment, office):
    text = page(office, of=f"investment:{investment.number}").content.decode()
    # 100,000.00 at 2.5 % a month: thirty of thirty days of January.
    figures = ("102,500.00", "+2,500.00", "2.50\N{NO-BREAK SPACE}%", "Over 31 days", "not made into a year")
    for figure in figures:
        assert figure in text
    for key in ("funds", "fund:BALANCE", f"client:{investment.client.number}"):
        assert "102,500.00" in page(office, of=key).content.decode()


def test_a_reload_by_htmx_gets_the_part_alone(investment, office):
    answer = office.get(reverse("admin:performance_show"), HTTP_HX_REQUEST="true")
    assert answer.content.decode().lstrip().startswith('<div class="stack-y" id="performance">')


def test_an_account_and_the_firm_show_what_trades_made(office):
    account = an_account()
    cash(account, OPENED, "1000")
    earn(account, date(2026, 1, 20), "-45")
    with clock.at(TODAY):
        for key in ("firm", f"account:{account.pk}"):
            text = page(office, of=key).content.decode()
            assert "\N{MINUS SIGN}4.50\N{NO-BREAK SPACE}%" in text
            assert "Not yet" in text


def test_what_is_exported_is_what_is_shown(investment, office):
    other = an_investment("5000.00", client=a_client("Bruno Sample"), funded_on=date(2026, 1, 21))
    rows = list(csv.DictReader(io.StringIO(page(office, of="fund:BALANCE", format="csv").content.decode("utf-8-sig"))))
    figures = {(row["Part"], row["Of"], row["Period"]): row["Figure"] for row in rows}
    period = "2025-12-31 to 2026-01-31"
    assert figures["Gain", "Fund BALANCE", period] == "2500.00"
    assert figures["Gain", investment.number, period] == "2500.00"
    assert figures["Paid in", other.number, period] == "5000.00"
    # 101,583.33 of 100,000.00 up to the 20th, then 107,500.00 of 106,583.33 with the other's money: 2.457 %.
    assert figures["Months", "Fund BALANCE", "Jan 2026"] == "2.46"
    sheet = load_workbook(io.BytesIO(page(office, of="fund:BALANCE", format="xlsx").content)).active
    assert sheet.max_row == len(rows) + 1
    client = page(office, of=f"client:{investment.client.number}", format="csv").content.decode("utf-8-sig")
    assert "=Ada" not in [row["Of"][:4] for row in csv.DictReader(io.StringIO(client))]


def test_a_benchmark_stands_beside_what_is_shown(investment, office):
    index = add_benchmark(code="IDX", name="Test index", currency="USD", source="Nobody", invented=True, by=None)
    levels = b"Date,Level\n2025-12-31,100\n2026-01-15,101\n2026-01-30,102\n"
    import_benchmark_levels(benchmark=index, content=levels, name="l.csv", by=None)
    text = page(office, of="funds", benchmark="IDX").content.decode()
    # 2.5 % less 2 %.
    for words in ("0.50\N{NO-BREAK SPACE}%", "Invented for showing", "2.00\N{NO-BREAK SPACE}%"):
        assert words in text
    import_benchmark_levels(benchmark=later(), content=b"Date,Level\n2026-01-20,1\n", name="l.csv", by=None)
    assert "choose a period within" in page(office, of="funds", benchmark="LATE").content.decode()


def later() -> Benchmark:
    return add_benchmark(code="LATE", name="Late index", currency="USD", source="Nobody", by=None)


def test_what_cannot_be_shown_says_why(investment, office):
    for query, words in (
        ({"of": "fund:NONE"}, "There is no such fund"),
        ({"of": "funds", "start": "2026-01-25", "end": "2026-01-21"}, "does not lie after the first"),
        ({"of": "funds", "end": "2030-01-01"}, "Choose a day from"),
        ({"of": "funds", "currency": "XXX"}, "Correct what is marked above"),
        ({"of": "firm"}, "held no money of this currency"),
    ):
        assert words in page(office, **query).content.decode()


def test_who_may_see_it(investment, office):
    url = reverse("admin:performance_show")
    assert office.get(url).status_code == 200
    assert seen_by(staff("strategy_developer", email="s@example.test")).get(url).status_code == 403
    assert seen_by(member(investment.client)).get(url).status_code in (302, 403)
    assert Browser().get(url).status_code == 302


def test_a_page_over_a_thousand_investments_is_quick(db, django_assert_num_queries):
    many_funded(1000, on=OPENED, accrued_until=date(2026, 1, 2))
    browser = seen_by(staff())
    with clock.at(date(2026, 1, 2)):
        page(browser, of="fund:M0")
        with django_assert_num_queries(14):
            # Of the work alone: what else the machine does meanwhile, and its disk, are no fault of the page.
            begin = thread_time()
            text = page(browser, of="fund:M0").content.decode()
        assert thread_time() - begin < 3
        assert "1 to 50 of 200" in text
        number = client_number()
        with django_assert_num_queries(14):
            begin = thread_time()
            assert page(browser, of=f"client:{number}").status_code == 200
        assert thread_time() - begin < 4


def client_number() -> str:
    from funds.models import Investment

    return Investment.objects.select_related("client").first().client.number


def test_benchmarks_are_added_and_their_levels_imported_by_hand(office):
    with clock.at(TODAY):
        listed = office.get(reverse("admin:performance_benchmark_changelist")).content.decode()
        assert "No benchmark is added yet" in listed
        given = {"code": "spx", "name": "Large shares", "currency": "USD", "source": "An exchange"}
        answer = office.post(reverse("admin:performance_benchmark_new"), given)
        index = Benchmark.objects.get(code="SPX")
        url = reverse("admin:performance_benchmark_import", args=[index.pk])
        assert answer["Location"] == url
        bad = office.post(url, {"file": SimpleUploadedFile("a.csv", b"Date,Level\n2026-01-05,x\n")})
        assert bad.status_code == 422
        assert "Row 2" in bad.content.decode()
        good = office.post(url, {"file": SimpleUploadedFile("a.csv", b"Date,Level\n2026-01-05,7\n")}, follow=True)
        assert "1 levels added" in good.content.decode()
        assert index.levels.get().level == Decimal(7)


@pytest.mark.parametrize("name", ["performance_benchmark_new", "performance_benchmark_import"])
def test_whoever_only_looks_changes_no_benchmark(db, name):
    index = add_benchmark(code="IDX", name="Test index", currency="USD", source="Nobody", by=None)
    url = reverse(f"admin:{name}", args=[index.pk] if name.endswith("import") else [])
    assert seen_by(staff("analyst")).get(url).status_code == 403
    assert seen_by(staff("analyst", email="b@example.test")).post(url).status_code == 403
