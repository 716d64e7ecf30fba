"""One guarded step of what our symbol of an instrument is, and its event."""

from accounts.models import User
from accounts.trail.api import record
from fidus.lib import clock
from trading.market.domain.mapping_states import TRANSITIONS, MappingAction, MappingState
from trading.market.errors import MappingRefused
from trading.market.events import SymbolMappingApproved, SymbolMappingRefused
from trading.market.models import SymbolMapping


def move_mapping(mapping: SymbolMapping, action: MappingAction, *, symbol: str, by: User) -> SymbolMapping:
    """In the caller's transaction. Raises MappingRefused."""
    state = TRANSITIONS.get((MappingState(mapping.state), action))
    if state is None:
        raise MappingRefused(f"It is {mapping.state} already.")
    changed = SymbolMapping.objects.filter(pk=mapping.pk, state=mapping.state).update(
        state=state, symbol=symbol, decided_by=by, decided_at=clock.now()
    )
    if not changed:
        raise MappingRefused("Somebody else has just decided it.")
    moved = SymbolMapping.objects.select_related("instrument").get(pk=mapping.pk)
    record(_event(moved, mapping.symbol), by=by)
    return moved


def _event(moved: SymbolMapping, before: str) -> SymbolMappingApproved | SymbolMappingRefused:
    instrument, subject = moved.instrument, f"symbol_mapping:{moved.pk}"
    if moved.state == MappingState.APPROVED:
        return SymbolMappingApproved(
            subject=subject, client=None, server=instrument.server, broker_symbol=instrument.symbol,
            symbol=moved.symbol, suggested=before,
        )  # fmt: skip
    return SymbolMappingRefused(
        subject=subject, client=None, server=instrument.server, broker_symbol=instrument.symbol, symbol=moved.symbol
    )
