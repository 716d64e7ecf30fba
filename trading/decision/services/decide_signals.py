"""Signals become orders, or reasons why not: many at once, each once, exactly within the limits."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from fidus.lib import clock
from fidus.lib.prepared import ask_together, prepared_cursor
from trading.decision.domain.decide import TITLES, AccountDecision, decide
from trading.decision.domain.facts import Entry
from trading.decision.domain.verdicts import Verdict, Word
from trading.decision.models import Allocation, Decision
from trading.decision.selectors.scene import Scene
from trading.decision.selectors.signals import ToDecide, signals_and_legs, signals_to_decide
from trading.decision.selectors.terms import allocations_by_strategy, allocations_for
from trading.decision.services.lock_brokers import locking
from trading.decision.services.new_orders import new_orders
from trading.decision.services.write_decisions import give_keys, writing
from trading.orders.domain.instruction_states import InstructionState
from trading.orders.models import Instruction
from trading.orders.services.cancel_entries import UnwantedEntry, cancel_entries
from trading.orders.services.place_orders import NewOrder, numbering, place_orders
from trading.signals.models import Signal
from trading.signals.services.move_signals import moving

log = logging.getLogger(__name__)
_LINKS = """
insert into decision_decisionorder (decision_id, instruction_id)
select * from unnest(%s::bigint[], %s::bigint[]) as t(decision, instruction) order by instruction
"""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a signal: a decision for each account, and the orders of all of them."""

    signal_id: int
    decisions: list[Decision]
    instructions: list[Instruction] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Made:
    """One decision on its way into the tables; `numbers` are those by which the scene knows its orders."""

    signal: Signal
    row: Decision
    orders: list[NewOrder] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    cancels: tuple[Entry, ...] = ()


@transaction.atomic(savepoint=False)
def decide_signals(pks: Sequence[int]) -> list[Decided]:
    """In the order of their numbers, those of `pks` that nobody has decided yet; all of them, or nothing at all.

    Each is decided on every account that is allocated to its strategy, one account's fault being no other's. Accounts
    that share a broker are decided one after the other, whoever asks at the same time. Whoever sends orders is woken
    after the commit.
    """
    began = time.perf_counter()
    asked, allocations = _taken_up(pks)
    if not asked:
        return []
    accounts = {one.account_id for each in allocations.values() for one in each}
    made: list[_Made] = []
    legs = [leg for one in asked for leg in one.legs]
    scene = Scene(accounts, legs, now=clock.now(), lock=locking(accounts)) if accounts else None
    for one in asked:
        made += _decided(one, allocations.get(one.signal.strategy_id, []), scene)
    return _write(made, Decimal(time.perf_counter() - began) * 1000)


def _taken_up(pks: Sequence[int]) -> tuple[list[ToDecide], dict[int, list[Allocation]]]:
    """Those that nobody else has taken up, and what accounts their strategies have, by strategy."""
    moved, signals, legs, allocations = ask_together(
        moving(pks, "decide"), *signals_and_legs(pks), allocations_for(pks, on=clock.today())
    )
    ours = {pk for (pk,) in moved}
    asked = [one for one in signals_to_decide(signals, legs) if one.signal.pk in ours]
    return asked, allocations_by_strategy(allocations)


def _decided(one: ToDecide, allocations: list[Allocation], scene: Scene | None) -> list[_Made]:
    signal = one.signal
    if not allocations or scene is None:
        return [_Made(signal, _row(signal, None, _no_allocation(signal)))]
    found, portions = [], scene.portions(allocations)
    for allocation in allocations:
        decision, numbers = _on_account(one, allocation, portions[allocation.account_id], scene)
        orders = new_orders(signal, one.legs, allocation, decision)
        found.append(_Made(signal, _row(signal, allocation, decision), orders, numbers, decision.cancels))
    return found


def _on_account(
    one: ToDecide, allocation: Allocation, portion: Decimal | None, scene: Scene
) -> tuple[AccountDecision, list[int]]:
    try:
        decision = decide(scene.case(one.signal, one.legs, allocation, portion, before=one.before))
        return decision, scene.count(allocation, decision)
    except Exception:
        # Nothing here asks the database. A fault of one account's figures is no reason to leave the others undecided.
        log.exception("signal %s could not be decided on account %s", one.signal.pk, allocation.account_id)
        words = "It could not be decided: a fault of the program, which is in its log. Nothing is ordered."
        return _declined("fault", words), []


def _no_allocation(signal: Signal) -> AccountDecision:
    return _declined("allocation", f"No account is allocated to {signal.strategy.code} today: nothing is ordered.")


def _declined(rule: str, words: str) -> AccountDecision:
    verdict = Verdict(rule, TITLES.get(rule, rule.capitalize()), Word.STOP, words, words)
    return AccountDecision("declined", rule, words, words, (verdict,), ())


def _row(signal: Signal, allocation: Allocation | None, decision: AccountDecision) -> Decision:
    return Decision(
        signal=signal, account_id=allocation and allocation.account_id, allocation_id=allocation and allocation.pk,
        outcome=decision.outcome, rule=decision.rule, words=decision.words[:500], told=decision.told[:500],
        verdicts=[verdict.written() for verdict in decision.verdicts], decided_at=clock.now(),
    )  # fmt: skip


def _write(made: list[_Made], took: Decimal) -> list[Decided]:
    for one in made:
        one.row.took_ms = took
    orders = [order for one in made for order in one.orders]
    keys, numbers = ask_together(writing([one.row for one in made]), numbering(len(orders)))
    give_keys([one.row for one in made], keys)
    placed = iter(place_orders(orders, numbers=numbers))
    decided: dict[int, Decided] = {}
    links: list[tuple[int, int]] = []
    keys: dict[int, int] = {}
    for one in made:
        orders = [next(placed) for _ in one.orders]
        links += [(one.row.pk, order.pk) for order in orders]
        keys |= {number: order.pk for number, order in zip(one.numbers, orders, strict=True)}
        whole = decided.setdefault(one.signal.pk, Decided(one.signal.pk, []))
        whole.decisions.append(one.row)
        whole.instructions.extend(orders)
    if links:
        with prepared_cursor() as cursor:
            cursor.execute(_LINKS, [list(column) for column in zip(*links, strict=True)])
    _cancel(made, keys, [order for each in decided.values() for order in each.instructions])
    return list(decided.values())


def _cancel(made: Sequence[_Made], keys: dict[int, int], placed: Sequence[Instruction]) -> None:
    """What was placed at the same moment is known by its key only now; what was not placed after all, by none."""
    unwanted = [
        UnwantedEntry(keys.get(entry.number, entry.number), one.signal.pk, one.signal.signal_id, entry.filled)
        for one in made
        for entry in one.cancels
    ]
    woken = {order.account_id for order in placed if order.state == InstructionState.READY}
    cancel_entries([one for one in unwanted if one.instruction_id > 0], woken=woken)
