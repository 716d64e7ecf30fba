"""What a person decides about instruments, and whether their markets are open."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.tests.people import a_client, member, staff
from accounts.trail.api import events_about
from trading.market.errors import MappingRefused, UnknownCalendar
from trading.market.gates import is_open, quotes_heard_by
from trading.market.models import Instrument, SymbolMapping
from trading.market.services.approve_mapping import approve_mapping
from trading.market.services.refuse_mapping import refuse_mapping
from trading.market.services.see_instruments import see_instruments
from trading.market.services.set_calendar import set_calendar
from trading.market.tests.scenes import SERVER, an_instrument, told


def kinds(subject: str) -> list[str]:
    return [event.kind for event in events_about(subject=subject)]


def test_a_new_symbol_comes_with_a_suggestion_and_one_event_for_all(db):
    see_instruments([told("EURUSD.r"), told("GOLD", "commodity")], platform="mt5", server=SERVER)
    assert set(SymbolMapping.objects.values_list("symbol", "state")) == {
        ("EURUSD", "suggested"),
        ("XAUUSD", "suggested"),
    }
    assert kinds(f"instruments:mt5:{SERVER}") == ["InstrumentsListed"]
    see_instruments([told("EURUSD.r", may_trade=False)], platform="mt5", server=SERVER)
    assert kinds(f"instruments:mt5:{SERVER}") == ["InstrumentsListed"]
    assert Instrument.objects.get(symbol="EURUSD.r").may_trade is False


def test_what_no_table_can_hold_hides_no_other_symbol(db):
    odd = [
        told("NOSIZE", multiplier=Decimal(0)),
        told("S" * 65),
        told("COINS", currency="A currency of a name"),
        told("FINE", tick_size=Decimal("1e-11")),
        told("HUGE", volume_max=Decimal(10) ** 15),
    ]
    words = told("WORDY", exchange="x" * 128, underlying="y" * 128, name="z" * 300, id="1" * 80)
    assert set(see_instruments([*odd, told(), words], platform="mt5", server=SERVER)) == {"EURUSD.r", "WORDY"}


def test_what_a_person_decided_stays_when_the_broker_tells_again(db):
    instrument, by = an_instrument(), staff()
    approve_mapping(mapping=instrument.mapping, symbol="EURUSD-SPOT", by=by)
    set_calendar(instrument=instrument, calendar="24/7", by=by)
    see_instruments([told("EURUSD.r")], platform="mt5", server=SERVER)
    held = Instrument.objects.get()
    assert (held.calendar, held.mapping.symbol, held.mapping.state) == ("24/7", "EURUSD-SPOT", "approved")


def test_a_mapping_is_approved_refused_and_approved_again(db):
    mapping, by = an_instrument().mapping, staff()
    approved = approve_mapping(mapping=mapping, by=by)
    assert (approved.state, approved.decided_by, approved.symbol) == ("approved", by, "EURUSD")
    with pytest.raises(MappingRefused, match="approved already"):
        approve_mapping(mapping=approved, by=by)
    refused = refuse_mapping(mapping=approved, by=by)
    assert approve_mapping(mapping=refused, symbol=" EURUSD2 ", by=by).symbol == "EURUSD2"
    decided = kinds(f"symbol_mapping:{mapping.pk}")
    assert sorted(decided) == ["SymbolMappingApproved", "SymbolMappingApproved", "SymbolMappingRefused"]


def test_who_comes_second_decides_nothing(db):
    mapping, by = an_instrument().mapping, staff()
    refuse_mapping(mapping=mapping, by=by)
    with pytest.raises(MappingRefused, match="Somebody else"):
        approve_mapping(mapping=mapping, by=by)


def test_the_database_knows_no_decision_without_a_person(db):
    mapping = an_instrument().mapping
    for change in ({"state": "approved"}, {"state": "maybe"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SymbolMapping.objects.filter(pk=mapping.pk).update(**change)


def test_a_calendar_must_be_one(db):
    with pytest.raises(UnknownCalendar, match="no calendar MARS"):
        set_calendar(instrument=an_instrument(), calendar="mars", by=staff())


@pytest.mark.parametrize(
    ("calendar", "at", "open_"),
    [
        ("FX", "2026-11-21T12:00", False),
        ("24/7", "2026-11-21T12:00", True),
        ("", "2026-11-20T12:00", None),
        # New York: 9:30 to 16:00, Thanksgiving closed, the day after it until 13:00.
        ("XNYS", "2026-11-20T14:29", False),
        ("XNYS", "2026-11-20T14:30", True),
        ("XNYS", "2026-11-20T21:00", False),
        ("XNYS", "2026-11-26T15:00", False),
        ("XNYS", "2026-11-27T17:59", True),
        ("XNYS", "2026-11-27T18:01", False),
        ("XNYS", "2026-01-02T15:00", True),
        # Bombay: 9:15 to 15:30, five and a half hours ahead.
        ("XBOM", "2026-11-20T03:45", True),
        ("XBOM", "2026-11-20T10:01", False),
    ],
)
def test_markets_are_open_when_their_calendars_say_so(db, calendar, at, open_):
    instrument = Instrument(calendar=calendar)
    assert is_open(instrument, datetime.fromisoformat(at).replace(tzinfo=UTC)) is open_


def test_what_may_not_be_traded_is_closed():
    assert is_open(Instrument(calendar="24/7", may_trade=False)) is False


def test_prices_are_heard_by_those_who_may_see_them(db):
    assert quotes_heard_by(staff("trader"), {"1", "*"}) == {"1", "*"}
    assert quotes_heard_by(member(a_client()), {"1"}) == set()
