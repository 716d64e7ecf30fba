"""One address for one network: checked, and told apart from those of other chains."""

import re

from fidus.lib.money import MINOR_UNITS
from funds.wallets.domain.bad_address import BadAddress
from funds.wallets.domain.bank_account import check_iban
from funds.wallets.domain.bitcoin import check_bitcoin
from funds.wallets.domain.ethereum import check_ethereum
from funds.wallets.domain.networks import COINS, NAMES, Network, coins_of
from funds.wallets.domain.tron import check_tron

_CHECKS = {
    Network.ERC20: check_ethereum,
    Network.ETH: check_ethereum,
    Network.TRC20: check_tron,
    Network.BTC: check_bitcoin,
    Network.BANK: check_iban,
}
# What a text is plainly meant to be, by its shape alone.
_SHAPES = (
    (re.compile(r"0[xX][0-9a-fA-F]{40}"), {Network.ERC20, Network.ETH}, "an Ethereum address"),
    (re.compile(r"T[1-9A-HJ-NP-Za-km-z]{33}"), {Network.TRC20}, "a TRON address"),
    (re.compile(r"(bc1|tb1|bcrt1)[0-9a-z]{6,}", re.IGNORECASE), {Network.BTC}, "a Bitcoin address"),
    (re.compile(r"[13][1-9A-HJ-NP-Za-km-z]{25,34}"), {Network.BTC}, "a Bitcoin address"),
    (re.compile(r"ltc1[0-9a-z]{6,}", re.IGNORECASE), set[Network](), "a Litecoin address"),
    (re.compile(r"[A-Z]{2}\d{2} ?[0-9A-Z ]{11,40}"), {Network.BANK}, "an IBAN"),
)


def check_address(network: Network, text: str) -> str:
    """The address as it is kept; raises BadAddress, which names the chain that a foreign one belongs to."""
    text = text.strip()
    if not text:
        raise BadAddress("Give the address.")
    for shape, networks, words in _SHAPES:
        if shape.fullmatch(text) and network not in networks:
            raise BadAddress(
                f"This is {words} and not one for {NAMES[network]}. Money sent over the wrong network is lost."
            )
    address = _CHECKS[network](text)
    contracts = {coin.contract for (on, _), coin in COINS.items() if on == network and coin.contract}
    if address in contracts:
        raise BadAddress("This is the address of the token itself, nobody's wallet; money sent to it is lost.")
    return address


def check_asset(network: Network, asset: str) -> str:
    """The coin or currency, which the network must carry; raises BadAddress."""
    offered = tuple(MINOR_UNITS) if network == Network.BANK else coins_of(network)
    if asset not in offered:
        raise BadAddress(
            f"{asset or 'Nothing'} cannot be sent over {NAMES[network]}; choose {_listed(offered)}.", "asset"
        )
    return asset


def _listed(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
