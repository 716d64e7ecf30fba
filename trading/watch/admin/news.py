"""What was pushed and is not written: what waits, and what was put aside because it could not be kept."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.admin.forms import ReasonForm
from accounts.models import User
from fidus.templatetags.figures import age
from fidus.templatetags.parts import badge
from trading.errors import TradingError
from trading.watch.models import PushedNews
from trading.watch.selectors.told_history import told_history
from trading.watch.services.discard_news import discard_news
from trading.watch.services.take_news_again import take_news_again

SETTLE = "watch.settle_news"
SHOWN_LETTERS = 20_000


def _again(news: PushedNews, data: dict[str, Any], by: User) -> None:
    take_news_again(news=news, by=by)


def _discard(news: PushedNews, data: dict[str, Any], by: User) -> None:
    discard_news(news=news, reason=data["reason"], by=by)


class PutAside(admin.SimpleListFilter):
    title, parameter_name = "state", "aside"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:  # type: ignore[type-arg]
        return [("yes", "Put aside"), ("no", "Waits to be written")]

    def queryset(self, request: HttpRequest, news: QuerySet[PushedNews]) -> QuerySet[PushedNews]:
        match self.value():
            case "yes":
                return news.exclude(put_aside_at=None)
            case "no":
                return news.filter(put_aside_at=None)
        return news


@admin.register(PushedNews)
class PushedNewsAdmin(DeedsAdmin):
    list_display = ["number_told", "whose", "kind", "standing", "received", "reason"]
    list_filter = [PutAside, "kind"]
    search_fields = ["=account__login", "reason"]
    ordering = ["-id"]
    change_list_template = "watch/news.html"
    refusals = (TradingError,)
    fields = [
        "account_told", "kind", "number", "standing", "reason_told", "tells", "received_at", "observed_at",
        "put_aside_at", "gateway_told", "size", "message",
    ]  # fmt: skip
    readonly_fields = fields
    deeds = (
        Deed(
            "again",
            "Take again",
            "Its trades and cash are booked, each once, as far as they are not held. Its figures are not: newer ones "
            "have come since. What still cannot be booked stays here.",
            "Its trades and cash are booked.",
            SETTLE,
            _again,
            possible=lambda news: news.put_aside_at is not None,
        ),
        Deed(
            "discard",
            "Discard",
            "It leaves this list; the trail keeps what it was, why, and who did it. Its account has to have been read "
            "anew since, so that no trade or cash is lost with it.",
            "It is discarded; the trail has it.",
            SETTLE,
            _discard,
            ReasonForm,
            possible=lambda news: news.put_aside_at is not None,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[PushedNews]:
        rows = super().get_queryset(request).select_related("account")
        named = request.resolver_match.kwargs if request.resolver_match else {}
        # A message may be megabytes long, and a list shows none.
        return rows if {"pk", "object_id"} & set(named) else rows.defer("body")

    def _address_of(self, thing: Any) -> str:
        """What was settled is there no more."""
        settled = isinstance(thing, PushedNews) and not PushedNews.objects.filter(pk=thing.pk).exists()
        return super()._address_of(None if settled else thing)

    def facts_of(self, news: PushedNews) -> tuple[tuple[str, str], ...]:
        return (
            ("Account", f"{news.account}, {news.account.broker}"),
            ("Why it was put aside", news.reason),
            ("It tells", self.tells(news)),
        )

    @admin.display(description="message", ordering="id")
    def number_told(self, news: PushedNews) -> str:
        return f"{news.get_kind_display()} {news.number}"

    @admin.display(description="account", ordering="account__login")
    def whose(self, news: PushedNews) -> str:
        return str(news.account)

    @admin.display(description="account")
    def account_told(self, news: PushedNews) -> SafeString:
        address = reverse("admin:trading_brokeraccount_change", args=[news.account_id])
        return format_html('<a href="{}">{}</a>, {}', address, news.account, news.account.broker)

    @admin.display(description="state", ordering="put_aside_at")
    def standing(self, news: PushedNews) -> SafeString:
        return badge("failed", "Put aside") if news.put_aside_at else badge("waiting", "Waits to be written")

    @admin.display(description="received", ordering="received_at")
    def received(self, news: PushedNews) -> SafeString:
        return age(news.received_at)

    @admin.display(description="why it was put aside")
    def reason_told(self, news: PushedNews) -> str:
        return news.reason or "–"

    @admin.display(description="it tells")
    def tells(self, news: PushedNews) -> str:
        history = told_history(news)
        if history is None:
            return "nothing that is read any more"
        trades, operations = (
            "trade" if history.deals == 1 else "trades",
            "operation" if history.cash == 1 else "operations",
        )
        return f"figures, {history.deals} {trades}, {history.cash} cash {operations}"

    @admin.display(description="gateway")
    def gateway_told(self, news: PushedNews) -> SafeString:
        address = reverse("admin:connections_brokergateway_change", args=[news.gateway])
        return format_html('<a href="{}">number {}</a>', address, news.gateway)

    @admin.display(description="as it was signed")
    def message(self, news: PushedNews) -> SafeString:
        try:
            written = json.dumps(json.loads(news.body), indent=2, ensure_ascii=False)
        except ValueError:
            written = news.body
        if len(written) > SHOWN_LETTERS:
            written = f"{written[:SHOWN_LETTERS]}\n… {len(written) - SHOWN_LETTERS} more letters"
        return format_html('<pre class="scroll tall">{}</pre>', written)
