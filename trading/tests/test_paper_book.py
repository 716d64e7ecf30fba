"""Paper books in the database: the contract of all brokers, and what rows add to it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from accounts.trail.api import events_about
from fidus.lib import clock
from fidus.lib.money import Money
from trading.brokers.base import Access, LoginRefused, NotSent, OutcomeUnknown, Refused
from trading.brokers.paper import connect
from trading.brokers.tests.contract import EVER, Contract
from trading.domain.paper import book as verbs
from trading.domain.paper.applying import rebuild
from trading.domain.paper.written import read_state
from trading.errors import NoPaperBook, PaperBookRefused
from trading.events import subject_of
from trading.models import PaperBook, PaperEvent
from trading.services.connect_paper import connect_paper
from trading.services.disable_broker_account import disable_broker_account
from trading.services.feed_paper_book import feed_paper_book
from trading.services.fund_paper_book import fund_paper_book
from trading.services.open_broker_account import open_broker_account
from trading.services.open_paper_book import open_paper_book
from trading.services.paper_rows import PaperRows, events_of
from trading.services.write_paper_book import write_paper_book
from trading.tests.paper_scenes import AT, INVENTED, later, paper_account, quoted, request


class FaultyRows(PaperRows):
    """Rows whose line to the database can be cut."""

    away = loses = locked_out = False
    lies_as = ""

    def read(self):
        self._listen()
        return self._shown(super().read())

    def held(self):
        self._listen()
        held = super().held()
        return _Lost(self, held) if self.loses else held

    def _listen(self):
        if self.away:
            raise NotSent("nobody keeps the books")
        if self.locked_out:
            raise LoginRefused("the books are closed to this login")

    def _shown(self, state):
        return replace(state, terms=replace(state.terms, login=self.lies_as)) if self.lies_as else state


class _Lost:
    def __init__(self, rows, held) -> None:
        self.rows, self.inner = rows, held

    def __enter__(self):
        return self.inner.__enter__()

    def __exit__(self, *failed):
        self.inner.__exit__(*failed)
        self.rows.loses = False
        raise OutcomeUnknown("whether it was kept is not known")


class RowsScene:
    currency, symbol, unknown_symbol, secret = "USD", "INVENTED", "NOSUCH", "never-shown-Passw0rd"
    step = INVENTED.volume_step

    def __init__(self, *, hedging) -> None:
        self.account = paper_account(hedging=hedging)
        self.login = str(self.account.login)
        self.book = FaultyRows(self.account.paper_book.pk)
        self.moments = 0

    def broker(self):
        return connect(Access(login=self.login, secrets={"password": self.secret}), self.book)

    def price(self, bid, ask) -> None:
        self.moments += 1
        feed_paper_book(account=self.account, quotes=[quoted(bid, ask, at=later(self.moments))])

    def fill(self, order_id, volume, price) -> None:
        order = self.book.order(id=order_id)
        write_paper_book(
            account=self.account, deed=lambda state, now: verbs.execute(state, order, volume, Decimal(price), now)
        )

    def deposit(self, amount) -> None:
        fund_paper_book(account=self.account, amount=Money.of(amount, "USD"), by=None)

    def count_of(self, reference):
        return PaperEvent.objects.filter(book=self.account.paper_book, reference=reference).count()

    def lose_next_answer(self) -> None:
        self.book.loses = True

    def go_away(self) -> None:
        self.book.away = True

    def come_back(self) -> None:
        self.book.away = False

    def answer_for_another_account(self) -> None:
        PaperBook.objects.filter(pk=self.account.paper_book.pk).update(
            state=PaperBook.objects.get(account=paper_account()).state
        )

    def refuse_login(self) -> None:
        self.book.locked_out = True


@pytest.mark.usefixtures("db")
class TestRows(Contract):
    """The same contract, with the books in the database."""

    @pytest.fixture
    def scene(self, db):
        return RowsScene(hedging=True)


@pytest.fixture
def account(db):
    with clock.at(AT):
        yield paper_account(commission_per_unit=Decimal("3.50"), swap_long=Decimal("-1.25"))


def rebuilt(account):
    return rebuild(events_of(account.paper_book))


def kept(account):
    return replace(read_state(PaperBook.objects.get(account=account).state), quotes={})


def test_the_kept_state_is_what_its_events_make(account):
    broker = connect_paper(account)
    broker.submit(request(volume="2", stop_loss="90", take_profit="110"))
    broker.submit(request(kind="limit", limit_price="95"))
    broker.cancel(broker.orders()[0].id)
    with clock.at(AT + timedelta(days=2)):
        feed_paper_book(account=account, quotes=[quoted("111", "112", at=AT + timedelta(days=2))])
        assert broker.positions() == []
        # 2 lots of 100: 10.00 x 200 profit, 2 nights of 2 x 1.25, and 7.00 for each of the two fills.
        assert broker.account().balance == Decimal("100000.00") + 2000 - 5 - 14
    assert kept(account) == rebuilt(account)


def test_events_stay_as_they_happened(account):
    for change in (lambda: PaperEvent.objects.update(at=AT), lambda: PaperEvent.objects.all().delete()):
        with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic():
            change()


def test_a_reference_is_one_order_even_for_who_writes_rows_by_hand(account):
    broker = connect_paper(account)
    broker.submit(request(reference="ONCE"))
    first = PaperEvent.objects.get(reference="ONCE")
    with pytest.raises(IntegrityError, match="one_paper_order_per_reference"), transaction.atomic():
        PaperEvent.objects.create(
            book=first.book, number=999, at=AT, kind="accepted", order="9", reference="ONCE", data=first.data
        )


def test_the_same_quote_fed_twice_is_seen_once(account):
    broker = connect_paper(account)
    shown = quoted("99", "101", at=later(1), ask_size=Decimal(1))
    feed_paper_book(account=account, quotes=[shown])
    order = broker.submit(request(volume="3"))
    for _ in range(3):
        feed_paper_book(account=account, quotes=[shown])
    assert broker.order(order.reference).filled == 1
    feed_paper_book(account=account, quotes=[replace(shown, at=later(2), ask_size=Decimal(5))])
    assert broker.order(order.reference).filled == 3


def test_the_book_is_opened_once_for_paper_accounts_alone(account):
    live = open_broker_account(broker="B", server="S", login=5, currency="USD", by=None)
    with pytest.raises(PaperBookRefused, match="no paper account"):
        open_paper_book(account=live, by=None)
    with pytest.raises(PaperBookRefused, match="already"):
        open_paper_book(account=account, by=None)
    with pytest.raises(PaperBookRefused, match="leverage"):
        open_paper_book(account=live, leverage=Decimal(0), by=None)
    with pytest.raises(NoPaperBook):
        connect_paper(live)
    with pytest.raises(NoPaperBook):
        feed_paper_book(account=live, quotes=[])


def test_money_of_another_currency_or_more_than_there_is_is_refused_and_nothing_is_told(account):
    told = len(events_about(subject=subject_of(account.pk)))
    for amount in (Money.of("10.00", "EUR"), Money.of("-100000.01", "USD")):
        with pytest.raises(PaperBookRefused):
            fund_paper_book(account=account, amount=amount, by=None)
    assert len(events_about(subject=subject_of(account.pk))) == told
    fund_paper_book(account=account, amount=Money.of("-100000.00", "USD"), by=None)
    assert connect_paper(account).account().balance == 0
    assert len(events_about(subject=subject_of(account.pk))) == told + 1


def test_a_disabled_account_takes_no_orders_and_no_money(account):
    disable_broker_account(account=account, reason="over", by=None)
    with pytest.raises(Refused, match="disabled"):
        connect_paper(account).submit(request())
    with pytest.raises(PaperBookRefused, match="disabled"):
        fund_paper_book(account=account, amount=Money.of("1.00", "USD"), by=None)
    assert connect_paper(account).account().balance == Decimal("100000.00")


def test_a_line_to_the_database_that_breaks_before_the_end_kept_nothing(account, monkeypatch):
    broker, wanted = connect_paper(account), request()

    def breaks(*args, **told):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("trading.services.paper_rows.append", breaks)
    with pytest.raises(NotSent):
        broker.submit(wanted)
    monkeypatch.undo()
    assert broker.order(wanted.reference) is None
    assert broker.fills(EVER) == []


def test_questions_cost_few_queries(account, django_assert_max_num_queries):
    broker = connect_paper(account)
    with django_assert_max_num_queries(1):
        broker.account()
    with django_assert_max_num_queries(9):
        broker.submit(request())
    assert connection.in_atomic_block  # of the test's own; the book's transactions ended
