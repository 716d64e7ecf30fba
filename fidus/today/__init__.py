"""What waits for one reader of the back office today; every list holds only what the reader may see."""

from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.models import User
from fidus.approvals import approvals_of, decides
from fidus.lib.approval import Approval
from fidus.today import brokers, clients, firm, orders, payments
from fidus.today.shapes import Card

APPROVALS_SHOWN = 10
# In the order of the page.
CARDS: tuple[Callable[[User], Card | None], ...] = (
    clients.messages_to_answer,
    clients.cases_to_check,
    orders.orders_to_release,
    brokers.brokers_to_log_in_at,
    brokers.stale_accounts,
    firm.rates,
    brokers.alerts,
    brokers.breaks,
    brokers.refused_reports,
    clients.follow_ups,
    clients.papers_expiring,
    payments.payments_in_doubt,
    payments.redemptions_to_pay_again,
    payments.interest_held_up,
    firm.undelivered_news,
    firm.paused_channels,
    firm.notices_not_sent,
)


@dataclass(frozen=True)
class Today:
    approvals: list[Approval]
    decides: bool
    cards: list[Card] = field(default_factory=list)

    @property
    def shown(self) -> list[Approval]:
        return self.approvals[:APPROVALS_SHOWN]

    @property
    def hidden(self) -> int:
        return len(self.approvals) - len(self.shown)

    @property
    def summary(self) -> str:
        """`3 approvals and 2 follow-ups wait for you.`"""
        counts = [(len(self.approvals), "approval", "approvals")]
        counts += [(card.count, *card.words) for card in self.cards if card.words]
        words = [f"{number} {one if number == 1 else many}" for number, one, many in counts if number]
        if not words:
            return "Nothing waits for you."
        return f"{_listed(words)} {'waits' if sum(number for number, _, _ in counts) == 1 else 'wait'} for you."


def today_of(reader: User) -> Today:
    cards = [card for make in CARDS if (card := make(reader)) is not None]
    return Today(approvals_of(reader), decides(reader), cards)


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
