"""The same transfers for the ledger and its peer."""

from datetime import date

ACCOUNTS = 200
BATCH = 5_000
DAY = date(2026, 3, 10)
