"""The explorers that the settings name for each network."""

from collections.abc import Callable

from django.conf import settings

from funds.wallets.explorers.esplora import Esplora
from funds.wallets.explorers.etherscan import Etherscan
from funds.wallets.explorers.explorer import Explorer
from funds.wallets.explorers.trongrid import TronGrid

_MAKERS: dict[str, Callable[..., Explorer]] = {
    "btc": Esplora,
    "eth": Etherscan,
    "erc20": Etherscan,
    "trc20": TronGrid,
}


def lookups_on(network: str) -> bool:
    """Whether payments of this network are followed."""
    return bool(_settings(network)["urls"])


def followed_networks() -> list[str]:
    return [network for network in _MAKERS if lookups_on(network)]


def explorers_of(network: str) -> list[Explorer]:
    """Each that is configured; none means that lookups are off."""
    configured = _settings(network)
    make, seconds = _MAKERS.get(network), settings.EXPLORER_SECONDS
    return [make(url=url, key=configured["key"], seconds=seconds) for url in configured["urls"]] if make else []


def confirmations_needed(network: str) -> int:
    return _settings(network)["confirmations"]


def _settings(network: str) -> dict:
    return settings.EXPLORERS.get(network, {"urls": [], "key": "", "confirmations": 0})
