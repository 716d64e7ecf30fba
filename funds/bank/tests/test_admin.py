"""The bank's pages: tried by who may act, a colleague who may look, and people who may do neither."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from fidus.lib import clock
from fidus.lib.money import Money
from funds.bank.models import BankImport, BankTransaction, Match
from funds.bank.selectors import open_movements, open_transactions
from funds.bank.services.propose_booking import propose_booking
from funds.bank.services.receive_file import receive_file
from funds.bank.tests.files import camt, entry, mt940
from funds.bank.tests.scenes import an_account, bring
from funds.models import OperatingCost
from funds.services.book_operating_cost import book_operating_cost
from funds.tests.scenes import a_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 4, 16)


def a_browser(*codenames, apps=("bank", "funds"), staff=True, everything=False):
    user = a_user("staff", is_staff=staff)
    held = Permission.objects.filter(content_type__app_label__in=apps)
    user.user_permissions.set(held if everything else held.filter(codename__in=codenames))
    browser = Browser()
    browser.force_login(user)
    return browser


@pytest.fixture(autouse=True)
def on_a_day():
    with clock.at(TODAY):
        yield


@pytest.fixture
def office():
    return a_browser(everything=True)


@pytest.fixture
def colleague():
    views = Permission.objects.filter(content_type__app_label="bank", codename__startswith="view_")
    return a_browser(*views.values_list("codename", flat=True))


@pytest.fixture
def account():
    found = an_account()
    book_operating_cost(
        reference="COST-0001", text="Office", amount=Money.of(40, "EUR"), incurred_on=date(2026, 4, 10), by=None
    )
    lines = (":61:2604100410D40,00NTRFCOST-0001//B1", ":86:Rent", ":61:2604120412D3,50NCHGNONREF//B3", ":86:=Fees")
    bring(mt940(*lines, opening="C260409EUR0,00", closing="D260412EUR43,50"))
    return found


def test_who_sees_what(account, office, colleague):
    fee = open_transactions(account).get(bank_reference="B3")
    booking = propose_booking(transaction=fee, kind="charge", text="Fees", by=a_user())
    received = receive_file(content=camt(entry("5.00")), name="x.xml", by=None)
    pages = {
        reverse("admin:bank_bankaccount_changelist"): True,
        reverse("admin:bank_bankaccount_desk", args=[account.pk]): True,
        reverse("admin:bank_bankimport_changelist"): True,
        reverse("admin:bank_bankimport_change", args=[received.pk]): True,
        reverse("admin:bank_bankimport_change", args=[BankImport.objects.order_by("pk")[0].pk]): True,
        reverse("admin:bank_bankstatement_changelist"): True,
        reverse("admin:bank_banktransaction_changelist"): True,
        reverse("admin:bank_match_changelist"): True,
        reverse("admin:bank_bankbooking_changelist"): True,
        reverse("admin:bank_bankaccount_open"): False,
        reverse("admin:bank_bankaccount_spelling", args=[account.pk]): False,
        reverse("admin:bank_bankimport_upload"): False,
        reverse("admin:bank_banktransaction_cost", args=[fee.pk]): False,
        reverse("admin:bank_banktransaction_interest", args=[fee.pk]): False,
        reverse("admin:bank_banktransaction_fund", args=[fee.pk]): False,
        reverse("admin:bank_banktransaction_propose", args=[fee.pk]): False,
        reverse("admin:bank_bankbooking_post", args=[booking.pk]): False,
        reverse("admin:bank_bankbooking_decline", args=[booking.pk]): False,
    }
    unentitled, portal = a_browser(), a_browser(staff=False)
    for url, seen_by_all in pages.items():
        assert office.get(url).status_code == 200, url
        assert colleague.get(url).status_code == (200 if seen_by_all else 403), url
        assert unentitled.get(url).status_code == 403, url
        assert portal.get(url).status_code == 302, url
    assert colleague.post(reverse("admin:bank_bankaccount_desk", args=[account.pk])).status_code == 403
    assert (
        colleague.post(reverse("admin:bank_bankimport_change", args=[received.pk]), {"import": "x"}).status_code == 403
    )


def test_a_file_is_looked_at_before_it_counts_and_then_taken_in(account, office):
    file = SimpleUploadedFile("april.xml", camt(entry("5.00", day="2026-04-15")))
    shown = office.post(reverse("admin:bank_bankimport_upload"), {"file": file}, follow=True)
    page = shown.content.decode()
    assert "Nothing of it counts yet" in page
    assert "1 new, 0 held before" in page
    assert BankTransaction.objects.count() == 2
    done = office.post(shown.redirect_chain[-1][0], {"import": "yes"}, follow=True).content.decode()
    assert "1 booking new" in done
    assert BankTransaction.objects.count() == 3


def test_a_csv_is_mapped_on_the_page_and_the_mapping_is_kept(account, office):
    csv = "Konto;123\n\nBuchungstag;Verwendungszweck;Betrag\n15.04.2026;Zinsen;1.234,56\n14.04.2026;Miete;-40,00\n"
    file = SimpleUploadedFile("april.csv", csv.encode("latin-1"))
    shown = office.post(reverse("admin:bank_bankimport_upload"), {"file": file, "account": account.pk}, follow=True)
    url, page = shown.redirect_chain[-1][0], shown.content.decode()
    assert "Which column is what" in page
    assert "1,234.56" in page
    form = shown.context["form"]
    given = {name: form.initial.get(name) or "" for name in form.fields if name != "negated"}
    broken = office.post(url, {**given, "amount": "", "import": "yes"}).content.decode()
    assert "not complete yet" in broken
    office.post(url, {**given, "import": "yes"})
    assert account.layouts.get().mapping["decimal"] == ","
    assert BankTransaction.objects.filter(amount_minor=123456).exists()


def test_a_kept_mapping_is_used_only_for_a_file_that_has_its_columns(account, office):
    def look(name, csv):
        file = SimpleUploadedFile(name, csv.encode())
        return office.post(reverse("admin:bank_bankimport_upload"), {"file": file, "account": account.pk}, follow=True)

    first = look("one.csv", "Date;Text;Amount\n2026-04-15;Interest;1,50\n")
    form = first.context["form"]
    given = {name: form.initial[name] for name in form.fields if name != "negated"}
    office.post(first.redirect_chain[-1][0], {**given, "import": "yes"})
    assert account.layouts.count() == 1
    other = look("two.csv", "Booking date,Description,Amount\n2026-04-16,Rent,-4.25\n")
    assert "cannot be taken in" not in other.content.decode()
    assert other.context["form"].initial["delimiter"] == ","
    again = look("three.csv", "Date;Text;Amount\n2026-04-16;Interest;2,50\n")
    assert again.context["form"].initial["delimiter"] == ";"


def test_a_file_that_cannot_be_read_says_why_and_can_be_put_aside(account, office):
    file = SimpleUploadedFile("april.xml", camt(entry("5..00")))
    shown = office.post(reverse("admin:bank_bankimport_upload"), {"file": file}, follow=True)
    assert "Entry 1 of statement S1" in shown.content.decode()
    office.post(shown.redirect_chain[-1][0], {"discard": "yes"})
    assert BankImport.objects.get(name="april.xml").state == "discarded"


def test_the_desk_matches_by_one_click_and_answers_htmx_with_its_own_part(account, office):
    url = reverse("admin:bank_bankaccount_desk", args=[account.pk])
    page = office.get(url).content.decode()
    assert "the bank names COST-0001" in page
    assert "Every cent is explained" in page
    answer = office.post(url, {"certain": "yes"}, headers={"HX-Request": "true"}).content.decode()
    assert answer.lstrip().startswith('<div class="stack-y" id="desk">')
    assert Match.objects.get().automatic


def test_a_match_by_hand_asks_for_the_reason_and_equal_sums(account, office):
    url = reverse("admin:bank_bankaccount_desk", args=[account.pk])
    rent = open_transactions(account).get(bank_reference="B1")
    fee = open_transactions(account).get(bank_reference="B3")
    [cost] = open_movements(account)
    assert office.post(url, {"bank": rent.pk, "ledger": cost.entry}).status_code == 422
    refused = office.post(url, {"bank": fee.pk, "ledger": cost.entry, "reason": "x"})
    assert "differ by 36.50" in refused.content.decode()
    assert office.post(url, {"bank": rent.pk, "ledger": cost.entry, "reason": "The rent"}).status_code == 302
    match = Match.objects.get()
    undo = reverse("admin:bank_match_undo", args=[match.pk])
    assert office.get(undo).status_code == 200
    office.post(undo, {"reason": "Not the rent"})
    match.refresh_from_db()
    assert match.state == "undone"


def test_a_cost_is_previewed_before_it_is_booked_from_the_bank(account, office):
    fee = open_transactions(account).get(bank_reference="B3")
    url = reverse("admin:bank_banktransaction_cost", args=[fee.pk])
    preview = office.post(url, {"text": "Fees"})
    assert "What will be posted" in preview.content.decode()
    assert OperatingCost.objects.count() == 1
    office.post(url, {"text": "Fees", "previewed": preview.context["previewed"]})
    assert OperatingCost.objects.count() == 2
    assert not open_transactions(account).filter(pk=fee.pk).exists()


def test_the_reconciliation_is_taken_out_as_shown(account, office):
    answer = office.get(reverse("admin:bank_bankaccount_desk", args=[account.pk]), {"format": "xlsx"})
    assert answer.content.startswith(b"PK")


def test_an_empty_office_is_told_what_to_do_next(office):
    assert "Open one" in office.get(reverse("admin:bank_bankaccount_changelist")).content.decode()
    assert "bring it in" in office.get(reverse("admin:bank_bankimport_changelist")).content.decode()


def test_a_refused_match_tells_its_reason_to_htmx_too(account, office):
    url = reverse("admin:bank_bankaccount_desk", args=[account.pk])
    fee = open_transactions(account).get(bank_reference="B3")
    [cost] = open_movements(account)
    chosen = {"bank": fee.pk, "ledger": cost.entry, "reason": "x"}
    refused = office.post(url, chosen, headers={"HX-Request": "true"})
    assert refused.status_code == 200
    assert "differ by 36.50" in refused.content.decode()
    assert not Match.objects.exists()


def test_lists_offer_only_the_steps_the_reader_may_take(account, office, colleague):
    fee = open_transactions(account).get(bank_reference="B3")
    office.post(reverse("admin:bank_banktransaction_propose", args=[fee.pk]), {"kind": "charge", "text": "Fees"})
    office.post(reverse("admin:bank_bankaccount_desk", args=[account.pk]), {"certain": "yes"})
    bookings, matches = reverse("admin:bank_bankbooking_changelist"), reverse("admin:bank_match_changelist")
    own = office.get(bookings).content.decode()
    assert ("/post/" in own, "/decline/" in own) == (False, True)
    assert "/post/" in a_browser(everything=True).get(bookings).content.decode()
    assert "/undo/" in office.get(matches).content.decode()
    for page in (bookings, matches):
        shown = colleague.get(page)
        assert shown.status_code == 200
        assert not any(step in shown.content.decode() for step in ("/post/", "/decline/", "/undo/"))
