"""What may be said of a door: networks, senders, words; and TradingView's own addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from trading.signals.domain.foreign_json import USUAL, is_known_action

# From where TradingView sends webhooks, as it says itself (support article 43000529348); IPv4 alone.
TRADINGVIEW = ("52.89.214.238/32", "34.212.75.30/32", "54.218.53.128/32", "52.32.178.7/32")
_SENDER = re.compile(r"[^@\s<>,;]{1,64}@[A-Za-z0-9.-]{1,100}")
_PATH = re.compile(r"[\w .{}-]{1,80}")
MOST_WORDS = 60


def sender_fault(text: str) -> str:
    """Why `text` is no e-mail address; empty if it is one."""
    return "" if _SENDER.fullmatch(text) else f"“{text[:60]}” is no e-mail address."


def words_fault(names: Mapping[str, str], actions: Mapping[str, str]) -> str:
    """Why a door cannot translate so; empty if it can."""
    if unknown := sorted(set(names) - set(USUAL)):
        return f"There is no field “{unknown[0][:40]}”; there are {', '.join(USUAL)}."
    if bad := _first_not(_PATH, names.values()):
        return f"“{bad[:40]}” is no name of a field like data.ticker."
    if wrong := [word for word in actions.values() if not is_known_action(word)]:
        return f"“{wrong[0][:40]}” is no action; write buy, sell, exit, enter long, exit long and so on."
    if len(names) + len(actions) > MOST_WORDS or any(len(word) > 80 for word in actions):
        return "These are more words than any alert has."
    return ""


def _first_not(pattern: re.Pattern[str], texts: Iterable[str]) -> str:
    return next((text for text in texts if not pattern.fullmatch(text)), "")
