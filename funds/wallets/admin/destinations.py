"""Where clients are paid: proposals to decide about, and all that ever stood."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from fidus.lib import clock
from fidus.lib.read_only_admin import ReadOnlyAdmin
from fidus.templatetags.figures import instant
from fidus.templatetags.parts import badge
from funds.wallets.admin.destination_deeds import CONFIRM, PROPOSE, confirm, propose, refuse, retire, stop
from funds.wallets.admin.rows import DECIDE, for_reader, unbroken
from funds.wallets.domain.destination_states import DestinationState
from funds.wallets.models import Destination


@admin.register(Destination)
class DestinationAdmin(ReadOnlyAdmin):
    list_display = ["client_name", "label", "what", "short", "standing", "usable", "proposed_by", "next_steps"]
    list_display_links = ["label"]
    list_filter = ["state", "network", "asset"]
    search_fields = ["client__name", "client__number", "label", "address", "holder"]
    ordering = ["-proposed_at", "-pk"]
    change_list_template = "wallets/admin/destinations.html"
    change_form_template = "accounts/admin/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Destination]:
        rows = super().get_queryset(request).select_related("client", "proposed_by", "confirmed_by", "replaces")
        return for_reader(rows, request.user, propose=PROPOSE, confirm=CONFIRM)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        deeds = {"confirm": confirm, "refuse": refuse, "stop": stop, "retire": retire}
        named = [
            path(f"<int:pk>/{name}/", self.page(view), name=f"wallets_destination_{name}")
            for name, view in deeds.items()
        ]
        return [path("propose/", self.page(propose), name="wallets_destination_propose"), *named, *super().get_urls()]

    @admin.display(description="Client", ordering="client__name")
    def client_name(self, destination: Destination) -> str:
        return destination.client.name

    @admin.display(description="Over", ordering="network")
    def what(self, destination: Destination) -> str:
        return f"{destination.asset}, {destination.get_network_display()}"

    @admin.display(description="Address")
    def short(self, destination: Destination) -> str:
        return unbroken(destination.short_address)

    @admin.display(description="State", ordering="state")
    def standing(self, destination: Destination) -> SafeString:
        looks = {"proposed": "waiting", "confirmed": "incubating", "stopped": "closed", "retired": "closed"}
        return badge(looks.get(destination.state, destination.state), destination.get_state_display())

    @admin.display(description="Usable from", ordering="usable_from")
    def usable(self, destination: Destination) -> str:
        return instant(destination.usable_from)

    @admin.display(description="Next")
    def next_steps(self, destination: Destination) -> SafeString | str:
        return format_html_join(" ", '<a href="{}">{}</a>', steps_of(destination))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        deeds = [{"url": url, "deed": {"label": word}} for url, word in steps_of(found)] if found else []
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "deeds": deeds})


def steps_of(destination: Destination) -> list[tuple[str, str]]:
    """Address and word of what the reader of this row may do now; rows come from `for_reader`."""
    usable_from = destination.usable_from
    over = usable_from is not None and usable_from <= clock.now()
    names = {
        DestinationState.PROPOSED: DECIDE if destination.may_decide else ("stop",),
        DestinationState.CONFIRMED: ("retire",) if over else ("stop",),
        DestinationState.ACTIVE: ("retire",),
    }.get(DestinationState(destination.state), ())
    return [
        (reverse(f"admin:wallets_destination_{name}", args=[destination.pk]), name.capitalize())
        for name in names
        if name in DECIDE or destination.may_propose
    ]
