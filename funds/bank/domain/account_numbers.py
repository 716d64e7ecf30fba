"""Numbers of bank accounts, compared as banks vary them."""

import re


def bare(identifier: str) -> str:
    """Letters and digits alone, in capitals."""
    return re.sub(r"[^A-Z0-9]", "", identifier.upper())


def spellings(identifier: str, currency: str) -> set[str]:
    """How an identifier of a file may be written: with the currency behind it, or the bank's number before it."""
    whole = bare(identifier)
    found = {whole}
    if currency and whole.endswith(currency) and len(whole) > 8:
        found.add(whole.removesuffix(currency))
    parts = [bare(part) for part in identifier.split("/")]
    if len(parts) > 1:
        found |= {part for part in parts if len(part) > 6}
        # A German IBAN is the bank's eight digits and the account's ten.
        found.add(f"{parts[0]}{parts[1].zfill(10)}")
    return found


def is_of(identifier: str, currency: str, *, account: str, others: list[str]) -> bool:
    """Whether a file's identifier means the firm's `account`."""
    written = spellings(identifier, currency)
    known = {account, *others}
    if account[:2] == "DE" and len(account) == 22:
        known.add(account[4:])
    return bool(written & known)
