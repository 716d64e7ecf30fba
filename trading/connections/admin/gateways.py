"""Gateways to brokers."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from fidus.templatetags.figures import age
from fidus.templatetags.parts import badge
from trading.connections.admin import gateway_deeds
from trading.connections.admin.words import options_in_words, secrets_in_words
from trading.connections.errors import ConnectionsError
from trading.connections.models import BrokerGateway


@admin.register(BrokerGateway)
class BrokerGatewayAdmin(DeedsAdmin):
    list_display = ["name", "platform", "standing", "where", "serves", "at_once", "secrets_told"]
    list_filter = ["platform", ("disabled_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "address"]
    fields = [
        "name", "platform", "standing", "where", "proposed", "serves", "at_once", "options_told", "secrets_told",
        "made_at", "made_by", "address_approved_by", "address_approved_at",
    ]  # fmt: skip
    readonly_fields = fields
    refusals = (ConnectionsError,)

    @property
    def deeds(self) -> tuple[Deed, ...]:  # type: ignore[override]
        return gateway_deeds.deeds()

    def get_queryset(self, request: HttpRequest) -> QuerySet[BrokerGateway]:
        rows = super().get_queryset(request).select_related("secrets_set_by", "made_by", "proposed_by")
        return rows.annotate(accounts=Count("connections"))

    def facts_of(self, gateway: BrokerGateway) -> tuple[tuple[str, str], ...]:
        facts = [("Address now", gateway.address or "the vendor's own")]
        if gateway.proposed_address:
            facts += [
                ("Proposed address", gateway.proposed_address),
                ("Proposed by", f"{gateway.proposed_by}, {gateway.proposed_at:%d %b %Y %H:%M} UTC"),
            ]
        return (*facts, ("Accounts reached through it", str(gateway.accounts)))

    @admin.display(description="state", ordering="disabled_at")
    def standing(self, gateway: BrokerGateway) -> SafeString:
        if gateway.disabled_at:
            return badge("closed", "Disabled")
        return badge("waiting", "New address waits") if gateway.proposed_address else badge("active", "In use")

    @admin.display(description="address", ordering="address")
    def where(self, gateway: BrokerGateway) -> str:
        return gateway.address or "the vendor's own"

    @admin.display(description="proposed address")
    def proposed(self, gateway: BrokerGateway) -> str:
        if not gateway.proposed_address:
            return "–"
        return f"{gateway.proposed_address}, by {gateway.proposed_by}"

    @admin.display(description="accounts", ordering="accounts")
    def serves(self, gateway: BrokerGateway) -> SafeString | str:
        if not gateway.accounts:
            return "0"
        address = reverse("admin:connections_connection_changelist")
        return format_html('<a href="{}?gateway__id__exact={}">{}</a>', address, gateway.pk, gateway.accounts)

    @admin.display(description="options")
    def options_told(self, gateway: BrokerGateway) -> str:
        return options_in_words(gateway.platform, gateway.options)

    @admin.display(description="secrets")
    def secrets_told(self, gateway: BrokerGateway) -> SafeString | str:
        return secrets_in_words(gateway.platform, gateway.secrets_held, age(gateway.secrets_set_at))
