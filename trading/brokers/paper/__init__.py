"""The firm's own paper broker: orders are filled by the rules of trading/domain/paper, from prices it is given."""

from trading.brokers.paper.adapter import connect
from trading.brokers.paper.book import Book

__all__ = ["Book", "connect"]
