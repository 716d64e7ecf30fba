"""When each account is visited next, and why a visit brought nothing."""

from __future__ import annotations

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
from fidus.lib import clock
from fidus.templatetags.figures import age, instant
from trading.connections.models import Connection
from trading.connections.services.pause_connection import pause_connection
from trading.connections.services.resume_connection import resume_connection
from trading.errors import TradingError
from trading.watch.admin.lines import line_page
from trading.watch.admin.words import due_in_words, is_visited, standing_of
from trading.watch.domain.failures import meaning_of
from trading.watch.domain.watch_states import RESTING
from trading.watch.errors import NotWatched
from trading.watch.models import Watch
from trading.watch.services.look_now import look_now

LOOK, CONNECT = "watch.look_now", "connections.connect_account"

_OF_FAILURES = {"wrong", "words", "failures", "failed", "lost"}


def _look(watch: Watch, data: dict[str, Any], by: User) -> Watch:
    return look_now(account=watch.account, by=by)


def _connection(watch: Watch) -> Connection:
    found = _connected(watch)
    if found is None:
        raise NotWatched("The account is not connected to its broker.")
    return found


def _connected(watch: Watch) -> Connection | None:
    return getattr(watch.account, "connection", None)


def _rest(watch: Watch, data: dict[str, Any], by: User) -> Watch:
    pause_connection(connection=_connection(watch), reason=data["reason"], by=by)
    return watch


def _resume(watch: Watch, data: dict[str, Any], by: User) -> Watch:
    resume_connection(connection=_connection(watch), reason=data["reason"], by=by)
    return watch


def _is_paused(watch: Watch) -> bool:
    connection = _connected(watch)
    return connection is not None and connection.paused_at is not None


def _may_rest(watch: Watch) -> bool:
    connection = _connected(watch)
    return connection is not None and connection.paused_at is None


@admin.register(Watch)
class WatchAdmin(DeedsAdmin):
    list_display = ["number", "broker", "standing", "due", "seen", "failures", "wrong", "through"]
    list_filter = ["state", "failure_kind", "account__platform", "line__gateway"]
    search_fields = ["=account__login", "account__name", "account__broker", "=line__line", "line__name"]
    ordering = ["-failures", "account__broker", "account__login", "pk"]
    change_list_template = "watch/watches.html"
    refusals = (TradingError,)
    fields = [
        "account_told", "standing", "due", "pace", "seen", "wrong", "words", "to_do", "failures", "failed", "lost",
        "held", "asked", "through", "connection_told",
    ]  # fmt: skip
    readonly_fields = fields
    deeds = (
        Deed(
            "look",
            "Look now",
            "The account is due at once, before its turn; a login that was refused is tried once more.",
            "It is due now; its figures follow in a moment.",
            LOOK,
            _look,
            possible=lambda watch: watch.state != RESTING,
        ),
        Deed(
            "rest",
            "Pause",
            "The account is neither looked at nor traded until it is resumed: its connection is paused. What it told "
            "last stays, and grows old.",
            "It rests within a few seconds.",
            CONNECT,
            _rest,
            ReasonForm,
            possible=_may_rest,
        ),
        Deed(
            "resume",
            "Resume",
            "The account is looked at again.",
            "It is visited within a few seconds.",
            CONNECT,
            _resume,
            ReasonForm,
            possible=_is_paused,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Watch]:
        return super().get_queryset(request).select_related("account__connection", "line")

    def get_fields(self, request: HttpRequest, obj: Watch | None = None) -> list[str]:
        """Of a visit that is well there is nothing to be told of failures."""
        well = obj is not None and not obj.failure_kind and not obj.failures
        return [name for name in self.fields if not (well and name in _OF_FAILURES)]

    def facts_of(self, watch: Watch) -> tuple[tuple[str, str], ...]:
        wrong = meaning_of(watch.failure_kind)
        facts = (("Account", f"{watch.account}, {watch.account.broker}"), ("Next visit", due_in_words(watch)))
        return (*facts, ("Last failure", f"{wrong.word}: {watch.failure_words}")) if wrong else facts

    @admin.display(description="account", ordering="account__login")
    def number(self, watch: Watch) -> str:
        return str(watch.account)

    @admin.display(description="account")
    def account_told(self, watch: Watch) -> SafeString:
        address = reverse("admin:trading_brokeraccount_change", args=[watch.pk])
        return format_html('<a href="{}">{}</a>, {}', address, watch.account, watch.account.broker)

    @admin.display(description="broker", ordering="account__broker")
    def broker(self, watch: Watch) -> str:
        return watch.account.broker

    @admin.display(description="state", ordering="state")
    def standing(self, watch: Watch) -> SafeString:
        return standing_of(watch)

    @admin.display(description="next visit", ordering="due_at")
    def due(self, watch: Watch) -> str:
        return due_in_words(watch)

    @admin.display(description="how often")
    def pace(self, watch: Watch) -> str:
        return f"every {watch.interval} seconds, as things stand"

    @admin.display(description="last answer", ordering="seen_at")
    def seen(self, watch: Watch) -> SafeString | str:
        return age(watch.seen_at) if watch.seen_at else "never"

    @admin.display(description="last failure", ordering="failure_kind")
    def wrong(self, watch: Watch) -> str:
        found = meaning_of(watch.failure_kind)
        return found.word if found else "–"

    @admin.display(description="in words")
    def words(self, watch: Watch) -> str:
        code = f" ({watch.failure_code})" if watch.failure_code else ""
        return f"{watch.failure_words}{code}" if watch.failure_words else "–"

    @admin.display(description="what it means")
    def to_do(self, watch: Watch) -> str:
        found = meaning_of(watch.failure_kind)
        return f"{found.means} {found.to_do}" if found else "All is well."

    @admin.display(description="failed")
    def failed(self, watch: Watch) -> SafeString | str:
        return age(watch.failed_at) if watch.failed_at else "never"

    @admin.display(description="lost since")
    def lost(self, watch: Watch) -> str:
        return instant(watch.unreachable_since) if watch.unreachable_since else "–"

    @admin.display(description="being visited")
    def held(self, watch: Watch) -> SafeString | str:
        if not is_visited(watch, clock.now()):
            return "no"
        return format_html("<span>since {}, held until {}</span>", instant(watch.began_at), instant(watch.leased_until))

    @admin.display(description="asked for")
    def asked(self, watch: Watch) -> str:
        return instant(watch.asked_at) if watch.asked_at else "never"

    @admin.display(description="through", ordering="line")
    def through(self, watch: Watch) -> SafeString | str:
        return line_page(watch.line) if watch.line else "–"

    @admin.display(description="connection")
    def connection_told(self, watch: Watch) -> SafeString | str:
        connection = _connected(watch)
        if connection is None:
            return "none: it is read from files"
        address = reverse("admin:connections_connection_change", args=[connection.pk])
        words = f"paused: {connection.pause_reason}" if connection.paused_at else "open"
        return format_html('<a href="{}">{}</a>', address, words)
