"""What of a decision its reader sees: the office everything, a developer nothing of anybody else's money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from trading.decision.models import Decision
from trading.signals.selectors import OVERSEES


@dataclass(frozen=True)
class Told:
    """`rules` are {rule, title, verdict, words, input: [(label, value)]}."""

    words: str
    rules: list[dict[str, Any]]


def shown_to(user: User, row: Decision) -> Told:
    everything = user.has_perm(OVERSEES)
    rules = [
        {
            "rule": one["rule"],
            "title": one["title"],
            "verdict": one["verdict"],
            "words": one["words"] if everything else one["told"],
            "input": [(label, value) for label, value, is_open in one["input"] if everything or is_open],
        }
        for one in row.verdicts
    ]
    return Told(row.words if everything else row.told, rules)
