from django.db import DataError, transaction

from accounts.models import User
from accounts.trail.api import record
from trading.brokers.mt5.messages import BadMessage, Message, read_again
from trading.errors import TradingError
from trading.events import subject_of
from trading.models import BrokerAccount
from trading.watch.domain.sighting import Sighting
from trading.watch.errors import NewsGone, NewsNotTaken
from trading.watch.events import PushedNewsTaken
from trading.watch.models import PushedNews, SightingSource
from trading.watch.services.take_sightings import Taken, take_sightings


@transaction.atomic
def take_news_again(*, news: PushedNews, by: User | None) -> int:
    """Book the trades and cash of a message that was put aside; how many of them were new. Then it leaves.

    Its figures are not believed: newer ones were told since. Raises NewsNotTaken with the reason, then nothing is
    changed; NewsGone when somebody else has settled it.
    """
    row = locked(news)
    try:
        message = read_again(row.body.encode())
    except BadMessage as error:
        raise NewsNotTaken(f"It cannot be read any more: {error}.") from None
    taken = _taken(row, message)
    if taken is None or taken.fault:
        raise NewsNotTaken(f"It still cannot be booked: {taken.fault if taken else 'the account is gone'}.")
    row.delete()
    new = taken.booked.deals + taken.booked.cash if taken.booked else 0
    told = len(message.fills) + len(message.cash or ())
    event = PushedNewsTaken(
        subject=subject_of(row.account_id), client=None, kind_of_news=row.kind, number=row.number, told=told, new=new,
        why_aside=row.reason,
    )  # fmt: skip
    record(event, by=by)
    return new


def locked(news: PushedNews) -> PushedNews:
    """The row, which waits to be settled. Its account's lock first, as whoever writes pushed news takes them."""
    BrokerAccount.objects.select_for_update(no_key=True).get(pk=news.account_id)
    row = PushedNews.objects.select_for_update().filter(pk=news.pk).exclude(put_aside_at=None).first()
    if row is None:
        raise NewsGone("It is not put aside any more: somebody has settled it.")
    return row


def _taken(row: PushedNews, message: Message) -> Taken | None:
    seen = Sighting(
        account_id=row.account_id, at=row.received_at, source=SightingSource.PUSH, account=None, whole=False,
        fills=message.fills, cash=message.cash, history_alone=True,
    )  # fmt: skip
    try:
        with transaction.atomic():
            return take_sightings([seen]).get(row.account_id)
    except (DataError, TradingError) as error:
        raise NewsNotTaken(f"It still cannot be booked: {error}") from None
