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


def window_after(day: date, earns_from: date, notice: int) -> date:
    """The first end of a quarter that is still `notice` weekdays away, the end of incubation at the earliest."""
    found = max(day, earns_from)
    while True:
        quarter = date(found.year, (found.month + 2) // 3 * 3, 1)
        found = months_later(quarter, 1) - timedelta(days=1)
        last, left = found, notice
        while left:
            last -= timedelta(days=1)
            left -= last.weekday() < 5
        if day <= last:
            return found
        found += timedelta(days=1)


def leaving_costs(amount: int, flat: int, rate: Fraction) -> int:
    """A flat fee and a share, rounded halves to even, never more than what leaves."""
    return min(amount, flat + round(amount * rate))


@dataclass
class Tranche:
    """One investment: cents of principal, what left it and came back, and what interest was paid."""

    principal: int
    rate: Fraction
    earns_from: date
    day_count: str
    throughout: bool
    pays_out: bool
    # What a withdrawal costs: cents, and a share.
    costs: tuple[int, Fraction] = (0, Fraction(0))
    # From the end of which day how many cents of principal earn no more, and how many of interest left with them.
    taken: list[tuple[date, int, int]] = field(default_factory=list)
    paid: int = 0
    # Set aside by redemptions and not sent yet.
    payable: int = 0
    # Anniversary -> what fell due on it and is not paid yet.
    due: dict[date, int] = field(default_factory=dict)
    months_due: int = 0

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
        exact, held, since = Fraction(0), self.principal, Fraction(0)
        for day, amount, _ in [*sorted(self.taken), (on, 0, 0)]:
            until = self.months(min(day, on))
            exact += held * self.rate * (until - since)
            since, held = until, held - amount
        return round(exact)

    def left(self) -> int:
        return self.principal - sum(amount for _, amount, _ in self.taken)

    def paid_out(self) -> int:
        """Interest that is gone: paid by itself, or taken along by a redemption."""
        return self.paid + sum(interest for _, _, interest in self.taken)

    def owed(self, on: date) -> int:
        return self.left() + self.earned(on) - self.paid_out() + self.payable

    def free_interest(self, on: date) -> int:
        """Interest that is neither paid nor waits in a payment of its own."""
        return self.earned(on) - self.paid_out() - sum(self.due.values())

    def fall_due(self, on: date) -> None:
        """Interest months that are complete: what they earned and no redemption took along."""
        month = self.months_due + 1
        while self.pays_out and (day := months_later(self.earns_from, month)) <= on:
            before = months_later(self.earns_from, month - 1)
            gone = sum(interest for when, _, interest in self.taken if before < when <= day)
            amount = self.earned(day) - self.earned(before) - gone
            if amount > 0:
                self.due[day] = amount
                self.months_due = month
            month += 1


@dataclass
class Exit:
    """One redemption: what was asked for, and once its window came, what was set aside."""

    tranche: int
    asked: int
    full: bool
    with_interest: bool
    window_on: date
    state: str = "requested"
    principal: int = 0
    interest: int = 0
    kept_back: int = 0

    def net(self) -> int:
        return self.principal + self.interest - self.kept_back
