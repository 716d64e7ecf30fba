import io
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from accounts.trail.api import events_about
from fidus.lib.money import Money
from trading.domain.history import History
from trading.domain.mt5_report_writer import report_bytes, write_report
from trading.domain.mt5_sheet_writer import write_sheet
from trading.errors import AccountDisabled, AccountMismatch, HistoryConflict, HistoryGap, ReportRefused
from trading.models import DERIVED_OPENING, BrokerAccount, CashOperation, Deal, Order, Position, ReportImport
from trading.selectors import balance_breaks, performance
from trading.services.disable_broker_account import disable_broker_account
from trading.services.import_mt5_report import import_mt5_report
from trading.services.open_broker_account import open_broker_account
from trading.tests.histories import HEADER, chained, every_kind, simulated, trade

LATER = date(2026, 12, 31)


def bring_in(history, **options):
    content = history if isinstance(history, bytes) else write_report(history).encode()
    return import_mt5_report(file=io.BytesIO(content), name="report.html", by=None, **options)


def part(history, start, end=None, saved_at=None):
    """The report of a period: what the terminal saves when not the whole history is asked for."""
    header = replace(history.header, saved_at=saved_at or history.header.saved_at)
    return History(header=header, deals=history.deals[start:end])


def usd(amount):
    return Money.of(amount, "USD")


def nothing_is_kept():
    kept = (BrokerAccount, Deal, CashOperation, Order, Position, ReportImport)
    return not any(model.objects.exists() for model in kept)


def test_every_kind_of_row_finds_its_place(db):
    report = bring_in(every_kind())
    account = report.account
    assert (report.deals_added, report.cash_operations_added) == (3, 7)
    assert (account.broker, account.login, account.server) == (HEADER.company, str(HEADER.login), HEADER.server)
    standing = performance([account], as_of=LATER)[account.pk]
    assert standing.deposits == usd(1000)
    assert standing.withdrawals == usd(200)
    assert standing.credit == usd(250)
    assert standing.adjustments == usd(-5)
    assert standing.trading_result == usd("16.30")
    assert standing.balance == usd("1061.30")
    assert Position.objects.filter(closed_at=None).count() == 1
    assert Order.objects.get(done_at=None).kind == "sell stop"
    assert Deal.objects.get(ticket=5).dealt_at == datetime(2026, 3, 3, 12, tzinfo=UTC)
    assert balance_breaks() == []


def test_the_import_is_written_in_the_trail(db):
    account = bring_in(every_kind()).account
    kinds = [event.kind for event in events_about(subject=f"broker account:{account.pk}")]
    assert sorted(kinds) == ["BrokerAccountOpened", "BrokerHistoryImported"]


def test_a_sheet_and_a_page_of_one_history_are_the_same_history(db):
    bring_in(every_kind())
    again = bring_in(write_sheet(every_kind(), language="ru"))
    assert (again.deals_added, again.cash_operations_added, again.orders_added, again.positions_added) == (0, 0, 0, 0)
    assert again.already_known == 10


def test_overlapping_reports_add_what_is_new_and_nothing_twice(db):
    history = simulated(trades=30)
    first = bring_in(part(history, 0, 25))
    second = bring_in(part(history, 15))
    assert (first.deals_added, first.cash_operations_added) == (24, 1)
    assert (second.deals_added, second.already_known) == (61 - 25, 10)
    assert performance([first.account], as_of=LATER)[first.account.pk].balance == usd("5123.45")
    assert balance_breaks() == []


def test_reports_that_meet_exactly_follow_one_another(db):
    history = simulated(trades=30)
    bring_in(part(history, 0, 25))
    bring_in(part(history, 25))
    assert Deal.objects.count() == 60
    assert balance_breaks() == []


def test_a_gap_between_two_reports_is_refused_and_says_what_is_missing(db):
    history = simulated(trades=30)
    first = bring_in(part(history, 0, 20))
    held, begins = history.deals[19].balance, history.deals[39].balance
    assert held != begins
    with pytest.raises(HistoryGap, match="deals in between are missing") as refused:
        bring_in(part(history, 40))
    assert f"{held:f}" in refused.value.reason
    assert f"{begins:f}" in refused.value.reason
    assert Deal.objects.count() == first.deals_added


def test_a_gap_before_the_history_held_is_refused_too(db):
    history = simulated(trades=30)
    bring_in(part(history, 40))
    assert history.deals[19].balance != history.deals[39].balance
    with pytest.raises(HistoryGap, match="save a report that reaches from one to the other"):
        bring_in(part(history, 0, 20))


def test_a_history_that_starts_midway_gets_an_opening_balance_of_its_own(db):
    history = simulated(trades=30)
    report = bring_in(part(history, 20))
    opening = CashOperation.objects.get(kind=DERIVED_OPENING)
    assert opening.amount == report.opening_balance == history.deals[19].balance
    assert str(history.deals[20].ticket) in opening.comment
    standing = performance([report.account], as_of=LATER)[report.account.pk]
    assert standing.opening.amount == opening.amount
    assert standing.deposits == usd(0)
    assert standing.balance == usd("5123.45")


def test_a_report_that_reaches_further_back_replaces_the_opening_balance(db):
    history = simulated(trades=30)
    account = bring_in(part(history, 40)).account
    bring_in(part(history, 20))
    assert CashOperation.objects.get(kind=DERIVED_OPENING).amount == history.deals[19].balance
    bring_in(history)
    assert not CashOperation.objects.filter(kind=DERIVED_OPENING).exists()
    standing = performance([account], as_of=LATER)[account.pk]
    assert (standing.deposits, standing.trading_result) == (usd(5000), usd("123.45"))
    assert balance_breaks() == []


def test_an_older_report_that_ends_where_the_history_begins_is_taken_in_before_it(db):
    history = simulated(trades=30)
    bring_in(part(history, 20))
    bring_in(part(history, 0, 20, saved_at=history.deals[19].at + timedelta(hours=1)))
    assert not CashOperation.objects.filter(kind=DERIVED_OPENING).exists()
    assert Deal.objects.count() == 60
    assert balance_breaks() == []


def test_a_known_ticket_with_other_content_is_a_conflict_that_is_listed(db):
    bring_in(every_kind())
    deals = [replace(deal, profit=Decimal("29.10")) if deal.ticket == 5 else deal for deal in every_kind().deals]
    deals = [replace(deal, profit=Decimal("-11.20")) if deal.ticket == 6 else deal for deal in deals]
    with pytest.raises(HistoryConflict) as refused:
        bring_in(replace(every_kind(), deals=chained(*deals)))
    assert "deal 5 (line " in refused.value.reason
    assert "deal 6 (line " in refused.value.reason
    assert "net 28.900" in refused.value.reason
    assert "net 27.900" in refused.value.reason
    assert refused.value.line


def test_a_deal_that_turns_up_within_the_history_held_is_a_conflict(db):
    bring_in(every_kind())
    deals = list(every_kind().deals)
    deals.insert(4, trade(99, 2, "in"))
    with pytest.raises(HistoryConflict, match="deal 99 lies within the history held"):
        bring_in(replace(every_kind(), deals=chained(*deals)))


def test_a_report_that_hides_deals_held_is_a_conflict(db):
    history = replace(every_kind(), deals=chained(*every_kind().deals[:4], trade(99, 3, "in"), *every_kind().deals[4:]))
    bring_in(history)
    with pytest.raises(HistoryConflict, match="deal 99 is held"):
        bring_in(every_kind())


def test_open_positions_are_those_of_the_newest_report(db):
    history = every_kind()
    bring_in(history)
    older = replace(history, header=replace(HEADER, saved_at=HEADER.saved_at - timedelta(days=1)), open_positions=[])
    bring_in(older)
    assert Position.objects.filter(closed_at=None).count() == 1
    bring_in(replace(history, header=replace(HEADER, saved_at=HEADER.saved_at + timedelta(days=1)), open_positions=[]))
    assert Position.objects.filter(closed_at=None).count() == 0


def test_a_refused_report_leaves_nothing(db):
    page = write_report(every_kind())
    for content in (page[:-9], page.replace(">1 061.30<", ">1 061.31<"), page.replace("USD,", "XYZ,")):
        with pytest.raises(ReportRefused):
            bring_in(content.encode())
        assert nothing_is_kept()


def test_a_report_is_of_the_account_it_is_imported_for(db):
    other = open_broker_account(broker="Other", server="Other-Live", login=1, currency="USD", by=None)
    with pytest.raises(AccountMismatch, match="is of account 7001234 on Northgate-Demo, not of 1"):
        bring_in(every_kind(), account=other)
    with pytest.raises(AccountMismatch, match="is not known; open it first"):
        bring_in(every_kind(), open_unknown=False)
    same = open_broker_account(broker="N", server=HEADER.server, login=HEADER.login, currency="EUR", by=None)
    with pytest.raises(AccountMismatch, match="kept in EUR, the report is in USD"):
        bring_in(every_kind(), account=same)


def test_a_disabled_account_takes_no_more_history(db):
    account = bring_in(every_kind()).account
    disable_broker_account(account=account, reason="closed at the broker", by=None)
    with pytest.raises(AccountDisabled):
        bring_in(every_kind())
    with pytest.raises(AccountDisabled):
        disable_broker_account(account=account, reason="again", by=None)


def test_an_account_in_a_currency_without_books_is_refused(db):
    with pytest.raises(AccountMismatch, match="keeps no books"):
        bring_in(write_report(every_kind()).replace("(USD,", "(USC,").encode())


def test_the_same_report_uploaded_twice_at_once_is_taken_in_once(committed_db):
    content, outcomes, together = report_bytes(simulated(trades=200)), [], threading.Barrier(3)

    def upload():
        try:
            together.wait(timeout=10)
            outcomes.append(bring_in(content).deals_added)
        finally:
            connection.close()

    threads = [threading.Thread(target=upload) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(outcomes) == [0, 0, 400]
    assert BrokerAccount.objects.count() == 1
    assert Deal.objects.count() == 400
    assert balance_breaks() == []
