"""What the broker has and what we think it has: orders that work, those that do not any more, and every trade since."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max, Min, Q

from fidus.lib import clock
from trading.brokers.base import Broker, Refused
from trading.brokers.facts import FillState, OrderState
from trading.execution.models import Lane
from trading.orders.domain.instruction_states import ENDS_HERE, OUT, InstructionState
from trading.orders.domain.references import is_reference
from trading.orders.domain.taking import word_of
from trading.orders.models import Fill, Instruction
from trading.orders.services.take_words import Taken, take_words
from trading.reconciliation.services.report_order import report_order

logger = logging.getLogger(__name__)
# Late fills of what is over are looked for so long.
REMEMBERED = timedelta(days=2)


def compare_orders(account: int, broker: Broker, *, fence: Callable[[], None]) -> list[Taken]:
    """What changed by it. Unknown ones that are not found stay unknown: looking for them is a matter of its own."""
    ours = _unsettled(account)
    working = _working(broker)
    fills = _new_fills(account, broker, ours)
    ours += _named(account, [fill.reference for fill in fills], [fill.order_id for fill in fills], but=ours)
    ours += _named(account, [one.reference for one in working or ()], [one.id for one in working or ()], but=ours)
    by_reference = {row.reference: row for row in ours}
    by_number = {row.broker_order: row for row in ours if row.broker_order}
    told = _told(working or (), by_reference, by_number)
    if working is not None:
        told |= _not_working_any_more(ours, told, broker)
    traded: defaultdict[int, list[FillState]] = defaultdict(list)
    for fill in fills:
        row = by_reference.get(fill.reference) or by_number.get(fill.order_id)
        if row is not None:
            traded[row.pk].append(fill)
    words = [word_of(pk, told.get(pk), traded.get(pk, [])) for pk in sorted(told.keys() | traded.keys())]
    with transaction.atomic():
        fence()
        taken = take_words(words)
        Lane.objects.filter(pk=account).update(compared_at=clock.now())
    _report_strangers(account, working or ())
    return taken


def _unsettled(account: int) -> list[Instruction]:
    """What is out, and what is over and lacks trades."""
    sent = Instruction.objects.filter(account=account, sent_at__isnull=False)
    lacking = Q(told_filled__gt=F("filled")) | Q(state=InstructionState.FILLED, filled__lt=F("volume"))
    lately = clock.now() - REMEMBERED
    return list(sent.filter(Q(state__in=OUT) | (lacking & Q(done_at__gt=lately))).order_by("pk"))


def _named(
    account: int, references: Sequence[str], numbers: Sequence[str], *, but: Sequence[Instruction]
) -> list[Instruction]:
    """Ours that the broker speaks of, over or not; without those that are known already."""
    known = {row.reference for row in but} | {row.broker_order for row in but}
    names, counts = set(references) - known - {""}, set(numbers) - known - {""}
    if not names and not counts:
        return []
    spoken_of = Instruction.objects.filter(account=account, sent_at__isnull=False).exclude(state__in=ENDS_HERE)
    found = spoken_of.filter(Q(reference__in=names) | Q(broker_order__in=counts)).order_by("pk")
    return [row for row in found if row.reference not in known]


def _working(broker: Broker) -> Sequence[OrderState] | None:
    """None where the broker does not tell them (a read-only gateway)."""
    try:
        return broker.orders()
    except Refused as error:
        logger.warning("Working orders are not told: %s", error)
        return None


def _new_fills(account: int, broker: Broker, unsettled: Sequence[Instruction]) -> list[FillState]:
    """Trades that are not known yet; none are asked for where nothing was sent lately."""
    lately = Instruction.objects.filter(account=account, sent_at__gt=clock.now() - REMEMBERED)
    oldest = min([row.sent_at for row in unsettled if row.sent_at], default=None)
    if oldest is None and not lately.exists():
        return []
    newest = Fill.objects.filter(account=account).aggregate(at=Max("recorded_at"))["at"]
    first = newest or lately.aggregate(at=Min("sent_at"))["at"]
    since = min(at for at in (oldest, first, clock.now()) if at is not None)
    fills = broker.fills(since - broker.capabilities.clocks_differ)
    numbers = [fill.id for fill in fills]
    known = set(Fill.objects.filter(account=account, number__in=numbers).values_list("number", flat=True))
    return [fill for fill in fills if fill.id not in known]


def _told(
    working: Sequence[OrderState], by_reference: dict[str, Instruction], by_number: dict[str, Instruction]
) -> dict[int, OrderState]:
    found = {}
    for order in working:
        row = by_reference.get(order.reference) or by_number.get(order.id)
        if row is not None:
            found[row.pk] = order
    return found


def _not_working_any_more(
    ours: Sequence[Instruction], told: dict[int, OrderState], broker: Broker
) -> dict[int, OrderState]:
    """How those stand that we think are at the broker, and that it does not list."""
    found = {}
    for row in ours:
        if row.state in (InstructionState.ACCEPTED, InstructionState.PARTIAL) and row.pk not in told:
            order = broker.order(row.reference)
            if order is not None:
                found[row.pk] = order
    return found


def _report_strangers(account: int, working: Sequence[OrderState]) -> None:
    """Orders that carry our mark and that we never placed: another installation with our letter, or worse."""
    marked = {
        order.reference: order for order in working
        if is_reference(order.reference) and order.reference[0] == settings.ORDER_MARK
    }  # fmt: skip
    known = set(Instruction.objects.filter(reference__in=marked).values_list("reference", flat=True))
    for reference in sorted(marked.keys() - known):
        order = marked[reference]
        remark = (
            f"Its name {reference} looks like one of ours, and we never placed it: another installation uses the mark "
            f"{settings.ORDER_MARK}, or somebody else this account. {order.side.capitalize()} {order.symbol}."
        )
        if report_order(account=account, number=order.id, volume=order.open_volume, remark=remark):
            logger.error("Account %s has an order %s that looks like ours, and we never placed it", account, reference)
