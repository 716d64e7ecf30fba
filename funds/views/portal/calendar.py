"""A client's calendar: interest, the ends of incubation, windows and the last days of notice, month by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.views.portal import client_required
from fidus.lib import clock
from fidus.lib.calendar_file import CALENDAR_TYPE, CalendarDay, as_calendar
from fidus.lib.money import Money, total
from funds.domain.interest import anniversary
from funds.models import Investment
from funds.selectors.schedule import Coming, Upcoming, schedule

MONTHS_AHEAD = 12
# A decision is asked for only when it comes near.
SOON = timedelta(days=30)
# A reminder while there is time to decide.
REMIND = {Coming.NOTICE: 5, Coming.WINDOW: 0}


@dataclass(frozen=True)
class Entry:
    """One line: `state` is what it asks of the client, empty where it asks nothing."""

    on: date
    icon: str
    title: str
    note: str
    amount: Money | None
    state: str = ""


@dataclass(frozen=True)
class MonthCard:
    month: date
    interest: list[Money]
    entries: list[Entry]


class CalendarFilter(forms.Form):
    investment = forms.ChoiceField(required=False)

    def __init__(self, investments: Sequence[Investment], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.number, f"{one.terms.product.code}, {one.number}") for one in investments]
        self.fields["investment"].choices = [("", "All investments"), *offered]


@client_required
def calendar(request: HttpRequest) -> HttpResponse:
    shown = request.client.investments.exclude(state__in=[Investment.State.DRAFT, Investment.State.CANCELLED])
    investments = list(shown.select_related("terms__product").prefetch_related("reductions").order_by("number"))
    form = CalendarFilter(investments, request.GET)
    chosen = form.cleaned_data["investment"] if form.is_valid() else ""
    looked = [one for one in investments if chosen in ("", one.number)]
    today = clock.today()
    coming = schedule(looked, as_of=today, until=anniversary(today, MONTHS_AHEAD)) if form.is_valid() else []
    if request.GET.get("format") == "ics":
        return calendar_file(request, coming)
    context = {
        "form": form,
        "months": by_month(coming),
        "as_of": today,
        "query": f"investment={chosen}&" if chosen else "",
        "waiting": bool(investments) and not coming,
    }
    template = "funds/portal/_calendar.html" if request.htmx else "funds/portal/calendar.html"
    return render(request, template, context)


def by_month(coming: Sequence[Upcoming]) -> list[MonthCard]:
    cards = []
    for month in dict.fromkeys(event.on.replace(day=1) for event in coming):
        events = [event for event in coming if event.on.replace(day=1) == month]
        earned = [event.amount for event in events if event.kind in _INTEREST and event.amount is not None]
        currencies = sorted({amount.currency for amount in earned})
        sums = [total([one for one in earned if one.currency == code], code) for code in currencies]
        cards.append(MonthCard(month, sums, [_entry(event) for event in events]))
    return cards


_INTEREST = (Coming.INTEREST_PAID, Coming.INTEREST_KEPT)


def _entry(event: Upcoming) -> Entry:
    name = f"{event.investment.terms.product.code}, {event.investment.number}"
    match event.kind:
        case Coming.INCUBATION_ENDS:
            return Entry(event.on, "clock", "Incubation ends", f"{name} earns interest from here", None)
        case Coming.NOTICE:
            assert event.window is not None
            window = f"for the window of {event.window.opens_on:%-d %b %Y}"
            is_near = event.on <= clock.today() + SOON
            return Entry(event.on, "bell", "Last day to ask", f"{name}, {window}", None, "waiting" if is_near else "")
        case Coming.WINDOW:
            assert event.window is not None
            asked = "ask by" if event.window.notice_by > clock.today() else "notice ended"
            note = f"{name}, {asked} {event.window.notice_by:%-d %b %Y}"
            return Entry(event.on, "calendar", "Redemption window", note, None)
        case Coming.INTEREST_PAID:
            return Entry(event.on, "plus", "Interest paid out", name, event.amount)
        case Coming.INTEREST_KEPT:
            return Entry(event.on, "plus", "Interest credited", name, event.amount)
    return Entry(event.on, "calendar", str(event.kind), name, event.amount)


def calendar_file(request: HttpRequest, coming: Sequence[Upcoming]) -> HttpResponse:
    """The same days for the client's own calendar."""
    firm = settings.FIRM["name"]
    days = []
    for event in coming:
        entry = _entry(event)
        amount = f"{event.amount}" if event.amount is not None else ""
        uid = f"{event.kind.name.lower()}-{event.investment.number}-{_of(event):%Y%m%d}@{request.get_host()}"
        text = f"{entry.note}. {amount}".strip(" .")
        days.append(CalendarDay(uid, event.on, f"{firm}: {entry.title}", text, REMIND.get(event.kind)))
    content = as_calendar(f"{firm}, {request.client.name}", days, made_at=clock.now(), product=firm)
    disposition = {"Content-Disposition": 'attachment; filename="calendar.ics"'}
    return HttpResponse(content, content_type=CALENDAR_TYPE, headers=disposition)


def _of(event: Upcoming) -> date:
    """What an entry is known by: a notice by its window, whose day stays when a holiday moves the notice."""
    return event.window.opens_on if event.window is not None else event.on
