"""The firm itself: rates of the day, news to programs that did not arrive."""

from accounts.hooks.models import Message
from accounts.hooks.selectors import dead_letters
from accounts.models import User
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
