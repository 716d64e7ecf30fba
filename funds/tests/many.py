"""Many active investments at once, written by SQL as the services would leave them: for killing and for measuring."""

from datetime import date

from django.db import connection

from fidus.lib import clock
from funds.domain.day_counts import DayCount
from funds.tests.scenes import a_client, a_product

# Accounts of client and firm, then investments spread over `days` of earning and over all terms.
_ACCOUNTS = """
    insert into ledger_account (code, kind, currency, label, opened_at)
    select 'Liabilities:Clients:M' || n || ':' || part, 'liability', 'USD', '', now()
    from generate_series(1, %s) n, unnest(array['Principal', 'Interest', 'PaidOut']) part
"""
_INVESTMENTS = """
    insert into funds_investment (number, client_id, terms_id, currency, principal_minor, interest_mode, state,
        opened_on, funded_on, earns_from, bank_reference, principal_account, interest_account, paid_account)
    select 'INV-M' || n, %s, (%s::bigint[])[1 + n %% %s], 'USD', 100000 + n::bigint * 7919 %% 100000000,
        'keep', 'active', day, day, day, 'M-' || n, p.id, i.id, o.id
    from generate_series(1, %s) n
    cross join lateral (select %s::date - n %% %s as day) d
    join ledger_account p on p.code = 'Liabilities:Clients:M' || n || ':Principal'
    join ledger_account i on i.code = 'Liabilities:Clients:M' || n || ':Interest'
    join ledger_account o on o.code = 'Liabilities:Clients:M' || n || ':PaidOut'
"""
_ACCRUALS = """
    insert into funds_accrual (investment_id, accrued_through, accrued_minor)
    select id, %s, 0 from funds_investment where number like 'INV-M%%' order by id
"""


def many_investments(count: int, *, earning_since: date, days: int, accrued_through: date) -> None:
    """`count` investments that began to earn within `days` before `earning_since`, over every day count."""
    with clock.at(earning_since):
        client = a_client("Crowd Example")
        terms = [
            a_product(f"M{place}", day_count=count_).terms_versions.get().pk for place, count_ in enumerate(DayCount)
        ]
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, [count])
        cursor.execute(_INVESTMENTS, [client.pk, terms, len(terms), count, earning_since, days])
        cursor.execute(_ACCRUALS, [accrued_through])
