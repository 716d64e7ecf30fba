"""Bitcoin addresses: legacy (P2PKH, P2SH), segwit (BIP-173) and Taproot (BIP-350), of the main network only."""

from funds.wallets.domain.bad_address import BadAddress
from funds.wallets.domain.base58 import NotBase58Check, decode
from funds.wallets.domain.bech32 import NotBech32, segwit

_MAIN = {0x00: "P2PKH", 0x05: "P2SH"}
_TEST = {0x6F, 0xC4}
_PREFIX, _TEST_PREFIXES = "bc", ("tb", "bcrt")
_TESTNET = "This is an address of Bitcoin's test network; money sent there is lost. Give one of the main network."


def check_bitcoin(text: str) -> str:
    """The address as it is kept (segwit in small letters); raises BadAddress."""
    head = text.lower().partition("1")[0]
    if head == _PREFIX or head in _TEST_PREFIXES:
        return _check_segwit(text)
    try:
        payload = decode(text)
    except NotBase58Check as error:
        raise BadAddress(f"This is no Bitcoin address: {error}.") from error
    if payload[0] in _TEST and len(payload) == 21:
        raise BadAddress(_TESTNET)
    if payload[0] not in _MAIN or len(payload) != 21:
        raise BadAddress("This address is written like one of Bitcoin's and belongs to another chain.")
    return text


def kind_of(address: str) -> str:
    """How a checked address is called: P2PKH, P2SH, segwit or Taproot."""
    if not address.startswith(_PREFIX + "1"):
        return _MAIN[decode(address)[0]]
    return "Taproot" if segwit(address).version == 1 else "segwit"


def _check_segwit(text: str) -> str:
    try:
        found = segwit(text)
    except NotBech32 as error:
        raise BadAddress(f"This is no Bitcoin address: {error}.") from error
    if found.prefix != _PREFIX:
        raise BadAddress(_TESTNET)
    # Whoever mines may take what is sent to a version that has no rules yet.
    if found.version > 1 or (found.version == 1 and len(found.program) != 32):
        raise BadAddress("Bitcoin does not protect addresses of this kind yet; give a Taproot, segwit or legacy one.")
    return text.lower()
