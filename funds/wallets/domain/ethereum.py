"""Ethereum addresses and their checksum in capital letters (EIP-55)."""

import re

from Crypto.Hash import keccak

from funds.wallets.domain.bad_address import BadAddress

_SHAPE = re.compile(r"0x[0-9a-fA-F]{40}")


def checksummed(address: str) -> str:
    """The address with the capitals that EIP-55 gives it."""
    digits = address[2:].lower()
    digest = keccak.new(digest_bits=256, data=digits.encode()).hexdigest()
    pairs = zip(digits, digest, strict=False)
    return "0x" + "".join(letter.upper() if int(nibble, 16) >= 8 else letter for letter, nibble in pairs)


def check_ethereum(text: str) -> str:
    """The address itself; raises BadAddress, also for one without capitals: it carries no checksum at all."""
    if not _SHAPE.fullmatch(text):
        if text[:2] in {"0x", "0X"}:
            wrong = re.search(r"[^0-9a-fA-F]", text[2:])
            says = f"{wrong.group()!r} never stands in one" if wrong else f"it has {len(text) - 2} digits and not 40"
            raise BadAddress(f"This is no Ethereum address: {says}.")
        raise BadAddress("This is no Ethereum address: those begin with 0x and have 40 digits after it.")
    if int(text, 16) == 0:
        raise BadAddress("Nobody holds this address; money sent to it is lost.")
    right = checksummed(text)
    if text == right:
        return text
    if text[2:] in {text[2:].lower(), text[2:].upper()}:
        raise BadAddress(
            "This address carries no checksum, because its letters are all small or all capitals. "
            "Copy it from your wallet with capital and small letters mixed, as wallets show it."
        )
    raise BadAddress("The checksum of this address (its capital letters) does not hold: a letter or digit is wrong.")
