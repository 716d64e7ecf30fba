"""What waits for one reader of the back office today; every list holds only what the reader may see."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import F, Model, Q
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

from accounts.hooks.models import Message
from accounts.hooks.selectors import dead_letters
from accounts.models import User
from accounts.rates.feed import feed_state
from compliance.domain.case_states import CaseState
from compliance.models import KycCase
from compliance.selectors import cases_waiting, documents_expiring
from crm.correspondence.models import Conversation
from crm.correspondence.selectors import waiting_for_office
from crm.selectors import follow_ups_due
from fidus.approvals import approvals_of, decides
from fidus.lib import clock
from fidus.lib.approval import Approval
from fidus.navigation import address_of
from fidus.templatetags.figures import age, day, until
from funds.approvals import interest_that_waits, interest_to_pay_again
from funds.models import InterestPayout
from funds.redemptions.models import Redemption
from funds.redemptions.selectors.payments import to_be_paid_again
from funds.wallets.models import Payment
from funds.wallets.selectors import payments_to_look_at
from trading.models import BrokerAccount, ReportImport

# A report brought in by hand is expected once a week.
WEEK = timedelta(days=7)
DAY_TO_ANSWER = timedelta(days=1)
SHOWN = 6
APPROVALS_SHOWN = 10


@dataclass(frozen=True)
class Line:
    name: str
    note: str
    url: str
    end: str = ""
    stale: bool = False
    urgent: bool = False


@dataclass(frozen=True)
class Card:
    """A list at the side, the most urgent first; `nothing` is what its emptiness means."""

    heading: str
    count: int
    lines: Sequence[Line]
    nothing: str
    more: str = ""
    more_word: str = "All"
    # What one and several of them are called in a sentence; none where it is no work yet.
    words: tuple[str, str] | None = None


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


def _cases_to_check(reader: User) -> Card | None:
    if not reader.has_perm("compliance.view_kyccase"):
        return None
    cases = list(cases_waiting().exclude(state=CaseState.SUBMITTED.value))
    lines = [
        Line(case.client.name, f"{case.accepted} of {case.lines} accepted, {case.to_check} to check", _page_of(case))
        for case in cases[:SHOWN]
    ]
    return Card(
        "KYC to check",
        len(cases),
        lines,
        "No papers wait for a check.",
        *_list_of(KycCase, "Queue"),
        ("case to check", "cases to check"),
    )


def _stale_accounts(reader: User) -> Card | None:
    if not reader.has_perm("trading.view_brokeraccount"):
        return None
    read = BrokerAccount.objects.filter(disabled_at=None).annotate(read_at=Coalesce("snapshot_at", "last_at"))
    old = read.filter(Q(read_at__lt=clock.now() - WEEK) | Q(read_at=None)).order_by(F("read_at").asc(nulls_first=True))
    accounts = list(old)
    lines = [
        Line(
            f"MT5 {account.login}",
            account.broker,
            _page_of(account),
            end=age(account.read_at) if account.read_at else "never read",
            stale=True,
        )
        for account in accounts[:SHOWN]
    ]
    nothing = "Every account was read within the week."
    return Card(
        "Stale accounts",
        len(accounts),
        lines,
        nothing,
        *_list_of(BrokerAccount, "Accounts"),
        ("stale account", "stale accounts"),
    )


def _rates(reader: User) -> Card | None:
    if not reader.has_perm("rates.import_rates"):
        return None
    feed = feed_state()
    if feed.newest is None or not (feed.is_due or feed.contradictions):
        return None
    lines = (
        [Line("The day's rates", feed.words, address_of("admin:rates_day") or "", stale=True)] if feed.is_due else []
    )
    if feed.contradictions:
        differing = (address_of("admin:rates_contradiction_changelist") or "") + "?state__exact=open"
        lines.append(Line("Rates that differ", f"{feed.contradictions} in a file", differing, urgent=True))
    return Card("Exchange rates", len(lines), lines, "", address_of("admin:rates_day") or "", "Rates")


def _refused_reports(reader: User) -> Card | None:
    if not reader.has_perm("trading.view_reportimport"):
        return None
    refused = list(ReportImport.objects.filter(state="refused", uploaded_at__gte=clock.now() - WEEK))
    if not refused:
        return None
    lines = [
        Line(report.name, capfirst(report.refusal), _page_of(report), age(report.uploaded_at))
        for report in refused[:SHOWN]
    ]
    return Card(
        "Reports refused",
        len(refused),
        lines,
        "",
        *_list_of(ReportImport, "Imports"),
        ("refused report", "refused reports"),
    )


def _follow_ups(reader: User) -> Card | None:
    if not reader.has_perm("crm.view_prospect"):
        return None
    due = list(follow_ups_due(as_of=clock.today()))
    lines = [
        Line(
            prospect.name,
            prospect.follow_up_note or f"With {prospect.owner}",
            _page_of(prospect),
            until(prospect.follow_up_on),
            urgent=prospect.follow_up_on < clock.today(),
        )
        for prospect in due[:SHOWN]
    ]
    pipeline = address_of("admin:crm_pipeline") or ""
    return Card(
        "Follow-ups due",
        len(due),
        lines,
        "Nobody is promised a word today.",
        pipeline,
        "Pipeline",
        ("follow-up", "follow-ups"),
    )


def _messages_to_answer(reader: User) -> Card | None:
    if not reader.has_perm("correspondence.write_to_client"):
        return None
    waiting = list(waiting_for_office())
    lines = [
        Line(
            conversation.client.name,
            conversation.subject,
            _page_of(conversation),
            age(conversation.last_at),
            urgent=conversation.last_at < clock.now() - DAY_TO_ANSWER,
        )
        for conversation in waiting[:SHOWN]
    ]
    return Card(
        "Messages to answer",
        len(waiting),
        lines,
        "No client waits for an answer.",
        *_list_of(Conversation, "Messages"),
        ("message to answer", "messages to answer"),
    )


def _papers_expiring(reader: User) -> Card | None:
    if not reader.has_perm("compliance.view_kyccase"):
        return None
    items = list(documents_expiring(as_of=clock.today()))
    lines = [
        Line(
            item.case.client.name,
            day(item.valid_until),
            _page_of(item.case),
            until(item.valid_until),
            urgent=item.valid_until <= clock.today() + WEEK,
        )
        for item in items[:SHOWN]
    ]
    return Card("Papers expiring", len(items), lines, "None within thirty days.", *_list_of(KycCase, "Cases"))


def _payments_to_look_at(reader: User) -> Card | None:
    if not reader.has_perm("wallets.view_payment"):
        return None
    payments = list(payments_to_look_at(as_of=clock.now()))
    if not payments:
        return None
    lines = [
        Line(
            payment.subject,
            payment.finding or f"{payment.amount}, still {payment.get_state_display().lower()}",
            _page_of(payment),
            age(payment.recorded_at),
            urgent=bool(payment.finding),
        )
        for payment in payments[:SHOWN]
    ]
    words = ("payment to look at", "payments to look at")
    return Card("Payments to look at", len(payments), lines, "", *_list_of(Payment, "Payments"), words)


def _redemptions_to_pay_again(reader: User) -> Card | None:
    if not reader.has_perm("redemptions.view_redemption"):
        return None
    failed = list(to_be_paid_again())
    if not failed:
        return None
    lines = [
        Line(one.number, f"{one.investment.client.name}, {one.net}: the payment failed", _page_of(one), urgent=True)
        for one in failed[:SHOWN]
    ]
    words = ("redemption to pay again", "redemptions to pay again")
    return Card("Redemptions to pay again", len(failed), lines, "", *_list_of(Redemption, "Redemptions"), words)


def _interest_that_waits(reader: User) -> Card | None:
    if not reader.has_perm("funds.view_interestpayout"):
        return None
    waiting = [(payout, " ".join(reasons), False) for payout, reasons in interest_that_waits()]
    failed = [(payout, "The payment failed; pay it again.", True) for payout in interest_to_pay_again()]
    if not waiting and not failed:
        return None
    lines = [
        Line(
            payout.investment.number,
            f"{payout.investment.client.name}, {payout.amount}: {why}",
            _page_of(payout),
            until(payout.pay_on),
            urgent=urgent or payout.pay_on <= clock.today(),
        )
        for payout, why, urgent in [*failed, *waiting][:SHOWN]
    ]
    words = ("interest payment that cannot go out", "interest payments that cannot go out")
    count = len({payout.pk for payout, _, _ in [*failed, *waiting]})
    return Card("Interest that waits", count, lines, "", *_list_of(InterestPayout, "Interest payouts"), words)


def _dead_letters(reader: User) -> Card | None:
    if not reader.has_perm("hooks.manage_hooks"):
        return None
    letters = dead_letters()
    lines = [
        Line(f"{letter.hook} of {letter.hook.owner.email}", letter.kind, _page_of(letter), age(letter.happened_at))
        for letter in letters[:SHOWN]
    ]
    if not lines:
        return None
    address, word = _list_of(Message, "Dead letters")
    words = ("dead letter of webhooks", "dead letters of webhooks")
    return Card("Dead letters", letters.count(), lines, "", f"{address}?state__exact=dead", word, words)


CARDS: tuple[Callable[[User], Card | None], ...] = (
    _messages_to_answer,
    _cases_to_check,
    _stale_accounts,
    _rates,
    _refused_reports,
    _follow_ups,
    _papers_expiring,
    _payments_to_look_at,
    _redemptions_to_pay_again,
    _interest_that_waits,
    _dead_letters,
)


def _page_of(record: Model) -> str:
    try:
        return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    except NoReverseMatch:
        return ""


def _list_of(model: type[Model], word: str) -> tuple[str, str]:
    return address_of(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") or "", word


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
