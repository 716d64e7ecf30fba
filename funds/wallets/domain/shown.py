"""How an address is written for people."""


def shortened(address: str) -> str:
    """First and last four characters, for lists; whole where somebody decides: `0xDe2D…3A90`."""
    head = 6 if address.startswith("0x") else 4
    return address if len(address) <= head + 5 else f"{address[:head]}…{address[-4:]}"
