"""An investment and its top-ups, which the client sees as one and each of which has its own dates."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from funds.models import Investment


def tranches_of(investment: Investment) -> list[Investment]:
    """The first one and every top-up of it, the oldest money first; drafts and cancelled ones left out."""
    first = investment.tops_up_id or investment.pk
    found = Investment.objects.filter(Q(pk=first) | Q(tops_up=first))
    hidden = [Investment.State.DRAFT.value, Investment.State.CANCELLED.value]
    return oldest_first(found.exclude(state__in=hidden).select_related("terms__product"))


def oldest_first(investments: Iterable[Investment]) -> list[Investment]:
    """Those without money yet come last."""
    return sorted(investments, key=lambda one: (one.funded_on is None, one.funded_on, one.pk))
