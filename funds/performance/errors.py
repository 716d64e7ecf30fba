"""What performance refuses, in words for whoever asked."""

from funds.errors import FundsError


class BenchmarkRefused(FundsError):
    """A benchmark or a file of levels that cannot be taken in."""
