"""How brokers write the numbers of accounts."""

import re

_PLAIN = re.compile("[!-~]{1,40}")
_MT5 = re.compile("[1-9][0-9]{0,18}")
_LARGEST = 2**63 - 1


def why_no_login(platform: str, login: str) -> str:
    """What is wrong with a login, in words; empty if nothing is."""
    if not _PLAIN.fullmatch(login):
        return "A login has up to 40 letters, digits and signs, and no spaces."
    if platform == "mt5" and (not _MT5.fullmatch(login) or int(login) > _LARGEST):
        return "A login of MetaTrader 5 is a number."
    return ""
