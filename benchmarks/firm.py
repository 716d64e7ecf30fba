"""The demo firm, built day by day by its own services, and made as many times bigger by SQL as a benchmark wants."""

from django.db import connection

from accounts.ledger.api import post_transfers_from
from accounts.models import Client
from fidus.demo.firm import DemoFirm
from fidus.lib import clock

# Copy n of a client has all the client has, under numbers of its own: "100402-3", "INV-0007-3".
_CLIENTS = """
    insert into accounts_client (number, kind, name, email, phone, address, country, reporting_currency, opened_at)
    select number || '-' || n, kind, name || ' ' || n, email, phone, address, country, reporting_currency, opened_at
    from accounts_client, generate_series(1, %(copies)s) n
"""
_LEDGER_ACCOUNTS = """
    insert into ledger_account (code, kind, currency, label, opened_at)
    select regexp_replace(code, '(INV-[0-9]+)', '\\1-' || n), kind, currency, label, opened_at
    from ledger_account, generate_series(1, %(copies)s) n where code like 'Liabilities:Clients:%%:INV-%%'
"""
_LEDGER_COPIES = """
    create temporary table copied_account as
    select a.id as original, b.id as copy, n
    from ledger_account a cross join generate_series(1, %(copies)s) n
    join ledger_account b on b.code = regexp_replace(a.code, '(INV-[0-9]+)', '\\1-' || n) and b.id <> a.id
"""
_INVESTMENTS = """
    insert into funds_investment (number, client_id, terms_id, custom_rate, currency, principal_minor, interest_mode,
        state, opened_on, opened_by_id, funded_on, earns_from, closed_on, bank_reference,
        principal_account, interest_account, paid_account)
    select i.number || '-' || p.n, d.id, i.terms_id, i.custom_rate, i.currency, i.principal_minor, i.interest_mode,
        i.state, i.opened_on, i.opened_by_id, i.funded_on, i.earns_from, i.closed_on, i.bank_reference || '-' || p.n,
        p.copy, e.copy, o.copy
    from funds_investment i join accounts_client c on c.id = i.client_id
    join copied_account p on p.original = i.principal_account
    join copied_account e on e.original = i.interest_account and e.n = p.n
    join copied_account o on o.original = i.paid_account and o.n = p.n
    join accounts_client d on d.number = c.number || '-' || p.n
"""
_BROKER_ACCOUNTS = """
    insert into trading_brokeraccount (broker, server, login, currency, currency_digits, name, company, environment,
        margin_mode, source, opened_at, first_ticket, first_at, opening_balance, last_ticket, last_at, closing_balance)
    select broker, server, login * 1000 + n, currency, currency_digits, name, company, environment,
        margin_mode, source, opened_at, first_ticket, first_at, opening_balance, last_ticket, last_at, closing_balance
    from trading_brokeraccount, generate_series(1, %(copies)s) n
"""
_BROKER_COPIES = """
    create temporary table copied_broker_account as
    select a.id as original, b.id as copy, n
    from trading_brokeraccount a cross join generate_series(1, %(copies)s) n
    join trading_brokeraccount b on b.server = a.server and b.login = a.login * 1000 + n
"""
_DEALS = """
    insert into trading_deal (account_id, ticket, dealt_at, symbol, kind, direction, volume, price, order_ticket,
        commission, fee, swap, profit, balance, comment)
    select m.copy, ticket, dealt_at, symbol, kind, direction, volume, price, order_ticket,
        commission, fee, swap, profit, balance, comment
    from trading_deal d join copied_broker_account m on m.original = d.account_id
"""
_CASH = """
    insert into trading_cashoperation (account_id, ticket, operated_at, kind, amount, in_balance, balance, comment)
    select m.copy, ticket, operated_at, kind, amount, in_balance, balance, comment
    from trading_cashoperation d join copied_broker_account m on m.original = d.account_id
"""
_MAPPINGS = """
    insert into funds_accountmapping (investment_id, account_id, share, from_on, until_on, mapped_by_id, mapped_at)
    select j.id, b.copy, m.share, m.from_on, m.until_on, m.mapped_by_id, m.mapped_at
    from funds_accountmapping m join copied_broker_account b on b.original = m.account_id
    join funds_investment i on i.id = m.investment_id join funds_investment j on j.number = i.number || '-' || b.n
"""
_DAYS = "select distinct kind, value_on, booked_on from ledger_entry order by booked_on, value_on, kind"
_ENTRIES = """
    select 'copy:' || place || ':' || e.key as key, coalesce(x.copy, d.account_id) as debit_account,
        coalesce(y.copy, c.account_id) as credit_account, d.amount, d.currency, e.text
    from ledger_entry e
    join ledger_leg d on d.entry_id = e.id and d.amount > 0
    join ledger_leg c on c.entry_id = e.id and c.amount < 0
    cross join generate_series(1, %s) place
    left join copied_account x on x.original = d.account_id and x.n = place
    left join copied_account y on y.original = c.account_id and y.n = place
    where e.kind = %s and e.value_on = %s and e.booked_on = %s and (x.copy is not null or y.copy is not null)
"""


def build() -> int:
    """Eighteen months of the demo firm up to today; how many clients it has."""
    for _ in DemoFirm(as_of=clock.today(), seed=147).build():
        pass
    return Client.objects.count()


def multiply(times: int) -> int:
    """`times` as many clients, each with investments, entries, accounts and deals; how many there are then."""
    steps = (
        _CLIENTS, _LEDGER_ACCOUNTS, _LEDGER_COPIES, _INVESTMENTS,
        _BROKER_ACCOUNTS, _BROKER_COPIES, _DEALS, _CASH, _MAPPINGS,
    )  # fmt: skip
    with connection.cursor() as cursor:
        for step in steps:
            cursor.execute(step, {"copies": times - 1})
        cursor.execute("analyze")
        cursor.execute(_DAYS)
        for kind, value_on, booked_on in cursor.fetchall():
            given = [times - 1, kind, value_on, booked_on]
            post_transfers_from(_ENTRIES, given, kind=kind, booked_on=booked_on, value_on=value_on, by=None)
    return Client.objects.count()
