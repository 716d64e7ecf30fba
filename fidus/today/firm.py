"""The firm itself: rates of the day, news to programs that did not arrive."""

from django.urls import reverse

from accounts.hooks.models import Message
from accounts.hooks.selectors import dead_letters
from accounts.models import User
from accounts.notices.models import Notice
from accounts.notices.selectors import dead_notices, paused_by_us
from accounts.rates.feed import feed_state
from fidus.navigation import address_of
from fidus.templatetags.figures import age
from fidus.today.shapes import SHOWN, Card, Line, list_of, page_of


def rates(reader: User) -> Card | None:
    if not reader.has_perm("rates.import_rates"):
        return None
    feed = feed_state()
    if feed.newest is None or not (feed.is_due or feed.contradictions):
        return None
    lines = (
        [Line("The day's rates", feed.words, address_of("admin:rates_day") or "", stale=True)] if feed.is_due else []
    )
    if feed.contradictions:
        differing = (address_of("admin:rates_contradiction_changelist") or "") + "?state__exact=open"
        lines.append(Line("Rates that differ", f"{feed.contradictions} in a file", differing, urgent=True))
    return Card("Exchange rates", len(lines), lines, "", address_of("admin:rates_day") or "", "Rates")


def undelivered_news(reader: User) -> Card | None:
    if not reader.has_perm("hooks.manage_hooks"):
        return None
    letters = dead_letters()
    lines = [
        Line(f"{letter.hook} of {letter.hook.owner.email}", letter.kind, page_of(letter), age(letter.happened_at))
        for letter in letters[:SHOWN]
    ]
    if not lines:
        return None
    address, word = list_of(Message, "Dead letters")
    words = ("dead letter of webhooks", "dead letters of webhooks")
    return Card("Dead letters", letters.count(), lines, "", f"{address}?state__exact=dead", word, words)


def paused_channels(reader: User) -> Card | None:
    """The reader's own: by what they do not hear of things any more."""
    lines = [
        Line(str(channel), channel.why, reverse("notices:channel", args=[channel.pk]), urgent=True)
        for channel in paused_by_us(reader)
    ]
    if not lines:
        return None
    words = ("channel of yours is paused", "channels of yours are paused")
    return Card("Your notices", len(lines), lines, "", reverse("notices:notices"), "Notices", words)


def notices_not_sent(reader: User) -> Card | None:
    if not reader.has_perm("notices.manage_notices"):
        return None
    dead = dead_notices()
    lines = [
        Line(
            f"{notice.channel} of {notice.channel.owner.email}", notice.words, page_of(notice), age(notice.happened_at)
        )
        for notice in dead[:SHOWN]
    ]
    if not lines:
        return None
    address, word = list_of(Notice, "Notices not sent")
    words = ("notice was not sent", "notices were not sent")
    return Card("Notices not sent", dead.count(), lines, "", f"{address}?state__exact=dead", word, words)
