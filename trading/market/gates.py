"""Is the market of an instrument open, and who may hear prices as they come?"""

from datetime import datetime

from accounts.models import User
from fidus.lib import clock
from trading.market import exchanges
from trading.market.domain.trading_hours import ALWAYS, FX, currencies_trade
from trading.market.models import Instrument


def is_open(instrument: Instrument, at: datetime | None = None) -> bool | None:
    """Whether it trades at that moment (UTC, not a broker's clock); None where nobody has said when it trades.

    A broker's own pauses (the minutes around its midnight) and what it has stopped by itself are not known.
    """
    at = at or clock.now()
    if not instrument.may_trade:
        return False
    if instrument.calendar == ALWAYS:
        return True
    if instrument.calendar == FX:
        return currencies_trade(at)
    return exchanges.in_session(instrument.calendar, at) if instrument.calendar else None


def quotes_heard_by(user: User, names: set[str]) -> set[str]:
    """Those of the instruments, by primary key, `*` for all, whose prices the person may hear as they come."""
    return names if user.is_staff and user.has_perm("market.view_quote") else set()
