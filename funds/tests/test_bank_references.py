"""One reference of the bank stands for one movement of money, also when two people book it at the same moment."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.ledger.api import balance, open_account
from fidus.lib import clock
from funds.errors import ReferenceUsed
from funds.services.fund_investment import fund_investment
from funds.services.open_investment import open_investment
from funds.tests.scenes import OPENED, a_client, a_product, usd


def test_two_who_book_one_reference_for_two_investments_at_once_book_it_once(committed_db):
    together, outcomes = Barrier(2), []
    with clock.at(OPENED):
        client, product = a_client(), a_product()
        waiting = [open_investment(client=client, product=product, principal=usd("1000.00"), by=None) for _ in range(2)]

    def book(investment):
        try:
            with clock.at(OPENED):
                together.wait(timeout=60)
                fund_investment(investment=investment, received_on=OPENED, bank_reference="B-1", by=None)
                outcomes.append("booked")
        except ReferenceUsed:
            outcomes.append("refused")
        finally:
            connection.close()

    people = [Thread(target=book, args=(investment,)) for investment in waiting]
    for person in people:
        person.start()
    for person in people:
        person.join(timeout=60)
    assert sorted(outcomes) == ["booked", "refused"]
    bank = open_account(code="Assets:Bank:USD", kind="asset", currency="USD")
    with clock.at(OPENED):
        assert balance(bank, as_of=OPENED) == usd("1000.00")


@pytest.mark.django_db
def test_who_looked_a_moment_too_early_is_told_so(monkeypatch):
    with clock.at(OPENED):
        client, product = a_client(), a_product()
        first, second = (
            open_investment(client=client, product=product, principal=usd("1000.00"), by=None) for _ in range(2)
        )
        fund_investment(investment=first, received_on=OPENED, bank_reference="B-1", by=None)
        monkeypatch.setattr("funds.services.fund_investment._is_booked", lambda *given: False)
        with pytest.raises(ReferenceUsed, match="a moment ago"):
            fund_investment(investment=second, received_on=OPENED, bank_reference="B-1", by=None)
        second.refresh_from_db()
        assert second.state == "open"
