"""Which of our symbols each instrument is."""

from typing import Any

from django.contrib import admin
from django.utils.safestring import SafeString

from accounts.admin.deeds import Deed, DeedsAdmin
from accounts.models import User
from fidus.templatetags.parts import badge
from trading.market.errors import MarketError
from trading.market.forms import SymbolForm
from trading.market.models import SymbolMapping
from trading.market.services.approve_mapping import approve_mapping
from trading.market.services.refuse_mapping import refuse_mapping

LOOKS = {"suggested": "waiting", "approved": "passed", "refused": "closed"}


def _approve(mapping: SymbolMapping, data: dict[str, Any], by: User) -> SymbolMapping:
    return approve_mapping(mapping=mapping, symbol=data["symbol"], by=by)


def _refuse(mapping: SymbolMapping, data: dict[str, Any], by: User) -> SymbolMapping:
    return refuse_mapping(mapping=mapping, by=by)


@admin.register(SymbolMapping)
class SymbolMappingAdmin(DeedsAdmin):
    list_display = ["symbol", "brokers", "server", "standing", "decided_by", "decided_at"]
    list_filter = ["state", "instrument__server"]
    search_fields = ["symbol", "instrument__symbol", "instrument__name"]
    list_select_related = ["instrument", "decided_by"]
    change_list_template = "market/mappings.html"
    refusals = (MarketError,)
    fields = ["symbol", "instrument", "standing", "suggested_at", "decided_by", "decided_at"]
    readonly_fields = fields
    deeds = (
        Deed(
            "approve",
            "Approve",
            "Orders and exposure take the broker's instrument for this symbol of ours from now on.",
            "Approved.",
            "market.decide_mapping",
            _approve,
            SymbolForm,
            possible=lambda mapping: mapping.state != "approved",
            initial=lambda mapping: {"symbol": mapping.symbol},
        ),
        Deed(
            "refuse",
            "Refuse",
            "Nothing takes the instrument for this symbol.",
            "Refused.",
            "market.decide_mapping",
            _refuse,
            possible=lambda mapping: mapping.state != "refused",
        ),
    )

    @admin.display(description="at the broker", ordering="instrument__symbol")
    def brokers(self, mapping: SymbolMapping) -> str:
        return mapping.instrument.symbol

    @admin.display(description="server", ordering="instrument__server")
    def server(self, mapping: SymbolMapping) -> str:
        return mapping.instrument.server

    @admin.display(description="state", ordering="state")
    def standing(self, mapping: SymbolMapping) -> SafeString:
        return badge(LOOKS[mapping.state], mapping.state.capitalize())

    def facts_of(self, thing: SymbolMapping) -> tuple[tuple[str, str], ...]:
        one = thing.instrument
        return (
            ("At the broker", f"{one.symbol}, {one.server}"),
            ("What it is", f"{one.kind}, {one.name}" if one.name else one.kind),
            ("Prices in", one.currency),
            ("Units in one", f"{one.multiplier.normalize():f}"),
            ("Taken for", thing.symbol),
        )
