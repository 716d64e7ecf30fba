"""Agreements: dated terms, no two for the same deals, ended once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from fidus.lib import clock
from funds.rebates.domain.counting import Counting
from funds.rebates.errors import NotAnAgreement
from funds.rebates.services.count_rebates import count_rebates
from funds.rebates.services.end_agreement import end_agreement
from funds.rebates.services.publish_rebate_terms import publish_rebate_terms
from funds.rebates.tests.scenes import START, TODAY, agree, an_account, trade

pytestmark = pytest.mark.django_db


def terms(agreement, valid_from, rate="9", minimum=timedelta(0)):
    return publish_rebate_terms(
        agreement=agreement,
        valid_from=valid_from,
        rate=Decimal(rate),
        counting=Counting.ENTRY,
        minimum=minimum,
        by=None,
    )


def test_two_for_the_same_deals_are_refused_unless_one_ended_before():
    first = agree("EURUSD*")
    with pytest.raises(NotAnAgreement, match="Another agreement stands"):
        agree("EURUSD*", valid_from=date(2026, 11, 1))
    agree("EURUSD")
    agree("EURUSD*", account=an_account())
    end_agreement(agreement=first, ended_on=date(2026, 11, 1), reason="Renegotiated", by=None)
    agree("EURUSD*", valid_from=date(2026, 11, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"broker": "Nobody Ltd"},
        {"pattern": "*USD"},
        {"pattern": ""},
        {"rate": "0"},
        {"rate": "NaN"},
        {"rate": "1.00001"},
        {"minimum": timedelta(days=31)},
        {"minimum": timedelta(milliseconds=5)},
    ],
    ids=str,
)
def test_what_is_incomplete_is_refused(wrong):
    with pytest.raises(NotAnAgreement):
        agree(**wrong)


def test_an_account_of_another_broker_is_refused():
    with pytest.raises(NotAnAgreement, match="is an account with"):
        agree(account=an_account("Sample Brokers"))


def test_brokers_whose_names_would_share_an_account_are_told_apart():
    an_account("Example-Markets")
    with pytest.raises(NotAnAgreement, match="share an account"):
        agree()


def test_terms_begin_after_what_is_counted():
    agreement = agree()
    trade(an_account())
    with clock.at(TODAY):
        count_rebates(as_of=TODAY, by=None)
    with pytest.raises(NotAnAgreement, match="Deals up to 5 Oct 2026 are counted"):
        terms(agreement, date(2026, 10, 5))
    terms(agreement, date(2026, 10, 6))
    with pytest.raises(NotAnAgreement, match="written down already"):
        terms(agreement, date(2026, 10, 6))
    with pytest.raises(NotAnAgreement, match="within the days"):
        terms(agreement, START - timedelta(days=1))


def test_it_ends_once_and_after_what_it_counted():
    agreement = agree()
    trade(an_account())
    with clock.at(TODAY):
        count_rebates(as_of=TODAY, by=None)
    with pytest.raises(NotAnAgreement, match="it ends after that"):
        end_agreement(agreement=agreement, ended_on=date(2026, 10, 5), reason="Over", by=None)
    end_agreement(agreement=agreement, ended_on=date(2026, 10, 6), reason="Over", by=None)
    with pytest.raises(NotAnAgreement, match="ended already"):
        end_agreement(agreement=agreement, ended_on=date(2026, 10, 7), reason="Over", by=None)


def test_what_was_agreed_is_never_rewritten(as_owner):
    agree()
    for statement in ("update rebates_rebateagreement set pattern = 'X'", "delete from rebates_rebateagreement"):
        with pytest.raises(IntegrityError), transaction.atomic():
            as_owner(statement)
