"""A person says when an instrument trades."""

from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.market import exchanges
from trading.market.domain.trading_hours import ALWAYS, FX
from trading.market.errors import UnknownCalendar
from trading.market.events import CalendarSet
from trading.market.models import Instrument


def set_calendar(*, instrument: Instrument, calendar: str, by: User) -> Instrument:
    """`FX`, `24/7`, the code of an exchange (XNYS), or empty for not known. Raises UnknownCalendar."""
    calendar = calendar.strip().upper()
    if calendar not in {"", FX, ALWAYS} and not exchanges.is_known(calendar):
        raise UnknownCalendar(f"There is no calendar {calendar}: FX, 24/7, or an exchange's code such as XNYS or XBOM.")
    with transaction.atomic():
        held = Instrument.objects.select_for_update().get(pk=instrument.pk)
        before, held.calendar = held.calendar, calendar
        held.save(update_fields=["calendar"])
        event = CalendarSet(
            subject=f"instrument:{held.pk}", client=None, server=held.server, symbol=held.symbol, before=before,
            calendar=calendar,
        )  # fmt: skip
        record(event, by=by)
    return held
