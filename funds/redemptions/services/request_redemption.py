"""Ask for money back: the amount is reserved, the window named."""

from datetime import date, timedelta
from uuid import UUID

from django.db import connection, transaction

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from fidus.lib.money import Money
from funds.domain.calendars import Calendar, next_business_day
from funds.domain.investment_states import EARNING
from funds.domain.windows import Window
from funds.models import InterestMode, Investment
from funds.redemptions.domain.asked_window import NoWindow, asked_window
from funds.redemptions.errors import NotEnough, NoticeTooLate, RedemptionRefused
from funds.redemptions.events import RedemptionRequested
from funds.redemptions.models import Occasion, Redemption
from funds.redemptions.selectors.charges import early_redemption_allowed
from funds.redemptions.selectors.reserved import available
from funds.redemptions.selectors.window_terms import window_terms
from funds.redemptions.services.follow_investment import follow_investment
from funds.redemptions.services.lock_redemption import lock_investment
from funds.wallets.models import Destination
from funds.wallets.selectors import usable_destinations

# Nobody plans further than this; a mistyped year is refused.
_LONGEST = timedelta(days=5 * 366)


@transaction.atomic
def request_redemption(
    *,
    investment: Investment,
    amount: Money | None = None,
    window_on: date | None = None,
    occasion: str = Occasion.WINDOW,
    with_interest: bool = False,
    destination: Destination | None = None,
    request_key: UUID | None = None,
    by: User | None,
) -> Redemption:
    """The request; `amount` is principal, None takes all that is left. `window_on` None means the next window.

    The same `request_key` again gives the first answer. Raises RedemptionRefused, NotEnough, and NoticeTooLate with the
    next window in its words.
    """
    investment = lock_investment(investment.pk)
    if request_key is not None and (sent := Redemption.objects.filter(request_key=request_key).first()):
        return _sent_before(sent, investment, amount)
    if investment.state not in EARNING:
        raise RedemptionRefused(f"{investment.number} is {investment.state}; money leaves after the end of incubation.")
    asked = _principal_asked(investment, amount)
    if with_interest and amount is not None and investment.interest_mode != InterestMode.KEEP:
        raise RedemptionRefused("Only interest that is kept can be taken along with a part of the principal.")
    if destination is not None and destination not in usable_destinations(investment.client):
        raise RedemptionRefused("That destination cannot be used: choose one that is checked and past its cooling-off.")
    window = _window(investment, window_on, occasion)
    redemption = Redemption.objects.create(
        number=_next_number(),
        investment=investment,
        currency=investment.currency,
        full=amount is None,
        asked_minor=asked.minor,
        with_interest=with_interest or amount is None,
        occasion=occasion,
        window_on=window.opens_on,
        notice_by=window.notice_by,
        pay_on=next_business_day(Calendar(investment.terms.calendar), window.opens_on),
        destination=destination,
        state=Redemption.State.REQUESTED,
        requested_by=by,
        requested_at=clock.now(),
        request_key=request_key,
    )
    follow_investment(investment, by=by)
    event = RedemptionRequested(
        redemption.number, investment.client_id, investment.number, asked, amount is None, occasion, window.opens_on
    )
    record(event, by=by)
    return redemption


def _sent_before(sent: Redemption, investment: Investment, amount: Money | None) -> Redemption:
    if sent.investment_id != investment.pk or amount != (None if sent.full else sent.asked):
        raise RedemptionRefused("This form was sent before, for something else. Begin anew.")
    return sent


def _principal_asked(investment: Investment, amount: Money | None) -> Money:
    left, zero = available(investment), Money.zero(investment.currency)
    if amount is None:
        if left != investment.principal_left or left == zero:
            raise NotEnough(f"Part of {investment.number} is asked for already: cancel that first, or take {left}.")
        return left
    if amount.currency != investment.currency:
        raise RedemptionRefused(f"{investment.number} is kept in {investment.currency}.")
    if amount <= zero:
        raise RedemptionRefused("Say how much, more than nothing.")
    if amount > left:
        raise NotEnough(f"{left} of {investment.number} can be asked for, not {amount}.")
    return amount


def _window(investment: Investment, wanted: date | None, occasion: str) -> Window:
    today = clock.today()
    if wanted is not None and wanted > today + _LONGEST:
        raise RedemptionRefused("That is more than five years away.")
    ends_on = investment.matures_on
    # After the end of a term nobody waits for a window.
    ended = ends_on is not None and ends_on <= today
    if ended or occasion != Occasion.WINDOW:
        on = wanted or today
        if on < today:
            raise RedemptionRefused("That day is over.")
        if occasion == Occasion.EARLY and not ended and not early_redemption_allowed(investment, as_of=today):
            raise RedemptionRefused("The fees of this fund allow no redemption outside the windows.")
        return Window(on, on if occasion == Occasion.EARLY else today)
    try:
        window = asked_window(as_of=today, wanted=wanted, **window_terms(investment))
    except NoWindow as refused:
        opens_on, notice_by = refused.following.opens_on, refused.following.notice_by
        following = f"The next window is {opens_on:%-d %b %Y}: ask by {notice_by:%-d %b %Y}."
        if refused.notice_by is None:
            raise RedemptionRefused(f"There is no window on {refused.asked:%-d %b %Y}. {following}") from refused
        late = f"Notice for {refused.asked:%-d %b %Y} ended on {refused.notice_by:%-d %b %Y}."
        raise NoticeTooLate(f"{late} {following}") from refused
    if ends_on is not None and window.opens_on > ends_on:
        raise RedemptionRefused(f"{investment.number} ends on {ends_on:%-d %b %Y} and is paid back then.")
    return window


def _next_number() -> str:
    """A number given out is never given again; a request that is refused leaves a gap."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('redemptions_number')")
        return f"RED-{cursor.fetchone()[0]:04}"
