"""Rates by hand: two people, a reason, days; and they never overlap."""

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.rates.api import MissingRate, rate
from accounts.rates.approvals import overrides_waiting
from accounts.rates.errors import IllegalState, NotAnOverride, RatesError, SecondPersonNeeded
from accounts.rates.models import RateOverride
from accounts.rates.services.approve_override import approve_override
from accounts.rates.services.end_override import end_override
from accounts.rates.services.propose_override import propose_override
from accounts.rates.services.refuse_override import refuse_override
from accounts.rates.services.withdraw_override import withdraw_override
from accounts.tests.people import staff
from accounts.trail.api import events_about
from fidus.lib import clock

FIRST, LAST = date(2026, 11, 1), date(2026, 12, 31)


@pytest.fixture
def olga(db):
    return staff(email="olga@example.test")


@pytest.fixture
def rosa(db):
    return staff(email="rosa@example.test")


def peg(by, **changes):
    given = {"base": "USDT", "quote": "USD", "value": Decimal(1), "valid_from": FIRST, "valid_until": LAST}
    return propose_override(**{**given, "reason": "Issuer's peg, price seen on the exchange", "by": by, **changes})


def test_a_peg_holds_only_once_a_second_person_approved_it_and_only_on_its_days(olga, rosa):
    override = peg(olga)
    with pytest.raises(MissingRate):
        rate("USDT", "USD", as_of=FIRST)
    assert [waiting.about for waiting in overrides_waiting(rosa)] == ["USDT/USD 1, 1 Nov 2026 to 31 Dec 2026"]
    assert overrides_waiting(olga) == []
    approve_override(override=override, by=rosa)
    assert rate("USDT", "USD", as_of=LAST).source == "override"
    with pytest.raises(MissingRate):
        rate("USDT", "USD", as_of=date(2027, 1, 1))
    assert [event.kind for event in events_about(subject=f"override:{override.pk}")] == [
        "OverrideApproved",
        "OverrideProposed",
    ]


def test_who_proposed_it_never_approves_it_by_any_door(olga, rosa):
    override = peg(olga)
    with pytest.raises(SecondPersonNeeded):
        approve_override(override=override, by=olga)
    with pytest.raises(SecondPersonNeeded):
        refuse_override(override=override, reason="no", by=olga)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        RateOverride.objects.filter(pk=override.pk).update(state="approved", decided_by=olga)


def test_no_two_stand_in_the_same_days_in_either_direction(olga, rosa):
    approve_override(override=peg(olga), by=rosa)
    turned = peg(olga, base="USD", quote="USDT", valid_from=LAST, valid_until=date(2027, 1, 31))
    with pytest.raises(NotAnOverride, match="end that one first"):
        approve_override(override=turned, by=rosa)
    approve_override(override=peg(olga, valid_from=date(2027, 1, 1), valid_until=date(2027, 1, 31)), by=rosa)


def test_ended_it_holds_for_the_days_before(olga, rosa):
    override = approve_override(override=peg(olga), by=rosa)
    with clock.at(date(2026, 11, 20)):
        end_override(override=override, reason="The peg broke", by=olga)
    assert rate("USDT", "USD", as_of=date(2026, 11, 19)).value == 1
    with pytest.raises(MissingRate):
        rate("USDT", "USD", as_of=date(2026, 11, 20))
    with clock.at(date(2026, 11, 20)):
        approve_override(override=peg(olga, value=Decimal("0.97"), valid_from=date(2026, 11, 20)), by=rosa)
    assert rate("USDT", "USD", as_of=date(2026, 11, 20)).value == Decimal("0.97")


def test_withdrawn_or_refused_it_is_over(olga, rosa):
    mine = withdraw_override(override=peg(olga), by=olga)
    with pytest.raises(IllegalState):
        approve_override(override=mine, by=rosa)
    with pytest.raises(RatesError, match="Only who proposed"):
        withdraw_override(override=peg(olga), by=rosa)
    refused = refuse_override(override=peg(olga), reason="No source", by=rosa)
    assert (refused.state, refused.decision) == ("refused", "No source")


@pytest.mark.parametrize(
    "wrong",
    [
        {"base": "USD"},
        {"base": "usd1"},
        {"value": Decimal(0)},
        {"value": Decimal("NaN")},
        {"value": Decimal("1.00000000001")},
        {"valid_until": date(2026, 10, 31)},
        {"valid_until": date(2028, 1, 1)},
        {"valid_from": date.max, "valid_until": date(2028, 1, 1)},
        {"reason": "  "},
        {"valid_from": date.min, "valid_until": date(1, 1, 31)},
        {"valid_from": date(1999, 1, 3), "valid_until": date(1999, 1, 10)},
        {"valid_from": date(2028, 1, 1), "valid_until": date(2028, 1, 31)},
    ],
    ids=str,
)
def test_what_is_incomplete_is_refused(olga, wrong):
    with clock.at(date(2026, 11, 2)), pytest.raises(NotAnOverride):
        peg(olga, **wrong)


def test_what_was_proposed_cannot_be_rewritten_or_deleted(olga, as_owner):
    override = peg(olga)
    for statement in (
        "update rates_rateoverride set value = 2 where id = %s",
        "delete from rates_rateoverride where id = %s",
    ):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            as_owner(statement, [override.pk])


def test_two_approvals_of_overlapping_rates_at_once_leave_one(committed_db):
    olga, rosa = staff(email="olga@example.test"), staff(email="rosa@example.test")
    both = [peg(olga), peg(olga, value=Decimal("0.99"))]
    start, refused = threading.Barrier(2), []

    def approve(override):
        start.wait()
        try:
            approve_override(override=override, by=rosa)
        except NotAnOverride:
            refused.append(override)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=[override]) for override in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert RateOverride.objects.filter(state="approved").count() == 1


def test_no_rate_is_of_a_day_before_the_euro_by_any_door(olga):
    with pytest.raises(NotAnOverride, match="no rates before 4 Jan 1999"):
        peg(olga, valid_from=date.min, valid_until=date(1, 12, 31))
    assert peg(olga, valid_from=date(1999, 1, 4), valid_until=date(1999, 1, 31)).pk
    with pytest.raises(IntegrityError, match="override_is_not_before_the_euro"), transaction.atomic():
        RateOverride.objects.create(
            base="USDT", quote="USD", value=1, valid_from=date(1, 1, 1), valid_until=date(1, 1, 1), reason="Why not",
            state="proposed", proposed_by=olga, proposed_at=clock.now(),
        )  # fmt: skip
