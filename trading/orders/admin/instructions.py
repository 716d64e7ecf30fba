"""Orders as we mean them, and the pages around them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.safestring import SafeString

from fidus.templatetags.parts import badge
from trading.admin.reading import figure
from trading.orders.admin import close_page, order_page, place_page, queue_page
from trading.orders.admin.instruction_deeds import DEEDS
from trading.orders.admin.words import LOOKS, filled, in_words
from trading.orders.domain.instruction_states import ENDS, OUT, InstructionState
from trading.orders.errors import OrdersError
from trading.orders.gates import PLACE, RELEASE
from trading.orders.models import Instruction
from trading.orders.selectors.orders import held_orders
from trading.signals.admin.own import OwnAdmin


class Where(admin.SimpleListFilter):
    title, parameter_name = "where it stands", "where"
    _STATES = {
        "held": (InstructionState.HELD,), "out": (InstructionState.READY, *OUT), "over": ENDS,
        "doubt": (InstructionState.UNKNOWN, InstructionState.ABSENT, InstructionState.REJECTED),
    }  # fmt: skip

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("out", "Out"), ("held", "Waits for release"), ("doubt", "To be looked at"), ("over", "Over")]

    def queryset(self, request: HttpRequest, orders: QuerySet[Instruction]) -> QuerySet[Instruction]:
        states = self._STATES.get(self.value() or "")
        return orders.filter(state__in=states) if states else orders


@admin.register(Instruction)
class InstructionAdmin(OwnAdmin):
    developer = "strategy__developer"
    deeds = DEEDS
    refusals = (OrdersError,)
    change_list_template = "orders/orders.html"
    list_display = ["reference", "what", "account", "purpose", "of", "standing", "done", "price", "placed_at"]
    list_filter = [
        Where, "state", "purpose", ("strategy", admin.RelatedOnlyFieldListFilter), "account__broker",
        ("account", admin.RelatedOnlyFieldListFilter), ("placed_at", admin.DateFieldListFilter),
    ]  # fmt: skip
    list_select_related = ["account", "strategy", "placed_by"]
    search_fields = ["=reference", "=broker_order", "=account__login", "=strategy__code", "our_symbol", "symbol"]
    search_help_text = "Reference, the broker's number, account, strategy or symbol"
    show_full_result_count = False

    def get_urls(self) -> list[URLResolver | URLPattern]:
        return [
            path("place/", self.page(place_page.choose), name="orders_instruction_choose"),
            path("place/<int:account>/", self.page(place_page.place), name="orders_instruction_place"),
            path("close/", self.page(close_page.show), name="orders_instruction_close"),
            path("release/", self.page(queue_page.show), name="orders_instruction_queue"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        held = held_orders().count() if request.user.has_perm(RELEASE) else 0
        place = reverse("admin:orders_instruction_choose") if request.user.has_perm(PLACE) else ""
        close = reverse("admin:orders_instruction_close") if place else ""
        context = {"held": held, "place_url": place, "close_url": close, **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        rows = self.get_queryset(request)
        return order_page.show(
            request, object_id, self.admin_site.each_context(request), rows=rows, deeds_of=self.deeds_of
        )

    def facts_of(self, thing: Instruction) -> tuple[tuple[str, str], ...]:
        return (
            ("Order", f"{thing.reference}: {in_words(thing)}"), ("Account", f"{thing.account}, {thing.account.broker}"),
            ("Stands", thing.get_state_display()), ("Filled", filled(thing)),
        )  # fmt: skip

    @admin.display(description="order")
    def what(self, order: Instruction) -> str:
        return in_words(order)

    @admin.display(description="strategy or person", ordering="strategy__code")
    def of(self, order: Instruction) -> str:
        return str(order.strategy or order.placed_by or "–")

    @admin.display(description="state", ordering="state")
    def standing(self, order: Instruction) -> SafeString:
        asked = order.cancel_asked_at is not None and order.state in OUT
        return badge(LOOKS[order.state], "Being cancelled" if asked else order.get_state_display())

    @admin.display(description="filled", ordering="filled")
    def done(self, order: Instruction) -> SafeString:
        return figure(order.filled)

    @admin.display(description="at", ordering="average_price")
    def price(self, order: Instruction) -> SafeString:
        return figure(order.average_price)
