"""What of trading is reduced or halted, told at the head of every page of trading."""

from django import template

from trading.orders.domain.switch_states import SwitchState, strongest
from trading.orders.models import Scope
from trading.orders.selectors.orders import switches_for

register = template.Library()
_ROOMS = frozenset({
    "trading", "connections", "market", "watch", "reconciliation", "alerts", "monitor", "signals", "orders", "decision",
    "execution", "desk",
})  # fmt: skip


@register.inclusion_tag("orders/partials/_banner.html", takes_context=True)
def trading_banner(context: template.Context) -> dict[str, object]:
    """Empty on other pages, for who may not look at switches, and while nothing is set."""
    request = context["request"]
    match = getattr(request, "resolver_match", None)
    room = (match.url_name or "").partition("_")[0] if match is not None else ""
    if room not in _ROOMS or not request.user.has_perm("orders.view_switch"):
        return {}
    rows = list(switches_for(request.user).exclude(state=SwitchState.ACTIVE)[:20])
    firm = next((row for row in rows if row.scope == Scope.FIRM), None)
    others = [row for row in rows if row is not firm]
    halted = strongest(*(SwitchState(row.state) for row in rows)) is SwitchState.HALTED
    return {"firm": firm, "others": others, "halted": halted}
