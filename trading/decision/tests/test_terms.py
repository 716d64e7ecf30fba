"""Allocations and limits: proposed by one, decided by another, ended; by the services and by the database."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.tests.people import staff
from accounts.trail.api import events_about
from fidus.lib import clock
from trading.decision.approvals import allocations_waiting, limits_waiting
from trading.decision.errors import DecisionError, NotAllowed, SecondPersonNeeded, WrongState
from trading.decision.models import Allocation, Limit
from trading.decision.services.approve_allocation import approve_allocation
from trading.decision.services.approve_limit import approve_limit
from trading.decision.services.decline_allocation import decline_allocation
from trading.decision.services.decline_limit import decline_limit
from trading.decision.services.end_allocation import end_allocation
from trading.decision.services.end_limit import end_limit
from trading.decision.services.propose_allocation import propose_allocation
from trading.decision.services.propose_limit import propose_limit
from trading.decision.tests.scenes import an_account, limited, proposer, second
from trading.signals.tests.scenes import a_strategy


def allocation(strategy=None, account=None, share="40", **given) -> Allocation:
    plain = {"size_kind": "equity percent", "size_value": Decimal(5), "reason": "Tried for a month.", "by": proposer()}
    return propose_allocation(
        strategy=strategy or a_strategy(), account=account or an_account(), share=Decimal(share), **{**plain, **given}
    )


def limit(value="5", **given) -> Limit:
    plain = {"kind": "position", "scope": "firm", "reason": "Calmer.", "by": proposer()}
    return propose_limit(value=Decimal(value), **{**plain, **given})


@pytest.mark.django_db
class TestAllocations:
    def test_one_person_proposes_and_another_approves(self):
        one = allocation()
        assert one.state == "proposed"
        with pytest.raises(SecondPersonNeeded):
            approve_allocation(allocation=one, by=proposer())
        assert approve_allocation(allocation=one, by=second()).state == "active"
        with pytest.raises(WrongState):
            approve_allocation(allocation=one, by=second())
        kinds = [event.kind for event in events_about(subject=one.subject)]
        assert kinds == ["AllocationApproved", "AllocationProposed"]

    def test_the_database_wants_a_second_person_too(self):
        one = allocation()
        with pytest.raises(IntegrityError), transaction.atomic():
            Allocation.objects.filter(pk=one.pk).update(state="active", decided_by=proposer(), decided_at=clock.now())

    def test_what_was_agreed_on_stays(self):
        one = allocation()
        with pytest.raises(IntegrityError), transaction.atomic():
            Allocation.objects.filter(pk=one.pk).update(share=90)
        with pytest.raises(IntegrityError), transaction.atomic():
            Allocation.objects.filter(pk=one.pk).delete()

    def test_another_takes_the_place_of_the_one_before(self):
        first = approve_allocation(allocation=allocation(), by=second())
        next_one = allocation(first.strategy, first.account, "70")
        approve_allocation(allocation=next_one, by=second())
        first.refresh_from_db()
        assert (first.state, first.end_reason) == ("ended", "another took its place")

    def test_an_account_is_not_allocated_more_than_once_over(self):
        first = approve_allocation(allocation=allocation(share="60"), by=second())
        other = allocation(account=first.account, share="41")
        with pytest.raises(NotAllowed, match="101 %"):
            approve_allocation(allocation=other, by=second())

    def test_it_is_declined_or_ended_with_a_reason(self):
        one = allocation()
        with pytest.raises(SecondPersonNeeded):
            decline_allocation(allocation=one, reason="No.", by=proposer())
        with pytest.raises(NotAllowed):
            decline_allocation(allocation=one, reason=" ", by=second())
        assert decline_allocation(allocation=one, reason="Too much.", by=second()).decision == "Too much."
        active = approve_allocation(allocation=allocation(), by=second())
        assert end_allocation(allocation=active, reason="Done.", by=proposer()).state == "ended"

    @pytest.mark.parametrize(
        "given",
        [
            {"share": "0"}, {"share": "100.001"}, {"share": "NaN"}, {"size_value": Decimal(0)},
            {"size_value": Decimal(101)}, {"reason": "  "}, {"starts_on": clock.today() - timedelta(days=1)},
            {"ends_on": clock.today() - timedelta(days=1)},
        ],
    )  # fmt: skip
    def test_what_cannot_stand_is_refused_with_words(self, given):
        with pytest.raises(DecisionError):
            allocation(**given)

    def test_staging_gets_no_real_money(self):
        staging, live = a_strategy(environment="staging"), an_account(environment="live", platform="mt5")
        with pytest.raises(NotAllowed, match="staging"):
            allocation(staging, live)

    def test_it_waits_in_the_inbox_of_the_second_person_alone(self):
        one = allocation()
        assert [item.about for item in allocations_waiting(second())] == [f"{one}: 40 % of its equity"]
        assert allocations_waiting(proposer()) == []
        assert allocations_waiting(staff("viewer")) == []


@pytest.mark.django_db
class TestLimits:
    def test_one_person_proposes_and_another_approves(self):
        one = limit()
        with pytest.raises(SecondPersonNeeded):
            approve_limit(limit=one, by=proposer())
        assert [item.about for item in limits_waiting(second())] == ["Most in one position, the firm: 5%"]
        assert limits_waiting(proposer()) == []
        assert approve_limit(limit=one, by=second()).state == "active"

    def test_the_newest_of_a_day_takes_the_place_of_the_one_before(self):
        first = approve_limit(limit=limit(), by=second())
        approve_limit(limit=limit("4"), by=second())
        first.refresh_from_db()
        assert first.state == "ended"

    def test_one_person_alone_never_lets_more_pass(self):
        tight = approve_limit(limit=limit("5"), by=second())
        with pytest.raises(NotAllowed, match="10 would hold"):
            end_limit(limit=tight, reason="Enough.", by=second())
        loose = limited("broker", "90")
        assert end_limit(limit=loose, reason="Calmer.", by=proposer()).state == "ended"

    def test_a_strategys_own_is_never_lifted_by_one(self):
        own = limited("position", "5", "strategy", strategy=a_strategy())
        with pytest.raises(NotAllowed, match="nothing would hold"):
            end_limit(limit=own, reason="Enough.", by=second())

    def test_an_accounts_own_falls_back_to_its_brokers(self):
        account = an_account()
        limited("position", "8", "broker", broker=account.broker)
        own = limited("position", "20", "account", account=account)
        assert end_limit(limit=own, reason="Calmer.", by=second()).state == "ended"

    def test_it_is_declined_with_a_reason(self):
        assert decline_limit(limit=limit(), reason="No.", by=second()).state == "declined"

    @pytest.mark.parametrize(
        "given",
        [
            {"value": "-1"}, {"value": "NaN"}, {"value": "10001"}, {"scope": "broker"}, {"broker": "Nobody"},
            {"scope": "broker", "broker": "Nobody"}, {"scope": "account"}, {"kind": "unknown hours", "value": "0.5"},
            {"reason": ""}, {"starts_on": clock.today() - timedelta(days=1)},
        ],
    )  # fmt: skip
    def test_what_cannot_stand_is_refused_with_words(self, given):
        with pytest.raises(DecisionError):
            limit(**given)
