"""Files of banks taken in: whole or not at all, nothing twice, nothing merged that is two."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import ProgrammingError

from fidus.lib.money import MINOR_UNITS, Money
from funds.bank.archive import folder
from funds.bank.domain.csv_mapping import CsvMapping
from funds.bank.domain.recognise import read_file
from funds.bank.domain.unreadable import Unreadable
from funds.bank.errors import BankError, FileRefused
from funds.bank.models import BankImport, BankStatement, BankTransaction
from funds.bank.selectors import breaks, pending
from funds.bank.services.import_received_file import import_received_file
from funds.bank.services.receive_file import receive_file
from funds.bank.tests.files import balance, camt, entry, mt940
from funds.bank.tests.scenes import an_account, bring

pytestmark = pytest.mark.django_db


def test_the_same_file_again_adds_nothing():
    an_account()
    file = camt(entry("5.00") + entry("5.00") + entry("7.00", "DBIT"))
    first, again = bring(file), bring(file)
    assert (first.state, first.transactions_added, again.state, again.transactions_added) == (
        "imported",
        3,
        "imported",
        0,
    )
    assert BankTransaction.objects.count() == 3


def test_equal_bookings_of_one_day_are_kept_apart_and_an_overlapping_file_adds_only_the_third():
    an_account()
    bring(camt(entry("4.50") + entry("4.50")))
    later = bring(camt(entry("4.50") + entry("1.00", day="2026-04-11") + entry("4.50") + entry("4.50")))
    assert later.transactions_added == 2
    assert later.known_before == 2


def test_a_bank_reference_is_stronger_than_the_words():
    an_account()
    one = "<AcctSvcrRef>B1</AcctSvcrRef><AddtlNtryInf>Coffee</AddtlNtryInf>"
    two = "<AcctSvcrRef>B2</AcctSvcrRef><AddtlNtryInf>Coffee</AddtlNtryInf>"
    bring(camt(entry("4.50", more=one)))
    again = "<AcctSvcrRef>B1</AcctSvcrRef><AddtlNtryInf>Coffee at the corner</AddtlNtryInf>"
    assert bring(camt(entry("4.50", more=again) + entry("4.50", more=two))).transactions_added == 1


def test_the_second_page_of_a_day_with_an_equal_booking_is_not_taken_for_the_first():
    an_account()
    line = ":61:2604100410C10,00NTRFNONREF"
    first = mt940(line, ":86:Alike", closing="C260410EUR110,00", number="5/1").replace(":62F:", ":62M:")
    second = mt940(line, ":86:Alike", opening="C260410EUR110,00", closing="C260410EUR120,00", number="5/2")
    bring(first)
    assert bring(second.replace(":60F:", ":60M:")).transactions_added == 1
    assert BankTransaction.objects.count() == 2


def test_the_same_day_in_another_format_is_known_by_day_and_amount():
    account = an_account()
    bring(camt(entry("10.00", more="<AddtlNtryInf>From the bank</AddtlNtryInf>")))
    mapping = CsvMapping(",", ".", "", "%Y-%m-%d", "Date", amount="Amount", text=("Text",))
    csv = "Date,Amount,Text\n2026-04-10,10.00,Other words\n2026-04-10,11.00,New\n"
    assert bring(csv, account=account, mapping=mapping).transactions_added == 1


def test_a_garbled_amount_refuses_the_whole_file_and_keeps_nothing_but_the_original():
    an_account()
    refused = bring(camt(entry("5.00") + entry("12..34")))
    assert refused.state == "refused"
    assert refused.refusal == "Entry 2 of statement S1: “12..34” is not an amount"
    assert not BankStatement.objects.exists()
    assert not BankTransaction.objects.exists()
    assert b"12..34" in folder().get(refused.kept_as)


def test_the_kept_original_is_encrypted(settings):
    brought = receive_file(content=b"secret words", name="x", by=None)
    root = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    assert b"secret" not in (root / "bank" / brought.kept_as).read_bytes()


def test_the_originals_are_kept_when_the_key_changes(settings):
    brought = receive_file(content=b"of the bank", name="x", by=None)
    old = list(settings.DOCUMENT_KEYS)
    settings.DOCUMENT_KEYS = [Fernet.generate_key().decode(), *old]
    call_command("rotate_document_keys")
    settings.DOCUMENT_KEYS = settings.DOCUMENT_KEYS[:1]
    assert folder().get(brought.kept_as) == b"of the bank"


def test_a_file_of_an_account_nobody_opened_says_so():
    refused = bring(camt(entry("5.00")))
    assert "open that bank account first" in refused.refusal


def test_a_file_of_another_account_than_the_chosen_one_is_refused_and_another_spelling_helps():
    other = an_account("Other", identifier="CH9300762011623852957")
    assert "another spelling" in bring(camt(entry("5.00")), account=other).refusal
    spelled = an_account("Spelled", identifier="GB29NWBK601613", other_spellings=["DE89 3704 0044 0532 0130 00"])
    assert bring(camt(entry("5.00")), account=spelled).state == "imported"


def test_an_amount_finer_than_the_smallest_unit_is_refused_and_zeros_at_the_end_are_not():
    an_account()
    assert "finer than the currency's smallest unit" in bring(camt(entry("5.12345"))).refusal
    assert bring(camt(entry("5.12000"))).state == "imported"


def test_a_statement_that_does_not_tie_is_taken_in_and_shown():
    account = an_account()
    file = camt(
        entry("5.00"), balances=balance("OPBD", "100.00", "2026-04-09") + balance("CLBD", "106.00", "2026-04-10")
    )
    assert bring(file).state == "imported"
    [statement] = account.statements.all()
    assert (statement.tie, statement.tie_difference) == ("differs", Money.of("1.00", "EUR"))
    assert [one.statement for one in breaks(account)] == [statement]


def test_a_gap_between_two_statements_is_shown():
    account = an_account()
    bring(mt940(opening="C260409EUR100,00", closing="C260410EUR100,00", number="5"))
    bring(mt940(opening="C260412EUR130,00", closing="C260413EUR130,00", number="7"))
    [found] = breaks(account)
    assert "does not open where it closed: 30.00 EUR" in found.what


def test_pending_and_announced_bookings_wait_beside_the_final_ones():
    account = an_account()
    report = camt(entry("5.00", status="PDNG") + entry("6.00")).replace(b"BkToCstmrStmt", b"BkToCstmrAcctRpt")
    bring(report.replace(b"<Stmt>", b"<Rpt>").replace(b"</Stmt>", b"</Rpt>"))
    assert not account.transactions.filter(final=True).exists()
    assert pending(account).count() == 2
    bring(camt(entry("6.00")))
    assert account.transactions.filter(final=True).count() == 1


def test_bookings_are_never_changed_or_deleted(as_owner):
    an_account()
    bring(camt(entry("5.00")))
    with pytest.raises(ProgrammingError, match="permission denied"):
        BankTransaction.objects.all().delete()


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"PK\x03\x04rest", "ZIP archive"),
        (b"%PDF-1.7", "PDF"),
        (b"   \n", "empty"),
        (b"\x00\x01\x02\x03\x00\xff" * 30, "not a text file"),
        (b"hello\nworld\n", "neither CAMT"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"<?xml version='1.0'?><a/>", "no account statement"),
        (camt(entry("5.00"))[:-40], "cut off"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entities"),
        (mt940(":61:2604100410C10,00NTRFX").split(":62F:")[0].encode(), "no closing balance"),
        (mt940(":61:26041004").encode(), "Line 5: the booking :61:"),
        (b":61:2604100410C10,00NTRFNONREF\n:62F:C260410EUR1,00\n", "begins in the middle"),
        (mt940(":61:2604990410C10,00NTRFX").encode(), "Line 5: 2026-04-99 is not a date"),
        (camt(entry("1" + "0" * 30)), "larger than any account"),
        (camt(entry("5.00", mark="BOTH")), "neither credit"),
        (camt(entry("-5.00")), "carries a sign"),
    ],
)
def test_a_bad_file_is_refused_with_a_reason(content, word):
    account = an_account()
    refused = bring(content, account=account)
    assert refused.state == "refused"
    assert word in refused.refusal
    assert not BankTransaction.objects.exists()


def test_an_empty_upload_and_a_second_decision_are_refused():
    with pytest.raises(FileRefused, match="empty"):
        receive_file(content=b"", name="x", by=None)
    an_account()
    done = bring(camt(entry("5.00")))
    with pytest.raises(BankError, match="imported already"):
        import_received_file(brought=done, by=None)
    assert BankImport.objects.count() == 1


@pytest.mark.shared
def test_every_real_file_of_a_currency_of_ours_is_taken_in_once(shared_data):

    files = sorted((shared_data / "bank").iterdir())
    count = 0
    for file in files:
        try:
            statements = read_file(file.read_bytes())
        except Unreadable:
            continue
        for one in {(one.account, one.currency): one for one in statements}.values():
            if one.currency in MINOR_UNITS:
                count += 1
                try:
                    an_account(f"A{count}", identifier=one.account, currency=one.currency)
                except BankError:
                    continue
    added = {}
    for file in files:
        added[file.name] = bring(file.read_bytes(), name=file.name)
    held = BankTransaction.objects.count()
    refused = {name for name, one in added.items() if one.state == "refused"}
    assert refused == {"bsp_camt053_garbled_amount.xml", "mt940_cmxl_mt940.sta"}
    assert "DEM" in added["mt940_cmxl_mt940.sta"].refusal
    for file in files:
        if added[file.name].state == "imported":
            assert bring(file.read_bytes(), name=file.name).transactions_added == 0
    assert BankTransaction.objects.count() == held
