"""What an amount of the books is on its network."""

from decimal import Decimal

from fidus.lib.money import Money
from funds.wallets.domain.networks import COINS, Network


class BadQuantity(ValueError):
    """A quantity that the network cannot carry, or that nobody gave where the books cannot tell it."""


def quantity_of(network: Network, asset: str, amount: Money, given: Decimal | None = None) -> Decimal:
    """How much of `asset` is sent: one for one where it stands for the currency, else what was `given`."""
    coin = None if network == Network.BANK else COINS[network, asset]
    stands_for = asset if coin is None else coin.counts_as
    if stands_for == amount.currency:
        if given is not None and given != amount.amount:
            raise BadQuantity(f"{given} {asset} and {amount} are not the same; they are counted one for one.")
        return amount.amount
    if given is None:
        raise BadQuantity(f"Say how much {asset} was sent: it has a price in {amount.currency}.")
    if not given.is_finite() or given <= 0:
        raise BadQuantity(f"{given} is no quantity of {asset}.")
    if coin is None:
        return Money.of(given, asset).amount
    units(network, asset, given)
    return given


def units(network: Network, asset: str, quantity: Decimal) -> int:
    """In the whole units that the chain counts; raises BadQuantity for anything finer."""
    decimals = COINS[network, asset].decimals
    scaled = quantity.scaleb(decimals)
    if scaled != int(scaled):
        raise BadQuantity(f"{asset} has {decimals} digits after the point; {quantity} has more.")
    return int(scaled)
