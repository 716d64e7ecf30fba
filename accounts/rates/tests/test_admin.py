"""The pages of rates: who opens them, what they show, and that each act is one service."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from accounts.rates.api import rate
from accounts.rates.models import EuroRate, RateImport, RateOverride, Revaluation
from accounts.rates.services.import_rates import import_rates
from accounts.rates.tests.files import history, xml
from accounts.rates.tests.scripted_source import source
from accounts.rates.tests.test_revalue import worked_example
from accounts.tests.people import member, staff
from fidus.lib import clock

pytestmark = pytest.mark.django_db
TODAY, FRIDAY = date(2026, 11, 1), date(2026, 10, 30)
DAYS = {
    FRIDAY: {"USD": "1.1172", "GBP": "0.8338"},
    date(2026, 10, 23): {"USD": "1.10", "GBP": "0.83", "HRK": "7.5"},
    date(2026, 10, 15): {"USD": "1.15"},
    date(2026, 9, 30): {"USD": "1.12"},
    date(2026, 9, 10): {"USD": "1.10"},
}


@pytest.fixture(autouse=True)
def now(db):
    with clock.at(TODAY):
        yield


@pytest.fixture
def held(now):
    return import_rates(content=history(DAYS), name="rates.csv", by=None)


@pytest.fixture
def olga(client):
    user = staff()
    client.force_login(user)
    return user


PAGES = [
    "rates_day", "rates_rateimport_changelist", "rates_rateimport_upload", "rates_contradiction_changelist",
    "rates_feedattempt_changelist", "rates_rateoverride_changelist", "rates_rateoverride_propose",
    "rates_revaluation_changelist", "rates_revaluation_month", "rates_eurorate_changelist",
]  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_empty_and_full_for_the_back_office_and_for_no_stranger(client, page):
    url = reverse(f"admin:{page}")
    client.force_login(staff("strategy_developer", "dev@example.test"))
    assert client.get(url).status_code == 403
    client.force_login(member())
    assert client.get(url).status_code in (302, 403)
    client.force_login(staff())
    assert client.get(url).status_code == 200
    import_rates(content=history(DAYS), name="rates.csv", by=None)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("page", ["rates_rateimport_upload", "rates_rateoverride_propose", "rates_ask"])
def test_a_reader_changes_nothing(client, page):
    client.force_login(staff("viewer", "vera@example.test"))
    assert client.post(reverse(f"admin:{page}")).status_code == 403


def test_a_day_is_shown_with_its_rates_and_their_age(client, olga, held):
    page = client.get(reverse("admin:rates_day"), {"as_of": "2026-11-01", "base": "GBP", "pair": "USD"})
    text = page.content.decode()
    assert "1.33988966179" in text
    assert "2 days" in text
    assert "One GBP in USD" in text
    assert "HRK" in text
    assert "too old to use" in text


def test_a_pasted_nonsense_address_falls_back_to_today(client, olga, held):
    page = client.get(reverse("admin:rates_day"), {"as_of": "tomorrow", "base": "<b>", "pair": "ZZZ"})
    assert page.status_code == 200
    assert client.get(reverse("admin:rates_day"), {"as_of": "1000-01-01"}).status_code == 200


def test_htmx_gets_the_part_alone(client, olga, held):
    part = client.get(reverse("admin:rates_day"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="rates"' in part


def test_exports_hold_what_is_shown(client, olga, held):
    csv = client.get(reverse("admin:rates_day"), {"base": "EUR", "format": "csv"}).content.decode("utf-8-sig")
    assert "USD,1.1172," in csv
    book = load_workbook(io.BytesIO(client.get(reverse("admin:rates_day"), {"format": "xlsx"}).content))
    rows = {row[0]: row[1] for row in book.active.iter_rows(values_only=True)}
    assert rows["USD"] == pytest.approx(1.1172)


def test_a_file_is_uploaded_and_a_damaged_one_is_refused_at_its_field(client, olga):
    url = reverse("admin:rates_rateimport_upload")
    bad = client.post(url, {"file": SimpleUploadedFile("a.csv", b"Date,USD,\n2026-10-30,abc,\n")})
    assert bad.status_code == 422
    assert "Nothing was taken. Line 2, USD" in bad.content.decode()
    good = client.post(url, {"file": SimpleUploadedFile("a.csv", history(DAYS))}, follow=True)
    assert "8 new rates of 5 days." in good.content.decode()
    assert RateImport.objects.get().brought_by == olga


def test_a_difference_is_decided_by_a_second_person_on_the_files_page(client, olga, held):
    changed = history({FRIDAY: {"USD": "1.2"}})
    client.post(reverse("admin:rates_rateimport_upload"), {"file": SimpleUploadedFile("b.csv", changed)})
    brought = RateImport.objects.get(name="b.csv")
    url = reverse("admin:rates_rateimport_take", args=[brought.pk])
    own = client.post(url, {"reason": "Sure"})
    assert "a second person decides" in own.content.decode()
    client.force_login(staff(email="rosa@example.test"))
    page = client.get(reverse("admin:rates_rateimport_decide", args=[brought.pk]), follow=True)
    assert "Rates that differ from those held" in page.content.decode()
    assert client.post(url, {"reason": "The bank corrected it"}).status_code == 302
    assert rate("EUR", "USD", as_of=FRIDAY).value == Decimal("1.2")
    assert EuroRate.objects.filter(superseded_at__isnull=False).count() == 1


def test_a_rate_by_hand_goes_from_proposal_to_approval(client, olga, held):
    given = {
        "base": "usdt", "quote": "usd", "value": "1", "valid_from": "2026-11-01", "valid_until": "2026-12-31",
        "reason": "Peg",
    }  # fmt: skip
    client.post(reverse("admin:rates_rateoverride_propose"), given)
    override = RateOverride.objects.get()
    approve = reverse("admin:rates_rateoverride_approve", args=[override.pk])
    assert "You proposed this rate" in client.post(approve).content.decode()
    client.force_login(staff(email="rosa@example.test"))
    asked = client.get(approve).content.decode()
    assert all(words in asked for words in ("1 USDT = 1 USD", "1 Nov 2026", "31 Dec 2026", "Peg"))
    assert approve in client.get(reverse("admin:index")).content.decode()
    client.post(approve)
    assert rate("USDT", "USD", as_of=TODAY).value == 1


def test_a_wrong_proposal_says_what_is_wrong_and_keeps_what_was_typed(client, olga):
    given = {
        "base": "USD", "quote": "USD", "value": "1", "valid_from": "2026-11-01", "valid_until": "2026-12-31",
        "reason": "Peg",
    }  # fmt: skip
    page = client.post(reverse("admin:rates_rateoverride_propose"), given).content.decode()
    assert "Give two currencies" in page
    assert 'value="2026-12-31"' in page


def test_the_source_is_asked_by_hand_and_a_failure_shows(client, olga, held, settings):
    with source(b"", status=500) as url:
        settings.RATES_FEED_URL = url
        page = client.post(reverse("admin:rates_ask"), follow=True)
    assert "answered 500" in page.content.decode()
    with source(xml({FRIDAY: DAYS[FRIDAY]})) as url:
        settings.RATES_FEED_URL = url
        page = client.post(reverse("admin:rates_ask"), follow=True)
    assert "The newest day is still 30 Oct 2026." in page.content.decode()


def test_a_month_is_previewed_posted_and_taken_back(client, olga, held):
    worked_example()
    url = reverse("admin:rates_revaluation_month")
    preview = client.get(url, {"month_end": "2026-09-30"}).content.decode()
    assert "1,120.00" in preview
    assert "+20.00" in preview
    assert Revaluation.objects.count() == 0
    client.post(url, {"month_end": "2026-09-30"})
    posted = Revaluation.objects.get()
    assert posted.posted_by == olga
    assert "posted" in client.get(url, {"month_end": "2026-09-30"}).content.decode()
    client.post(reverse("admin:rates_revaluation_reverse", args=[posted.pk]), {"reason": "Test"})
    assert Revaluation.objects.get().reversed_by == olga


@pytest.mark.parametrize("month_end", ["2026-11-30", "2026-09-29", "9999-12-31"])
def test_a_month_that_is_not_over_offers_and_posts_nothing(client, olga, held, month_end):
    worked_example()
    url = reverse("admin:rates_revaluation_month")
    for page in (client.get(url, {"month_end": month_end}), client.post(url, {"month_end": month_end})):
        assert "month that is over" in page.content.decode()
        assert "Post the differences" not in page.content.decode()
    assert Revaluation.objects.count() == 0


def test_a_difference_is_shown_as_money_and_links_only_to_what_the_reader_may_open(client, olga, held):
    worked_example()
    client.post(reverse("admin:rates_revaluation_month"), {"month_end": "2026-09-30"})
    posted = reverse("admin:rates_revaluation_change", args=[Revaluation.objects.get().pk])
    person = reverse("admin:accounts_user_change", args=[olga.pk])
    page = client.get(posted).content.decode()
    assert ("1,120.00" in page, "112000" in page) == (True, False)
    assert str(olga) in page
    assert (client.get(person).status_code, person in page) == (403, False)
    client.force_login(staff("administrator", "boss@example.test"))
    assert (client.get(person).status_code, person in client.get(posted).content.decode()) == (200, True)


def test_who_may_only_read_sees_the_month_and_posts_nothing(client, held):
    worked_example()
    client.force_login(staff("viewer", "vera@example.test"))
    url = reverse("admin:rates_revaluation_month")
    assert "Post the differences" not in client.get(url, {"month_end": "2026-09-30"}).content.decode()
    assert client.post(url, {"month_end": "2026-09-30"}).status_code == 403
    assert Revaluation.objects.count() == 0


def test_a_day_before_the_euro_is_refused_at_its_field_and_nothing_filled_in_is_lost(client, olga):
    given = {"base": "USDT", "quote": "USD", "value": "1", "valid_from": "0001-01-01", "valid_until": "0001-01-31",
             "reason": "Issuer's peg"}  # fmt: skip
    page = client.post(reverse("admin:rates_rateoverride_propose"), given)
    assert page.context["form"].errors.keys() == {"valid_from", "valid_until"}
    text = page.content.decode()
    assert "There are no rates before 4 Jan 1999" in text
    assert "Issuer&#x27;s peg" in text
    assert not RateOverride.objects.exists()
    page = client.get(reverse("admin:rates_revaluation_month"), {"month_end": "0001-01-31"})
    assert "There are no rates before 4 Jan 1999" in page.content.decode()
