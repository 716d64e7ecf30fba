"""Propose a rate by hand, for a currency nobody publishes or a published rate that is wrong."""

import re
from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from accounts.rates.domain.ecb_files import EARLIEST
from accounts.rates.domain.override_states import OverrideState
from accounts.rates.errors import NotAnOverride
from accounts.rates.events import OverrideProposed
from accounts.rates.models import RateOverride
from accounts.trail.api import record
from fidus.lib import clock

# A peg is looked at again once a year.
LONGEST = timedelta(days=366)
_CODE = re.compile(r"[A-Z]{3,5}")
_PLACES = Decimal("1e-10")


@transaction.atomic
def propose_override(
    *, base: str, quote: str, value: Decimal, valid_from: date, valid_until: date, reason: str, by: User
) -> RateOverride:
    """`value` units of `quote` for one `base`, on days of both ends; holds once approved. Raises NotAnOverride."""
    base, quote, reason = base.strip().upper(), quote.strip().upper(), reason.strip()
    if not _CODE.fullmatch(base) or not _CODE.fullmatch(quote) or base == quote:
        raise NotAnOverride("Give two currencies by their codes, such as USDT and USD.")
    if not value.is_finite() or not Decimal(0) < value < Decimal(10**10) or value != value.quantize(_PLACES):
        raise NotAnOverride("A rate is above zero and has at most ten decimal places.")
    if valid_from < EARLIEST:
        raise NotAnOverride(f"There are no rates before {EARLIEST:%-d %b %Y}, the euro's first day with rates.")
    if valid_from > clock.today() + LONGEST:
        raise NotAnOverride("The first day is more than a year away; propose it nearer to the day.")
    if valid_until < valid_from or valid_until - valid_from > LONGEST:
        raise NotAnOverride("The last day follows the first, by a year at most; then it is looked at again.")
    if not reason:
        raise NotAnOverride("Say why, and where the rate comes from.")
    override = RateOverride.objects.create(
        base=base,
        quote=quote,
        value=value,
        valid_from=valid_from,
        valid_until=valid_until,
        reason=reason,
        state=OverrideState.PROPOSED.value,
        proposed_by=by,
        proposed_at=clock.now(),
    )
    pair = f"{base}/{quote}"
    record(OverrideProposed(f"override:{override.pk}", None, pair, value, valid_from, valid_until, reason), by=by)
    return override
