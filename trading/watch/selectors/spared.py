"""About which accounts nothing is asked besides their visits, because the visits fail."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from trading.watch.domain.breaker_states import CLOSED
from trading.watch.domain.watch_states import REFUSED
from trading.watch.models import Watch


def spared(accounts: Collection[int]) -> set[int]:
    """Of these accounts; one query. Whoever asked all the same would knock at locked doors, or load a line that is
    spared (domain/breaker.py)."""
    unwell = Q(state=REFUSED) | Q(failures__gt=0) | ~Q(line__state=CLOSED)
    return set(Watch.objects.filter(unwell, pk__in=accounts).values_list("pk", flat=True))
