"""What a token may be used for: each kind of record has one scope to look and one to act.

A scope never gives a right; it leaves of a person's rights those that they lend to a program.
"""

# Kind of record -> what it is called on the page where a person lends the right.
KINDS: dict[str, str] = {
    "clients": "clients and who acts for them",
    "users": "the logins of people and their roles",
    "events": "the trail of events",
    "sessions": "where one is signed in oneself, and with which browsers",
    "hooks": "webhooks of yours and their messages",
    "notices": "what you are told, by what and when",
    "ledger": "the ledger: accounts, entries, balances",
    "rates": "exchange rates and differences of exchange",
    "books": "journals by hand, the closing of months, and the firm's reports",
    "prospects": "prospects and the pipeline",
    "conversations": "messages between clients and the office",
    "products": "funds and their terms",
    "investments": "investments, their interest and where their money works",
    "movements": "movements of money on investments",
    "payouts": "interest that is paid out",
    "accruals": "the nightly accrual of interest",
    "costs": "operating costs of the firm",
    "statements": "statements and their files",
    "redemptions": "redemptions and their windows",
    "fees": "fees, their schedules and runs",
    "rebates": "rebates of brokers",
    "wallets": "wallets, bank accounts of clients, and payments to them",
    "bank": "the firm's bank accounts, statements and bookings",
    "performance": "performance and benchmarks",
    "solvency": "solvency and the cash calendar",
    "intake": "files of clients, investments and movements that are brought in",
    "trading": "broker accounts, their history and reports",
    "connections": "how broker accounts are reached, and their secrets",
    "signals": "strategies of trading, their signals and messages",
    "orders": "orders to brokers, their fills, and how far trading is let",
    "kyc": "KYC cases and their checklists",
    "documents": "documents that clients gave us, and their files",
}


def read(kind: str) -> str:
    """The scope that lets a program look at records of `kind`."""
    return f"{kind}:read"


def write(kind: str) -> str:
    """The scope that lets a program act on records of `kind`."""
    return f"{kind}:write"


def explained() -> dict[str, str]:
    """Every scope with its words."""
    return {
        scope: f"{verb} {words}"
        for kind, words in KINDS.items()
        for scope, verb in ((read(kind), "See"), (write(kind), "Act on"))
    }
