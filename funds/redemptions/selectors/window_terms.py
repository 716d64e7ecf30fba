"""The part of an investment's terms that windows are worked out from."""

from __future__ import annotations

from typing import Any

from funds.domain.calendars import Calendar
from funds.domain.windows import WindowRule
from funds.models import Investment


def window_terms(investment: Investment) -> dict[str, Any]:
    """The arguments of funds.domain.windows, its day aside; the investment has been funded."""
    terms = investment.terms
    return {
        "rule": WindowRule(terms.window_rule),
        "earns_from": investment.earns_from,
        "notice_days": terms.notice_business_days,
        "business_days": Calendar(terms.calendar),
    }
