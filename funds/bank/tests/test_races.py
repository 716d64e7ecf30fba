"""Two people at one desk: what can be raced is decided once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from django.db import connection

from fidus.lib import clock
from fidus.lib.money import Money
from funds.bank.errors import NotMatching
from funds.bank.models import BankTransaction, Match
from funds.bank.selectors import open_movements, open_transactions
from funds.bank.services.import_received_file import import_received_file
from funds.bank.services.match_transactions import match_transactions
from funds.bank.services.receive_file import receive_file
from funds.bank.tests.files import camt, entry, mt940
from funds.bank.tests.scenes import an_account, bring
from funds.services.book_operating_cost import book_operating_cost

TODAY, DAY = date(2026, 4, 16), date(2026, 4, 10)


def test_a_booking_is_matched_by_one_of_two_who_try_at_once(committed_db):
    with clock.at(TODAY):
        account = an_account()
        book_operating_cost(reference="C-1", text="Office", amount=Money.of(40, "EUR"), incurred_on=DAY, by=None)
        line = ":61:2604100410D40,00NTRFNONREF//B1"
        bring(mt940(line, opening="C260409EUR0,00", closing="D260410EUR40,00"))
        [booking], [entry] = list(open_transactions(account)), open_movements(account)

        def attempt(number):
            try:
                with clock.at(TODAY):
                    match_transactions(
                        account=account, transactions=[booking.pk], entries=[entry.entry], reasons=["x"], by=None
                    )
            except NotMatching:
                return False
            finally:
                connection.close()
            return True

        with ThreadPoolExecutor(6) as pool:
            results = list(pool.map(attempt, range(6)))
        assert results.count(True) == 1
        assert Match.objects.count() == 1


def test_two_overlapping_files_taken_in_at_once_add_each_booking_once(committed_db):
    an_account()
    files = [camt(entry("5.00") + entry("7.00", more=f"<NtryRef>{number}</NtryRef>")) for number in range(4)]
    received = [receive_file(content=one, name="x", by=None) for one in files]

    def take(brought):
        try:
            return import_received_file(brought=brought, by=None).transactions_added
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(take, received)) == 2
    assert BankTransaction.objects.count() == 2
