"""TRON addresses: Base58Check with the version byte 0x41, which makes them begin with T."""

from funds.wallets.domain.bad_address import BadAddress
from funds.wallets.domain.base58 import NotBase58Check, decode, encode

_MAIN = 0x41
# Test networks of old wrote 0xA0, which begins with 2.
_TEST = 0xA0


def check_tron(text: str) -> str:
    """The address itself; raises BadAddress."""
    try:
        payload = decode(text)
    except NotBase58Check as error:
        raise BadAddress(f"This is no TRON address: {error}.") from error
    if len(payload) == 21 and payload[0] == _TEST:
        raise BadAddress("This is an address of a test network of TRON; give one of the main network.")
    if len(payload) != 21 or payload[0] != _MAIN:
        raise BadAddress("This address is written like one of TRON's and belongs to another chain.")
    if not any(payload[1:]):
        raise BadAddress("Nobody holds this address; money sent to it is lost.")
    return text


def from_hex(digits: str) -> str:
    """`41…` or an Ethereum-like `0x…` as TRON's nodes answer it, as the address people see; raises ValueError."""
    raw = bytes.fromhex(digits.removeprefix("0x"))
    whole = raw if len(raw) == 21 else bytes([_MAIN]) + raw
    if len(whole) != 21 or whole[0] != _MAIN:
        raise ValueError(f"{digits} is no address of TRON")
    return encode(whole)
