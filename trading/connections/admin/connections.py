"""Connections of broker accounts, and the pages around them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin.deeds import DeedsAdmin
from fidus.lib import clock
from fidus.templatetags.figures import age, instant
from fidus.templatetags.parts import badge
from trading.connections.admin import connect_pages, file_pages, login_pages
from trading.connections.admin.connection_deeds import CONNECT, DEEDS
from trading.connections.admin.words import options_in_words, secrets_in_words
from trading.connections.errors import ConnectionsError, NotConnected
from trading.connections.gates import reach_of
from trading.connections.models import Connection, Outcome
from trading.connections.registry import adapter_of

LOOKS = {Outcome.GOOD: "passed", Outcome.DIFFERS: "waiting", "": "closed"}


@admin.register(Connection)
class ConnectionAdmin(DeedsAdmin):
    deeds = DEEDS
    refusals = (ConnectionsError,)
    list_display = ["number", "broker", "gateway", "standing", "test", "trades", "secrets_told", "ends"]
    list_filter = ["gateway", "account__platform", "test_outcome", ("paused_at", admin.EmptyFieldListFilter)]
    search_fields = ["=account__login", "account__name", "account__broker", "account__server"]
    fields = [
        "account_told", "gateway", "standing", "why_not", "trades", "test", "test_words", "tested_at", "options_told",
        "secrets_told", "secrets_set_by", "ends", "connected_at", "pause_reason",
    ]  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Connection]:
        return super().get_queryset(request).select_related("account", "gateway", "secrets_set_by")

    def get_urls(self) -> list[URLResolver | URLPattern]:
        view, context = self.admin_site.admin_view, self.admin_site.each_context
        pages: tuple[tuple[str, Any, str], ...] = (
            ("connect/", connect_pages.choose, "choose"),
            ("connect/<int:account>/", connect_pages.connect, "connect"),
            ("file/", file_pages.bring, "file"),
            ("file/template.csv", file_pages.template, "file_template"),
            ("kite/return/", login_pages.came_back, "kite_return"),
            ("<int:pk>/login/", login_pages.show, "login"),
            ("<int:pk>/login/go/", login_pages.go, "login_go"),
        )

        def bound(page: Any) -> Any:
            return view(lambda request, **given: page(request, context(request), **given))

        ours = [path(where, bound(page), name=f"connections_connection_{name}") for where, page, name in pages]
        return [*ours, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        pages = (("Connect an account", "choose"), ("Connect several from a file", "file"))
        shown = [
            {"deed": {"label": label}, "url": reverse(f"admin:connections_connection_{name}")} for label, name in pages
        ]
        return super().changelist_view(
            request, {**({"deeds": shown} if request.user.has_perm(CONNECT) else {}), **(extra_context or {})}
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        connection = self.get_object(request, object_id)
        extra: dict[str, Any] = {}
        if connection and adapter_of(connection.account.platform).day_token and request.user.has_perm(CONNECT):
            login = reverse("admin:connections_connection_login", args=[connection.pk])
            deeds = self._open_to(request, on_list=False, thing=connection)
            extra = {"deeds": [{"deed": {"label": "Log in"}, "url": login}, *deeds]}
        return super().change_view(request, object_id, form_url, {**extra, **(extra_context or {})})

    @admin.display(description="account", ordering="account__login")
    def number(self, connection: Connection) -> str:
        return str(connection.account)

    @admin.display(description="account")
    def account_told(self, connection: Connection) -> SafeString:
        address = reverse("admin:trading_brokeraccount_change", args=[connection.account_id])
        return format_html('<a href="{}">{}</a>, {}', address, connection.account, connection.account.broker)

    @admin.display(description="broker", ordering="account__broker")
    def broker(self, connection: Connection) -> str:
        return connection.account.broker

    @admin.display(description="state")
    def standing(self, connection: Connection) -> SafeString:
        if connection.paused_at is not None:
            return badge("waiting", "Paused")
        return badge("active", "Open") if not _obstacle(connection) else badge("failed", "Closed")

    @admin.display(description="why it is closed")
    def why_not(self, connection: Connection) -> str:
        return _obstacle(connection) or "–"

    @admin.display(description="last test", ordering="tested_at")
    def test(self, connection: Connection) -> SafeString:
        if not connection.test_outcome:
            return badge("closed", "Not tested")
        look = LOOKS.get(connection.test_outcome, "failed")
        return format_html(
            "<span>{} {}</span>", badge(look, connection.get_test_outcome_display()), age(connection.tested_at)
        )

    @admin.display(description="may be traded", boolean=False, ordering="may_trade")
    def trades(self, connection: Connection) -> str:
        return "Yes" if connection.may_trade else "No, looked at only"

    @admin.display(description="options")
    def options_told(self, connection: Connection) -> str:
        return options_in_words(connection.account.platform, connection.options)

    @admin.display(description="secrets")
    def secrets_told(self, connection: Connection) -> SafeString | str:
        held, given = connection.secrets_held, age(connection.secrets_set_at)
        return secrets_in_words(connection.account.platform, held, given)

    @admin.display(description="token ends", ordering="expires_at")
    def ends(self, connection: Connection) -> str:
        if connection.expires_at is None:
            return "–"
        return "is over" if connection.expires_at <= clock.now() else instant(connection.expires_at)


def _obstacle(connection: Connection) -> str:
    try:
        reach_of(connection)
    except NotConnected as error:
        return str(error)
    return ""
