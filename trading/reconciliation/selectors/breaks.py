"""Breaks for pages, and when both sides were compared last."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from trading.reconciliation.domain.break_states import LIVE, BreakState
from trading.reconciliation.models import Break, Comparison


def open_breaks(accounts: Iterable[int] | None = None) -> QuerySet[Break]:
    """Not those that two people accepted, nor suspicions; the oldest first."""
    rows = Break.objects.filter(state=BreakState.OPEN.value).select_related("account").order_by("since", "pk")
    return rows if accounts is None else rows.filter(account__in=list(accounts))


def breaks_of(account: int) -> QuerySet[Break]:
    """What stands of one account, accepted ones and suspicions with it."""
    live = [state.value for state in LIVE]
    return Break.objects.filter(account=account, state__in=live).select_related("account").order_by("since", "pk")


def last_comparison() -> Comparison | None:
    return Comparison.objects.order_by("-at", "-pk").first()
