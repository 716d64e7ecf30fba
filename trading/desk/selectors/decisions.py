"""What was decided about signals, account by account, in the words that are meant for the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trading.decision.models import Decision, Outcome
from trading.monitor.selectors.accounts import SHORT
from trading.signals.models import Signal

_LOOKS = {
    Outcome.ORDERED: "passed", Outcome.HELD: "waiting", Outcome.CANCELLED: "closed", Outcome.DRY_RUN: "simulated",
    Outcome.DECLINED: "failed",
}  # fmt: skip
_VERDICTS = {
    "pass": ("passed", "Passed"), "less": ("waiting", "Reduced"), "stop": ("failed", "Stopped"),
    "not asked": ("closed", "Not asked"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """One rule; `figures` are its inputs, those that the reader may see."""

    rule: str
    title: str
    verdict: str
    words: str
    figures: Sequence[tuple[str, str]]

    @property
    def look(self) -> tuple[str, str]:
        return _VERDICTS.get(self.verdict, ("closed", self.verdict))


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """`account` is empty where the signal found none to be traded on."""

    pk: int
    account: str
    outcome: str
    title: str
    words: str
    checks: Sequence[Check]
    decided_at: datetime
    took: Decimal

    @property
    def look(self) -> str:
        return _LOOKS[Outcome(self.outcome)]

    @property
    def is_reduced(self) -> bool:
        return any(check.verdict == "less" for check in self.checks)

    @property
    def telling(self) -> list[Check]:
        """The rules that reduced or stopped it."""
        return [check for check in self.checks if check.verdict in {"less", "stop"}]


def decisions(signals: Sequence[Signal], *, sees_all: bool) -> dict[int, list[DecisionLine]]:
    """By signal, in the order of accounts. Developers get the words that are told to them: other people's money is
    no business of theirs. One query."""
    found: dict[int, list[DecisionLine]] = {}
    rows = Decision.objects.filter(signal__in=signals).select_related("account").order_by("account_id", "pk")
    for row in rows:
        found.setdefault(row.signal_id, []).append(_line(row, sees_all))
    return found


def _line(row: Decision, sees_all: bool) -> DecisionLine:
    return DecisionLine(
        pk=row.pk,
        account=f"{SHORT[row.account.platform]} {row.account.login}" if row.account else "",
        outcome=row.outcome,
        title=row.get_outcome_display(),
        words=row.words if sees_all else row.told,
        checks=[_check(one, sees_all) for one in row.verdicts],
        decided_at=row.decided_at,
        took=row.took_ms,
    )


def _check(one: dict[str, object], sees_all: bool) -> Check:
    figures = one.get("input") or []
    return Check(
        rule=str(one["rule"]),
        title=str(one["title"]),
        verdict=str(one["verdict"]),
        words=str(one["words" if sees_all else "told"]),
        figures=[(label, value) for label, value, is_open in figures if sees_all or is_open],  # type: ignore[attr-defined]
    )
