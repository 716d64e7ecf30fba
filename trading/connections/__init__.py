"""How broker accounts are reached: gateways, each account's way in, and secrets that nobody is shown.

Rows are locked in this order: gateway, account, connection. No broker is asked within a transaction.
"""
