"""The networks money is sent over, and what is sent over each."""

from dataclasses import dataclass
from enum import StrEnum


class Network(StrEnum):
    ERC20 = "erc20"
    TRC20 = "trc20"
    BTC = "btc"
    ETH = "eth"
    BANK = "bank"


NAMES: dict[Network, str] = {
    Network.ERC20: "ERC-20, Ethereum",
    Network.TRC20: "TRC-20, TRON",
    Network.BTC: "Bitcoin",
    Network.ETH: "Ethereum",
    Network.BANK: "Bank transfer",
}


@dataclass(frozen=True, slots=True)
class Coin:
    """What a chain counts in whole units of 10**-decimals.

    `contract` is the token's own address, none for a chain's own coin. `counts_as` is the currency of the books it
    stands for one to one; none where it has a price.
    """

    decimals: int
    contract: str = ""
    counts_as: str = ""


# The issuers' own contracts (tether.to and circle.com list them); a transfer of any other contract is another thing.
COINS: dict[tuple[Network, str], Coin] = {
    (Network.ERC20, "USDT"): Coin(6, "0xdAC17F958D2ee523a2206206994597C13D831ec7", "USD"),
    (Network.ERC20, "USDC"): Coin(6, "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "USD"),
    (Network.TRC20, "USDT"): Coin(6, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "USD"),
    (Network.TRC20, "USDC"): Coin(6, "TEkxiTehnzSmSe2XqrBj4w32RUN966rdz8", "USD"),
    (Network.BTC, "BTC"): Coin(8),
    (Network.ETH, "ETH"): Coin(18),
}


def coins_of(network: Network) -> tuple[str, ...]:
    """What can be sent over a chain; a bank sends currencies, which are not listed here."""
    return tuple(asset for on, asset in COINS if on == network)


def is_chain(network: str) -> bool:
    return network != Network.BANK


def counts_as(network: str, asset: str) -> str:
    """The currency of the books that one unit of it stands for; none for what has a price."""
    return COINS[Network(network), asset].counts_as if is_chain(network) else asset


# The currencies that banks are asked for, the firm's first.
BANK_CURRENCIES = ("EUR", "USD", "GBP", "CHF")


def kinds() -> list[tuple[str, str]]:
    """`trc20:USDT` and its words, so that one choice says both what is sent and over which network."""
    coins = [(f"{network.value}:{asset}", f"{asset} over {NAMES[network]}") for network, asset in COINS]
    banks = [(f"{Network.BANK.value}:{code}", f"{code} to a bank account (IBAN)") for code in BANK_CURRENCIES]
    return coins + banks
