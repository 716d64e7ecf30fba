"""What a client's money is, written down a second time: plain Python, whole cents, exact fractions, no code of ours."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    count = day.year * 12 + day.month - 1 + months
    first = date(count // 12, count % 12 + 1, 1)
    following = date((count + 1) // 12, (count + 1) % 12 + 1, 1)
    return first + timedelta(days=min(day.day, (following - first).days) - 1)


def broken_month(day_count: str, start: date, end: date) -> Fraction:
    """The part of a month that a few days are."""
    days = (end - start).days
    if day_count == "ACT/365F":
        return Fraction(days * 12, 365)
    if day_count == "ACT/30.44":
        return Fraction(days * 100, 3044)
    assert day_count == "30/360"
    first = 30 if start.day == 31 else start.day
    last = 30 if end.day == 31 and first == 30 else end.day
    return Fraction(360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first, 30)


@dataclass
class Tranche:
    """One investment: cents of principal, and from which day how many."""

    principal: int
    rate: Fraction
    earns_from: date
    day_count: str
    throughout: bool
    pays_out: bool
    reductions: list[tuple[date, int]] = field(default_factory=list)
    paid: int = 0
    # Anniversary -> what fell due on it and is not paid yet.
    due: dict[date, int] = field(default_factory=dict)
    last_due: int = 0
    ended_on: date | None = None

    def months(self, on: date) -> Fraction:
        if on <= self.earns_from:
            return Fraction(0)
        if self.throughout:
            return broken_month(self.day_count, self.earns_from, on)
        whole = 0
        while months_later(self.earns_from, whole + 1) <= on:
            whole += 1
        return whole + min(Fraction(1), broken_month(self.day_count, months_later(self.earns_from, whole), on))

    def earned(self, on: date) -> int:
        """All interest up to a day in cents, rounded once, halves to even."""
        if self.ended_on is not None:
            on = min(on, self.ended_on)
        exact, held, since = Fraction(0), self.principal, Fraction(0)
        for day, amount in [*self.reductions, (on, 0)]:
            until = self.months(min(day, on))
            exact += held * self.rate * (until - since)
            since, held = until, held - amount
        return round(exact)

    def left(self) -> int:
        return self.principal - sum(amount for _, amount in self.reductions)

    def owed(self, on: date) -> int:
        return self.left() + self.earned(on) - self.paid

    def fall_due(self, on: date) -> list[tuple[date, int]]:
        """Interest months that are complete and were not yet; only those that earned something."""
        new = []
        while self.pays_out and (day := months_later(self.earns_from, self.last_due + 1)) <= on:
            amount = self.earned(day) - self.earned(months_later(self.earns_from, self.last_due))
            self.last_due += 1
            if amount:
                self.due[day] = amount
                new.append((day, amount))
        return new
