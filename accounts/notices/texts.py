"""What a notice says: a title, a few lines, and where to look; nothing that its reader may not see, and no secret."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.template.loader import select_template

from accounts.hooks.domain.kinds import words_of
from accounts.hooks.sealing import opened
from accounts.models import User
from accounts.notices import registry
from accounts.notices.domain.kinds import CODE
from accounts.notices.domain.timing import Timing
from accounts.notices.models import Notice
from accounts.trail.api import RecordedEvent

_TITLE, _TEXT, _URL = 200, 2_000, 300


@dataclass(frozen=True)
class Written:
    title: str
    text: str
    url: str = ""

    @property
    def whole(self) -> str:
        """The text with where to look."""
        return f"{self.text}\n\n{self.url}" if self.url else self.text


def write(notice: Notice, event: RecordedEvent | None, *, owner: User, timing: Timing) -> Written:
    """The words of one notice; the first line of its template is the title."""
    template = select_template([f"notices/texts/{notice.kind}.txt", "notices/texts/any.txt"])
    context = {
        "words": words_of(notice.kind),
        "about": _said(notice.about),
        "data": event.data if event else {},
        **_figures(notice, event),
        "code": opened(notice.channel.code) if notice.kind == CODE and notice.channel.code else "",
        "channel": notice.channel,
        "when": f"{notice.happened_at.astimezone(timing.tz):%-d %b %Y, %H:%M (%Z)}",
        "firm": settings.FIRM,
    }
    title, _, text = template.render(context).strip().partition("\n")
    path = registry.page_of(owner, notice.kind, notice.about)
    url = f"{settings.SITE_URL.rstrip('/')}{path}" if path else ""
    return Written(_plain(title)[:_TITLE], text.strip()[:_TEXT], url if len(url) <= _URL else "")


def gather(parts: Sequence[Written], *, longest: int) -> Written:
    """Several in one message, as many as go into `longest` letters; how many more there are is said."""
    title = f"{len(parts)} notices"
    page = f"{settings.SITE_URL.rstrip('/')}{registry.page_of(User(), 'TestSent', '')}"
    rest = f"… and %d more: {page}"
    text, told = "", 0
    for part in (cut(one, longest=max(longest // 4, 400)) for one in parts):
        more = f"{part.title}\n{part.whole}\n\n"
        if len(title) + len(text) + len(more) + len(rest) + 10 > longest:
            break
        text, told = text + more, told + 1
    if told < len(parts):
        text += rest % (len(parts) - told)
    return Written(title, text.strip())


def cut(written: Written, *, longest: int) -> Written:
    """The same in at most `longest` letters, with where to look whole."""
    left = longest - len(written.title) - len(written.url) - 10
    if len(written.text) <= left:
        return written
    return Written(written.title, f"{written.text[: max(left, 0)]}…", written.url)


def mask_of(text: str, given: Mapping[str, str]) -> str:
    """`text` without what a channel keeps secret, should a service's words repeat it."""
    for secret in (one for told in given.values() for one in (told, *told.split("/")) if len(one) >= 8):
        text = text.replace(secret, "…")
    return text


def _said(subject: str) -> str:
    """`INV-0147` itself, of `broker account:17` what precedes the number as well."""
    return subject.replace(":", " ")


def _figures(notice: Notice, event: RecordedEvent | None) -> dict[str, object]:
    alert = notice.figure_alert
    if alert is None or event is None:
        return {}
    unit = registry.figure(alert.figure).unit if registry.is_figure(alert.figure) else ""
    told = {name: Decimal(str(event.data[name])) for name in ("value", "threshold")}
    written = {name: _number(value, unit) for name, value in {**told, "clears_at": alert.clears_at}.items()}
    return {"alert": alert, **written}


def _number(value: Decimal, unit: str) -> str:
    return f"{value.normalize():,f}{' ' if unit and unit != '%' else ''}{unit}"


def _plain(title: str) -> str:
    """One line without anything that ends a header of a letter."""
    return " ".join(title.split())
