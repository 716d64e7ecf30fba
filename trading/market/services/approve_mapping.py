"""A person says which of our symbols an instrument is."""

from django.db import transaction

from accounts.models import User
from trading.market.domain.mapping_states import MappingAction
from trading.market.models import SymbolMapping
from trading.market.services.move_mapping import move_mapping


@transaction.atomic
def approve_mapping(*, mapping: SymbolMapping, by: User, symbol: str = "") -> SymbolMapping:
    """It is `symbol`, or the one that was suggested. Raises MappingRefused."""
    return move_mapping(mapping, MappingAction.APPROVE, symbol=symbol.strip() or mapping.symbol, by=by)
