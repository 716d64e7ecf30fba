"""How a payment is named on its network."""

import re

from funds.wallets.domain.networks import NAMES, Network

_HEX = re.compile(r"[0-9a-f]{64}")
_LONGEST_REFERENCE = 80


class BadHash(ValueError):
    """Not a transaction hash of the network, or no bank reference."""


def check_hash(network: Network, text: str) -> str:
    """The hash in the one spelling it is kept in, or the bank's reference; raises BadHash."""
    text = text.strip()
    if network == Network.BANK:
        if not 1 <= len(text) <= _LONGEST_REFERENCE:
            raise BadHash(f"Give the bank's reference, of at most {_LONGEST_REFERENCE} letters.")
        return text
    digits = text.lower().removeprefix("0x")
    if not _HEX.fullmatch(digits):
        raise BadHash(f"This is no transaction hash of {NAMES[network]}: it has 64 digits from 0 to 9 and a to f.")
    return "0x" + digits if network in {Network.ETH, Network.ERC20} else digits
