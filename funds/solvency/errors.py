"""What solvency refuses to do, in words a person can act on."""

from funds.errors import FundsError


class SolvencyRefused(FundsError):
    """Nothing was run and nothing was decided."""
