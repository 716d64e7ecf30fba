"""How an address is written for people."""


def shortened(address: str) -> str:
    """First and last four characters, for lists; whole where somebody decides: `0xDe2D…3A90`."""
    head = 6 if address.startswith("0x") else 4
    return address if len(address) <= head + 5 else f"{address[:head]}…{address[-4:]}"


def grouped(address: str) -> str:
    """In fours, as people read an IBAN aloud and compare an address."""
    return " ".join(address[place : place + 4] for place in range(0, len(address), 4))
