"""The way of a prospect, and what the database itself refuses."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.trail import api as trail
from crm.domain import prospect_states
from crm.domain.prospect_states import ProspectAction, ProspectState
from crm.errors import DetailsMissing, NotNow, ReasonMissing
from crm.models import Prospect
from crm.selectors import board, follow_ups_due
from crm.services.change_prospect import change_prospect
from crm.services.lose_prospect import lose_prospect
from crm.services.move_prospect import move_prospect
from crm.services.note_prospect import note_prospect
from crm.tests.conftest import a_prospect, in_negotiation
from fidus.lib import clock
from fidus.lib.money import Money


def test_only_who_is_in_negotiation_can_be_won_and_won_is_final():
    assert [s for s in ProspectState if prospect_states.after(s, ProspectAction.WIN)] == [ProspectState.NEGOTIATION]
    assert prospect_states.allowed(ProspectState.WON) == set()


def test_each_stage_has_its_own_age(sela):
    with clock.at(datetime(2026, 11, 1, 9, tzinfo=UTC)):
        prospect = a_prospect(sela)
    with clock.at(datetime(2026, 11, 11, 9, tzinfo=UTC)):
        prospect = move_prospect(prospect=prospect, action=ProspectAction.NEGOTIATE, by=sela)
    assert prospect.stage_since == datetime(2026, 11, 11, 9, tzinfo=UTC)
    assert prospect.lead_at == datetime(2026, 11, 1, 9, tzinfo=UTC)


def test_losing_needs_a_reason_and_can_be_begun_again(sela):
    prospect = in_negotiation(sela)
    with pytest.raises(ReasonMissing):
        lose_prospect(prospect=prospect, reason=" ", by=sela)
    prospect = lose_prospect(prospect=prospect, reason="Bought a house instead.", by=sela)
    assert (prospect.state, prospect.lost_because) == ("lost", "Bought a house instead.")
    prospect = move_prospect(prospect=prospect, action=ProspectAction.REVIVE, by=sela)
    assert (prospect.state, prospect.lost_because, prospect.lost_at) == ("lead", "", None)
    kinds = [event.kind for event in trail.events_about(subject=prospect.reference)]
    assert kinds == ["ProspectMoved", "ProspectLost", "ProspectMoved", "ProspectAdded"]


@pytest.mark.parametrize("action", [ProspectAction.WIN, ProspectAction.LOSE])
def test_winning_and_losing_are_not_mere_moves(sela, action):
    with pytest.raises(NotNow):
        move_prospect(prospect=in_negotiation(sela), action=action, by=sela)


def test_a_second_move_of_the_same_kind_is_refused_in_words(sela):
    prospect = in_negotiation(sela)
    with pytest.raises(NotNow, match="is negotiation; it cannot be changed by “negotiate”"):
        move_prospect(prospect=prospect, action=ProspectAction.NEGOTIATE, by=sela)


@pytest.mark.parametrize(
    "change",
    ["state = 'won'", "state = 'lost'", "state = 'sold'", "expected_amount = -1", "kind = 'ghost'"],
)
def test_the_database_takes_no_half_prospect(sela, change):
    prospect = a_prospect(sela)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"update crm_prospect set {change} where id = %s", [prospect.pk])


def test_a_note_moves_the_next_follow_up(sela):
    prospect = a_prospect(sela, follow_up_on=date(2026, 11, 20))
    assert follow_ups_due(as_of=date(2026, 11, 21)).get() == prospect
    note_prospect(prospect=prospect, text="Wants to read the terms.", follow_up_on=date(2026, 12, 1), by=sela)
    assert not follow_ups_due(as_of=date(2026, 11, 21)).exists()
    assert follow_ups_due(as_of=date(2026, 12, 1), owner=sela).get() == prospect
    with pytest.raises(DetailsMissing):
        note_prospect(prospect=prospect, text="", by=sela)


def test_a_lost_prospect_is_not_followed_up(sela):
    lose_prospect(prospect=a_prospect(sela, follow_up_on=date(2026, 11, 20)), reason="No.", by=sela)
    assert not follow_ups_due(as_of=date(2027, 1, 1)).exists()


def test_changing_says_which_fields_and_nothing_for_nothing(sela):
    prospect = a_prospect(sela)
    change_prospect(prospect=prospect, by=sela, phone="+41 44 000 00 00", name="Ada Example")
    change_prospect(prospect=prospect, by=sela, name="Ada Example")
    changes = trail.events_about(subject=prospect.reference, kinds=["ProspectChanged"])
    assert [event.data["fields"] for event in changes] == [["phone"]]
    with pytest.raises(ValueError, match="state"):
        change_prospect(prospect=prospect, by=sela, state="won")


def test_the_board_sums_each_column_by_currency_and_puts_the_longest_waiting_first(sela):
    for day, name, amount, currency in [
        (3, "Ada Example", "100000.00", "USD"),
        (1, "Bruno Sample", "250000.50", "USD"),
        (2, "Clara Model", "90000.00", "EUR"),
        (4, "Dora Specimen", "", "USD"),
    ]:
        with clock.at(date(2026, 11, day)):
            a_prospect(sela, name, amount, currency=currency)
    lead, negotiation, won, lost = board()
    assert [prospect.name.split()[0] for prospect in lead.prospects] == ["Bruno", "Clara", "Ada", "Dora"]
    assert lead.expected == (Money.of("350000.50", "USD"), Money.of("90000.00", "EUR"))
    assert (lead.count, negotiation.count, won.expected, lost.prospects) == (4, 0, (), [])


def test_a_prospect_of_nobody_in_particular_has_no_expected_money(sela):
    assert a_prospect(sela, amount="").expected is None
    assert Prospect.objects.get().stage_since is not None
