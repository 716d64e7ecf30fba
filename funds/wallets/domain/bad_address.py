"""What is wrong with an address, in words its owner can act on."""


class BadAddress(ValueError):
    """Not an address of the network it is given for; `field` names the part at fault."""

    def __init__(self, message: str, field: str = "address") -> None:
        self.field = field
        super().__init__(message)
