"""The pure rules: states, checklists, risk."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.domain import case_states, checklists, item_states
from compliance.domain.case_states import CaseAction, CaseState
from compliance.domain.item_states import ItemAction, ItemState
from compliance.domain.risk import rate


def test_only_a_submitted_case_can_be_cleared():
    assert [state for state in CaseState if case_states.after(state, CaseAction.CLEAR)] == [CaseState.SUBMITTED]


def test_every_decided_case_can_be_opened_again_and_nothing_else_leads_out_of_it():
    for state in (CaseState.CLEARED, CaseState.REJECTED):
        assert case_states.allowed(state) == {CaseAction.REOPEN}


def test_a_line_must_be_provided_before_it_is_accepted():
    assert item_states.after(ItemState.OPEN, ItemAction.ACCEPT) is None
    assert item_states.after(ItemState.REFUSED, ItemAction.ACCEPT) is None
    assert item_states.after(ItemState.PROVIDED, ItemAction.ACCEPT) == ItemState.ACCEPTED


@pytest.mark.parametrize("kind", ["person", "company"])
def test_every_checklist_asks_for_somebodys_identity_and_for_public_office(kind):
    lines = checklists.CHECKLISTS[kind]
    assert any(line.expires for line in lines)
    assert [line.code for line in lines if line.needs == "declaration"] == ["declaration"]
    assert len({line.code for line in lines}) == len(lines)


def test_an_unknown_line_is_named():
    with pytest.raises(LookupError, match="'fish'"):
        checklists.requirement("person", "fish")


def test_a_plain_client_is_low_risk_and_the_points_are_shown():
    risk = rate(kind="person", country="CH", pep_declared=False, amount=Decimal(100_000), currency="USD")
    assert (risk.rating, risk.points) == ("low", 8)
    assert [(factor.name, factor.points, factor.of) for factor in risk.factors] == [
        ("Country", 0, 35),
        ("Public office", 0, 30),
        ("Expected amount", 8, 25),
        ("Kind of client", 0, 10),
    ]


def test_a_company_with_a_million_from_a_watched_country_is_high():
    risk = rate(kind="company", country="MC", pep_declared=False, amount=Decimal(1_000_000), currency="EUR")
    assert (risk.rating, risk.points) == ("high", 60)


@pytest.mark.parametrize("known", [{"country": "IR", "pep_declared": False}, {"country": "CH", "pep_declared": True}])
def test_a_call_for_action_or_a_public_office_is_high_alone(known):
    assert rate(kind="person", amount=Decimal(1), **known).rating == "high"


def test_a_million_yen_is_not_a_million_dollars():
    assert rate(kind="person", country="JP", pep_declared=False, amount=Decimal(1_000_000), currency="JPY").points == 0


@given(
    kind=st.sampled_from(["person", "company"]),
    country=st.sampled_from(["", "CH", "MC", "KP"]),
    declared=st.sampled_from([None, True, False]),
    amount=st.none() | st.decimals(min_value=1, max_value=10**9, places=2),
)
def test_points_are_the_sum_of_factors_that_stay_in_their_limits(kind, country, declared, amount):
    risk = rate(kind=kind, country=country, pep_declared=declared, amount=amount)
    assert risk.points == sum(factor.points for factor in risk.factors) <= 100
    assert all(0 <= factor.points <= factor.of for factor in risk.factors)
    assert sum(factor.of for factor in risk.factors) == 100
