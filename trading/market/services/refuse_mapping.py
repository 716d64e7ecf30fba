"""A person says that an instrument is not the symbol that it is taken for."""

from django.db import transaction

from accounts.models import User
from trading.market.domain.mapping_states import MappingAction
from trading.market.models import SymbolMapping
from trading.market.services.move_mapping import move_mapping


@transaction.atomic
def refuse_mapping(*, mapping: SymbolMapping, by: User) -> SymbolMapping:
    """Nothing counts it as that symbol from now on. Raises MappingRefused."""
    return move_mapping(mapping, MappingAction.REFUSE, symbol=mapping.symbol, by=by)
