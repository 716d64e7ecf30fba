"""Account codes in Beancount's form, whose first word says what kind of account it is."""

import re
from dataclasses import dataclass

ROOTS = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
# Beancount's own rule for the words after the root.
CODE_PATTERN = r"^(Assets|Liabilities|Equity|Income|Expenses)(:[A-Z0-9][A-Za-z0-9-]*)+$"


@dataclass(frozen=True, slots=True)
class AccountSpec:
    """An account to be opened."""

    code: str
    kind: str
    currency: str
    label: str = ""


def is_account_code(code: str, kind: str) -> bool:
    """Whether `code` is well formed and its root is that of `kind`."""
    return (
        re.fullmatch(CODE_PATTERN, code) is not None and "\n" not in code and code.split(":", 1)[0] == ROOTS.get(kind)
    )
