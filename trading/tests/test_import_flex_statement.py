"""Flex statements brought in: made here in the true format, and real ones where they are at hand."""

import gzip
import io
import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection

from accounts.trail.api import events_about
from fidus.lib.money import Money
from trading.brokers.ib.tests.test_flex import COUNTS, cash, element, file_of, statement, trade
from trading.brokers.ib.tests.test_flex_facts import held, positions
from trading.errors import AccountDisabled, AccountMismatch, ReportRefused
from trading.models import DERIVED_OPENING, BrokerAccount, CashOperation, Deal, Position, ReportImport
from trading.selectors import balance_breaks, performance
from trading.services.book_history import Booked
from trading.services.disable_broker_account import disable_broker_account
from trading.services.import_broker_file import import_broker_file
from trading.services.open_broker_account import open_broker_account
from trading.tests.broker_words import account_at, book, fill

LATER = date(2030, 1, 1)
BUY = trade(fifoPnlRealized="0")
SALE = trade(
    tradeID="2", ibExecID="0000e0d5.00000002.01.01", buySell="SELL", quantity="-4", tradePrice="110",
    ibCommission="-1.005", openCloseIndicator="C", fifoPnlRealized="32.50", dateTime="20261120;150000",
)  # fmt: skip
DEPOSIT = cash(type="Deposits/Withdrawals", amount="5000", transactionID="1", dateTime="20261119")


def bring_in(*statements, name="U1234567.xml", **options):
    file = statements[0] if isinstance(statements[0], io.BytesIO) else file_of(*statements)
    file.seek(0)
    return import_broker_file(file=file, name=name, by=None, **options)


def balance_of(account):
    return performance([account], as_of=LATER)[account.pk].balance


def test_a_statement_opens_its_account_and_fills_it(db):
    report = bring_in(statement(DEPOSIT, BUY, SALE, cash()))
    account = report.account
    assert (account.platform, account.login, account.currency) == ("ib", "U1234567", "USD")
    assert (account.broker, account.environment, account.source) == ("Interactive Brokers", "live", "imported")
    assert (report.format, report.state, report.deals_added, report.cash_operations_added) == ("flex", "imported", 2, 2)
    assert (report.first_at, report.last_at) == (
        datetime(2026, 11, 19, tzinfo=UTC), datetime(2026, 11, 20, 20, 20, tzinfo=UTC),
    )  # fmt: skip
    standing = performance([account], as_of=LATER)[account.pk]
    assert (standing.deposits, standing.adjustments) == (Money.of("5000", "USD"), Money.of("54.24", "USD"))
    assert standing.trading_result == Money.of("32.50", "USD"), "what the broker calls realised, and nothing twice"
    sale = Deal.objects.get(kind="sell")
    assert (sale.commission, sale.profit) == (Decimal("-1.00"), Decimal("33.50"))
    assert (sale.external_id, sale.report, sale.costs_pending) == ("0000e0d5.00000002.01", report, False)
    assert balance_breaks() == []
    kinds = sorted(event.kind for event in events_about(subject=f"broker account:{account.pk}"))
    assert kinds == ["BrokerAccountOpened", "BrokerFileImported"]


def test_the_same_statement_again_adds_nothing(db):
    file = statement(DEPOSIT, BUY, SALE, cash(transactionID=""), cash(transactionID=""))
    bring_in(file)
    again = bring_in(file)
    assert (again.deals_added, again.cash_operations_added, again.already_known) == (0, 0, 5)


def test_what_was_seen_live_is_known_and_gets_its_costs(db):
    account = account_at("ib")
    book(account, fill("0000e0d5.00000001.01", costs_told=False), cash=None)
    report = bring_in(statement(BUY, SALE))
    assert report.account == account
    assert (report.deals_added, report.already_known, report.costs_completed) == (1, 1, 1)
    assert Deal.objects.get(external_id="0000e0d5.00000001.01").commission == -1
    # And the other way round: what a statement brought is not booked again live.
    assert book(account, fill("0000e0d5.00000002.01"), cash=None) == Booked()


def test_positions_and_what_was_before_come_from_the_statement(db):
    report = bring_in(statement(BUY, cash(), positions(held(position="10"))))
    account = report.account
    position = Position.objects.get(account=account)
    assert (position.external_id, position.symbol, position.side, position.volume, position.profit) == (
        "76792991", "EXMP", "buy", 10, 9,
    )  # fmt: skip
    # 500.00 in cash and 1,001.00 in shares; the dividend of 54.24 came within, the purchase nets nothing.
    assert (report.closing_balance, report.positions_added) == (Decimal("1501.00"), 1)
    assert CashOperation.objects.get(kind=DERIVED_OPENING).amount == Decimal("1446.76")
    assert balance_of(account) == Money.of("1501.00", "USD")
    bring_in(statement(cash(transactionID="77"), positions()))
    assert not Position.objects.exists()


def test_positions_of_a_live_account_are_left_to_its_visits(db):
    account = account_at("ib")
    Position.objects.create(account=account, external_id="1", symbol="SEEN", side="buy", volume=1)
    bring_in(statement(positions(held())))
    assert Position.objects.get().symbol == "SEEN"


def test_older_statements_reach_further_back_and_leave_today_as_it_is(db):
    account = bring_in(statement(SALE, positions(held()))).account
    before = balance_of(account)
    bring_in(statement(DEPOSIT))
    assert balance_of(account) == before == Money.of("1501.00", "USD")


def test_what_is_not_booked_is_listed(db):
    split = element(
        "CorporateAction", currency="USD", fxRateToBase="1", symbol="EXMP", type="FS", quantity="10", proceeds="0",
        dateTime="20261120;202500",
    )  # fmt: skip
    report = bring_in(statement(BUY, split, cash(type="Bonus Of The Season")))
    assert report.notes.splitlines() == [
        "not booked: a corporate action FS: EXMP",
        "not booked: cash of the kind 'Bonus Of The Season', which nobody has met, 54.24 USD: EXMP CASH DIVIDEND",
    ]


@pytest.mark.parametrize(
    ("file", "words", "line"),
    [
        (statement(BUY, "\n", trade(quantity="ten")), "<Trade> number 2: quantity is 'ten'", 2),
        (statement(cash(currency="EUR", fxRateToBase="")), "no rate of EUR to USD", None),
        (statement(BUY, "<a>"), "no XML", 1),
        (statement(BUY).replace(' toDate="20261120"', ""), "neither when it was made", None),
        (statement(BUY).replace(' toDate="20261120"', ' toDate="soon"'), "'soon' is no date", None),
        (
            statement(BUY) + "\n" + statement(BUY, account="U7654321"),
            r"of 2 accounts \(U1234567, U7654321\), and not known are 2 accounts \(U1234567, U7654321\)",
            None,
        ),
    ],
)
def test_a_refused_statement_keeps_nothing(db, file, words, line):
    with pytest.raises(ReportRefused, match=words) as refused:
        bring_in(file)
    assert refused.value.line == line
    assert not any(model.objects.exists() for model in (BrokerAccount, Deal, CashOperation, ReportImport))


def test_statements_of_other_accounts_and_currencies_are_refused(db):
    account, other = account_at("ib"), account_at("ib", login="U7654321")
    with pytest.raises(AccountMismatch, match="Interactive Brokers U1234567, not of U7654321"):
        bring_in(statement(BUY), account=other)
    with pytest.raises(AccountMismatch, match="is not known"):
        bring_in(statement(BUY, account="U9"), open_unknown=False)
    with pytest.raises(AccountMismatch, match="kept in USD, the statement is in EUR"):
        bring_in(statement(BUY).replace('accountId="U1234567" currency="USD"', 'accountId="U1234567" currency="EUR"'))
    disable_broker_account(account=account, reason="closed", by=None)
    with pytest.raises(AccountDisabled):
        bring_in(statement(BUY))


def test_a_file_of_several_accounts_is_taken_in_whole_each_statement_to_its_account(db):
    ours = {login: account_at("ib", login=login) for login in ("U7654321", "U1234567")}
    other = statement(
        trade(tradeID="77", ibExecID="0000e0d5.00000077.01.01", fifoPnlRealized="0"), account="U7654321"
    )  # fmt: skip
    first = bring_in(statement(DEPOSIT, BUY), other, statement(SALE), name="all.xml")
    rows = list(ReportImport.objects.order_by("pk"))
    assert (rows[0], len(rows), {row.state for row in rows}) == (first, 2, {"imported"})
    of = {row.account.login: row for row in rows}
    assert {login: (of[login].deals_added, of[login].cash_operations_added) for login in of} == {
        "U1234567": (2, 1), "U7654321": (1, 0),
    }  # fmt: skip
    assert Deal.objects.filter(account=ours["U1234567"], report=of["U1234567"]).count() == 2
    assert Deal.objects.get(account=ours["U7654321"]).report == of["U7654321"]
    assert all("The file is of 2 accounts" in row.notes and f"import {rows[1].pk}" in row.notes for row in rows)
    assert len({row.sha256 for row in rows}) == 1
    again = bring_in(statement(DEPOSIT, BUY), other, statement(SALE), name="again.xml")
    assert (again.deals_added, Deal.objects.count(), CashOperation.objects.count()) == (0, 3, 1)


def test_one_unknown_account_of_several_keeps_the_whole_file_out_and_is_named(db):
    account = account_at("ib")
    with pytest.raises(AccountMismatch, match=r"not known are 1 account \(U9\)"):
        bring_in(statement(DEPOSIT, BUY), statement(BUY, account="U9"))
    with pytest.raises(AccountMismatch, match="choose none"):
        bring_in(statement(DEPOSIT, BUY), statement(BUY, account="U9"), account=account)
    disable_broker_account(account=account_at("ib", login="U9"), reason="closed", by=None)
    with pytest.raises(AccountDisabled):
        bring_in(statement(DEPOSIT, BUY), statement(BUY, account="U9"))
    assert not Deal.objects.exists()


def test_what_is_wrong_in_one_accounts_statement_keeps_the_others_out_too(db):
    account_at("ib"), account_at("ib", login="U9")
    with pytest.raises(ReportRefused, match="no rate of EUR to USD"):
        bring_in(statement(DEPOSIT, BUY), statement(cash(currency="EUR", fxRateToBase=""), account="U9"))
    assert not any(model.objects.exists() for model in (Deal, CashOperation, ReportImport))


def test_a_number_that_two_servers_have_wants_one_chosen(db):
    account = account_at("ib")
    open_broker_account(
        broker="b", server="second", login="U1234567", currency="USD", platform="ib", environment="live", by=None
    )
    with pytest.raises(AccountMismatch, match="choose one"):
        bring_in(statement(BUY))
    assert bring_in(statement(BUY), account=account).account == account


def test_paper_accounts_are_opened_as_paper(db):
    assert bring_in(statement(BUY, account="DU123456")).account.environment == "paper"


def test_one_statement_brought_in_by_two_at_the_same_moment_opens_one_account_and_fills_it_once(committed_db):
    barrier, reports, wrong = threading.Barrier(2), [], []

    def upload():
        try:
            barrier.wait()
            reports.append(bring_in(statement(DEPOSIT, BUY, SALE)))
        except (ReportRefused, DatabaseError) as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=upload) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert sorted(report.deals_added for report in reports) == [0, 2]
    assert (BrokerAccount.objects.count(), Deal.objects.count(), CashOperation.objects.count()) == (1, 2, 1)


# ---- real files

# Known to us by their account, whose currency we have.
SAYS_NO_CURRENCY = {"pp_testIBFlexStatementFile08.xml": "UXXXXXX", "pp_testIBFlexStatementFile01.xml": "U123456"}


@pytest.mark.shared
@pytest.mark.parametrize("name", COUNTS)
def test_a_real_file_is_booked_as_it_is_read_and_once(db, shared_data, name):
    path = shared_data / "ibflex" / name
    content = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
    trades, operations, _, _ = COUNTS[name]
    account = None
    if name in SAYS_NO_CURRENCY:
        with pytest.raises(ReportRefused, match="add Account Information"):
            bring_in(io.BytesIO(content))
        account = account_at("ib", login=SAYS_NO_CURRENCY[name], currency="EUR")
    report = bring_in(io.BytesIO(content), account=account)
    assert report.deals_added == Deal.objects.count() == trades
    # What a corporate action realised is an operation, too.
    assert report.cash_operations_added >= operations
    again = bring_in(io.BytesIO(content), account=report.account)
    assert (again.deals_added, again.cash_operations_added) == (0, 0)
