from django.db import transaction

from accounts.models import User
from accounts.trail.api import record
from trading.events import subject_of
from trading.watch.errors import NewsNotDiscarded
from trading.watch.events import PushedNewsDiscarded
from trading.watch.models import PushedNews, Watch
from trading.watch.selectors.told_history import told_history
from trading.watch.services.take_news_again import locked


@transaction.atomic
def discard_news(*, news: PushedNews, reason: str, by: User | None) -> None:
    """Drop a message that was put aside; what it was stays on the trail.

    Raises NewsNotDiscarded while its trades and cash may be known from it alone: its account has not been read far back
    since; NewsGone when somebody else has settled it.
    """
    row = locked(news)
    history = told_history(row)
    if (history is None or history) and not _read_since(row):
        raise NewsNotDiscarded(
            "It tells trades or cash, and its account was not read far back since it was put aside: they may be known "
            "from here alone. Take it again, or have the account looked at first."
        )
    event = PushedNewsDiscarded(
        subject=subject_of(row.account_id), client=None, kind_of_news=row.kind, number=row.number,
        told=history.deals + history.cash if history else 0, why_aside=row.reason, reason=reason,
    )  # fmt: skip
    record(event, by=by)
    row.delete()


def _read_since(row: PushedNews) -> bool:
    return Watch.objects.filter(pk=row.account_id, deep_at__gte=row.put_aside_at).exists()
