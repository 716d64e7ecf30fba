"""Orders that wait for a person."""

from django.urls import reverse

from accounts.models import User
from fidus.templatetags.figures import age
from fidus.today.shapes import SHOWN, Card, Line, page_of
from trading.orders.selectors.orders import held_orders


def orders_to_release(reader: User) -> Card | None:
    """Those that this reader may release: not what they placed themselves."""
    if not reader.has_perm("orders.release_order") or not reader.has_perm("orders.view_instruction"):
        return None
    held = held_orders().exclude(placed_by=reader)
    lines = [
        Line(
            f"{order.get_side_display()} {order.volume.normalize():f} {order.symbol}",
            f"{order.account}, {order.strategy or order.placed_by}",
            page_of(order),
            age(order.placed_at),
            urgent=True,
        )
        for order in held[:SHOWN]
    ]
    if not lines:
        return None
    words = ("order to release", "orders to release")
    return Card("Orders to release", held.count(), lines, "", reverse("admin:orders_instruction_queue"), "All", words)
