"""The night's revaluation: each month that is over, once its last rate is known."""

from __future__ import annotations

import logging
from datetime import date

from accounts.models import User
from accounts.rates.models import Revaluation
from accounts.rates.revaluations import months_to_revalue, revaluation_lines, why_the_night_waits
from accounts.rates.services.revalue import revalue

log = logging.getLogger(__name__)


def revalue_months(*, as_of: date, by: User | None) -> list[Revaluation]:
    """Months in their order, up to the first one that waits; run again it adds nothing.

    A month waits while a rate is missing or its last one is not held, and for a person where one took it back
    (docs/adr/0019-revaluation-in-the-firms-currency.md).
    """
    done: list[Revaluation] = []
    for month_end in months_to_revalue(as_of):
        if why := why_the_night_waits(month_end, revaluation_lines(month_end)):
            log.info("The differences of exchange of %s wait: %s", f"{month_end:%B %Y}", why)
            break
        done += revalue(month_end=month_end, by=by)
    return done
