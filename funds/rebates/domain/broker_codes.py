"""A broker's name as part of an account's code in the ledger."""

import re
import unicodedata


def code_of(broker: str) -> str:
    """`Example Markets Ltd.` is `Example-Markets-Ltd`; letters beyond ASCII lose their marks."""
    plain = unicodedata.normalize("NFKD", broker).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", plain)
    code = "-".join(words)[:60].rstrip("-")
    return code[:1].upper() + code[1:] if code else "Unnamed"
